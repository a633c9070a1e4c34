//! One pass over one job, from the ORCID record to matched publications.

use std::sync::Arc;

use futures_util::{FutureExt, StreamExt};

use super::overlap::collect_while;
use super::plan::{Plan, PlannedDoi};
use super::{Job, JobOutcome, JobStore, Progress, Resolver};
use crate::activity::Trail;
use crate::context::{Clock, Ids};
use crate::identifier::{Doi, Orcid};
use crate::person::PersonStore;
use crate::publication::contribution::{ProviderContribution, ProviderOutcome};
use crate::publication::{Contribution, PublicationStore, Resolution};
use crate::registry::{OrcidAnswer, OrcidRecord, OrcidRegistry, OrcidWork, Provider};
use crate::storage::StoreError;
use crate::work::{NewWork, OrcidKey, WorkFields, WorkId, WorkStore};

/// How often a merged iD may lead to another merged iD.
const MAX_DEPRECATIONS: usize = 5;
/// Publications written in one transaction at the most.
const BATCH: usize = 16;

/// What the pipeline needs.
#[derive(Clone)]
pub struct PipelinePorts {
    /// ORCID.
    pub orcid: Arc<dyn OrcidRegistry>,
    /// People.
    pub people: Arc<dyn PersonStore>,
    /// Publications.
    pub publications: Arc<dyn PublicationStore>,
    /// Works.
    pub works: Arc<dyn WorkStore>,
    /// Progress.
    pub jobs: Arc<dyn JobStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Work ids.
    pub ids: Arc<dyn Ids>,
}

/// How hard the pipeline tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effort {
    /// DOIs looked up at once.
    pub concurrency: usize,
    /// Passes over a job before what still fails is left.
    pub max_passes: u32,
    /// Seconds before the second pass; each further one waits four times as long.
    pub retry_seconds: u32,
}

/// Runs jobs.
#[derive(Clone)]
pub struct Pipeline {
    ports: PipelinePorts,
    resolver: Resolver,
    effort: Effort,
}

/// A pass that cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum PassError {
    /// Another worker has the job now.
    #[error("the lease is lost")]
    LeaseLost,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A pass in progress.
struct Pass<'a> {
    job: &'a Job,
    worker: &'a str,
    person: Orcid,
    progress: Progress,
    waits: bool,
}

impl Pipeline {
    /// A pipeline over these ports.
    pub fn new(ports: PipelinePorts, resolver: Resolver, effort: Effort) -> Self {
        Self {
            ports,
            resolver,
            effort,
        }
    }

    /// One pass. The caller renews the lease meanwhile and writes the outcome.
    pub async fn run(&self, job: &Job, worker: &str) -> Result<JobOutcome, PassError> {
        let (record, aliases) = match self.discover(job).await? {
            Ok(found) => found,
            Err(outcome) => return Ok(outcome),
        };
        let person = record.person.orcid.clone();
        let upserted = self
            .ports
            .people
            .upsert(&job.workspace, &record.person, &aliases)
            .await?;
        let plan = Plan::of(&record);
        let mut pass = Pass {
            job,
            worker,
            person: person.clone(),
            progress: Progress {
                total: plan.total(),
                ..Progress::default()
            },
            waits: false,
        };
        for reason in &record.unreadable {
            pass.progress.fail("orcid record", reason.clone());
        }
        self.save(&pass).await?;
        self.store_works(&mut pass, plan.works).await?;
        self.store_publications(&mut pass, plan.dois).await?;
        if upserted.names_changed {
            self.ports
                .publications
                .rematch_person(&job.workspace, &person, self.ports.clock.now())
                .await?;
        }
        Ok(self.outcome(pass))
    }

