//! Publications.

mod contribute;
mod curation;
mod existing;
mod history;
mod joining;
mod linking;
mod links;
mod listing;
mod ordering;
mod read;
mod refusals;
mod rematch;
mod repair;
mod rows;
mod sources;

pub(crate) use contribute::contribute;
pub(crate) use ordering::Orderings;
pub(crate) use refusals::of as refused;

use async_trait::async_trait;
use domain::activity::Trail;
use domain::identifier::{Doi, Orcid};
use domain::person::Withdrawn;
use domain::publication::store::Rematched;
use domain::publication::{
    Contribution, PublicPublication, PublicationQuery, PublicationStore, PublicationSummary,
    StoredPublication,
};
use domain::storage::{Page, StoreError};
use domain::workspace::{View, WorkspaceId};

use crate::db::Conn;
use crate::error::DbError;
use crate::stores::Diesel;

/// The first of these DOIs that leads to a publication: its row number, and the DOI that it is stored under.
pub(crate) async fn stored(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
) -> Result<Option<(i64, Doi)>, DbError> {
    match curation::id_of(conn, workspace, dois).await? {
        Some(id) => Ok(Some((id, curation::curated(conn, workspace, id).await?.doi))),
        None => Ok(None),
    }
}

#[async_trait]
impl PublicationStore for Diesel {
    async fn contribute(
        &self,
        workspace: &WorkspaceId,
        contributions: Vec<Contribution>,
        trail: &Trail,
    ) -> Result<Vec<StoredPublication>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                contribute(conn, workspace, contributions, trail).await
            })
            .await?)
    }

    async fn fresh(
        &self,
        workspace: &WorkspaceId,
        dois: &[Doi],
        since: i64,
    ) -> Result<Vec<(Doi, Doi)>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(sources::fresh(&mut conn, workspace, dois, since).await?)
    }

    async fn rematch_person(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        now: i64,
    ) -> Result<Rematched, StoreError> {
        Ok(self.rematch(workspace, orcid, now).await?)
    }

    async fn find_public(&self, view: &View, doi: &Doi) -> Result<Option<PublicPublication>, StoreError> {
        let mut conn = self.db.read().await?;
        Ok(read::find_public(&mut conn, view, doi).await?)
    }

    async fn list_public(
        &self,
        view: &View,
        query: &PublicationQuery,
    ) -> Result<Page<PublicationSummary>, StoreError> {
        Ok(self.list_publications(view, query).await?)
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
