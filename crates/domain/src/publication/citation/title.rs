//! The title of a reference: the original one, its translation in brackets, its subtitle.

use super::plain;
use crate::publication::model::Record;
use crate::text::Localised;

/// The whole title; `None` where the record has none. The capitals stay as registered: which words are names is
/// not known.
pub(super) fn of(record: &Record) -> Option<String> {
    let (title, translation) = chosen(record.title.as_ref()?, record.language.as_deref());
    let title = bare(&title)?;
    let subtitle = record.subtitle.as_deref().and_then(bare);
    let whole = match subtitle {
        Some(subtitle) if !title.to_lowercase().contains(&subtitle.to_lowercase()) => {
            joined(&title, &subtitle)
        }
        _ => title,
    };
    match translation.as_deref().and_then(bare) {
        Some(translation) if translation != whole => Some(format!("{whole} [{translation}]")),
        _ => Some(whole),
    }
}

/// The title in the work's own language, and the English one where that is another (manual, 9.38).
fn chosen(title: &Localised, language: Option<&str>) -> (String, Option<String>) {
    let Localised::ByLanguage(texts) = title else {
        return (title.any().to_owned(), None);
    };
    let own = language.map(|language| language.trim().to_ascii_lowercase());
    let main = own.as_deref().and_then(|own| own.split(['-', '_']).next());
    let mut known = [own.as_deref(), main].into_iter().flatten();
    let original = known.find_map(|code| texts.get_key_value(code));
    match original {
        Some((code, text)) if code != "en" => (text.clone(), texts.get("en").cloned()),
        Some((_, text)) => (text.clone(), None),
        None => (title.any().to_owned(), None),
    }
}

/// Without a full stop at the end: the style sets its own.
fn bare(text: &str) -> Option<String> {
    let text = plain(text);
    let stopped = text.strip_suffix('.').filter(|rest| !rest.ends_with('.'));
    let text = stopped.unwrap_or(&text).trim_end_matches([':', ',', ';', ' ']);
    (!text.is_empty()).then(|| text.to_owned())
}

fn joined(title: &str, subtitle: &str) -> String {
    if title.ends_with(['?', '!', '…']) {
        format!("{title} {subtitle}")
    } else {
        format!("{title}: {subtitle}")
    }
}
