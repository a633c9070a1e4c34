//! Port: what staff decide about a publication's people.

use async_trait::async_trait;

use super::decision::{LinkOrder, LinkRefusal};
use crate::identifier::{Doi, Orcid};
use crate::publication::curation::LinkedPerson;
use crate::publication::matching::MatchState;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// Somebody of whom staff said that the publication is not theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedPerson {
    /// The person.
    pub orcid: Orcid,
    /// As lists show them.
    pub name: String,
    /// Unix seconds.
    pub at: i64,
    /// Who said so, as they were called then.
    pub by: String,
}

/// The people of a publication.
#[derive(Debug, Clone, PartialEq)]
pub struct PeopleOf {
    /// The DOI that the publication is stored under.
    pub doi: Doi,
    /// Linked people, by position.
    pub linked: Vec<LinkedPerson>,
    /// Those whose it is not, by iD.
    pub refused: Vec<RefusedPerson>,
    /// Whether the staff should look at the authors.
    pub state: MatchState,
}

/// What became of a decision.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkOutcome {
    /// The people afterwards.
    pub people: PeopleOf,
    /// Whether anything is different.
    pub changed: bool,
    /// Whether the person was not linked before and is now.
    pub linked: bool,
}

/// Links between publications and people, as staff decide them.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait LinkStore: Send + Sync {
    /// A publication's people; `None` for an unknown publication.
    async fn people(&self, workspace: &WorkspaceId, dois: &[Doi]) -> Result<Option<PeopleOf>, StoreError>;
    /// Carries a decision out ([`LinkOrder::decide`]; a deprecated iD stands for its owner's present one) and leaves its
    /// event; keeps the public set and the revision true. `None` for an unknown publication. What is refused or changes
    /// nothing writes nothing.
    async fn decide(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        order: &LinkOrder,
    ) -> Result<Option<Result<LinkOutcome, LinkRefusal>>, StoreError>;
}
