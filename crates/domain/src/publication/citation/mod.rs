//! Citations: what a reference list says about a record, and the port to the processor that words it.
//!
//! [`Reference::of`] decides: which kind of source a record is, who stands in front, what is left out. The
//! variables are those of the Citation Style Language 1.0.2, so any processor of it can word the answer. Rules
//! are those of the Publication Manual of the American Psychological Association, 7th edition (chapters 9, 10).

mod locator;
mod names;
mod source;
mod title;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::model::{Record, RetractionStatus};
use super::vocabulary::is_retraction_word;
use crate::identifier::Doi;
use crate::partial_date::PartialDate;

pub use names::Name;

/// Words references in a citation style. Pure: the same record gives the same text.
pub trait Citations: Send + Sync {
    /// The record in APA style, 7th edition, as plain text. `None` where there is not even a title.
    fn apa(&self, record: &Record) -> Option<String>;
}

/// A reference, before a style words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Type of the Citation Style Language.
    pub kind: &'static str,
    /// Who made it, in order.
    pub authors: Vec<Name>,
    /// Who edited it, or the book that holds it.
    pub editors: Vec<Name>,
    /// When; only as precise as references of this kind are.
    pub issued: Option<PartialDate>,
    /// Text variables of the Citation Style Language (`title`, `container-title`, `volume`, `genre`, …); trimmed,
    /// never empty.
    pub texts: BTreeMap<&'static str, String>,
    /// Where it can be read: the DOI as URL, else a web address.
    pub link: Option<String>,
}

impl Reference {
    /// The reference for a record; `None` where it has no title.
    pub fn of(record: &Record) -> Option<Self> {
        let mut reference = Self {
            kind: "article",
            authors: names::of(&record.authors),
            editors: names::of(&record.editors),
            issued: date(record),
            texts: BTreeMap::new(),
            link: link(record),
        };
        reference.set("title", Some(title::of(record)?));
        reference.set("references", retraction(record));
        source::describe(&mut reference, record);
        reference.keep_description_with_title();
        Some(reference)
    }

    /// Where the title stands in front for want of an author, its description goes with it (manual, 9.12); the style
    /// would leave it behind the date.
    fn keep_description_with_title(&mut self) {
        if !self.authors.is_empty() {
            return;
        }
        if let Some(word) = self.texts.remove("medium") {
            let title = self.texts.remove("title").unwrap_or_default();
            self.set("title", Some(format!("{title} [{word}]")));
        }
    }

    /// Sets a variable, where there is something to set.
    fn set(&mut self, name: &'static str, text: Option<String>) {
        let text = text.map(|text| plain(&text)).filter(|text| !text.is_empty());
        if let Some(text) = text {
            self.texts.insert(name, text);
        }
    }

    /// A variable.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }
}

/// One line without control characters, white space folded.
fn plain(text: &str) -> String {
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let text: String = text.chars().map(visible).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text that says something.
fn present(text: Option<&String>) -> Option<String> {
    text.map(|text| plain(text)).filter(|text| !text.is_empty())
}

fn date(record: &Record) -> Option<PartialDate> {
    let year = || PartialDate::new(i64::from(record.publication_year?), None, None).ok();
    record.publication_date.or_else(year)
}

fn link(record: &Record) -> Option<String> {
    let doi = record.doi.parse::<Doi>().ok().map(|doi| doi.url());
    let is_web = |url: &String| {
        let url = url.to_ascii_lowercase();
        url.starts_with("https://") || url.starts_with("http://")
    };
    doi.or_else(|| {
        present(record.url.as_ref())
            .filter(is_web)
            .filter(|url| !url.contains(' '))
    })
}

/// What follows the reference of a retracted work (manual, example 10.1.17). Registries date the notice, but
/// seldom tell its place.
fn retraction(record: &Record) -> Option<String> {
    if !record.is_retracted && record.retraction.status != RetractionStatus::Yes {
        return None;
    }
    let notices = record.updates.iter();
    let dates = notices.filter(|update| update.incoming && is_retraction_word(&update.kind));
    let year = dates
        .filter_map(|update| update.date)
        .map(PartialDate::year)
        .min();
    Some(year.map_or_else(
        || "Retracted".to_owned(),
        |year| format!("Retraction published {year}"),
    ))
}
