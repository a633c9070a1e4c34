//! Which passes run in this process, and how to break one off.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use domain::ingestion::JobId;
use tokio::task::AbortHandle;

/// The passes under way.
#[derive(Debug, Default)]
pub(super) struct Running(Mutex<HashMap<JobId, AbortHandle>>);

impl Running {
    /// Starts a pass. The lock is held while it starts, so that a pass that ends at once is not entered
    /// after it was removed.
    pub(super) fn start(&self, job: JobId, spawn: impl FnOnce() -> AbortHandle) {
        let mut running = self.lock();
        let handle = spawn();
        running.insert(job, handle);
    }

    /// The pass is over; its outcome may still have to be written.
    pub(super) fn end(&self, job: &JobId) {
        self.lock().remove(job);
    }

    /// Breaks a pass off.
    pub(super) fn abort(&self, job: &JobId) {
        if let Some(handle) = self.lock().remove(job) {
            handle.abort();
        }
    }

    /// The jobs that passes run over now.
    pub(super) fn jobs(&self) -> Vec<JobId> {
        self.lock().keys().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<JobId, AbortHandle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
