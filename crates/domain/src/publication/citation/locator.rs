//! Where in its source a work stands: pages and article numbers.

use super::present;
use crate::publication::model::Record;

/// Pages or the number of an article: never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Locator {
    /// `45–67`
    Pages(String),
    /// `e0158474`, shown behind the word Article (manual, 9.27).
    Article(String),
}

/// The place of an article. A page such as `e0158474` is a number of an article that was deposited as a page.
pub(super) fn of_article(record: &Record) -> Option<Locator> {
    let pages = pages(record);
    let number = present(record.article_number.as_ref());
    match (number, pages) {
        (Some(number), _) => Some(Locator::Article(without_word(&number))),
        (None, Some(page)) if is_number_of_article(&page) => Some(Locator::Article(page)),
        (None, pages) => pages.map(Locator::Pages),
    }
}

/// Pages with en dashes, and with whole numbers on both sides: `101-8` → `101–108`.
pub(super) fn pages(record: &Record) -> Option<String> {
    let page = present(record.page.as_ref())?;
    let page = ["pp.", "pp ", "p.", "p "]
        .iter()
        .find_map(|word| page.strip_prefix(word))
        .unwrap_or(&page)
        .trim();
    let spans = page.split(',').map(str::trim).filter(|span| !span.is_empty());
    let spans: Vec<String> = spans.map(span).collect();
    (!spans.is_empty()).then(|| spans.join(", "))
}

fn span(text: &str) -> String {
    let parts: Vec<&str> = text
        .split(['-', '‐', '‑', '–', '—'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [first, last] if first == last => (*first).to_owned(),
        [first, last] => format!("{first}–{}", expanded(first, last)),
        [one] => (*one).to_owned(),
        // `A-1-A-12`: which of the dashes is the range cannot be told.
        _ => text.to_owned(),
    }
}

fn expanded(first: &str, last: &str) -> String {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !is_number(first) || !is_number(last) || last.len() >= first.len() {
        return last.to_owned();
    }
    let head: String = first.chars().take(first.len() - last.len()).collect();
    let whole = format!("{head}{last}");
    if whole.as_str() > first {
        whole
    } else {
        last.to_owned()
    }
}

fn is_number_of_article(page: &str) -> bool {
    let digits = page.strip_prefix(['e', 'E']).unwrap_or_default();
    digits.len() >= 3 && digits.chars().all(|c| c.is_ascii_digit())
}

fn without_word(number: &str) -> String {
    let lower = number.to_lowercase();
    let bare = ["article ", "art. no. ", "art. ", "no. "]
        .iter()
        .find(|word| lower.starts_with(**word))
        .map_or(number, |word| number.get(word.len()..).unwrap_or(number));
    bare.trim().to_owned()
}
