//! Finding the workspace's people among a publication's authors.

use serde::{Deserialize, Serialize};

use super::model::Contributor;
use crate::identifier::Orcid;
use crate::person::PersonNames;

/// How a link between a publication and a person was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkOrigin {
    /// An author carries the person's iD.
    Orcid,
    /// An author carries the person's name, and nobody else in the workspace fits.
    Name,
    /// The person's own ORCID record lists the publication, but no author could be told.
    Record,
    /// Made or confirmed by staff; never removed by the service.
    Manual,
}

/// A link between a publication and a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The person.
    pub person: Orcid,
    /// Author position from 1, where it could be told.
    pub position: Option<u32>,
    /// How it was found.
    pub origin: LinkOrigin,
    /// 0 to 1: how sure the match of the position is.
    pub score: f64,
    /// The person's own ORCID record lists the publication.
    pub claimed: bool,
}

/// Whether the staff should look at a publication's authors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MatchState {
    /// Every linked person has an author position, and no internal person is an undecided candidate.
    Complete,
    /// Somebody should look.
    NeedsAttention,
}

/// A person of the workspace who may be one of the authors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Primary iD.
    pub orcid: Orcid,
    /// Deprecated iDs of the same person.
    pub aliases: Vec<Orcid>,
    /// Names to match by.
    pub names: PersonNames,
    /// Holds an open internal membership.
    pub internal: bool,
}

/// What matching found.
#[derive(Debug, Clone, PartialEq)]
pub struct Matched {
    /// All links after matching, by person.
    pub links: Vec<Link>,
    /// Whether the staff should look.
    pub state: MatchState,
    /// An author's iD belongs to a person whose names have nothing in common with the author's.
    pub name_conflict: bool,
}

/// Keys under which an author may be found among the workspace's people ([`crate::person::name::keys`] makes
/// the same ones for a person).
pub fn author_keys(author: &Contributor) -> Vec<String> {
    let _ = author;
    Vec::new()
}

/// Matches authors to candidates.
pub fn match_authors(
    authors: &[Contributor],
    present: &[Link],
    claimed_by: &[Orcid],
    candidates: &[Candidate],
) -> Matched {
    let _ = (authors, claimed_by, candidates);
    Matched {
        links: present.to_vec(),
        state: MatchState::Complete,
        name_conflict: false,
    }
}
