//! Ports to the outside: the registries that know researchers and their works.
//!
//! An adapter translates a registry's JSON into [`ProviderRecord`] word by word: it cleans nothing, prefers
//! nothing, drops nothing that a rule may want. The rules are in [`crate::publication`].

mod agency;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use crate::identifier::{Doi, Orcid};
use crate::partial_date::PartialDate;
use crate::person::RegistryPerson;

#[cfg(any(test, feature = "mock"))]
pub use self::agency::MockAgencyRegistry;
pub use self::agency::{Agency, AgencyRegistry, Destination};

/// Who said something about a publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Crossref's REST API.
    Crossref,
    /// DataCite's REST API.
    Datacite,
    /// CSL JSON by content negotiation at doi.org, for DOIs of the other registration agencies.
    DoiOrg,
    /// OpenAlex.
    Openalex,
    /// The work summary of somebody's ORCID record.
    Orcid,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Crossref,
        Self::Datacite,
        Self::DoiOrg,
        Self::Openalex,
        Self::Orcid,
    ];

    /// The word in answers and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Crossref => "crossref",
            Self::Datacite => "datacite",
            Self::DoiOrg => "doi_org",
            Self::Openalex => "openalex",
            Self::Orcid => "orcid",
        }
    }

    /// From the stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == word)
    }
}

/// Why a registry could not answer. "Not there" is `None`, never an error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegistryError {
    /// Asked too often; `retry_after` in seconds if the registry said so.
    #[error("{provider} asks us to slow down")]
    RateLimited {
        /// Which registry.
        provider: &'static str,
        /// Seconds.
        retry_after: Option<u64>,
    },
    /// No answer, a broken one, or 5xx after all retries.
    #[error("{provider} is not available: {reason}")]
    Unavailable {
        /// Which registry.
        provider: &'static str,
        /// What happened, without any text of the registry's.
        reason: String,
    },
    /// A complete answer that cannot be read.
    #[error("the answer of {provider} cannot be read at {at}")]
    Unreadable {
        /// Which registry.
        provider: &'static str,
        /// Where in the answer (a JSON path, or a line and column).
        at: String,
    },
    /// Not asked: our own budget for this registry is used up. Not a fault of the question.
    #[error("our budget for {provider} is used up")]
    OverBudget {
        /// Which registry.
        provider: &'static str,
    },
    /// The registry understood and refused: 400, 401, 403 and the like.
    #[error("{provider} refused with status {status}")]
    Refused {
        /// Which registry.
        provider: &'static str,
        /// HTTP status.
        status: u16,
    },
}

impl RegistryError {
    /// Whether the same question may be answered later.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::RateLimited { .. } | Self::Unavailable { .. } | Self::Unreadable { .. } => true,
            Self::Refused { .. } | Self::OverBudget { .. } => false,
        }
    }
}

/// One person or organisation that contributed, as the registry names them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderContributor {
    /// Given names.
    pub given: Option<String>,
    /// Family name.
    pub family: Option<String>,
    /// `Jr.`, `III`.
    pub suffix: Option<String>,
    /// A whole name: organisations, single names, unsplit names.
    pub name: Option<String>,
    /// The iD as given: bare, URL, possibly wrong.
    pub orcid: Option<String>,
    /// The registry vouches that its owner confirmed it.
    pub orcid_authenticated: bool,
    /// In the given order.
    pub affiliations: Vec<ProviderAffiliation>,
    /// The registry's own word, such as `author` or `chair`.
    pub role: Option<String>,
}

/// An affiliation as given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderAffiliation {
    /// As given.
    pub name: Option<String>,
    /// A ROR id or URL.
    pub ror: Option<String>,
}

/// What a date of a registry means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateKind {
    /// Crossref `published-print`.
    Print,
    /// Crossref `published-online`.
    Online,
    /// Crossref `posted`.
    Posted,
    /// `issued` (Crossref, DataCite, CSL).
    Issued,
    /// DataCite `Available`.
    Available,
    /// A bare publication year (DataCite `publicationYear`).
    Year,
    /// The one date that ORCID and OpenAlex have.
    Published,
}

