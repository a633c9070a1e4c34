//! Works and projects that the operator brings in files: what refuses them, and what is read of them.

use crate::activity::{Actor, Event, Trail};
use crate::context::Ids;
use crate::form::InvalidField;
use crate::identifier::slug::is_slug;
use crate::identifier::{InvalidOrcid, Orcid};
use crate::storage::StoreError;

/// Why a record cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A field is wrong.
    #[error(transparent)]
    Invalid(#[from] InvalidField),
    /// The chosen id is no slug.
    #[error("id must be a slug: a-z, 0-9 and hyphens")]
    InvalidId,
    /// An iD cannot be read.
    #[error("{0}: {1}")]
    Person(String, InvalidOrcid),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The chosen identifier, or a fresh one.
pub(crate) fn identifier(chosen: Option<String>, ids: &dyn Ids) -> Result<String, WriteError> {
    match chosen {
        None => Ok(ids.id()),
        Some(chosen) if is_slug(&chosen) => Ok(chosen),
        Some(_) => Err(WriteError::InvalidId),
    }
}

/// The people named.
pub(crate) fn people(texts: &[String]) -> Result<Vec<Orcid>, WriteError> {
    let read = |text: &String| Orcid::parse(text).map_err(|why| WriteError::Person(text.clone(), why));
    texts.iter().map(read).collect()
}

/// What is told of a new record of this kind (`work`, `project`).
pub(crate) fn added(kind: &str, id: &str, actor: Actor, (event_id, now): (String, i64)) -> Trail {
    Trail::from(Event {
        id: event_id,
        at: now,
        kind: format!("{kind}.created"),
        actor,
        subject_kind: kind.to_owned(),
        subject_id: id.to_owned(),
        message: format!("{kind} {id} was added"),
        details: serde_json::json!({}),
    })
}
