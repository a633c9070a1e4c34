//! Following jobs from outside of the worker until they have ended, with a progress bar.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::identifier::Orcid;
use domain::ingestion::{Job, JobStatus, JobStore};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::time::sleep;

/// Between two looks at the jobs: at least this, and so much more for each thousand of them.
const PAUSE: (Duration, Duration) = (Duration::from_millis(300), Duration::from_millis(250));
/// iDs asked about in one query.
const BATCH: usize = 500;

/// Jobs of some people, as they were seen last.
pub struct Watch {
    jobs: Arc<dyn JobStore>,
    workspace: WorkspaceId,
    seen: HashMap<Orcid, Job>,
}

impl Watch {
    /// Nothing seen yet.
    pub fn new(jobs: Arc<dyn JobStore>, workspace: WorkspaceId) -> Self {
        Self {
            jobs,
            workspace,
            seen: HashMap::new(),
        }
    }

    /// Looks until the newest job of each of these people has ended, and gives those jobs in the order of the
    /// iDs. People without any job are left out.
    pub async fn follow(mut self, people: &[Orcid], bar: &ProgressBar) -> Result<Vec<Job>, StoreError> {
        let mut open: Vec<Orcid> = people.to_vec();
        loop {
            match self.look(&open).await {
                // Those without a job have nothing to wait for.
                Ok(()) => open.retain(|orcid| self.seen.get(orcid).is_some_and(|job| job.status.is_open())),
                // The worker waits for the database as well.
                Err(error @ StoreError::Unavailable(_)) => bar.set_message(error.to_string()),
                Err(error) => return Err(error),
            }
            self.report(people.len(), open.len(), bar);
            if open.is_empty() {
                break;
            }
            let thousands = u32::try_from(open.len() / 1000).unwrap_or(u32::MAX);
            sleep(PAUSE.0 + PAUSE.1.saturating_mul(thousands)).await;
        }
        bar.finish_and_clear();
        Ok(people
            .iter()
            .filter_map(|orcid| self.seen.remove(orcid))
            .collect())
    }

    async fn look(&mut self, people: &[Orcid]) -> Result<(), StoreError> {
        for batch in people.chunks(BATCH) {
            for job in self.jobs.jobs(&self.workspace, batch).await? {
                let older =
                    |seen: &Job| (seen.created_at, seen.id.as_str()) <= (job.created_at, job.id.as_str());
                if self.seen.get(&job.orcid).is_none_or(older) {
                    self.seen.insert(job.orcid.clone(), job);
                }
            }
        }
        Ok(())
    }

    /// Jobs that have not begun count as one publication: nobody knows better.
    fn report(&self, people: usize, open: usize, bar: &ProgressBar) {
        let (mut total, mut done) = (0_u64, 0_u64);
        for job in self.seen.values() {
            let progress = &job.progress;
            total += u64::from(progress.total).max(1);
            done += match job.status {
                JobStatus::Complete | JobStatus::Failed => u64::from(progress.total).max(1),
                JobStatus::Queued | JobStatus::Processing => {
                    u64::from(progress.done.saturating_add(progress.failed).min(progress.total))
                }
            };
        }
        bar.set_length(total);
        bar.set_position(done);
        bar.set_message(format!("{} of {people} iDs", people.saturating_sub(open)));
    }
}

/// A bar on standard error; nothing where that is no terminal, or where it was not asked for.
pub fn progress_bar(shown: bool) -> ProgressBar {
    let template = "{spinner} [{elapsed_precise}] {bar:32} {pos}/{len} publications, {msg}";
    match ProgressStyle::with_template(template) {
        Ok(style) if shown => {
            let bar = ProgressBar::new(0).with_style(style);
            bar.enable_steady_tick(Duration::from_millis(120));
            bar
        }
        Ok(_) | Err(_) => ProgressBar::hidden(),
    }
}

/// The people whose jobs are worth waiting for: those queued now, and those who had an open job already.
pub async fn waiting(
    jobs: &dyn JobStore,
    workspace: &WorkspaceId,
    asked: &[Orcid],
    queued: &[Orcid],
) -> Result<Vec<Orcid>, StoreError> {
    let mut waited: HashSet<Orcid> = queued.iter().cloned().collect();
    let others: Vec<Orcid> = asked
        .iter()
        .filter(|orcid| !waited.contains(orcid))
        .cloned()
        .collect();
    for batch in others.chunks(BATCH) {
        let open = jobs
            .jobs(workspace, batch)
            .await?
            .into_iter()
            .filter(|job| job.status.is_open());
        waited.extend(open.map(|job| job.orcid));
    }
    Ok(asked
        .iter()
        .filter(|orcid| waited.contains(orcid))
        .cloned()
        .collect())
}

#[cfg(test)]
mod tests {
    use domain::ingestion::store::MockJobStore;
    use domain::ingestion::{JobId, Progress};

    use super::*;

    fn job(id: &str, orcid: &Orcid, status: JobStatus) -> Job {
        Job {
            id: JobId::new(id),
            workspace: WorkspaceId::new("w"),
            orcid: orcid.clone(),
            status,
            progress: Progress {
                total: 4,
                done: 2,
                ..Progress::default()
            },
            attempts: 1,
            reason: None,
            created_at: 1,
            started_at: None,
            finished_at: None,
            run_at: 1,
            updated_at: 1,
            lease_until: None,
        }
    }

    fn people() -> Vec<Orcid> {
        [
            "0000-0002-1825-0097",
            "0000-0001-5109-3700",
            "0000-0003-1419-2405",
        ]
        .map(|text| Orcid::parse(text).unwrap())
        .into()
    }

    #[tokio::test(start_paused = true)]
    async fn the_newest_jobs_are_followed_to_their_end() {
        let people = people();
        let (first, second) = (people[0].clone(), people[1].clone());
        let mut store = MockJobStore::new();
        let mut looks = 0;
        store.expect_jobs().returning(move |_, asked| {
            looks += 1;
            if looks == 1 || looks == 3 {
                return Err(StoreError::Unavailable("away".into()));
            }
            let status = if looks < 5 {
                JobStatus::Processing
            } else {
                JobStatus::Failed
            };
            let all = [
                job("1", &first, JobStatus::Complete),
                job("2", &first, status),
                job("3", &second, JobStatus::Complete),
            ];
            Ok(all.into_iter().filter(|job| asked.contains(&job.orcid)).collect())
        });
        let watch = Watch::new(Arc::new(store), WorkspaceId::new("w"));
        let ended = watch.follow(&people, &progress_bar(false)).await.unwrap();
        let ended: Vec<_> = ended.iter().map(|job| (job.id.as_str(), job.status)).collect();
        assert_eq!(ended, [("2", JobStatus::Failed), ("3", JobStatus::Complete)]);
    }

    #[tokio::test]
    async fn people_left_out_are_not_waited_for() {
        let people = people();
        let (open, ended) = (people[1].clone(), people[2].clone());
        let mut store = MockJobStore::new();
        store.expect_jobs().returning(move |_, asked| {
            assert_eq!(asked.len(), 2);
            Ok(vec![
                job("1", &open, JobStatus::Queued),
                job("2", &ended, JobStatus::Complete),
            ])
        });
        let waited = waiting(&store, &WorkspaceId::new("w"), &people, &people[..1])
            .await
            .unwrap();
        assert_eq!(waited, people[..2]);
    }
}
