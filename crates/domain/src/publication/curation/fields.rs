//! Which fields of a record the staff can edit, and what fits each: one declared table.

use serde_json::{Map, Value};

use crate::identifier::Orcid;
use crate::partial_date::PartialDate;
use crate::publication::model::{Contributor, Record};
use crate::publication::vocabulary;
use crate::text::Localised;
use crate::text::address::is_web_address;
use crate::text::markup::safe_markup;

/// What staff may do with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Nothing: the sentence says why.
    Protected(&'static str),
    /// Text, or a text for each language.
    Title,
    /// Safe HTML: `i b sub sup` only.
    Markup,
    /// Authors or editors: numbered anew in their order, iDs in normal form.
    People,
    /// A plausible date.
    Date,
    /// A word of the vocabulary.
    Type,
    /// `http` or `https`, here or in members called `url`.
    Address,
    /// Whatever fits the field's type.
    Fitting,
}

const IDENTITY: &str = "is the publication's identity and cannot be edited";
const REGISTRYS_WORD: &str = "is the registry's own word and cannot be edited: edit publication_type";
const COUNTED: &str = "is counted by the registries and cannot be edited";

/// Every field of the record, in its order.
pub const FIELDS: [(&str, Rule); 38] = [
    ("doi", Rule::Protected(IDENTITY)),
    ("title", Rule::Title),
    ("subtitle", Rule::Fitting),
    ("title_markup", Rule::Markup),
    ("authors", Rule::People),
    ("editors", Rule::People),
    ("publication_date", Rule::Date),
    ("published_online", Rule::Date),
    ("published_print", Rule::Date),
    ("publication_year", Rule::Date),
    ("publication_type", Rule::Type),
    ("raw_type", Rule::Protected(REGISTRYS_WORD)),
    ("container_title", Rule::Fitting),
    ("short_container_title", Rule::Fitting),
    ("publisher", Rule::Fitting),
    ("volume", Rule::Fitting),
    ("issue", Rule::Fitting),
    ("page", Rule::Fitting),
    ("article_number", Rule::Fitting),
    ("issn", Rule::Fitting),
    ("isbn", Rule::Fitting),
    ("abstract", Rule::Fitting),
    ("abstract_markup", Rule::Markup),
    ("language", Rule::Fitting),
    ("keywords", Rule::Fitting),
    ("licenses", Rule::Address),
    ("funders", Rule::Fitting),
    ("relations", Rule::Fitting),
    ("updates", Rule::Fitting),
    ("url", Rule::Address),
    ("cited_by_count", Rule::Protected(COUNTED)),
    ("cited_by", Rule::Protected(COUNTED)),
    ("is_retracted", Rule::Fitting),
    ("retraction", Rule::Fitting),
    ("open_access", Rule::Address),
    ("identifiers", Rule::Fitting),
    ("alternate_titles", Rule::Fitting),
    ("alternate_container_titles", Rule::Fitting),
];

/// Fields that follow another one as long as nobody edits them themselves ([`Record::with_edits`]).
pub const FOLLOWERS: [(&str, &str); 3] = [
    ("publication_year", "publication_date"),
    ("title_markup", "title"),
    ("abstract_markup", "abstract"),
];

/// The rule of a field; `None` for a name that no record has.
pub fn rule_of(name: &str) -> Option<Rule> {
    FIELDS
        .iter()
        .find(|(field, _)| *field == name)
        .map(|(_, rule)| *rule)
}

/// A value as the record keeps it in this field, or what is wrong with it. `before` is the present value; `now`
/// (Unix seconds) is when years are judged.
pub fn fitted(name: &str, value: &Value, before: &Value, now: i64) -> Result<Value, String> {
    let rule = rule_of(name).ok_or_else(|| "is not a field of a publication".to_owned())?;
    let alone = Map::from_iter([(name.to_owned(), value.clone())]);
    let mut record: Record =
        serde_json::from_value(Value::Object(alone)).map_err(|error| error.to_string())?;
    let checked = |record: &mut Record| match rule {
        Rule::Protected(why) => Err(why.to_owned()),
        Rule::Title => title(record.title.as_ref()),
        Rule::Markup => markup([&record.title_markup, &record.abstract_markup]),
        Rule::People => {
            let mut lists = [&mut record.authors, &mut record.editors].into_iter();
            lists.try_for_each(|list| people(list, before))
        }
        Rule::Date => date(record, now),
        Rule::Type => kind(record.publication_type.as_deref()),
        Rule::Address => addresses(value),
        Rule::Fitting => Ok(()),
    };
    checked(&mut record)?;
    let fitted = member(&record, name);
    match unknown_member(value, &fitted) {
        Some(unknown) => Err(format!("has no member {unknown:?}")),
        None => Ok(fitted),
    }
}

