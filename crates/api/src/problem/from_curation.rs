//! What refusals of edits mean to the staff.

use std::collections::BTreeMap;

use domain::identifier::{Doi, InvalidDoi};
use domain::publication::curation::history::{RevertError, RevertRefusal};
use domain::publication::curation::{BulkRefusal, EditError, PatchRefusal};
use domain::publication::linking::{LinkError, LinkRefusal};
use serde_json::json;

use super::{Code, Problem};

impl Problem {
    /// There is no such publication, public or not.
    pub(crate) fn unknown_publication() -> Self {
        Self::new(Code::PublicationNotFound, "there is no such publication")
    }

    /// The text in a path is no DOI.
    pub(crate) fn invalid_doi(why: &InvalidDoi) -> Self {
        let refusal = Self::field(Code::InvalidDoi, "the path names no DOI", "id", &why.to_string());
        match why.suggestion() {
            Some(suggestion) => refusal.with_detail("suggestion", json!(suggestion.as_str())),
            None => refusal,
        }
    }
}

impl From<PatchRefusal> for Problem {
    fn from(refusal: PatchRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            PatchRefusal::Malformed(why) => {
                let problem = Self::new(
                    Code::InvalidPatch,
                    format!("the body is no JSON Patch: {message}"),
                );
                match why.operation {
                    Some(operation) => problem.with_detail("operation", json!(operation)),
                    None => problem,
                }
            }
            PatchRefusal::Conflict(why) => Self::new(Code::PatchConflict, message)
                .with_detail("operation", json!(why.operation))
                .with_detail("path", json!(why.path)),
            PatchRefusal::Protected {
                operation,
                field,
                reason,
            } => Self::field(
                Code::InvalidPatch,
                "the patch writes to a field that cannot be edited",
                &field,
                reason,
            )
            .with_detail("operation", json!(operation)),
            PatchRefusal::Unfit(fields) => Self::fields(
                Code::InvalidPatch,
                "the patched publication has fields that cannot be kept",
                &fields,
            ),
            PatchRefusal::Stale => Self::new(
                Code::PreconditionFailed,
                "the publication has changed since you read it: read it again",
            ),
        }
    }
}

impl From<EditError> for Problem {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Unknown => Self::unknown_publication(),
            EditError::Refused(refusal) => Self::from(refusal),
            EditError::Store(error) => Self::from(error),
        }
    }
}

impl From<RevertError> for Problem {
    fn from(error: RevertError) -> Self {
        match error {
            RevertError::Unknown => Self::unknown_publication(),
            RevertError::Refused(refusal) => {
                let message = refusal.to_string();
                match refusal {
                    RevertRefusal::NoEntry => Self::new(Code::HistoryEntryNotFound, message),
                    RevertRefusal::EditedSince(fields) => {
                        Self::new(Code::RevertConflict, message).with_detail("fields", json!(fields))
                    }
                }
            }
            RevertError::Store(error) => Self::from(error),
        }
    }
}

impl From<LinkError> for Problem {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Unknown => Self::unknown_publication(),
            LinkError::Refused(refusal) => {
                let message = refusal.to_string();
                match refusal {
                    LinkRefusal::NoPerson => Self::new(Code::PersonNotFound, message),
                    LinkRefusal::NotLinked | LinkRefusal::NotRefused => {
                        Self::new(Code::LinkNotFound, message)
                    }
                    LinkRefusal::NoAuthor { .. } => Self::fields(
                        Code::InvalidBody,
                        "some fields of the body cannot be used",
                        &BTreeMap::from([("position", message)]),
                    ),
                    LinkRefusal::Given { position, by } => Self::new(Code::PositionTaken, message)
                        .with_detail("position", json!(position))
                        .with_detail("orcid_id", json!(by.as_str())),
                }
            }
            LinkError::Store(error) => Self::from(error),
        }
    }
}

impl From<BulkRefusal> for Problem {
    fn from(refusal: BulkRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            BulkRefusal::Count => Self::fields(
                Code::InvalidBody,
                "some fields of the body cannot be used",
                &BTreeMap::from([("ids", message)]),
            ),
            BulkRefusal::Invalid(ids) => Self::new(Code::InvalidDoi, message).with_detail("ids", json!(ids)),
            BulkRefusal::Unknown(dois) => {
                let ids: Vec<&str> = dois.iter().map(Doi::as_str).collect();
                Self::new(Code::PublicationNotFound, message).with_detail("ids", json!(ids))
            }
            BulkRefusal::Store(error) => Self::from(error),
        }
    }
}
