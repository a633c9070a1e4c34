//! Jobs that nobody works on: which they are, and giving them up.

use std::sync::Arc;

use super::{Job, JobId, JobStatus};
use crate::activity::{Actor, Event};
use crate::context::Ids;
use crate::identifier::Orcid;

/// When a job counts as stuck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StuckRule {
    /// Unix seconds.
    pub now: i64,
    /// So long without a sign of life.
    pub threshold_seconds: u32,
}

impl StuckRule {
    /// What gave no sign of life since then is stuck (Unix seconds).
    pub fn deadline(self) -> i64 {
        self.now - i64::from(self.threshold_seconds)
    }

    /// A waiting job is stuck when it has been due for the whole threshold and nobody took it: one that waits for
    /// its time is not. A claimed one is stuck when its lease has ended and it gave no sign of life for the whole
    /// threshold: one whose worker renews the lease is not, however long the work takes.
    pub fn is_stuck(self, job: &Job) -> bool {
        match job.status {
            JobStatus::Queued => job.run_at <= self.deadline(),
            JobStatus::Processing => {
                job.updated_at <= self.deadline() && job.lease_until.is_none_or(|until| until < self.now)
            }
            JobStatus::Complete | JobStatus::Failed => false,
        }
    }
}

impl Job {
    /// Since when nobody has worked on it, if it is stuck (Unix seconds).
    pub fn idle_since(&self) -> i64 {
        match self.status {
            JobStatus::Queued => self.run_at,
            JobStatus::Processing | JobStatus::Complete | JobStatus::Failed => self.updated_at,
        }
    }
}

/// One job that an editor gives up.
#[derive(Debug, Clone, PartialEq)]
pub struct ForceFail {
    /// Which.
    pub job: JobId,
    /// Whose record the editor believes that it is about.
    pub orcid: Orcid,
    /// Why, as the job will say.
    pub reason: String,
    /// Unix seconds.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// For the event.
    pub event_id: String,
}

/// Why a job is not given up.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForceFailRefusal {
    /// The job is about somebody else.
    #[error("this job is about another ORCID iD")]
    OrcidMismatch,
    /// There is nothing to give up.
    #[error("this job has ended: it is {}", .0.as_str())]
    Finished(JobStatus),
}

impl ForceFail {
    /// Whether the job as it is now may be given up.
    pub fn decide(&self, job: &Job) -> Result<(), ForceFailRefusal> {
        if job.orcid != self.orcid {
            return Err(ForceFailRefusal::OrcidMismatch);
        }
        if job.status.is_open() {
            Ok(())
        } else {
            Err(ForceFailRefusal::Finished(job.status))
        }
    }

    /// What the timeline says.
    pub fn event(&self, job: &Job) -> Event {
        given_up(job, self.event_id.clone(), self.now, &self.actor, &self.reason)
    }
}

/// All stuck jobs of a workspace, given up at once.
#[derive(Clone)]
pub struct ClearStuck {
    /// Which.
    pub rule: StuckRule,
    /// Why, as the jobs will say.
    pub reason: String,
    /// Who.
    pub actor: Actor,
    /// Event ids.
    pub ids: Arc<dyn Ids>,
}

impl ClearStuck {
    /// What the timeline says of each.
    pub fn event(&self, job: &Job) -> Event {
        given_up(job, self.ids.id(), self.rule.now, &self.actor, &self.reason)
    }
}

fn given_up(job: &Job, id: String, at: i64, actor: &Actor, reason: &str) -> Event {
    Event {
        id,
        at,
        kind: "ingestion.force_failed".to_owned(),
        actor: actor.clone(),
        subject_kind: "job".to_owned(),
        subject_id: job.id.as_str().to_owned(),
        message: format!("ingestion of {} was given up: {reason}", job.orcid),
        details: serde_json::json!({
            "orcid_id": job.orcid.as_str(),
            "was": job.status.as_str(),
            "attempts": job.attempts,
            "reason": reason,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingestion::Progress;
    use crate::workspace::WorkspaceId;

    const NOW: i64 = 10_000;
    const ANA: &str = "0000-0002-1825-0097";
    const BO: &str = "0000-0001-5109-3700";

    fn job(status: JobStatus, run_at: i64, updated_at: i64, lease_until: Option<i64>) -> Job {
        Job {
            id: JobId::new("job-1"),
            workspace: WorkspaceId::new("ws"),
            orcid: Orcid::parse(ANA).unwrap(),
            status,
            progress: Progress::default(),
            attempts: 1,
            reason: None,
            created_at: 0,
            started_at: None,
            finished_at: None,
            run_at,
            updated_at,
            lease_until,
        }
    }

    #[test]
    fn only_what_nobody_works_on_is_stuck() {
        use JobStatus::{Complete, Failed, Processing, Queued};
        let rule = StuckRule {
            now: NOW,
            threshold_seconds: 900,
        };
        for (why, job, stuck) in [
            (
                "due for just the threshold",
                job(Queued, NOW - 900, NOW - 900, None),
                true,
            ),
            ("due for less", job(Queued, NOW - 899, NOW - 5_000, None), false),
            (
                "waits for its time",
                job(Queued, NOW + 60, NOW - 5_000, None),
                false,
            ),
            (
                "its worker died",
                job(Processing, 0, NOW - 900, Some(NOW - 870)),
                true,
            ),
            (
                "touched since",
                job(Processing, 0, NOW - 899, Some(NOW - 1)),
                false,
            ),
            (
                "a long lease still holds",
                job(Processing, 0, NOW - 901, Some(NOW)),
                false,
            ),
            ("without any lease", job(Processing, 0, NOW - 900, None), true),
            ("done", job(Complete, 0, 0, None), false),
            ("failed", job(Failed, 0, 0, None), false),
        ] {
            assert_eq!(rule.is_stuck(&job), stuck, "{why}");
        }
        assert_eq!(job(Queued, 5, 9, None).idle_since(), 5);
        assert_eq!(job(Processing, 5, 9, None).idle_since(), 9);
    }

    #[test]
    fn a_job_is_given_up_by_its_own_id_while_it_is_open() {
        let order = |orcid: &str| ForceFail {
            job: JobId::new("job-1"),
            orcid: Orcid::parse(orcid).unwrap(),
            reason: "the worker is gone".to_owned(),
            now: NOW,
            actor: Actor::Operator,
            event_id: "event-1".to_owned(),
        };
        for status in JobStatus::ALL {
            let job = job(status, 0, 0, None);
            let own = order(ANA).decide(&job);
            if status.is_open() {
                assert_eq!(own, Ok(()));
            } else {
                assert_eq!(own, Err(ForceFailRefusal::Finished(status)));
            }
            // Nothing is told about a job to somebody who does not know whose it is.
            assert_eq!(order(BO).decide(&job), Err(ForceFailRefusal::OrcidMismatch));
        }
        let event = order(ANA).event(&job(JobStatus::Processing, 0, 0, None));
        assert_eq!(event.kind, "ingestion.force_failed");
        assert!(event.message.contains("the worker is gone"), "{}", event.message);
        assert_eq!(event.details["was"], "processing");
    }
}
