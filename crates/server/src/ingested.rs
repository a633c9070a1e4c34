//! What an ingestion came to: jobs by outcome, publications and works in the catalogue, reasons of failures.

use std::collections::HashSet;
use std::fmt;

use domain::identifier::Orcid;
use domain::ingestion::{Job, JobStatus, Queued};
use domain::publication::model::{PublicationFilter, PublicationId, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest, StoreError};
use domain::workspace::{View, WorkspaceId};
use persistence::Stores;
use serde::Serialize;

/// More reasons than this are not shown to a person.
const SHOWN: usize = 20;

/// The result of an ingestion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ingested {
    /// Distinct iDs asked for.
    pub requested: u32,
    /// Of these, the ones that got a job.
    pub queued: usize,
    /// Jobs that succeeded.
    pub complete: usize,
    /// Jobs that failed.
    pub failed: usize,
    /// Publications of these people that are public now.
    pub publications: usize,
    /// Works without a DOI of these people, verified or not.
    pub works: usize,
    /// Why jobs, and single publications, failed.
    pub errors: Vec<IngestionError>,
}

/// Why something failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IngestionError {
    /// Whose ingestion.
    pub orcid_id: String,
    /// The DOI or put-code; `None` where the whole job failed.
    pub subject: Option<String>,
    /// One sentence.
    pub reason: String,
}

impl Ingested {
    /// Counts what jobs that have ended left in the catalogue.
    pub async fn count(
        stores: &Stores,
        workspace: &WorkspaceId,
        jobs: &[Job],
        queued: &Queued,
    ) -> Result<Self, StoreError> {
        let (mut publications, mut people) = (HashSet::new(), HashSet::new());
        for job in jobs {
            // A merged iD leads to the person under the primary one.
            if let Some(person) = stores.people.find(workspace, &job.orcid).await? {
                people.insert(person.orcid);
            }
        }
        for person in &people {
            publications.extend(publications_of(stores, workspace, person).await?);
        }
        let works = stores.works.list_all(workspace, i32::MAX.unsigned_abs()).await?;
        let works = works
            .iter()
            .filter(|work| work.people.iter().any(|person| people.contains(person)))
            .count();
        let with = |status| jobs.iter().filter(|job| job.status == status).count();
        Ok(Self {
            requested: queued.requested,
            queued: queued.queued.len(),
            complete: with(JobStatus::Complete),
            failed: with(JobStatus::Failed),
            publications: publications.len(),
            works,
            errors: jobs.iter().flat_map(errors).collect(),
        })
    }
}

async fn publications_of(
    stores: &Stores,
    workspace: &WorkspaceId,
    person: &Orcid,
) -> Result<Vec<PublicationId>, StoreError> {
    let mut ids = Vec::new();
    for page in 1.. {
        let query = PublicationQuery {
            filter: PublicationFilter {
                person: Some(person.clone()),
                ..PublicationFilter::default()
            },
            sort: PublicationSort::default(),
            direction: Direction::default(),
            page: PageRequest { page, per_page: 100 },
            with_people: false,
        };
        let found = stores
            .publications
            .list_public(&View::whole(workspace.clone()), &query)
            .await?;
        let last = u64::from(page) >= found.pages(100);
        ids.extend(found.items.into_iter().map(|publication| publication.id));
        if last {
            break;
        }
    }
    Ok(ids)
}

fn errors(job: &Job) -> Vec<IngestionError> {
    let orcid_id = job.orcid.to_string();
    let whole = job.reason.as_ref().filter(|_| job.status == JobStatus::Failed);
    let whole = whole.map(|reason| (None, reason.clone()));
    let single = job
        .progress
        .errors
        .iter()
        .map(|error| (Some(error.subject.clone()), error.reason.clone()));
    whole
        .into_iter()
        .chain(single)
        .map(|(subject, reason)| IngestionError {
            orcid_id: orcid_id.clone(),
            subject,
            reason,
        })
        .collect()
}

impl fmt::Display for Ingested {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            requested,
            complete,
            failed,
            publications,
            works,
            ..
        } = self;
        write!(
            f,
            "{complete} of {requested} iDs ingested, {failed} failed: {publications} publications, {works} works"
        )?;
        for IngestionError {
            orcid_id,
            subject,
            reason,
        } in self.errors.iter().take(SHOWN)
        {
            match subject {
                Some(subject) => write!(f, "\n  {orcid_id}  {subject}: {reason}")?,
                None => write!(f, "\n  {orcid_id}  {reason}")?,
            }
        }
        if let Some(more) = self.errors.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_read_a_sentence_and_the_first_reasons() {
        let error = |n: usize| IngestionError {
            orcid_id: "0000-0002-1825-0097".to_owned(),
            subject: (n > 0).then(|| format!("10.5555/{n}")),
            reason: "no".to_owned(),
        };
        let ingested = Ingested {
            requested: 3,
            queued: 3,
            complete: 2,
            failed: 1,
            publications: 40,
            works: 2,
            errors: (0..22).map(error).collect(),
        };
        let text = ingested.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "2 of 3 iDs ingested, 1 failed: 40 publications, 2 works"
        );
        assert_eq!(lines[1], "  0000-0002-1825-0097  no");
        assert_eq!(lines[2], "  0000-0002-1825-0097  10.5555/1: no");
        assert_eq!(lines.last(), Some(&"  and 2 more"));
    }
}
