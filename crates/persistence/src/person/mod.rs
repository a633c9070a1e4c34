//! People.

mod aliases;
mod candidates;
mod legacy;
mod read;
mod upsert;

use async_trait::async_trait;
use domain::identifier::Orcid;
use domain::person::{
    Person, PersonQuery, PersonStore, PersonSummary, RegistryPerson, UpsertedPerson, Withdrawn,
};
use domain::storage::{Page, StoreError};
use domain::workspace::{View, WorkspaceId};

pub(crate) use self::aliases::{all_aliases, primary, stored};
pub(crate) use self::candidates::candidates;
pub(crate) use self::read::{shown, sync_status_of};
use crate::db::Conn;
use crate::stores::Diesel;

#[async_trait]
impl PersonStore for Diesel {
    async fn upsert(
        &self,
        workspace: &WorkspaceId,
        person: &RegistryPerson,
        aliases: &[Orcid],
    ) -> Result<UpsertedPerson, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                upsert::upsert(conn, workspace, person, aliases).await
            })
            .await?)
    }

    async fn find(&self, workspace: &WorkspaceId, orcid: &Orcid) -> Result<Option<Person>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(read::find(&mut conn, workspace, orcid).await?)
    }

    async fn known(&self, workspace: &WorkspaceId, orcids: &[Orcid]) -> Result<Vec<Orcid>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(read::known(&mut conn, workspace, orcids).await?)
    }

    async fn find_public(&self, view: &View, orcid: &Orcid) -> Result<Option<Person>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(read::find_public(&mut conn, view, orcid).await?)
    }

    async fn named(&self, workspace: &WorkspaceId, slug: &str) -> Result<Option<Orcid>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(read::named(&mut conn, workspace, slug).await?)
    }

    async fn list_public(&self, view: &View, query: &PersonQuery) -> Result<Page<PersonSummary>, StoreError> {
        Ok(self.list_people(view, query).await?)
    }

    async fn withdrawn_since(
        &self,
        workspace: &WorkspaceId,
        since: i64,
    ) -> Result<Vec<Withdrawn>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(read::withdrawn_since(&mut conn, workspace, since).await?)
    }
}
