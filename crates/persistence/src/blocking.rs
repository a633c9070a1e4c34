//! SQLite off the async threads, safe against dropped futures.

use std::error::Error;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake};

use diesel::SqliteConnection;
use diesel_async::sync_connection_wrapper::{SpawnBlocking, SyncConnectionWrapper};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};

/// A SQLite connection that runs its statements on tokio's blocking threads.
pub(crate) type SqliteConn = SyncConnectionWrapper<SqliteConnection, Blocking>;

/// Spawns blocking work and, when its future is dropped early, waits for the work to end. diesel-async's own
/// `Tokio` waits with `block_in_place`, which panics on the single-threaded runtimes of actix workers.
pub(crate) struct Blocking(Handle);

struct WaitOnDrop(JoinHandle<()>);

impl SpawnBlocking for Blocking {
    fn spawn_blocking<'a, R: Send + 'static>(
        &mut self,
        task: impl FnOnce() -> R + Send + 'static,
    ) -> BoxFuture<'a, Result<R, Box<dyn Error + Send + Sync>>> {
        // One type of task for all statements: the runtime would otherwise be compiled once for each of them, which
        // are megabytes. The result takes its own way back.
        let result = Arc::new(Mutex::new(None));
        let place = Arc::clone(&result);
        let task: Box<dyn FnOnce() + Send> = Box::new(move || {
            let done = task();
            *place.lock().unwrap_or_else(PoisonError::into_inner) = Some(done);
        });
        let ended = WaitOnDrop(self.0.spawn_blocking(task));
        async move {
            ended.await?;
            let done = result.lock().unwrap_or_else(PoisonError::into_inner).take();
            done.ok_or_else(|| "a statement ended without a result".into())
        }
        .boxed()
    }

    fn get_runtime() -> Self {
        Self(Handle::current())
    }
}

impl Future for WaitOnDrop {
    type Output = Result<(), JoinError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context)
    }
}

impl Drop for WaitOnDrop {
    fn drop(&mut self) {
        struct Unpark(std::thread::Thread);
        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }
        if self.0.is_finished() {
            return;
        }
        let waker = Arc::new(Unpark(std::thread::current())).into();
        let mut context = Context::from_waker(&waker);
        while Pin::new(&mut self.0).poll(&mut context).is_pending() {
            std::thread::park();
        }
    }
}
