//! Titles and abstracts as registries give them: JATS, HTML, MathML, entities escaped once or twice, padding.

/// Plain text: tags removed (with a space where they separated words), entities decoded to a fixed point, white
/// space folded. `<` counts as a tag only before a letter or `/letter`, so inequalities stay. `&c` and `&NA;`
/// are text. `None` where nothing is left.
pub fn plain(raw: &str) -> Option<String> {
    let text = raw.trim();
    if text.is_empty() {
        None
    } else {
        Some(text.to_owned())
    }
}

/// Safe HTML: only `i`, `b`, `sub`, `sup` without attributes, everything else as text, escaped once.
/// `None` where nothing is left.
pub fn safe_markup(raw: &str) -> Option<String> {
    plain(raw)
}
