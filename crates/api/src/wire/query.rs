//! Reading query strings: all faults are found at once and named by parameter.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use domain::storage::{Cursor, PageRequest};
use url::form_urlencoded;

use super::word::Word;
use crate::problem::{Code, Problem};

/// Longest search term and filter, in characters.
const MAX_TEXT: usize = 200;
/// Longest cursor, in characters: twice the longest id (a site's origin) and a time.
pub(super) const MAX_CURSOR: usize = 1_024;
/// The page size where none is asked for.
pub(super) const PER_PAGE: u32 = 20;
/// Last page that can be asked for; the offset then still fits every database.
const LAST_PAGE: u32 = 2_147_483_647;
/// The last second of the year 9999.
pub(crate) const LAST_SECOND: i64 = 253_402_300_799;

/// The parameters of one request. Unknown ones are ignored, the last of repeated ones counts, an empty value
/// counts as absent. Blanks alone are no text, and no number or word either.
pub(crate) struct QueryReader<'a> {
    values: BTreeMap<Cow<'a, str>, Option<String>>,
    faults: BTreeMap<&'static str, String>,
}

impl<'a> QueryReader<'a> {
    pub(crate) fn new(query: &'a str) -> Self {
        let values = form_urlencoded::parse(query.as_bytes())
            .map(|(name, value)| (name, (!value.is_empty()).then(|| tidy(&value))))
            .collect();
        Self {
            values,
            faults: BTreeMap::new(),
        }
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.as_deref()
    }

    pub(crate) fn page(&mut self) -> PageRequest {
        PageRequest {
            page: self.number("page", 1..=LAST_PAGE).unwrap_or(1),
            per_page: self.number("per_page", 1..=100).unwrap_or(PER_PAGE),
        }
    }

    /// The same under the names of the dashboard.
    pub(crate) fn staff_page(&mut self) -> PageRequest {
        PageRequest {
            page: self.number("page", 1..=LAST_PAGE).unwrap_or(1),
            per_page: self.number("perPage", 1..=100).unwrap_or(PER_PAGE),
        }
    }

    pub(crate) fn updated_since(&mut self) -> Option<i64> {
        self.number("updated_since", 0..=LAST_SECOND)
    }

    /// Words to search for.
    pub(super) fn words(&mut self) -> String {
        self.text("q").unwrap_or_default()
    }

    pub(super) fn year(&mut self) -> Option<i32> {
        self.number("publication_year", 1..=9999)
    }

    pub(super) fn min_cited_by(&mut self) -> Option<i64> {
        self.number("min_cited_by", 0..=1_000_000_000)
    }

    /// Text, trimmed, without control characters.
    pub(crate) fn text(&mut self, name: &'static str) -> Option<String> {
        self.text_within(name, MAX_TEXT)
    }

    fn text_within(&mut self, name: &'static str, most: usize) -> Option<String> {
        let value = self.value(name).filter(|value| !value.is_empty())?.to_owned();
        if value.chars().count() > most {
            self.fault(name, format!("must have at most {most} characters"));
            return None;
        }
        Some(value)
    }

    /// Where a list goes on.
    pub(super) fn cursor(&mut self, name: &'static str) -> Option<Cursor> {
        let text = self.text_within(name, MAX_CURSOR)?;
        self.read(name, &text)
    }

    /// Items between commas, trimmed, blank ones left out, in their order; at most `most`, each at most
    /// [`MAX_TEXT`] characters.
    pub(crate) fn items(&mut self, name: &'static str, most: usize) -> Vec<String> {
        let value = self.value(name).unwrap_or_default();
        let items: Vec<String> = value
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
            .map(str::to_owned)
            .collect();
        if items.len() > most || items.iter().any(|item| item.chars().count() > MAX_TEXT) {
            self.fault(
                name,
                format!("must hold at most {most} items of at most {MAX_TEXT} characters"),
            );
            return Vec::new();
        }
        items
    }

    /// A value that reads itself.
    pub(crate) fn parsed<T>(&mut self, name: &'static str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        let text = self.text(name)?;
        self.read(name, &text)
    }

    fn read<T>(&mut self, name: &'static str, text: &str) -> Option<T>
    where
        T: FromStr<Err: Display>,
    {
        match text.parse() {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(name, why.to_string());
                None
            }
        }
    }

    /// A whole number within bounds.
    pub(crate) fn number<T>(&mut self, name: &'static str, bounds: RangeInclusive<T>) -> Option<T>
    where
        T: FromStr + PartialOrd + Display,
    {
        let value: Option<T> = self.value(name)?.parse().ok();
        let value = value.filter(|value| bounds.contains(value));
        if value.is_none() {
            let (low, high) = (bounds.start(), bounds.end());
            self.fault(name, format!("must be a whole number between {low} and {high}"));
        }
        value
    }

    /// One of the words of a choice.
    pub(crate) fn choice<T: Word>(&mut self, name: &'static str) -> Option<T> {
        let found = T::from_word(self.value(name)?);
        if found.is_none() {
            self.fault(name, format!("must be one of {}", T::choices()));
        }
        found
    }

    /// Notes what is wrong with a parameter.
    pub(crate) fn fault(&mut self, name: &'static str, why: String) {
        self.faults.insert(name, why);
    }

    /// The parameters read, or one refusal that names all faults.
    pub(crate) fn finish<T>(self, read: T) -> Result<T, Problem> {
        if self.faults.is_empty() {
            return Ok(read);
        }
        Err(Problem::fields(
            Code::InvalidQuery,
            "some query parameters cannot be used",
            &self.faults,
        ))
    }
}

/// Control characters (no database keeps them all) become blanks; blanks around are dropped.
fn tidy(value: &str) -> String {
    let clean = value.replace(char::is_control, " ");
    clean.trim().to_owned()
}

/// Writes a query in its one canonical form: it names remembered answers and makes links to further pages.
pub(super) struct CanonicalQuery(form_urlencoded::Serializer<'static, String>);

impl CanonicalQuery {
    pub(super) fn new() -> Self {
        Self(form_urlencoded::Serializer::new(String::new()))
    }

    /// A parameter that is always there.
    pub(super) fn with(mut self, name: &str, value: impl Display) -> Self {
        self.0.append_pair(name, &value.to_string());
        self
    }

    /// A parameter that may be absent; empty counts as absent.
    pub(super) fn with_some(mut self, name: &str, value: Option<impl Display>) -> Self {
        let text = value.map(|value| value.to_string());
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.0.append_pair(name, &text);
        }
        self
    }

    pub(super) fn finish(mut self) -> String {
        self.0.finish()
    }
}
