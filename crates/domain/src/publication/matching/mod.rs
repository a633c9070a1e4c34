//! Finding the workspace's people among a publication's authors.

mod board;
mod lists;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::board::Board;
use self::lists::{AuthorList, people};
use super::model::Contributor;
use crate::identifier::Orcid;
use crate::person::PersonNames;
use crate::person::name::{self, Reading};

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

impl LinkOrigin {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Orcid, Self::Name, Self::Record, Self::Manual];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Orcid => "orcid",
            Self::Name => "name",
            Self::Record => "record",
            Self::Manual => "manual",
        }
    }
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
    /// Staff looked at it, and it is right.
    pub confirmed: bool,
}

impl Link {
    /// Made or confirmed by staff: the service never removes it.
    pub fn is_decided(&self) -> bool {
        self.confirmed || self.origin == LinkOrigin::Manual
    }
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
    /// Authors who could be told to be no one person, by position.
    pub ambiguous: Vec<Ambiguity>,
}

/// An author whom more than one person fits, or who is one of several authors that a person fits.
#[derive(Debug, Clone, PartialEq)]
pub struct Ambiguity {
    /// From 1.
    pub position: u32,
    /// As the record names the author.
    pub author: String,
    /// Who it may be, the likeliest first.
    pub candidates: Vec<Possible>,
}

/// Somebody who may be an author.
#[derive(Debug, Clone, PartialEq)]
pub struct Possible {
    /// The person.
    pub person: Orcid,
    /// 0 to 1: how far the names agree.
    pub score: f64,
    /// Holds an open internal membership.
    pub internal: bool,
}

/// Keys under which an author may be found among the workspace's people ([`crate::person::name::keys`] makes
/// the same ones for a person).
pub fn author_keys(author: &Contributor) -> Vec<String> {
    name::keys_of_readings(&author_readings(author))
}

/// Matches authors to candidates: by iD, else by name where exactly one person fits exactly one author. Who
/// claims the publication in their own record is linked in any case, and matched more readily.
pub fn match_authors(
    authors: &[Contributor],
    present: &[Link],
    claimed_by: &[Orcid],
    candidates: &[Candidate],
) -> Matched {
    match_around(authors, present, claimed_by, candidates, |_| false)
}

/// Matches authors to candidates around links that stay as they are: those made or confirmed by hand, and those that
/// `settled` names. Their people are not matched anew, and nobody else gets their authors.
pub fn match_around(
    authors: &[Contributor],
    present: &[Link],
    claimed_by: &[Orcid],
    candidates: &[Candidate],
    settled: impl Fn(&Link) -> bool,
) -> Matched {
    let mut kept: BTreeMap<&Orcid, &Link> = BTreeMap::new();
    let stays = |link: &&Link| link.is_decided() || settled(link);
    for link in present.iter().filter(stays) {
        kept.entry(&link.person).or_insert(link);
    }
    let kept: Vec<Link> = kept.into_values().cloned().collect();
    let authors = AuthorList::read(authors);
    let people = people(present, &kept, claimed_by, candidates);
    let mut board = Board::new(&authors, &people, kept);
    board.by_id();
    board.claimers_by_name();
    board.others_by_name();
    board.finish()
}

/// Who of all that may be matched is to be left out, because staff said that the publication is not theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct Considered {
    /// Present links of the others.
    pub links: Vec<Link>,
    /// Those of the others who claim the publication.
    pub claimed_by: Vec<Orcid>,
    /// The others.
    pub candidates: Vec<Candidate>,
}

impl Considered {
    /// Everyone but those who were refused, under whichever of their iDs.
    pub fn without(
        refused: &[Orcid],
        links: &[Link],
        claimed_by: &[Orcid],
        candidates: &[Candidate],
    ) -> Self {
        let is_out = |who: &Candidate| {
            let mut ids = std::iter::once(&who.orcid).chain(&who.aliases);
            ids.any(|id| refused.contains(id))
        };
        let out: Vec<&Candidate> = candidates.iter().filter(|who| is_out(who)).collect();
        let stays = |orcid: &Orcid| {
            let is_theirs = |who: &&Candidate| who.orcid == *orcid || who.aliases.contains(orcid);
            !refused.contains(orcid) && !out.iter().any(is_theirs)
        };
        Self {
            links: links.iter().filter(|link| stays(&link.person)).cloned().collect(),
            claimed_by: claimed_by.iter().filter(|orcid| stays(orcid)).cloned().collect(),
            candidates: candidates.iter().filter(|who| !is_out(who)).cloned().collect(),
        }
    }
}

/// The positions that the authors of a record have, in their order.
pub fn positions(authors: &[Contributor]) -> Vec<u32> {
    AuthorList::read(authors).positions()
}

/// All that an author's name may mean.
fn author_readings(author: &Contributor) -> Vec<Reading> {
    name::readings_of(
        author.given.as_deref(),
        author.family.as_deref(),
        author.name.as_deref(),
    )
}