/// A date and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderDate {
    /// Its meaning.
    pub kind: DateKind,
    /// Its value; an impossible one (month 13) was none. Year plausibility is judged by the rules.
    pub date: PartialDate,
}

/// A relation to another work (`is-preprint-of`, `IsVersionOf`, …).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relation {
    /// In the registry's spelling, turned to kebab-case (`is-version-of`).
    #[serde(rename = "type")]
    pub kind: String,
    /// The other thing's identifier.
    pub id: String,
    /// `doi`, `issn`, `uri`, …
    pub id_type: String,
}

/// A notice about a work: retraction, correction, …
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Update {
    /// `retraction`, `correction`, `erratum`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// The DOI on the other side.
    pub doi: String,
    /// Who asserted it: `publisher` or `retraction-watch`.
    pub source: Option<String>,
    /// When.
    pub date: Option<PartialDate>,
    /// `true`: the other side is the notice about this work (`updated-by`); `false`: this work is the notice
    /// (`update-to`).
    pub incoming: bool,
}

/// A licence as given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Web address of the licence's text.
    pub url: String,
    /// `vor`, `am`, `tdm` or `unspecified` (Crossref `content-version`).
    pub version: Option<String>,
    /// From when it holds.
    pub start: Option<PartialDate>,
}

/// A funder and its awards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Funder {
    /// Its name.
    pub name: Option<String>,
    /// DOI in the funder registry.
    pub doi: Option<String>,
    /// ROR id.
    pub ror: Option<String>,
    /// Award numbers.
    pub awards: Vec<String>,
}

/// Open access as OpenAlex sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct OpenAccess {
    /// `diamond`, `gold`, `green`, `hybrid`, `bronze` or `closed`.
    pub status: Option<String>,
    /// Where to read it.
    pub url: Option<String>,
}

/// The registry's own type word, and whose word it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RawType {
    /// `crossref`, `datacite`, `openalex`, `orcid` or `csl`.
    pub vocabulary: String,
    /// The word; subtypes follow after a colon (`posted-content:preprint`, `Text:Journal article`).
    pub value: String,
}

/// An identifier beside the DOI.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherId {
    /// `pmid`, `pmcid`, `arxiv`, `openalex`, `isbn`, `eid`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// As given.
    pub value: String,
}

/// All that one registry says about one publication, as given: markup, entities, padding and all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProviderRecord {
    /// Who says it.
    pub provider: Provider,
    /// Unix seconds.
    pub fetched_at: i64,
    /// The DOI that the answer names; it may differ from the one asked for.
    pub doi: Option<String>,
    /// First title, raw.
    pub title: Option<String>,
    /// Further titles, raw.
    pub alternate_titles: Vec<String>,
    /// Translated titles: language → title, raw.
    pub translated_titles: Vec<(String, String)>,
    /// Raw.
    pub subtitle: Option<String>,
    /// In order. DataCite `contributors` are not among them.
    pub authors: Vec<ProviderContributor>,
    /// In order.
    pub editors: Vec<ProviderContributor>,
    /// All dates that may count as publication.
    pub dates: Vec<ProviderDate>,
    /// The registry's own type.
    pub raw_type: Option<RawType>,
    /// First container title, raw.
    pub container_title: Option<String>,
    /// Further container titles, raw.
    pub alternate_container_titles: Vec<String>,
    /// Abbreviated container title.
    pub short_container_title: Option<String>,
    /// The kind of container where the registry says it (`journal`, `conference`, …).
    pub container_kind: Option<String>,
    /// Publisher.
    pub publisher: Option<String>,
    /// Volume.
    pub volume: Option<String>,
    /// Issue.
    pub issue: Option<String>,
    /// Pages, whole (`1-3, 10-11`).
    pub page: Option<String>,
    /// Article number.
    pub article_number: Option<String>,
    /// As given.
    pub issn: Vec<String>,
    /// As given.
    pub isbn: Vec<String>,
    /// Abstract, raw (JATS, HTML or plain).
    pub abstract_text: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// Subjects, topics.
    pub keywords: Vec<String>,
    /// Licences, access rights excluded.
    pub licenses: Vec<License>,
    /// Funders.
    pub funders: Vec<Funder>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// Notices.
    pub updates: Vec<Update>,
    /// Landing page.
    pub url: Option<String>,
    /// Citations that the registry counts.
    pub cited_by_count: Option<u64>,
    /// A flag for retraction; `None` where the registry does not say.
    pub is_retracted: Option<bool>,
    /// Open access.
    pub open_access: Option<OpenAccess>,
    /// Other identifiers.
    pub identifiers: Vec<OtherId>,
}

