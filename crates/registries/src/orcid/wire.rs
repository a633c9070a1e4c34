//! ORCID's v3.0 JSON, as far as we read it. Everything may be `null`: names and works can be private.

#![expect(clippy::struct_field_names, reason = "the fields have the registry's names")]

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::lenient::{Int, List, Maybe, Text};

/// `/record`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Record<'a> {
    pub(super) orcid_identifier: Identifier,
    #[serde(default)]
    pub(super) preferences: Maybe<Preferences>,
    #[serde(default)]
    pub(super) person: Maybe<Person>,
    #[serde(default, borrow)]
    pub(super) activities_summary: Option<Activities<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Identifier {
    pub(super) path: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Preferences {
    pub(super) locale: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Person {
    pub(super) name: Maybe<Name>,
    pub(super) other_names: Maybe<OtherNames>,
    pub(super) biography: Maybe<Content>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Name {
    pub(super) given_names: Value,
    pub(super) family_name: Value,
    pub(super) credit_name: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct OtherNames {
    pub(super) other_name: List<Content>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Content {
    pub(super) content: Text,
}

#[derive(Debug, Deserialize)]
pub(super) struct Activities<'a> {
    #[serde(default, borrow)]
    pub(super) works: Option<Works<'a>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Works<'a> {
    /// Kept as text: one that cannot be read must not lose the others.
    #[serde(default, borrow)]
    pub(super) group: Option<Vec<&'a RawValue>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Group<'a> {
    #[serde(borrow)]
    pub(super) work_summary: Vec<&'a RawValue>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Summary {
    pub(super) put_code: i64,
    #[serde(default)]
    pub(super) display_index: Int,
    #[serde(default)]
    pub(super) title: Maybe<Title>,
    #[serde(default)]
    pub(super) external_ids: Maybe<ExternalIds>,
    #[serde(default)]
    pub(super) url: Value,
    #[serde(default, rename = "type")]
    pub(super) kind: Text,
    #[serde(default)]
    pub(super) publication_date: Maybe<Date>,
    #[serde(default)]
    pub(super) journal_title: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Title {
    pub(super) title: Value,
    pub(super) subtitle: Value,
    pub(super) translated_title: Maybe<Translated>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Translated {
    pub(super) value: Text,
    pub(super) language_code: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ExternalIds {
    pub(super) external_id: List<ExternalId>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct ExternalId {
    pub(super) external_id_type: Text,
    pub(super) external_id_value: Text,
    pub(super) external_id_normalized: Value,
    pub(super) external_id_relationship: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Date {
    pub(super) year: Number,
    pub(super) month: Number,
    pub(super) day: Number,
}

/// `{"value": "text"}`; some writers leave the wrapping out.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Wrapping<Text>")]
pub(super) struct Value(pub(super) Option<String>);

/// `{"value": "10"}`.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Wrapping<Int>")]
pub(super) struct Number(pub(super) Option<i64>);

#[derive(Deserialize)]
#[serde(untagged)]
enum Wrapping<T> {
    Wrapped { value: T },
    Bare(T),
}

impl From<Wrapping<Text>> for Value {
    fn from(wrapping: Wrapping<Text>) -> Self {
        let (Wrapping::Wrapped { value } | Wrapping::Bare(value)) = wrapping;
        Self(value.0)
    }
}

impl From<Wrapping<Int>> for Number {
    fn from(wrapping: Wrapping<Int>) -> Self {
        let (Wrapping::Wrapped { value } | Wrapping::Bare(value)) = wrapping;
        Self(value.0)
    }
}

/// The body of an error.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(super) struct Failure {
    pub(super) error_code: Int,
    pub(super) developer_message: Text,
    pub(super) user_message: Text,
}

/// What the token endpoint gives.
#[derive(Deserialize)]
pub(super) struct Token {
    pub(super) access_token: String,
    #[serde(default)]
    pub(super) expires_in: Int,
}
