//! Storing what was found while more is being looked up.

use std::pin::Pin;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream::FusedStream;

/// Waits for `work`, and gives what the stream yields meanwhile. The futures behind the stream have to go on: one
/// of them may hold a connection that `work` waits for, and would never give it back if nobody polled it.
pub(super) async fn collect_while<T, E, F>(
    mut work: Pin<&mut impl Future<Output = Result<(), F>>>,
    mut stream: impl FusedStream<Item = Result<T, E>> + Unpin,
) -> Result<Vec<T>, F>
where
    F: From<E>,
{
    let mut found = Vec::new();
    while !stream.is_terminated() {
        match select(work.as_mut(), stream.next()).await {
            Either::Left((done, _)) => return done.map(|()| found),
            Either::Right((Some(item), _)) => found.push(item?),
            Either::Right((None, _)) => {}
        }
    }
    work.await?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::pin::pin;
    use std::time::Duration;

    use futures_util::stream;
    use tokio::sync::Mutex;
    use tokio::task::yield_now;
    use tokio::time::{sleep, timeout};

    use super::*;

    #[tokio::test]
    async fn a_connection_held_by_a_look_up_does_not_stall_storing() {
        // One connection, as the embedded database has for writing.
        let connection = Mutex::new(());
        let look_up = |n: u32| {
            let connection = &connection;
            async move {
                let held = connection.lock().await;
                yield_now().await;
                drop(held);
                Ok::<u32, &str>(n)
            }
        };
        let mut found = pin!(stream::iter(0..20).map(look_up).buffer_unordered(4).fuse());
        let mut all = vec![found.next().await.unwrap().unwrap()];
        let storing = pin!(async {
            drop(connection.lock().await);
            Ok::<(), &str>(())
        });
        let meanwhile = timeout(Duration::from_secs(5), collect_while(storing, &mut found)).await;
        all.extend(meanwhile.unwrap().unwrap());
        while let Some(item) = found.next().await {
            all.push(item.unwrap());
        }
        all.sort_unstable();
        assert!(all.into_iter().eq(0..20));
    }

    #[tokio::test]
    async fn the_work_is_done_when_the_stream_ends_first_and_errors_end_both() {
        let ended = Cell::new(false);
        let work = pin!(async {
            sleep(Duration::from_millis(10)).await;
            ended.set(true);
            Ok::<(), &str>(())
        });
        let stream = stream::iter([Ok(1), Ok::<u32, &str>(2)]).fuse();
        assert_eq!(collect_while(work, stream).await, Ok(vec![1, 2]));
        assert!(ended.get());
        let work = pin!(futures_util::future::pending::<Result<(), &str>>());
        let stream = stream::iter([Ok(1), Err("no"), Ok(2)]).fuse();
        assert_eq!(collect_while(work, stream).await, Err("no"));
    }
}
