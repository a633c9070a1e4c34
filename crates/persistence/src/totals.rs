//! Sizes of lists: kept with the workspace for unfiltered ones, remembered by revision for filtered ones.

use domain::workspace::WorkspaceId;

use crate::error::DbError;
use crate::stores::Diesel;

/// What a `COUNT(*)` said.
pub(crate) fn size_of(counted: &[i64]) -> u64 {
    counted.first().and_then(|n| u64::try_from(*n).ok()).unwrap_or(0)
}

impl Diesel {
    /// The size of a list: `known` where it is kept, else what was counted at the same revision, else `count`.
    pub(crate) async fn total(
        &self,
        workspace: &WorkspaceId,
        revision: i64,
        filter: String,
        known: Option<i64>,
        count: impl Future<Output = Result<Vec<i64>, DbError>>,
    ) -> Result<u64, DbError> {
        if let Some(known) = known {
            return Ok(u64::try_from(known).unwrap_or(0));
        }
        let key = (workspace.as_str().to_owned(), revision, filter);
        if let Some(total) = self.totals.get(&key) {
            return Ok(total);
        }
        let total = size_of(&count.await?);
        self.totals.insert(key, total);
        Ok(total)
    }
}