impl ProviderRecord {
    /// A record that says nothing yet.
    pub fn empty(provider: Provider, fetched_at: i64) -> Self {
        Self {
            provider,
            fetched_at,
            doi: None,
            title: None,
            alternate_titles: Vec::new(),
            translated_titles: Vec::new(),
            subtitle: None,
            authors: Vec::new(),
            editors: Vec::new(),
            dates: Vec::new(),
            raw_type: None,
            container_title: None,
            alternate_container_titles: Vec::new(),
            short_container_title: None,
            container_kind: None,
            publisher: None,
            volume: None,
            issue: None,
            page: None,
            article_number: None,
            issn: Vec::new(),
            isbn: Vec::new(),
            abstract_text: None,
            language: None,
            keywords: Vec::new(),
            licenses: Vec::new(),
            funders: Vec::new(),
            relations: Vec::new(),
            updates: Vec::new(),
            url: None,
            cited_by_count: None,
            is_retracted: None,
            open_access: None,
            identifiers: Vec::new(),
        }
    }
}

/// A registry's answer: what we understood, and the payload as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Understood.
    pub record: ProviderRecord,
    /// The JSON text as received (of this record alone).
    pub payload: String,
}

/// One group of somebody's ORCID works: the preferred summary, with the external ids of all summaries.
#[derive(Debug, Clone, PartialEq)]
pub struct OrcidWork {
    /// Put-code of the preferred summary.
    pub put_code: i64,
    /// All external ids of the group's summaries, preferred summary first, in order.
    pub external_ids: Vec<OrcidExternalId>,
    /// The preferred summary.
    pub answer: Answer,
}

/// An external id of an ORCID work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrcidExternalId {
    /// `doi`, `eid`, `isbn`, … lower-case.
    pub kind: String,
    /// As given.
    pub value: String,
    /// ORCID's own normal form, if it gave one (a second candidate only: its rule cuts some DOIs short).
    pub normalized: Option<String>,
    /// How it relates to the work.
    pub relationship: Relationship,
}

/// Relationship of an external id to the ORCID work that lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relationship {
    /// The work itself.
    SelfId,
    /// Another version of it.
    VersionOf,
    /// `part-of`, `funded-by` and words we do not know: never the work's own.
    Other,
}

/// An ORCID record as far as we use it.
#[derive(Debug, Clone, PartialEq)]
pub struct OrcidRecord {
    /// The person, with the primary iD.
    pub person: RegistryPerson,
    /// One for each group.
    pub works: Vec<OrcidWork>,
    /// Why single groups could not be read; the others are kept.
    pub unreadable: Vec<String>,
}

/// What ORCID answers for an iD.
#[derive(Debug, Clone, PartialEq)]
pub enum OrcidAnswer {
    /// The record.
    Found(Box<OrcidRecord>),
    /// 301: the iD was merged into this one.
    Deprecated(Orcid),
    /// 409, code 9044.
    Deactivated,
    /// 409, code 9018 (or 9036, unclaimed).
    Locked,
    /// 404.
    Unknown,
}

/// Port: ORCID.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait OrcidRegistry: Send + Sync {
    /// The record of an iD. Redirects of deprecated iDs are reported, never followed silently.
    async fn record(&self, orcid: &Orcid) -> Result<OrcidAnswer, RegistryError>;
}

/// Port: a registry that describes DOIs (Crossref, DataCite, OpenAlex, doi.org's CSL).
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait DoiRegistry: Send + Sync {
    /// Which provider's word its records are.
    fn provider(&self) -> Provider;
    /// The record of a DOI, or `None` where the registry has none.
    async fn record(&self, doi: &Doi) -> Result<Option<Answer>, RegistryError>;
}
