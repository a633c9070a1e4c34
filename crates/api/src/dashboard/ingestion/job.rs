//! An ingestion job, as the dashboard shows it.

use domain::ingestion::{Job, JobStatus, Progress};
use serde::Serialize;
use utoipa::ToSchema;

/// Where a job is.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum JobState {
    /// Waits.
    Queued,
    /// A worker has it.
    Processing,
    /// Done; single publications may have failed.
    Complete,
    /// The ORCID record could not be had, or the staff gave it up.
    Failed,
}

impl From<JobStatus> for JobState {
    fn from(status: JobStatus) -> Self {
        match status {
            JobStatus::Queued => Self::Queued,
            JobStatus::Processing => Self::Processing,
            JobStatus::Complete => Self::Complete,
            JobStatus::Failed => Self::Failed,
        }
    }
}

/// How far a job is.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobProgress {
    /// Publications and works in the ORCID record.
    #[schema(example = 42)]
    total: u32,
    /// Of these, stored.
    #[schema(example = 40)]
    done: u32,
    /// Of these, stored incompletely or not at all.
    #[schema(example = 2)]
    failed: u32,
    /// Why; the first fifty.
    errors: Vec<JobFault>,
}

/// Why one publication failed.
#[derive(Serialize, ToSchema)]
pub(crate) struct JobFault {
    /// DOI, or put-code at ORCID.
    #[schema(example = "10.5555/12345678")]
    subject: String,
    /// One sentence.
    reason: String,
}

impl From<Progress> for JobProgress {
    fn from(progress: Progress) -> Self {
        let fault = |error: domain::ingestion::JobError| JobFault {
            subject: error.subject,
            reason: error.reason,
        };
        Self {
            total: progress.total,
            done: progress.done,
            failed: progress.failed,
            errors: progress.errors.into_iter().map(fault).collect(),
        }
    }
}

/// The ingestion of one ORCID iD.
#[derive(Serialize, ToSchema)]
#[schema(as = IngestionJob)]
pub(crate) struct JobBody {
    /// Identifier.
    id: String,
    /// Whose record.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// Where it is.
    status: JobState,
    /// How far it is.
    progress: JobProgress,
    /// Passes begun.
    #[schema(example = 1)]
    attempts: u32,
    /// Why it failed, or why it waits for another pass.
    #[schema(required = true)]
    reason: Option<String>,
    /// When it was queued (Unix seconds).
    created_at: i64,
    /// When a worker first took it (Unix seconds).
    #[schema(required = true)]
    started_at: Option<i64>,
    /// Its last sign of life (Unix seconds).
    updated_at: i64,
    /// When it ended (Unix seconds).
    #[schema(required = true)]
    finished_at: Option<i64>,
    /// Before then it is not taken up (Unix seconds).
    run_at: i64,
}

impl From<Job> for JobBody {
    fn from(job: Job) -> Self {
        Self {
            id: job.id.as_str().to_owned(),
            orcid_id: job.orcid.as_str().to_owned(),
            status: job.status.into(),
            progress: job.progress.into(),
            attempts: job.attempts,
            reason: job.reason,
            created_at: job.created_at,
            started_at: job.started_at,
            updated_at: job.updated_at,
            finished_at: job.finished_at,
            run_at: job.run_at,
        }
    }
}