/// What a record has in a field.
pub fn member(record: &Record, name: &str) -> Value {
    members(record).remove(name).unwrap_or_default()
}

/// A record's members.
pub fn members(record: &Record) -> Map<String, Value> {
    match serde_json::to_value(record) {
        Ok(Value::Object(members)) => members,
        // A record has text keys only, so it is always an object.
        _ => Map::new(),
    }
}

fn title(title: Option<&Localised>) -> Result<(), String> {
    let Some(title) = title else { return Ok(()) };
    if let Localised::ByLanguage(texts) = title {
        let is_code = |code: &String| {
            (2..=35).contains(&code.len())
                && code
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        if texts.is_empty() || !texts.keys().all(is_code) {
            return Err("must have a language code (such as en or pt-BR) for each text".to_owned());
        }
    }
    if title.all().iter().any(|text| text.trim().is_empty()) {
        return Err("must not be empty: null takes a title away".to_owned());
    }
    Ok(())
}

fn markup(texts: [&Option<String>; 2]) -> Result<(), String> {
    let is_safe = |text: &String| safe_markup(text).as_ref() == Some(text);
    if texts.into_iter().flatten().all(is_safe) {
        Ok(())
    } else {
        Err("must be HTML of i, b, sub and sup without attributes, everything else escaped".to_owned())
    }
}

/// Positions count from 1 in the list's own order. Registries' iDs stay as they are, new ones have to be iDs.
fn people(list: &mut [Contributor], before: &Value) -> Result<(), String> {
    let known: Vec<&str> = before
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|person| person.get("orcid")?.as_str())
        .collect();
    for (index, person) in list.iter_mut().enumerate() {
        person.position = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let is_named = [&person.family, &person.given, &person.name]
            .into_iter()
            .flatten()
            .any(|name| !name.trim().is_empty());
        if !is_named {
            return Err(format!("[{index}] must have a name: given and family, or name"));
        }
        if let Some(orcid) = person
            .orcid
            .as_mut()
            .filter(|orcid| !known.contains(&orcid.as_str()))
        {
            let read = Orcid::parse(orcid).map_err(|why| format!("[{index}].orcid: {why}"))?;
            read.as_str().clone_into(orcid);
        }
    }
    Ok(())
}

fn date(record: &Record, now: i64) -> Result<(), String> {
    let year = record
        .publication_year
        .map(|year| PartialDate::new(i64::from(year), None, None));
    let years = match year.transpose() {
        Ok(year) => year,
        Err(why) => return Err(why.to_string()),
    };
    let dates = [
        record.publication_date,
        record.published_online,
        record.published_print,
        years,
    ];
    if dates.into_iter().flatten().all(|date| date.is_plausible(now)) {
        Ok(())
    } else {
        Err("must be a year from 1000 to the second one after this".to_owned())
    }
}

fn kind(word: Option<&str>) -> Result<(), String> {
    match word {
        Some(word) if !vocabulary::is_known_type(word) => {
            Err(format!("must be null or one of {}", vocabulary::TYPES.join(", ")))
        }
        _ => Ok(()),
    }
}

