//! Memberships.

use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::activity::Trail;
use domain::group::may_join;
use domain::identifier::Orcid;
use domain::membership::{Membership, MembershipStatus, MembershipStore, Transition};
use domain::publication::visibility::counts_as_internal;
use domain::storage::StoreError;
use domain::workspace::{EntityId, WorkspaceId};

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::public_set;
use crate::revision::Sizes;
use crate::schema::{memberships, people, publication_people, work_people};
use crate::stores::Diesel;
use crate::{news, person, trail, workspace as workspaces};

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = memberships)]
pub(crate) struct MembershipRow {
    person_orcid: String,
    entity_id: String,
    status: String,
    starts_at: i64,
    ends_at: Option<i64>,
}

impl TryFrom<MembershipRow> for Membership {
    type Error = DbError;

    fn try_from(row: MembershipRow) -> Result<Self, DbError> {
        let MembershipRow {
            person_orcid,
            entity_id,
            status,
            starts_at,
            ends_at,
        } = row;
        Ok(Self {
            person: Orcid::parse(&person_orcid)
                .ok()
                .ok_or(DbError::Corrupt("memberships.person_orcid"))?,
            entity: EntityId::new(entity_id),
            status: MembershipStatus::from_word(&status).ok_or(DbError::Corrupt("memberships.status"))?,
            starts_at,
            ends_at,
        })
    }
}

/// Opens a row; the caller has closed the one before.
pub(crate) async fn open(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    transition: &Transition,
) -> Result<(), DbError> {
    let Transition {
        person,
        entity,
        status,
        starts_at,
    } = transition;
    let row = (
        memberships::workspace_id.eq(workspace.as_str().to_owned()),
        memberships::person_orcid.eq(person.as_str().to_owned()),
        memberships::entity_id.eq(entity.as_str().to_owned()),
        memberships::status.eq(status.as_str()),
        memberships::starts_at.eq(*starts_at),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(memberships::table).values(row))
        .await)?;
    Ok(())
}

async fn close(conn: &mut Conn, workspace: &WorkspaceId, open: &Membership, at: i64) -> Result<(), DbError> {
    let own = memberships::table
        .filter(memberships::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(memberships::person_orcid.eq(open.person.as_str().to_owned()))
        .filter(memberships::entity_id.eq(open.entity.as_str().to_owned()))
        .filter(memberships::ends_at.is_null());
    // A row never ends before it starts.
    let ends_at = at.max(open.starts_at);
    on!(conn, |c| c
        .exec(diesel::update(own).set(memberships::ends_at.eq(ends_at)))
        .await)?;
    Ok(())
}

/// A person's rows, oldest first.
pub(crate) async fn of_person(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<Vec<Membership>, DbError> {
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<MembershipRow> = on!(conn, |c| c
        .fetch(
            memberships::table
                .filter(memberships::workspace_id.eq(key.0))
                .filter(memberships::person_orcid.eq(key.1))
                .order((memberships::starts_at, memberships::id))
                .select(MembershipRow::as_select())
        )
        .await)?;
    rows.into_iter().map(Membership::try_from).collect()
}

/// Recomputes whether a person is internal and, where that changes, what is public because of them.
pub(crate) async fn refresh_person(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    now: i64,
) -> Result<Sizes, DbError> {
    if !refresh_internal(conn, workspace, orcid).await? {
        return Ok(Sizes::default());
    }
    refresh_public(conn, workspace, orcid, now).await
}

/// Recomputes whether a person is internal; whether that changed.
pub(crate) async fn refresh_internal(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<bool, DbError> {
    let rows = of_person(conn, workspace, orcid).await?;
    let is_member = rows
        .iter()
        .any(|row| row.ends_at.is_none() && row.status == MembershipStatus::Internal);
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let hidden: Vec<Option<i64>> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0.clone()))
                .filter(people::orcid.eq(key.1.clone()))
                .select(people::hidden_at)
        )
        .await)?;
    let internal = counts_as_internal(is_member, hidden.into_iter().flatten().next().is_some());
    let own = people::table
        .filter(people::workspace_id.eq(key.0))
        .filter(people::orcid.eq(key.1))
        .filter(people::is_internal.ne(internal));
    let changed = on!(conn, |c| c
        .exec(diesel::update(own).set(people::is_internal.eq(internal)))
        .await)?;
    Ok(changed > 0)
}

