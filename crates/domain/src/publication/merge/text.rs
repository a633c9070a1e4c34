//! Titles, containers and abstracts: raw markup made plain, languages told apart.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::precedence::Field;
use crate::publication::model::Attention;
use crate::registry::ProviderRecord;
use crate::text::Localised;
use crate::text::fold::words;
use crate::text::markup::{plain, safe_markup};

/// The language of the work.
pub(super) fn language(draft: &mut Draft<'_>) {
    draft.record.language = draft.first(Field::Language, |record| {
        record.language.as_deref().and_then(language_code)
    });
}

/// Title, subtitle, markup and further titles.
pub(super) fn titles(draft: &mut Draft<'_>) {
    let Some((title, record)) =
        draft.first_with_record(Field::Title, |record| record.title.as_deref().and_then(plain))
    else {
        draft.attention.insert(Attention::MissingTitle);
        return;
    };
    draft.record.title_markup = record.title.as_deref().and_then(safe_markup);
    draft.note(Field::TitleMarkup, record);

    let folded = words(&title);
    draft.record.subtitle = draft.first(Field::Subtitle, |other| {
        let subtitle = other.subtitle.as_deref().and_then(plain)?;
        // Another provider may hold the same words as one title: its subtitle would then stand there twice.
        let repeated = !std::ptr::eq(other, record) && contains_run(&folded, &words(&subtitle));
        (!repeated).then_some(subtitle)
    });

    let (texts, mut alternates) = translations(draft, &title);
    let further = record.alternate_titles.iter().filter_map(|raw| plain(raw));
    alternates.splice(0..0, further);
    let mut seen = vec![title.clone()];
    seen.extend(draft.record.subtitle.clone());
    alternates.retain(|text| {
        let new = !seen.contains(text);
        if new {
            seen.push(text.clone());
        }
        new
    });
    if !alternates.is_empty() {
        draft.note(Field::AlternateTitles, record);
    }
    draft.record.alternate_titles = alternates;
    draft.record.title = Some(match (&draft.record.language, texts.is_empty()) {
        (Some(main), false) => {
            let mut texts = texts;
            texts.insert(main.clone(), title);
            Localised::ByLanguage(texts)
        }
        _ => Localised::Plain(title),
    });
}

/// Translated titles by language, where their language and the work's are known; the others.
fn translations(draft: &Draft<'_>, title: &str) -> (BTreeMap<String, String>, Vec<String>) {
    let mut by_language = BTreeMap::new();
    let mut others = Vec::new();
    let main = draft.record.language.as_deref().map(primary);
    for record in draft.ordered(Field::Title) {
        for (language, raw) in &record.translated_titles {
            let Some(text) = plain(raw).filter(|text| text != title) else {
                continue;
            };
            match language_code(language) {
                Some(code) if main.is_some_and(|main| main != primary(&code)) => {
                    by_language.entry(code).or_insert(text);
                }
                _ => others.push(text),
            }
        }
    }
    (by_language, others)
}

/// Journal, book or series. On posted content the registry's record names the institution or group here.
pub(super) fn container(draft: &mut Draft<'_>) {
    draft.record.container_title = draft.first(Field::ContainerTitle, |record| {
        record.container_title.as_deref().and_then(plain)
    });
    draft.record.short_container_title = draft.first(Field::ShortContainerTitle, |record| {
        record.short_container_title.as_deref().and_then(plain)
    });
    draft.record.alternate_container_titles = draft.first_list(Field::AlternateContainerTitles, |record| {
        plain_list(&record.alternate_container_titles)
    });
    draft.record.publisher = draft.first(Field::Publisher, |record| {
        record.publisher.as_deref().and_then(plain)
    });
}

/// Abstract and keywords.
pub(super) fn summary(draft: &mut Draft<'_>) {
    let read = |record: &ProviderRecord| record.abstract_text.as_deref().and_then(plain);
    if let Some((text, record)) = draft.first_with_record(Field::Abstract, read) {
        draft.record.abstract_text = Some(text);
        draft.record.abstract_markup = record.abstract_text.as_deref().and_then(safe_markup);
        draft.note(Field::AbstractMarkup, record);
    }
    draft.record.keywords = draft.first_list(Field::Keywords, |record| plain_list(&record.keywords));
}

/// Plain texts without repetitions.
fn plain_list(raw: &[String]) -> Vec<String> {
    let mut texts = Vec::new();
    for text in raw.iter().filter_map(|raw| plain(raw)) {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    texts
}

/// Whether `part` stands in `whole`, word for word.
fn contains_run(whole: &[String], part: &[String]) -> bool {
    !part.is_empty() && whole.windows(part.len()).any(|run| run == part)
}

/// A language code in its usual spelling (BCP 47 §2.1.1: `pt`, `pt-BR`, `zh-Hant`); `None` for anything else,
/// such as `English`.
fn language_code(raw: &str) -> Option<String> {
    let raw = raw.trim().replace('_', "-").to_ascii_lowercase();
    let mut parts = raw.split('-');
    let first = parts
        .next()
        .filter(|part| (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase()))?;
    let mut code = first.to_owned();
    for part in parts {
        if part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return None;
        }
        code.push('-');
        match part.len() {
            2 => code.push_str(&part.to_ascii_uppercase()),
            4 => code.extend(
                part.char_indices()
                    .map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }),
            ),
            _ => code.push_str(part),
        }
    }
    Some(code)
}

/// The language without its region and script.
fn primary(code: &str) -> &str {
    code.split('-').next().unwrap_or(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_codes() {
        for (raw, code) in [
            ("en", Some("en")),
            (" EN ", Some("en")),
            ("pt_BR", Some("pt-BR")),
            ("zh-hant", Some("zh-Hant")),
            ("por", Some("por")),
            ("English", None),
            ("", None),
            ("e", None),
            ("en-", None),
            ("de\u{301}", None),
        ] {
            assert_eq!(language_code(raw).as_deref(), code, "{raw}");
        }
    }
}
