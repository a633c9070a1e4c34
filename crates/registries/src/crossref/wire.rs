//! Crossref's JSON, today's and that of before 2017, as far as we read it.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::dates::DateParts;
use crate::lenient::{Flag, Int, List, Maybe, Pairs, Text};

/// Around every answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Envelope<'a> {
    /// The work, as it came.
    #[serde(borrow)]
    pub(crate) message: &'a RawValue,
}

/// A work. CSL JSON from Crossref's content negotiation is the same with single titles.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Work {
    #[serde(rename = "DOI")]
    pub(crate) doi: Text,
    #[serde(rename = "URL")]
    pub(crate) url: Text,
    #[serde(rename = "type")]
    pub(crate) kind: Text,
    pub(crate) subtype: Text,
    pub(crate) title: List<Text>,
    pub(crate) subtitle: List<Text>,
    pub(crate) short_title: List<Text>,
    pub(crate) original_title: List<Text>,
    pub(crate) container_title: List<Text>,
    pub(crate) short_container_title: List<Text>,
    pub(crate) institution: List<Named>,
    pub(crate) group_title: Text,
    pub(crate) publisher: Text,
    pub(crate) volume: Text,
    pub(crate) issue: Text,
    pub(crate) journal_issue: Maybe<JournalIssue>,
    pub(crate) page: Text,
    pub(crate) article_number: Text,
    pub(crate) author: List<Contributor>,
    pub(crate) editor: List<Contributor>,
    pub(crate) chair: List<Contributor>,
    pub(crate) published_print: Maybe<DateParts>,
    pub(crate) published_online: Maybe<DateParts>,
    pub(crate) posted: Maybe<DateParts>,
    pub(crate) issued: Maybe<DateParts>,
    pub(crate) published: Maybe<DateParts>,
    #[serde(rename = "abstract")]
    pub(crate) abstract_text: Text,
    pub(crate) language: Text,
    pub(crate) subject: List<Text>,
    #[serde(rename = "ISSN")]
    pub(crate) issn: List<Text>,
    pub(crate) issn_type: List<Typed>,
    #[serde(rename = "ISBN")]
    pub(crate) isbn: List<Text>,
    pub(crate) isbn_type: List<Typed>,
    pub(crate) license: List<License>,
    pub(crate) funder: List<Funder>,
    pub(crate) relation: Pairs<List<Related>>,
    pub(crate) update_to: List<Update>,
    pub(crate) updated_by: List<Update>,
    pub(crate) resource: Maybe<Resource>,
    pub(crate) is_referenced_by_count: Int,
    pub(crate) alternative_id: List<Text>,
    pub(crate) clinical_trial_number: List<Trial>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Named {
    pub(crate) name: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct JournalIssue {
    pub(crate) issue: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Contributor {
    pub(crate) given: Text,
    pub(crate) family: Text,
    pub(crate) suffix: Text,
    pub(crate) name: Text,
    /// CSL's word for `name`.
    pub(crate) literal: Text,
    /// CSL sets `van der` apart.
    pub(crate) dropping_particle: Text,
    pub(crate) non_dropping_particle: Text,
    #[serde(rename = "ORCID")]
    pub(crate) orcid: Text,
    pub(crate) authenticated_orcid: Flag,
    pub(crate) affiliation: List<Affiliation>,
    pub(crate) role: List<Role>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Affiliation {
    pub(crate) name: Text,
    pub(crate) department: List<Text>,
    pub(crate) id: List<Id>,
}

/// An identifier and whose it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Id {
    pub(crate) id: Text,
    pub(crate) id_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Role {
    pub(crate) role: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Typed {
    pub(crate) value: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct License {
    #[serde(rename = "URL")]
    pub(crate) url: Text,
    pub(crate) content_version: Text,
    pub(crate) start: Maybe<DateParts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Funder {
    pub(crate) name: Text,
    #[serde(rename = "DOI")]
    pub(crate) doi: Text,
    pub(crate) id: List<Id>,
    pub(crate) award: List<Text>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Related {
    pub(crate) id: Text,
    pub(crate) id_type: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Update {
    #[serde(rename = "DOI")]
    pub(crate) doi: Text,
    #[serde(rename = "type")]
    pub(crate) kind: Text,
    pub(crate) source: Text,
    pub(crate) updated: Maybe<DateParts>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Resource {
    pub(crate) primary: Maybe<Link>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Link {
    #[serde(rename = "URL")]
    pub(crate) url: Text,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Trial {
    pub(crate) clinical_trial_number: Text,
}
