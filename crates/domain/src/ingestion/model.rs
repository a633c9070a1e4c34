//! Jobs and their progress.

use serde::{Deserialize, Serialize};

use crate::identifier::{Orcid, opaque_id};
use crate::workspace::WorkspaceId;

opaque_id! {
    /// A job's identifier.
    JobId
}

/// `queued` → `processing` → `complete` or `failed`; back to `queued` when a lease ends or a pass has to be
/// repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waits.
    Queued,
    /// Leased by a worker.
    Processing,
    /// Done; single publications may have failed.
    Complete,
    /// The ORCID record could not be had.
    Failed,
}

impl JobStatus {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Queued, Self::Processing, Self::Complete, Self::Failed];

    /// The word on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Processing => "processing",
            Self::Complete => "complete",
            Self::Failed => "failed",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.as_str() == word)
    }

    /// Whether a worker may still touch it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Processing)
    }
}

/// Why one publication of a job failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobError {
    /// DOI or put-code.
    pub subject: String,
    /// One sentence, without provider text.
    pub reason: String,
}

/// How far a job is.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    /// Publications and works in the ORCID record.
    pub total: u32,
    /// Of these, stored from complete answers.
    pub done: u32,
    /// Of these, stored incompletely or not at all in this pass.
    pub failed: u32,
    /// Why; the first [`Progress::MAX_ERRORS`].
    pub errors: Vec<JobError>,
}

impl Progress {
    /// More reasons than this are counted, not kept.
    pub const MAX_ERRORS: usize = 50;

    /// Counts a failure and keeps its reason.
    pub fn fail(&mut self, subject: impl Into<String>, reason: impl Into<String>) {
        self.failed += 1;
        if self.errors.len() < Self::MAX_ERRORS {
            self.errors.push(JobError {
                subject: subject.into(),
                reason: reason.into(),
            });
        }
    }
}

/// A job to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Identifier.
    pub id: JobId,
    /// Whose record.
    pub orcid: Orcid,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Identifier.
    pub id: JobId,
    /// Where.
    pub workspace: WorkspaceId,
    /// Whose record.
    pub orcid: Orcid,
    /// State.
    pub status: JobStatus,
    /// How far.
    pub progress: Progress,
    /// Passes begun, this one included.
    pub attempts: u32,
    /// Why the whole job failed or waits for another pass.
    pub reason: Option<String>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds of the first claim.
    pub started_at: Option<i64>,
    /// Unix seconds.
    pub finished_at: Option<i64>,
    /// Unix seconds: a waiting job is not claimed before.
    pub run_at: i64,
    /// Unix seconds of the last sign of life: queueing, claim, renewal of the lease, end.
    pub updated_at: i64,
    /// Unix seconds until which a worker holds it, unless it renews; `None` where nobody does.
    pub lease_until: Option<i64>,
}

/// How a pass over a job ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobOutcome {
    /// All done; or what failed has failed often enough.
    Complete(Progress),
    /// The ORCID record cannot be had.
    Failed(Progress, String),
    /// Try again after so many seconds.
    Again(Progress, String, u32),
}

/// Jobs by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueCounts {
    /// Waiting.
    pub queued: u64,
    /// Leased.
    pub processing: u64,
    /// Done.
    pub complete: u64,
    /// Failed.
    pub failed: u64,
}