/// Recomputes what is public because of a person.
pub(crate) async fn refresh_public(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcid: &Orcid,
    now: i64,
) -> Result<Sizes, DbError> {
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let publications: Vec<i64> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .filter(publication_people::workspace_id.eq(key.0.clone()))
                .filter(publication_people::person_orcid.eq(key.1.clone()))
                .order(publication_people::publication_id)
                .select(publication_people::publication_id)
        )
        .await)?;
    let works: Vec<String> = on!(conn, |c| c
        .fetch(
            work_people::table
                .filter(work_people::workspace_id.eq(key.0))
                .filter(work_people::person_orcid.eq(key.1))
                .order(work_people::work_id)
                .select(work_people::work_id)
        )
        .await)?;
    let touched = [orcid.as_str().to_owned()];
    let mut sizes = public_set::refresh_publications(conn, workspace, &publications, &touched, now).await?;
    sizes.works = public_set::refresh_works(conn, workspace, &works, now)
        .await?
        .works;
    Ok(sizes)
}

async fn apply(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    asked: &Transition,
    trail: &Trail,
) -> Result<Option<Membership>, DbError> {
    let Some(person) = person::primary(conn, workspace, &asked.person).await? else {
        return Ok(None);
    };
    let Some(entity) = workspaces::entity_of(conn, workspace, &asked.entity).await? else {
        return Ok(None);
    };
    let transition = Transition {
        person,
        ..asked.clone()
    };
    let rows = of_person(conn, workspace, &transition.person).await?;
    let open_row = rows
        .into_iter()
        .find(|row| row.ends_at.is_none() && row.entity == transition.entity);
    if !may_join(entity.retired_at.is_some(), open_row.is_some()) {
        return Ok(None);
    }
    let orcids = [transition.person.as_str().to_owned()];
    news::people_before(conn, workspace, &orcids).await?;
    if let Some(row) = open_row {
        if row.status == transition.status {
            // Nothing happens, so the timeline has nothing to tell; the use of the key is logged all the same.
            let trail = Trail {
                events: Vec::new(),
                key_use: trail.key_use.clone(),
            };
            trail::leave(conn, workspace, &trail).await?;
            return Ok(Some(row));
        }
        close(conn, workspace, &row, transition.starts_at).await?;
    }
    open(conn, workspace, &transition).await?;
    let now = trail
        .events
        .first()
        .map_or(transition.starts_at, |event| event.at);
    conn.news.changed_person(transition.person.as_str(), now);
    let sizes = refresh_person(conn, workspace, &transition.person, now).await?;
    trail::close(conn, workspace, trail, (now, sizes)).await?;
    let Transition {
        person,
        entity,
        status,
        starts_at,
    } = transition;
    Ok(Some(Membership {
        person,
        entity,
        status,
        starts_at,
        ends_at: None,
    }))
}

#[async_trait]
impl MembershipStore for Diesel {
    async fn transition(
        &self,
        workspace: &WorkspaceId,
        transition: &Transition,
        trail: &Trail,
    ) -> Result<Option<Membership>, StoreError> {
        Ok(self
            .db
            .workspace_transaction(workspace, async |conn: &mut Conn| {
                apply(conn, workspace, transition, trail).await
            })
            .await?)
    }

    async fn of_person(&self, workspace: &WorkspaceId, orcid: &Orcid) -> Result<Vec<Membership>, StoreError> {
        let mut conn = self.db.read().await?;
        match person::primary(&mut conn, workspace, orcid).await? {
            Some(primary) => Ok(of_person(&mut conn, workspace, &primary).await?),
            None => Ok(Vec::new()),
        }
    }
}
