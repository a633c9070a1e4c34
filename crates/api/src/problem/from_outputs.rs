//! What refusals of changes of projects and works mean to the staff.

use std::collections::BTreeMap;

use domain::identifier::{Doi, Orcid};
use domain::project::ProjectId;
use domain::project::curation::{ProjectError, ProjectRefusal};
use domain::work::curation::{PromoteError, WorkError, WorkRefusal};
use serde_json::json;

use super::{Code, Problem};

const UNFIT: &str = "some fields of the body cannot be used";

impl Problem {
    /// There is no such project, public or not.
    pub(crate) fn unknown_project() -> Self {
        Self::new(Code::ProjectNotFound, "there is no such project")
    }

    /// There is no such work, public or not.
    pub(crate) fn unknown_work() -> Self {
        Self::new(Code::WorkNotFound, "there is no such work")
    }
}

/// A member that names what is not there.
fn unknown(member: &'static str, message: String, ids: &[&str]) -> Problem {
    let fields = BTreeMap::from([(member, message)]);
    Problem::fields(Code::InvalidBody, UNFIT, &fields).with_detail(member, json!(ids))
}

impl From<ProjectError> for Problem {
    fn from(error: ProjectError) -> Self {
        match error {
            ProjectError::Unknown => Self::unknown_project(),
            ProjectError::Refused(refusal) => {
                let message = refusal.to_string();
                match refusal {
                    ProjectRefusal::Invalid(faults) => Self::fields(Code::InvalidBody, UNFIT, &faults),
                    ProjectRefusal::UnknownPublications(dois) => {
                        let ids: Vec<&str> = dois.iter().map(Doi::as_str).collect();
                        unknown("publication_ids", message, &ids)
                    }
                }
            }
            ProjectError::Store(error) => Self::from(error),
        }
    }
}

impl From<WorkError> for Problem {
    fn from(error: WorkError) -> Self {
        match error {
            WorkError::Unknown => Self::unknown_work(),
            WorkError::Refused(refusal) => refused(refusal),
            WorkError::Store(error) => Self::from(error),
        }
    }
}

fn refused(refusal: WorkRefusal) -> Problem {
    let message = refusal.to_string();
    match refusal {
        WorkRefusal::Invalid(faults) => Problem::fields(Code::InvalidBody, UNFIT, &faults),
        WorkRefusal::UnknownPeople(people) => {
            let ids: Vec<&str> = people.iter().map(Orcid::as_str).collect();
            unknown("person_orcids", message, &ids)
        }
        WorkRefusal::UnknownProjects(projects) => {
            let ids: Vec<&str> = projects.iter().map(ProjectId::as_str).collect();
            unknown("project_ids", message, &ids)
        }
        WorkRefusal::Promoted(doi) => {
            Problem::new(Code::WorkPromoted, message).with_detail("doi", json!(doi.as_str()))
        }
        WorkRefusal::Deleted => Problem::new(Code::WorkDeleted, message),
        WorkRefusal::PublicationDeleted(doi) => {
            Problem::new(Code::PublicationDeleted, message).with_detail("doi", json!(doi.as_str()))
        }
    }
}

impl From<PromoteError> for Problem {
    fn from(error: PromoteError) -> Self {
        match error {
            PromoteError::Work(error) => Self::from(error),
            PromoteError::Import(error) => Self::from(error),
        }
    }
}
