//! Titles and abstracts as registries give them: JATS, HTML, `MathML`, entities escaped once or twice, padding.

pub(crate) mod entity;
mod reduce;
mod render;
mod tag;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::LazyLock;

use self::reduce::Reduction;
use self::render::{Form, render};

/// How much of a text is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// How often text is read again because the last reading brought new markup to light.
const MAX_READINGS: usize = 4;

/// The last word on what is safe is not ours.
static SAFE: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder.tags(HashSet::from(["i", "b", "sub", "sup"]));
    builder
});

/// Plain text: tags removed (with a space where they separated words), entities decoded to a fixed point, white
/// space folded. `<` counts as a tag only before a letter or `/letter`, so inequalities stay. `&c` and `&NA;`
/// are text. `None` where nothing is left.
///
/// Formulas keep their text, and a space where they would stick to a word; the content of `script`, `style`
/// and `MathML` annotations goes. Reading the result again gives the result. At most [`MAX_BYTES`] are read.
pub fn plain(raw: &str) -> Option<String> {
    Some(settled(raw, Form::Plain)).filter(|text| !text.is_empty())
}

/// The same for text of several paragraphs: line ends stay, unless markup reaches over them.
pub fn plain_lines(raw: &str) -> Option<String> {
    let whole = plain(raw)?;
    let lines: Vec<String> = raw.lines().map(|line| plain(line).unwrap_or_default()).collect();
    let kept = lines.join("\n").trim().to_owned();
    // What was taken line by line is markup-free only if a reading of the whole finds nothing in it.
    let folded = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(if plain(&kept).as_ref() == Some(&folded) && folded == whole {
        kept
    } else {
        whole
    })
}

/// Safe HTML: only `i`, `b`, `sub`, `sup` without attributes, everything else as text, escaped once.
/// `None` where nothing is left.
///
/// `italic`, `em`, `bold`, `strong` and their like become one of the four; elements are balanced, never empty and
/// never inside of themselves.
pub fn safe_markup(raw: &str) -> Option<String> {
    let html = settled(raw, Form::Html);
    Some(SAFE.clean(&html).to_string()).filter(|text| !text.is_empty())
}

/// Reads a text until another reading changes nothing. Text that is made to go on changing is written so
/// that it cannot.
fn settled(raw: &str, form: Form) -> String {
    let reduce = |text: &str| Reduction::of(text, form == Form::Html);
    let mut text = render(&reduce(head(raw)), form, false);
    for _ in 0..MAX_READINGS {
        if !text.contains(['<', '&']) {
            return text;
        }
        let again = render(&reduce(&text), form, false);
        if again == text {
            return text;
        }
        text = again;
    }
    render(&reduce(&text), form, true)
}

fn head(raw: &str) -> &str {
    raw.get(..raw.floor_char_boundary(MAX_BYTES)).unwrap_or(raw)
}