/// The field itself, or members called `url` inside it.
fn addresses(value: &Value) -> Result<(), String> {
    let faulty = match value {
        Value::String(text) => !is_web_address(text),
        Value::Array(items) => return items.iter().try_for_each(addresses),
        Value::Object(members) => members
            .get("url")
            .and_then(Value::as_str)
            .is_some_and(|text| !is_web_address(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    };
    if faulty {
        Err("must be a web address: http or https".to_owned())
    } else {
        Ok(())
    }
}

/// A member that the field's type does not know: it would be lost.
fn unknown_member(value: &Value, fitted: &Value) -> Option<String> {
    match (value, fitted) {
        (Value::Object(given), Value::Object(kept)) => given.iter().find_map(|(name, value)| {
            let Some(kept) = kept.get(name) else {
                return Some(name.clone());
            };
            unknown_member(value, kept)
        }),
        (Value::Array(given), Value::Array(kept)) => given
            .iter()
            .zip(kept)
            .find_map(|(value, kept)| unknown_member(value, kept)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW: i64 = 1_780_272_000;

    #[test]
    fn the_table_has_every_field_of_the_record_once() {
        let members = members(&Record::default());
        let mut named: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
        named.sort_unstable();
        assert_eq!(members.keys().map(String::as_str).collect::<Vec<_>>(), named);
        for (follower, leader) in FOLLOWERS {
            assert!(rule_of(follower).is_some() && rule_of(leader).is_some());
        }
    }

    #[test]
    #[expect(clippy::too_many_lines, reason = "one table")]
    fn what_fits() {
        let cases = [
            ("title", json!("Salt"), Some(json!("Salt"))),
            (
                "title",
                json!({ "en": "Salt", "pt-BR": "Sal" }),
                Some(json!({ "en": "Salt", "pt-BR": "Sal" })),
            ),
            ("title", Value::Null, Some(Value::Null)),
            ("title", json!({}), None),
            ("title", json!({ "English language": "Salt" }), None),
            ("title", json!(" "), None),
            ("title", json!(["Salt"]), None),
            (
                "title_markup",
                json!("<i>Salt</i> &amp; sea"),
                Some(json!("<i>Salt</i> &amp; sea")),
            ),
            ("title_markup", json!("<script>x</script>"), None),
            ("abstract_markup", json!("<i onclick=\"x\">Salt</i>"), None),
            ("abstract", json!("a < b & c"), Some(json!("a < b & c"))),
            ("volume", json!("3"), Some(json!("3"))),
            ("volume", json!(3), None),
            ("issn", json!(["1234-5678"]), Some(json!(["1234-5678"]))),
            ("issn", Value::Null, None),
            ("publication_date", json!("2024-05"), Some(json!("2024-05"))),
            ("publication_date", json!("2024-13"), None),
            ("publication_date", json!("2099"), None),
            ("publication_date", json!("soon"), None),
            ("publication_year", json!(2024), Some(json!(2024))),
            ("publication_year", json!(0), None),
            ("publication_year", json!(2099), None),
            ("publication_year", json!("2024"), None),
            ("publication_type", json!("dataset"), Some(json!("dataset"))),
            ("publication_type", json!("data-set"), None),
            (
                "url",
                json!("https://example.org/x"),
                Some(json!("https://example.org/x")),
            ),
            ("url", json!("javascript:alert(1)"), None),
            (
                "open_access",
                json!({ "status": "gold", "url": "file:///etc" }),
                None,
            ),
            (
                "open_access",
                json!({ "status": "gold" }),
                Some(json!({ "status": "gold", "url": null })),
            ),
            ("open_access", json!({ "status": "gold", "colour": "x" }), None),
            (
                "licenses",
                json!([{ "url": "https://creativecommons.org/licenses/by/4.0/" }]),
                Some(
                    json!([{ "url": "https://creativecommons.org/licenses/by/4.0/", "version": null, "start": null }]),
                ),
            ),
            ("licenses", json!([{ "url": "info:eu-repo/x" }]), None),
            ("is_retracted", json!(true), Some(json!(true))),
            ("is_retracted", json!("yes"), None),
            (
                "identifiers",
                json!({ "pmid": "123" }),
                Some(json!({ "pmid": "123" })),
            ),
            ("doi", json!("10.5555/b"), None),
            ("cited_by_count", json!(3), None),
            ("visibility", json!(true), None),
        ];
        for (name, value, expected) in cases {
            let found = fitted(name, &value, &Value::Null, NOW);
            assert_eq!(found.clone().ok(), expected, "{name} {value}: {found:?}");
        }
    }

    #[test]
    fn people_are_numbered_and_their_ids_read() {
        let given = json!([
            { "family": "Lind", "given": "Bo", "position": 7, "orcid": "https://orcid.org/0000-0002-1694-233x" },
            { "name": "The Salt Group", "orcid": "kept as it was" },
        ]);
        let before = json!([{ "orcid": "kept as it was" }]);
        let found = fitted("authors", &given, &before, NOW).unwrap();
        assert_eq!(found[0]["position"], 1);
        assert_eq!(found[0]["orcid"], "0000-0002-1694-233X");
        assert_eq!(found[1]["position"], 2);
        assert_eq!(found[1]["orcid"], "kept as it was");
        for (wrong, part) in [
            (
                json!([{ "family": "Lind", "orcid": "0000-0002-1694-2330" }]),
                "[0].orcid",
            ),
            (
                json!([{ "family": "Lind" }, { "orcid": null }]),
                "[1] must have a name",
            ),
            (json!([{ "familly": "Lind", "name": "Lind" }]), "familly"),
            (json!({ "family": "Lind" }), "sequence"),
        ] {
            let refusal = fitted("authors", &wrong, &Value::Null, NOW).unwrap_err();
            assert!(refusal.contains(part), "{wrong}: {refusal}");
        }
    }
}
