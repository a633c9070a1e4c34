//! Publications as the staff see and edit them.

mod detail;
mod edit;
mod list;
pub(in crate::publication) mod people;
mod remove;
mod stats;

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::identifier::Doi;
use domain::publication::curation::{
    Curated, CurationStore, Edit, EditOutcome, PatchRefusal, Payload, Removal, Removed, StaffQuery,
    StaffSummary, Totals,
};
use domain::storage::{Page, StoreError};
use domain::workspace::WorkspaceId;

pub(super) use detail::{id_of, load as curated};
pub(super) use edit::{Deed, write};

use crate::db::Conn;
use crate::stores::Diesel;

#[async_trait]
impl CurationStore for Diesel {
    async fn find(&self, workspace: &WorkspaceId, dois: &[Doi]) -> Result<Option<Curated>, StoreError> {
        let mut conn = self.db.read().await?;
        match id_of(&mut conn, workspace, dois).await? {
            Some(id) => Ok(Some(detail::load(&mut conn, workspace, id).await?)),
            None => Ok(None),
        }
    }

    async fn payloads(&self, workspace: &WorkspaceId, doi: &Doi) -> Result<Vec<Payload>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(detail::payloads(&mut conn, workspace, doi).await?)
    }

    async fn list(
        &self,
        workspace: &WorkspaceId,
        query: &StaffQuery,
    ) -> Result<Page<StaffSummary>, StoreError> {
        Ok(self.staff_list(workspace, query).await?)
    }

    async fn totals(&self, workspace: &WorkspaceId) -> Result<Totals, StoreError> {
        Ok(self.staff_totals(workspace).await?)
    }

    async fn arrivals(
        &self,
        workspace: &WorkspaceId,
        first_day: i64,
    ) -> Result<BTreeMap<i64, u64>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(stats::arrivals(&mut conn, workspace, first_day).await?)
    }

    async fn edit(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        edit: &Edit,
    ) -> Result<Option<Result<EditOutcome, PatchRefusal>>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                edit::edit(conn, workspace, dois, edit).await
            })
            .await?)
    }

    async fn remove(&self, workspace: &WorkspaceId, removal: &Removal) -> Result<Removed, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                remove::remove(conn, workspace, removal).await
            })
            .await?)
    }
}
