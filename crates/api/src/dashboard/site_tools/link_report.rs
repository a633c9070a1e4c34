//! What matching authors anew came to, as the dashboard shows it.

use domain::publication::{Ambiguity, Link, MatchState, RepairedPublication};
use serde::Serialize;
use utoipa::ToSchema;

/// A link between the publication and a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorLink {
    /// The person.
    #[schema(example = "0000-0002-1825-0097")]
    person_orcid: String,
    /// Author position from 1; null where it could not be told.
    #[schema(required = true, example = 17)]
    position: Option<u32>,
    /// How it was found: `orcid` (the author carries the iD), `name` (nobody else of the workspace fits), `record` (the
    /// person's own ORCID record lists the publication) or `manual` (made or confirmed by staff).
    #[schema(example = "orcid")]
    origin: &'static str,
    /// 0 to 1: how sure the position is.
    #[schema(example = 1.0)]
    score: f64,
    /// The person's own ORCID record lists the publication.
    claimed: bool,
}

impl From<Link> for AuthorLink {
    fn from(link: Link) -> Self {
        Self {
            person_orcid: link.person.as_str().to_owned(),
            position: link.position,
            origin: link.origin.as_str(),
            score: link.score,
            claimed: link.claimed,
        }
    }
}

/// A link that differs.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedLink {
    /// As it was.
    before: AuthorLink,
    /// As it is, or would be.
    after: AuthorLink,
}

/// An author who could be told to be no one person.
#[derive(Serialize, ToSchema)]
pub(crate) struct AmbiguousAuthor {
    /// Author position from 1.
    #[schema(example = 17)]
    position: u32,
    /// As the record names the author.
    #[schema(example = "Ana Reis")]
    author: String,
    /// Who it may be, the likeliest first.
    candidates: Vec<AuthorCandidate>,
}

/// Somebody who may be an author.
#[derive(Serialize, ToSchema)]
pub(crate) struct AuthorCandidate {
    /// The person.
    #[schema(example = "0000-0002-1825-0097")]
    person_orcid: String,
    /// 0 to 1: how far the names agree.
    #[schema(example = 0.9)]
    score: f64,
    /// Holds an open internal membership.
    internal: bool,
}

impl From<Ambiguity> for AmbiguousAuthor {
    fn from(ambiguity: Ambiguity) -> Self {
        let candidates = ambiguity.candidates.into_iter().map(|possible| AuthorCandidate {
            person_orcid: possible.person.as_str().to_owned(),
            score: possible.score,
            internal: possible.internal,
        });
        Self {
            position: ambiguity.position,
            author: ambiguity.author,
            candidates: candidates.collect(),
        }
    }
}

/// Whether the staff should look at the authors.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AuthorMatchState {
    /// Every linked person has a position, and no internal person is undecided.
    Complete,
    /// Somebody should look.
    NeedsAttention,
}

/// The account of one publication.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LinkReport {
    /// The DOI it is stored under.
    #[schema(example = "10.5555/12345678")]
    doi: String,
    /// Afterwards.
    author_match_state: AuthorMatchState,
    /// Links that are new.
    added: Vec<AuthorLink>,
    /// Links that go.
    removed: Vec<AuthorLink>,
    /// Links of the same person that differ.
    changed: Vec<ChangedLink>,
    /// Links that stay as they are.
    kept: Vec<AuthorLink>,
    /// Authors who could be told to be no one person.
    ambiguous: Vec<AmbiguousAuthor>,
    /// An author's iD belongs to a person whose names have nothing in common with the author's.
    orcid_name_conflict: bool,
}

impl From<RepairedPublication> for LinkReport {
    fn from(done: RepairedPublication) -> Self {
        let repair = done.repair;
        let links = |links: Vec<Link>| links.into_iter().map(AuthorLink::from).collect();
        let changed = repair.changed.into_iter().map(|(before, after)| ChangedLink {
            before: before.into(),
            after: after.into(),
        });
        Self {
            doi: done.doi.as_str().to_owned(),
            author_match_state: match repair.state {
                MatchState::Complete => AuthorMatchState::Complete,
                MatchState::NeedsAttention => AuthorMatchState::NeedsAttention,
            },
            added: links(repair.added),
            removed: links(repair.removed),
            changed: changed.collect(),
            kept: links(repair.kept),
            ambiguous: repair.ambiguous.into_iter().map(AmbiguousAuthor::from).collect(),
            orcid_name_conflict: repair.name_conflict,
        }
    }
}
