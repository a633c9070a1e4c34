//! Bringing single publications in by DOI.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::model::Resolution;
use super::{Contribution, PublicationStore, StoredPublication};
use crate::activity::{Actor, Event, Trail};
use crate::context::{Clock, Ids};
use crate::identifier::{Doi, Orcid};
use crate::ingestion::Resolver;
use crate::person::PersonStore;
use crate::storage::StoreError;
use crate::workspace::WorkspaceId;

/// doi.org resolves the DOI, but there is nothing to store.
const NOT_YET: &str = "the DOI is registered, but its registry does not describe it yet";

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportDoi {
    /// As the caller wrote it.
    pub doi: String,
    /// People of the workspace whose publication it is, as the caller wrote them.
    pub person_orcids: Vec<String>,
    /// Who asks.
    pub actor: Actor,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The text is no DOI.
    #[error(transparent)]
    InvalidDoi(#[from] crate::identifier::InvalidDoi),
    /// iD as written → why it cannot be used.
    #[error("{} of the ORCID iDs cannot be used", .0.len())]
    People(BTreeMap<String, String>),
    /// No registry knows it.
    #[error("no registry knows the DOI {0}")]
    UnknownDoi(Doi),
    /// The registries that may know it cannot be asked now.
    #[error("the registries cannot be asked now: {0}")]
    Unavailable(String),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Imports by DOI.
#[derive(Clone)]
pub struct Importer {
    /// Where publications are kept.
    pub publications: Arc<dyn PublicationStore>,
    /// Who is known.
    pub people: Arc<dyn PersonStore>,
    /// Who describes DOIs.
    pub resolver: Resolver,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl Importer {
    /// Fetches one DOI now and writes it. Nothing is written where the registries fail or do not know it.
    pub async fn import(
        &self,
        workspace: &WorkspaceId,
        asked: ImportDoi,
    ) -> Result<StoredPublication, ImportError> {
        let doi = Doi::parse(&asked.doi)?;
        let people = self.people_of(workspace, &asked.person_orcids).await?;
        let mut contribution = self.described(&doi).await?;
        contribution.linked_by_hand = people;
        let event = Event {
            id: self.ids.id(),
            at: self.clock.now(),
            kind: "publication.imported".to_owned(),
            actor: asked.actor,
            subject_kind: "publication".to_owned(),
            subject_id: contribution.doi.as_str().to_owned(),
            message: format!("{} was imported", contribution.doi),
            details: serde_json::json!({}),
        };
        let trail = Trail::from(event);
        let stored = self
            .publications
            .contribute(workspace, vec![contribution], &trail)
            .await?;
        stored
            .into_iter()
            .next()
            .ok_or(ImportError::Store(StoreError::Conflict))
    }

    /// What the registries say of a DOI now, written nowhere.
    pub async fn described(&self, doi: &Doi) -> Result<Contribution, ImportError> {
        let Some(resolved) = self.resolver.resolve(&doi.candidates()).await? else {
            return Err(ImportError::UnknownDoi(doi.clone()));
        };
        let contribution = resolved.contribution;
        match (contribution.resolution, resolved.incomplete) {
            (Resolution::Registered, _) => Ok(contribution),
            (_, Some(reason)) => Err(ImportError::Unavailable(reason)),
            (Resolution::Pending, None) => Err(ImportError::Unavailable(NOT_YET.to_owned())),
            (Resolution::Unresolved, None) => Err(ImportError::UnknownDoi(doi.clone())),
        }
    }

    async fn people_of(&self, workspace: &WorkspaceId, texts: &[String]) -> Result<Vec<Orcid>, ImportError> {
        let mut refused = BTreeMap::new();
        let mut people = Vec::new();
        for text in texts {
            match Orcid::parse(text) {
                Ok(orcid) => people.push(orcid),
                Err(why) => {
                    refused.insert(text.clone(), why.to_string());
                }
            }
        }
        let known = self.people.known(workspace, &people).await?;
        for unknown in people.iter().filter(|orcid| !known.contains(orcid)) {
            refused.insert(unknown.as_str().to_owned(), "is not in this workspace".to_owned());
        }
        if refused.is_empty() {
            Ok(people)
        } else {
            Err(ImportError::People(refused))
        }
    }
}