    /// The record, and the deprecated iDs that led to it; or the end of the pass.
    async fn discover(&self, job: &Job) -> Result<Result<(OrcidRecord, Vec<Orcid>), JobOutcome>, PassError> {
        let mut orcid = job.orcid.clone();
        let mut aliases = Vec::new();
        for _ in 0..MAX_DEPRECATIONS {
            let failed = |reason: &str| Ok(Err(JobOutcome::Failed(Progress::default(), reason.to_owned())));
            match self.ports.orcid.record(&orcid).await {
                Ok(OrcidAnswer::Found(record)) => return Ok(Ok((*record, aliases))),
                Ok(OrcidAnswer::Deprecated(primary)) => {
                    aliases.push(std::mem::replace(&mut orcid, primary));
                }
                Ok(OrcidAnswer::Deactivated) => return failed("this ORCID iD is deactivated"),
                Ok(OrcidAnswer::Locked) => return failed("this ORCID record is locked"),
                Ok(OrcidAnswer::Unknown) => return failed("ORCID does not know this iD"),
                Err(error) if error.is_transient() && job.attempts < self.effort.max_passes => {
                    return Ok(Err(JobOutcome::Again(
                        Progress::default(),
                        error.to_string(),
                        self.delay(job.attempts),
                    )));
                }
                Err(error) => return failed(&error.to_string()),
            }
        }
        Ok(Err(JobOutcome::Failed(
            Progress::default(),
            "merged iDs lead to merged iDs without end".to_owned(),
        )))
    }

    async fn store_works(&self, pass: &mut Pass<'_>, works: Vec<OrcidWork>) -> Result<(), PassError> {
        let new: Vec<NewWork> = works
            .iter()
            .map(|work| self.new_work(&pass.person, work))
            .collect();
        for batch in new.chunks(100) {
            let stored = self
                .ports
                .works
                .upsert(&pass.job.workspace, batch.to_vec(), &Trail::default())
                .await?;
            pass.progress.done += u32::try_from(stored.len()).unwrap_or(u32::MAX);
        }
        Ok(())
    }

    /// A work without a DOI waits for somebody to check it.
    fn new_work(&self, person: &Orcid, work: &OrcidWork) -> NewWork {
        let now = self.ports.clock.now();
        NewWork {
            id: WorkId::new(self.ports.ids.id()),
            orcid_key: Some(OrcidKey {
                orcid: person.clone(),
                put_code: work.put_code,
            }),
            fields: WorkFields::from_orcid(&work.answer.record, now),
            people: vec![person.clone()],
            verified: false,
            visible: true,
            now,
        }
    }

    async fn store_publications(&self, pass: &mut Pass<'_>, dois: Vec<PlannedDoi>) -> Result<(), PassError> {
        let all: Vec<Doi> = dois
            .iter()
            .flat_map(|planned| planned.candidates.clone())
            .collect();
        let fresh = self
            .ports
            .publications
            .fresh(&pass.job.workspace, &all, pass.job.created_at)
            .await?;
        let person = pass.person.clone();
        let looked_up = futures_util::stream::iter(dois)
            .map(|planned| self.look_up(planned, &fresh, &person))
            .buffer_unordered(self.effort.concurrency);
        let mut looked_up = std::pin::pin!(looked_up.fuse());
        let mut waiting = Vec::new();
        while let Some(found) = looked_up.next().await {
            waiting.push(found?);
            // What is there already goes into the same batch.
            while waiting.len() < BATCH
                && let Some(Some(found)) = looked_up.next().now_or_never()
            {
                waiting.push(found?);
            }
            while !waiting.is_empty() {
                let batch = waiting.drain(..waiting.len().min(BATCH)).collect();
                let storing = std::pin::pin!(self.store_and_save(pass, batch));
                waiting.extend(collect_while(storing, &mut looked_up).await?);
            }
        }
        Ok(())
    }

    async fn store_and_save(&self, pass: &mut Pass<'_>, batch: Vec<LookedUp>) -> Result<(), PassError> {
        self.store_batch(pass, batch).await?;
        self.save(pass).await
    }

