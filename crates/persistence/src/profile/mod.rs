//! People as the staff see them, and categories.

mod amend;
mod around;
pub(crate) mod category;
mod detail;
mod edit;
mod list;

use async_trait::async_trait;
use domain::activity::Trail;
use domain::identifier::Orcid;
use domain::profile::{
    AmendOutcome, Amendment, Category, EditOutcome, Profile, ProfileDetail, ProfileEdit, ProfileQuery,
    ProfileStore, Stamp,
};
use domain::storage::{Page, StoreError};
use domain::workspace::WorkspaceId;

use crate::db::Conn;
use crate::stores::Diesel;
use crate::trail;

#[async_trait]
impl ProfileStore for Diesel {
    async fn list(&self, workspace: &WorkspaceId, query: &ProfileQuery) -> Result<Page<Profile>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(list::list(&mut conn, workspace, query).await?)
    }

    async fn find(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
    ) -> Result<Option<ProfileDetail>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(detail::find(&mut conn, workspace, orcid).await?)
    }

    async fn edit(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        edit: &ProfileEdit,
        stamp: &Stamp,
    ) -> Result<EditOutcome, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                edit::edit(conn, workspace, orcid, edit, stamp).await
            })
            .await?)
    }

    async fn amend(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        amendment: &Amendment,
        stamp: &Stamp,
    ) -> Result<AmendOutcome, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                amend::amend(conn, workspace, orcid, amendment, stamp).await
            })
            .await?)
    }

    async fn create_category(
        &self,
        workspace: &WorkspaceId,
        category: &Category,
        trail: &Trail,
    ) -> Result<(), StoreError> {
        Ok(self
            .db
            .transaction(async |conn: &mut Conn| {
                category::insert(conn, workspace, category).await?;
                trail::leave(conn, workspace, trail).await
            })
            .await?)
    }

    async fn categories(&self, workspace: &WorkspaceId) -> Result<Vec<Category>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(category::all(&mut conn, workspace).await?)
    }
}
