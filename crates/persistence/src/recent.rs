//! Answers that may be a second old: look-ups made on every request.

use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use moka::sync::Cache;

/// How old an answer may be: what another process wrote is seen within this time.
const MAX_AGE: Duration = Duration::from_secs(1);
const MAX_ENTRIES: u64 = 10_000;

/// A cache of look-ups. Own writes call [`Recent::forget`] and are seen at once.
pub(crate) struct Recent<K, V> {
    cache: Cache<K, V>,
    writes: AtomicU64,
}

impl<K, V> Default for Recent<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    fn default() -> Self {
        Self {
            cache: Cache::builder()
                .max_capacity(MAX_ENTRIES)
                .time_to_live(MAX_AGE)
                .build(),
            writes: AtomicU64::new(0),
        }
    }
}

impl<K, V> Recent<K, V>
where
    K: Hash + Eq + Send + Sync + 'static,
    V: Clone + Send + Sync + 'static,
{
    /// The kept answer, or a fresh one.
    pub(crate) async fn get<E>(&self, key: K, load: impl Future<Output = Result<V, E>>) -> Result<V, E> {
        if let Some(value) = self.cache.get(&key) {
            return Ok(value);
        }
        let writes = self.writes.load(Ordering::SeqCst);
        let value = load.await?;
        // An answer read before a write of ours must not outlive that write.
        if self.writes.load(Ordering::SeqCst) == writes {
            self.cache.insert(key, value.clone());
            if self.writes.load(Ordering::SeqCst) != writes {
                self.cache.invalidate_all();
            }
        }
        Ok(value)
    }

    /// After a write.
    pub(crate) fn forget(&self) {
        self.writes.fetch_add(1, Ordering::SeqCst);
        self.cache.invalidate_all();
    }
}
