//! OpenAlex's JSON, as far as we read it.

#![expect(clippy::struct_field_names, reason = "the fields have the registry's names")]

use serde::Deserialize;

use crate::lenient::{Flag, Int, List, Maybe, Pairs, Text};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Work {
    pub(super) id: Text,
    pub(super) doi: Text,
    pub(super) title: Text,
    pub(super) display_name: Text,
    pub(super) publication_date: Text,
    pub(super) language: Text,
    #[serde(rename = "type")]
    pub(super) kind: Text,
    /// Gone since 2025; the word is `primary_location.raw_type` now.
    pub(super) type_crossref: Text,
    pub(super) ids: Maybe<Ids>,
    pub(super) primary_location: Maybe<Location>,
    pub(super) best_oa_location: Maybe<Location>,
    pub(super) open_access: Maybe<OpenAccess>,
    pub(super) authorships: List<Authorship>,
    pub(super) biblio: Maybe<Biblio>,
    pub(super) is_retracted: Flag,
    pub(super) cited_by_count: Int,
    pub(super) keywords: List<Named>,
    pub(super) topics: List<Named>,
    pub(super) abstract_inverted_index: Pairs<List<Int>>,
    pub(super) funders: List<Funder>,
    pub(super) awards: List<Award>,
}

/// Root fields that we ask for.
pub(super) const SELECT: &str = "id,doi,title,display_name,publication_date,language,type,ids,primary_location,\
    best_oa_location,open_access,authorships,biblio,is_retracted,cited_by_count,keywords,topics,\
    abstract_inverted_index,funders,awards";

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Ids {
    pub(super) openalex: Text,
    pub(super) mag: Text,
    pub(super) pmid: Text,
    pub(super) pmcid: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Location {
    pub(super) landing_page_url: Text,
    pub(super) pdf_url: Text,
    pub(super) source: Maybe<Source>,
    pub(super) raw_source_name: Text,
    pub(super) raw_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Source {
    pub(super) display_name: Text,
    pub(super) issn_l: Text,
    pub(super) issn: List<Text>,
    #[serde(rename = "type")]
    pub(super) kind: Text,
    pub(super) host_organization_name: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct OpenAccess {
    pub(super) oa_status: Text,
    pub(super) oa_url: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Authorship {
    pub(super) author: Maybe<Author>,
    pub(super) raw_author_name: Text,
    pub(super) institutions: List<Institution>,
    pub(super) raw_affiliation_strings: List<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Author {
    pub(super) display_name: Text,
    pub(super) orcid: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Institution {
    pub(super) display_name: Text,
    pub(super) ror: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Biblio {
    pub(super) volume: Text,
    pub(super) issue: Text,
    pub(super) first_page: Text,
    pub(super) last_page: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Named {
    pub(super) display_name: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Funder {
    pub(super) id: Text,
    pub(super) display_name: Text,
    pub(super) ror: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Award {
    pub(super) funder_id: Text,
    pub(super) funder_display_name: Text,
    pub(super) funder_award_id: Text,
}
