//! Items for the processor, built so that it has nothing to guess.

use std::collections::BTreeMap;

use domain::partial_date::PartialDate;
use domain::publication::citation::{Name, Reference};
use hayagriva::citationberg::json::{
    DateValue, Item, LiteralName, NameItem, NameValue, Value, VecDate, VecDateRange,
};

use crate::text::{LINK, Texts, without_marks};

/// Variables that the style tests for being numbers, or counts with.
const NUMBERS: [&str; 2] = ["volume", "issue"];

/// The item, and the texts that its marks stand for.
pub(crate) fn of(reference: &Reference) -> (Item, Texts) {
    let mut texts = Texts::default();
    let mut fields = BTreeMap::new();
    let mut set = |name: &str, value: Value| {
        fields.insert(name.to_owned(), value);
    };
    set("id", Value::String("1".to_owned()));
    set("type", Value::String(reference.kind.to_owned()));
    for (name, text) in &reference.texts {
        let value = if NUMBERS.contains(name) && is_small_number(text) {
            text.clone()
        } else {
            texts.mark(name, text)
        };
        set(name, Value::String(value));
    }
    if let Some(link) = &reference.link {
        // A web address stands in the same place as a DOI, and the style would ask when it was looked at.
        set("DOI", Value::String(texts.mark(LINK, link)));
    }
    if let Some(date) = reference.issued.and_then(date) {
        set("issued", date);
    }
    for (name, names) in [("author", &reference.authors), ("editor", &reference.editors)] {
        // An empty list would count as a variable that is there.
        if !names.is_empty() {
            set(name, Value::Names(names.iter().map(person).collect()));
        }
    }
    (Item(fields), texts)
}

fn is_small_number(text: &str) -> bool {
    text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit()) && !text.starts_with('0')
}

/// Never empty, which would be a panic. Years, months and days are within the calendar.
fn date(date: PartialDate) -> Option<Value> {
    let mut parts = vec![i16::try_from(date.year()).ok()?];
    parts.extend(date.month().map(i16::from));
    parts.extend(date.day().map(i16::from));
    Some(Value::Date(DateValue::DateParts {
        date_parts: VecDateRange(vec![VecDate(parts)]),
        literal: None,
        season: None,
        circa: false,
    }))
}

fn person(name: &Name) -> NameValue {
    match name {
        Name::Whole(whole) => NameValue::Literal(LiteralName {
            literal: without_marks(whole),
        }),
        Name::Person {
            family,
            initials,
            suffix,
        } => {
            // The processor demotes words in small letters within a family name (`Costa e Silva` becomes
            // `Silva, M. Costa e`), unless it is told that there is a particle that stays. Of several words the
            // first is called so: the two are put together again as they were.
            let family = without_marks(family);
            let (first, rest) = match family.split_once(' ') {
                Some((first, rest)) => (Some(first.to_owned()), rest.to_owned()),
                None => (None, family),
            };
            NameValue::Item(NameItem {
                family: rest,
                given: initials.as_deref().map(without_marks),
                non_dropping_particle: first,
                dropping_particle: None,
                suffix: suffix.as_deref().map(without_marks),
                comma_suffix: Some(true),
            })
        }
    }
}
