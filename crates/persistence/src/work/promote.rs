//! Making a publication of a work.

use diesel::{ExpressionMethods, QueryDsl};
use domain::activity::Trail;
use domain::identifier::{Doi, Orcid};
use domain::publication::StoredPublication;
use domain::work::WorkId;
use domain::work::curation::{Promotion, WorkRefusal};
use domain::workspace::WorkspaceId;

use super::staff::{find, settle};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::outputs;
use crate::publication::{self, contribute};
use crate::schema::{publications, works};

/// Inside a transaction.
pub(super) async fn promote(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: &WorkId,
    promotion: &Promotion,
) -> Result<Option<Result<StoredPublication, WorkRefusal>>, DbError> {
    let Some(work) = find(conn, workspace, id).await? else {
        return Ok(None);
    };
    if let Err(refusal) = Promotion::check(&work) {
        return Ok(Some(Err(refusal)));
    }
    let refused = match present(conn, workspace, promotion).await? {
        Some((doi, true, _)) => return Ok(Some(Err(WorkRefusal::PublicationDeleted(doi)))),
        Some((_, false, refused)) => refused,
        None => Vec::new(),
    };
    let contribution = promotion.contribution(&work, &refused);
    let written = contribute(conn, workspace, vec![contribution], &Trail::default()).await?;
    let publication = written.into_iter().next().ok_or(DbError::Conflict)?;
    outputs::promoted(conn, workspace, id, publication.id.0).await?;
    let own = works::table
        .filter(works::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(works::work_id.eq(id.as_str().to_owned()));
    let set = (
        works::promoted_to.eq(publication.doi.as_str().to_owned()),
        works::deleted_at.eq(promotion.now),
    );
    on!(conn, |c| c.exec(diesel::update(own).set(set)).await)?;
    let left = Trail::from(promotion.event(id, &publication.doi, publication.created));
    settle(conn, workspace, id, (promotion.now, &left)).await?;
    Ok(Some(Ok(publication)))
}

/// The publication that the work would become, where it is there: its DOI, whether it is deleted, and whose it is not.
async fn present(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    promotion: &Promotion,
) -> Result<Option<(Doi, bool, Vec<Orcid>)>, DbError> {
    let contribution = &promotion.contribution;
    let mut dois = vec![contribution.doi.clone()];
    dois.extend(contribution.aliases.iter().cloned());
    let Some((row, doi)) = publication::stored(conn, workspace, &dois).await? else {
        return Ok(None);
    };
    let own = publications::table
        .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publications::id.eq(row))
        .select(publications::deleted_at);
    let deleted_at: Vec<Option<i64>> = on!(conn, |c| c.fetch(own).await)?;
    let is_deleted = deleted_at.into_iter().flatten().next().is_some();
    Ok(Some((
        doi,
        is_deleted,
        publication::refused(conn, workspace, row).await?,
    )))
}
