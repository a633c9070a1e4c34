//! What the staff see of publications: one in full, rows of lists, totals.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::edits::Edits;
use super::fields::members;
use super::staff_fields::StaffFields;
use crate::identifier::{Doi, Orcid};
use crate::partial_date::PartialDate;
use crate::publication::matching::{LinkOrigin, MatchState};
use crate::publication::model::{Attention, Provenance, ProviderState, PublicationId, Record, Resolution};
use crate::registry::Provider;
use crate::storage::{Direction, PageRequest};
use crate::text::Localised;

/// A publication with all that the staff may know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Curated {
    /// Row number.
    pub id: PublicationId,
    /// Normal form.
    pub doi: Doi,
    /// Stable.
    pub slug: String,
    /// What providers say, merged.
    pub original: Record,
    /// What was made by hand.
    pub edits: Edits,
    /// What everyone sees.
    pub merged: Record,
    /// What only the dashboard shows.
    pub staff_fields: StaffFields,
    /// Not hidden.
    pub visible: bool,
    /// Unix seconds; `None` while it is in the catalogue.
    pub deleted_at: Option<i64>,
    /// Linked people, by position.
    pub people: Vec<LinkedPerson>,
    /// Whether the staff should look at the authors.
    pub match_state: MatchState,
    /// Field → where its original value comes from.
    pub provenance: BTreeMap<String, Provenance>,
    /// Provider → state of its last answer.
    pub providers: BTreeMap<Provider, ProviderState>,
    /// What somebody should look at, as the original tells.
    pub attention: Vec<Attention>,
    /// Registered or not.
    pub resolution: Resolution,
    /// Unix seconds.
    pub last_fetched_at: i64,
    /// Unix seconds.
    pub last_edited_at: Option<i64>,
    /// Accepted patches that changed something.
    pub edit_count: i64,
    /// Unix seconds.
    pub created_at: i64,
}

/// A person linked to a publication.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkedPerson {
    /// The person.
    pub orcid: Orcid,
    /// As lists show them.
    pub name: String,
    /// Author position from 1, where it could be told.
    pub position: Option<u32>,
    /// How the link was found.
    pub origin: LinkOrigin,
    /// 0 to 1.
    pub score: f64,
    /// The person's own ORCID record lists the publication.
    pub claimed: bool,
    /// Made or confirmed by staff.
    pub confirmed: bool,
    /// Holds an open internal membership.
    pub internal: bool,
}

/// What a provider answered, word by word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Who.
    pub provider: Provider,
    /// For ORCID the iD of the record; empty for the others.
    pub record_of: String,
    /// The answer as it was received.
    pub text: String,
}

impl Curated {
    /// The original as patches see it: the dashboard-only fields are there and null.
    pub fn original_document(&self) -> Map<String, Value> {
        let mut document = members(&self.original);
        document.extend(StaffFields::default().members());
        document
    }

    /// What everyone sees, with the dashboard-only fields.
    pub fn merged_document(&self) -> Map<String, Value> {
        let mut document = members(&self.merged);
        document.extend(self.staff_fields.members());
        document
    }

    /// What was made by hand, the dashboard-only fields included; `None` where nothing was.
    pub fn edited_document(&self) -> Option<Map<String, Value>> {
        let staff_fields = self.staff_fields.members().into_iter();
        let edited: Map<String, Value> = self
            .edits
            .values
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .chain(staff_fields.filter(|(_, value)| !value.is_null()))
            .collect();
        (!edited.is_empty()).then_some(edited)
    }

    /// RFC 6902 text that turns the original document into the merged one; `None` where they are the same.
    pub fn edit_patch(&self) -> Option<String> {
        let merged = self.merged_document();
        let replaced: Vec<Value> = self
            .original_document()
            .into_iter()
            .filter_map(|(name, original)| {
                let value = merged.get(&name)?;
                (*value != original)
                    .then(|| json!({ "op": "replace", "path": format!("/{name}"), "value": value }))
            })
            .collect();
        (!replaced.is_empty()).then(|| Value::Array(replaced).to_string())
    }

    /// What somebody should still look at: edits settle what the original lacks.
    pub fn open_attention(&self) -> Vec<Attention> {
        let is_open = |attention: &&Attention| match attention {
            Attention::MissingTitle => self.merged.title.is_none(),
            Attention::MissingDate | Attention::ImplausibleDate => self.merged.publication_date.is_none(),
            _ => true,
        };
        self.attention.iter().filter(is_open).copied().collect()
    }