    async fn look_up(
        &self,
        planned: PlannedDoi,
        fresh: &[(Doi, Doi)],
        person: &Orcid,
    ) -> Result<LookedUp, StoreError> {
        let known = planned
            .candidates
            .iter()
            .find_map(|candidate| fresh.iter().find(|(asked, _)| asked == candidate))
            .map(|(_, stored)| stored.clone());
        let (mut contribution, incomplete) = match known {
            Some(doi) => (self.claim_only(doi), None),
            None => match self.resolver.resolve(&planned.candidates).await? {
                Some(resolved) => (resolved.contribution, resolved.incomplete),
                None => {
                    return Ok(LookedUp {
                        contribution: None,
                        incomplete: None,
                    });
                }
            },
        };
        contribution.claimed_by.push(person.clone());
        contribution.providers.push(ProviderContribution {
            provider: Provider::Orcid,
            record_of: person.as_str().to_owned(),
            at: planned.work.answer.record.fetched_at,
            outcome: ProviderOutcome::Described(Box::new(planned.work.answer)),
        });
        Ok(LookedUp {
            contribution: Some(contribution),
            incomplete,
        })
    }

    /// Somebody asked the registries a moment ago: only this person's claim is new.
    fn claim_only(&self, doi: Doi) -> Contribution {
        Contribution {
            doi,
            aliases: Vec::new(),
            resolution: Resolution::Pending,
            providers: Vec::new(),
            claimed_by: Vec::new(),
            linked_by_hand: Vec::new(),
            now: self.ports.clock.now(),
        }
    }

    /// Writes a batch; where the database refuses it, one by one, so that one odd record costs only itself.
    async fn store_batch(&self, pass: &mut Pass<'_>, batch: Vec<LookedUp>) -> Result<(), PassError> {
        let mut contributions = Vec::new();
        for item in batch {
            let Some(contribution) = item.contribution else {
                continue;
            };
            match item.incomplete {
                Some(reason) => {
                    pass.waits = true;
                    pass.progress.fail(contribution.doi.as_str(), reason);
                }
                None => pass.progress.done += 1,
            }
            contributions.push(contribution);
        }
        let workspace = &pass.job.workspace;
        let store = &self.ports.publications;
        match store
            .contribute(workspace, contributions.clone(), &Trail::default())
            .await
        {
            Ok(_) => return Ok(()),
            Err(error @ StoreError::Unavailable(_)) => return Err(error.into()),
            Err(_) => {}
        }
        for contribution in contributions {
            let doi = contribution.doi.clone();
            match store
                .contribute(workspace, vec![contribution], &Trail::default())
                .await
            {
                Ok(_) => {}
                Err(error @ StoreError::Unavailable(_)) => return Err(error.into()),
                Err(error) => {
                    pass.progress.done = pass.progress.done.saturating_sub(1);
                    pass.progress.fail(doi.as_str(), error.to_string());
                }
            }
        }
        Ok(())
    }

    async fn save(&self, pass: &Pass<'_>) -> Result<(), PassError> {
        let held = self
            .ports
            .jobs
            .save_progress(pass.job, pass.worker, &pass.progress)
            .await?;
        if held { Ok(()) } else { Err(PassError::LeaseLost) }
    }

    fn outcome(&self, pass: Pass<'_>) -> JobOutcome {
        let attempts = pass.job.attempts;
        if pass.waits && attempts < self.effort.max_passes {
            let reason = format!("{} publications wait for their registries", pass.progress.failed);
            return JobOutcome::Again(pass.progress, reason, self.delay(attempts));
        }
        JobOutcome::Complete(pass.progress)
    }

    fn delay(&self, attempts: u32) -> u32 {
        let factor = 4_u32.saturating_pow(attempts.saturating_sub(1).min(8));
        self.effort.retry_seconds.saturating_mul(factor)
    }
}

/// What became of one planned DOI.
struct LookedUp {
    contribution: Option<Contribution>,
    incomplete: Option<String>,
}
