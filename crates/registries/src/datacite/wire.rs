//! DataCite's JSON:API, as far as we read it.

#![expect(clippy::struct_field_names, reason = "the fields have the registry's names")]

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::lenient::{Int, List, Maybe, Text};

/// Around every answer.
#[derive(Debug, Deserialize)]
pub(super) struct Envelope<'a> {
    /// The DOI's record, as it came.
    #[serde(borrow)]
    pub(super) data: &'a RawValue,
}

#[derive(Debug, Deserialize)]
pub(super) struct Resource {
    pub(super) attributes: Attributes,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Attributes {
    pub(super) doi: Text,
    pub(super) identifiers: List<Identifier>,
    pub(super) alternate_identifiers: List<Identifier>,
    pub(super) creators: List<Contributor>,
    pub(super) contributors: List<Contributor>,
    pub(super) titles: List<Title>,
    pub(super) publisher: Named,
    pub(super) container: Maybe<Container>,
    pub(super) publication_year: Int,
    pub(super) subjects: List<Subject>,
    pub(super) dates: List<Date>,
    pub(super) language: Text,
    pub(super) types: Maybe<Types>,
    pub(super) related_identifiers: List<RelatedIdentifier>,
    pub(super) related_items: List<RelatedItem>,
    pub(super) rights_list: List<Rights>,
    pub(super) descriptions: List<Description>,
    pub(super) funding_references: List<Funding>,
    pub(super) url: Text,
    pub(super) citation_count: Int,
}

/// A name alone, as DataCite gives affiliations and publishers to those who do not ask for more, or an object.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) name: Text,
    pub(super) identifier: Text,
    pub(super) scheme: Text,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct NamedObject {
    name: Text,
    #[serde(alias = "affiliationIdentifier", alias = "publisherIdentifier")]
    identifier: Text,
    #[serde(alias = "affiliationIdentifierScheme", alias = "publisherIdentifierScheme")]
    scheme: Text,
}

impl<'de> Deserialize<'de> for Named {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if value.is_object() {
            let NamedObject {
                name,
                identifier,
                scheme,
            } = NamedObject::deserialize(value).map_err(de::Error::custom)?;
            return Ok(Self {
                name,
                identifier,
                scheme,
            });
        }
        let name = Text::deserialize(value).map_err(de::Error::custom)?;
        Ok(Self {
            name,
            ..Self::default()
        })
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Identifier {
    #[serde(alias = "alternateIdentifier")]
    pub(super) identifier: Text,
    #[serde(alias = "alternateIdentifierType")]
    pub(super) identifier_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Contributor {
    pub(super) name: Text,
    pub(super) name_type: Text,
    pub(super) given_name: Text,
    pub(super) family_name: Text,
    pub(super) affiliation: List<Named>,
    pub(super) name_identifiers: List<NameIdentifier>,
    pub(super) contributor_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct NameIdentifier {
    pub(super) name_identifier: Text,
    pub(super) name_identifier_scheme: Text,
    pub(super) scheme_uri: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Title {
    pub(super) title: Text,
    pub(super) title_type: Text,
    pub(super) lang: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Container {
    #[serde(rename = "type")]
    pub(super) kind: Text,
    pub(super) identifier: Text,
    pub(super) identifier_type: Text,
    pub(super) title: Text,
    pub(super) volume: Text,
    pub(super) issue: Text,
    pub(super) first_page: Text,
    pub(super) last_page: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Subject {
    pub(super) subject: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Date {
    pub(super) date: Text,
    pub(super) date_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Types {
    pub(super) resource_type_general: Text,
    pub(super) resource_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RelatedIdentifier {
    pub(super) relation_type: Text,
    pub(super) related_identifier: Text,
    pub(super) related_identifier_type: Text,
}

/// A work described in place, such as the journal that a paper is in.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct RelatedItem {
    pub(super) related_item_type: Text,
    pub(super) relation_type: Text,
    pub(super) titles: List<Title>,
    pub(super) volume: Text,
    pub(super) issue: Text,
    pub(super) number: Text,
    pub(super) number_type: Text,
    pub(super) first_page: Text,
    pub(super) last_page: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Rights {
    pub(super) rights_uri: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Description {
    pub(super) description: Text,
    pub(super) description_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(super) struct Funding {
    pub(super) funder_name: Text,
    pub(super) funder_identifier: Text,
    pub(super) funder_identifier_type: Text,
    pub(super) award_number: Text,
}
