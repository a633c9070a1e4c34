//! Which entities things belong to: those in which one of their people has an open membership, of whatever status.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::workspace::{EntityId, WorkspaceId};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::public_set::CHUNK;
use crate::schema::{memberships, project_people, publication_people};

/// Entities by thing.
pub(super) type Entities<K> = BTreeMap<K, BTreeSet<EntityId>>;

fn gather<K: Ord>(entities: &mut Entities<K>, rows: Vec<(K, String)>) {
    for (thing, entity) in rows {
        entities.entry(thing).or_default().insert(EntityId::new(entity));
    }
}

/// Of publications, by row number.
pub(super) async fn of_publications(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
) -> Result<Entities<i64>, DbError> {
    let mut entities = Entities::new();
    for chunk in ids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(i64, String)> = on!(&mut *conn, |c| c
            .fetch(
                publication_people::table
                    .inner_join(
                        memberships::table.on(memberships::workspace_id
                            .eq(publication_people::workspace_id)
                            .and(memberships::person_orcid.eq(publication_people::person_orcid)))
                    )
                    .filter(publication_people::workspace_id.eq(key))
                    .filter(publication_people::publication_id.eq_any(chunk))
                    .filter(memberships::ends_at.is_null())
                    .select((publication_people::publication_id, memberships::entity_id))
                    .distinct()
            )
            .await)?;
        gather(&mut entities, rows);
    }
    Ok(entities)
}

/// Of people, by ORCID iD.
pub(super) async fn of_people(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<Entities<String>, DbError> {
    let mut entities = Entities::new();
    for chunk in orcids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(String, String)> = on!(&mut *conn, |c| c
            .fetch(
                memberships::table
                    .filter(memberships::workspace_id.eq(key))
                    .filter(memberships::person_orcid.eq_any(chunk))
                    .filter(memberships::ends_at.is_null())
                    .select((memberships::person_orcid, memberships::entity_id))
            )
            .await)?;
        gather(&mut entities, rows);
    }
    Ok(entities)
}

/// Of projects, by id.
pub(super) async fn of_projects(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[String],
) -> Result<Entities<String>, DbError> {
    let mut entities = Entities::new();
    for chunk in ids.chunks(CHUNK) {
        let (key, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(String, String)> = on!(&mut *conn, |c| c
            .fetch(
                project_people::table
                    .inner_join(
                        memberships::table.on(memberships::workspace_id
                            .eq(project_people::workspace_id)
                            .and(memberships::person_orcid.eq(project_people::person_orcid)))
                    )
                    .filter(project_people::workspace_id.eq(key))
                    .filter(project_people::project_id.eq_any(chunk))
                    .filter(memberships::ends_at.is_null())
                    .select((project_people::project_id, memberships::entity_id))
                    .distinct()
            )
            .await)?;
        gather(&mut entities, rows);
    }
    Ok(entities)
}