    /// Changes whenever anything of this changes: the opaque part of the entity tag.
    pub fn version(&self) -> String {
        let states: BTreeMap<&str, &ProviderState> = self
            .providers
            .iter()
            .map(|(provider, state)| (provider.as_str(), state))
            .collect();
        let people: Vec<Value> = self.people.iter().map(told).collect();
        let all = json!([
            env!("CARGO_PKG_VERSION"),
            [
                json!(self.doi.as_str()),
                json!(self.slug),
                json!(self.visible),
                json!(self.deleted_at)
            ],
            [
                json!(self.original),
                json!(self.edits.values),
                json!(self.edits.bases),
                json!(self.merged)
            ],
            self.staff_fields,
            people,
            self.match_state == MatchState::Complete,
            [
                json!(self.provenance),
                json!(states),
                json!(self.attention),
                json!(self.resolution)
            ],
            [
                json!(self.last_fetched_at),
                json!(self.last_edited_at),
                json!(self.edit_count)
            ],
        ]);
        let digest = Sha256::digest(all.to_string());
        digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            // Writing to a string cannot fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

fn told(person: &LinkedPerson) -> Value {
    let LinkedPerson {
        orcid,
        name,
        position,
        origin,
        score,
        claimed,
        confirmed,
        internal,
    } = person;
    json!([
        orcid.as_str(),
        name,
        position,
        origin,
        score,
        claimed,
        confirmed,
        internal
    ])
}

/// Hidden ones or the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Visibility {
    /// Both.
    #[default]
    All,
    /// Not hidden.
    Visible,
    /// Hidden.
    Hidden,
}

/// Deleted ones or the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Deletion {
    /// In the catalogue.
    #[default]
    Active,
    /// Deleted.
    Deleted,
    /// Both.
    All,
}

/// Sort keys of the staff's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StaffSort {
    /// Last registry answer; the default.
    #[default]
    LastFetchedAt,
    /// Publication date.
    PublicationDate,
    /// Largest citation count known.
    CitedByCount,
    /// Title, regardless of case and accents.
    Title,
    /// Accepted edits.
    EditCount,
    /// Last edit.
    LastEditedAt,
}

/// What narrows a staff list. Filters combine.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct StaffFilter {
    /// Every word must begin a word of the title or of an author's name; empty = all.
    pub q: String,
    /// Only this person's.
    pub person: Option<Orcid>,
    /// Hidden or not.
    pub visibility: Visibility,
    /// Deleted or not.
    pub deletion: Deletion,
    /// A word of our vocabulary, or one that means some.
    pub publication_type: Option<String>,
    /// Exactly this year.
    pub publication_year: Option<i32>,
    /// At least so many citations.
    pub min_cited_by: Option<i64>,
}

/// A staff list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct StaffQuery {
    /// What.
    pub filter: StaffFilter,
    /// By what; ties by id.
    pub sort: StaffSort,
    /// Which way; what is not known comes last both ways.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
}

/// A row of a staff list.
#[derive(Debug, Clone, PartialEq)]
pub struct StaffSummary {
    /// Row number, the tie-breaker.
    pub id: PublicationId,
    /// Normal form.
    pub doi: Doi,
    /// Stable.
    pub slug: String,
    /// Title.
    pub title: Option<Localised>,
    /// Partial date.
    pub publication_date: Option<PartialDate>,
    /// Its year.
    pub publication_year: Option<i32>,
    /// Word of our vocabulary.
    pub publication_type: Option<String>,
    /// Largest count known.
    pub cited_by_count: Option<i64>,
    /// Unix seconds.
    pub last_fetched_at: i64,
    /// Unix seconds.
    pub last_edited_at: Option<i64>,
    /// Accepted edits.
    pub edit_count: i64,
    /// Not hidden.
    pub visible: bool,
    /// Unix seconds.
    pub deleted_at: Option<i64>,
    /// Whether the staff should look at the authors.
    pub match_state: MatchState,
    /// Container title.
    pub journal: Option<String>,
    /// Linked people, by position.
    pub people: Vec<LinkedPerson>,
    /// What everyone sees, in full: citations are made from it.
    pub merged: Record,
}

/// Sizes of the catalogue, as the staff count it. Deleted publications do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// In the catalogue, hidden ones included.
    pub publications: u64,
    /// Edited at least once.
    pub edited: u64,
    /// Hidden.
    pub hidden: u64,
    /// People (ORCID iDs) who are linked to at least one.
    pub people: u64,
}
