//! What stands around people: memberships, counts, jobs, categories; each in one query for a whole page.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::{count_star, max};
use diesel::{
    BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl, Queryable, Selectable, SelectableHelper,
};
use domain::ingestion::JobStatus;
use domain::membership::Membership;
use domain::person::SyncStatus;
use domain::profile::{Category, Profile};
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use super::category;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::membership::MembershipRow;
use crate::person::stored;
use crate::schema::{ingestion_jobs, memberships, people, publication_people, publications};

/// What the list shows of a person's own row.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = people)]
pub(super) struct ProfileRow {
    orcid: String,
    slug: String,
    display_name: String,
    name_edit: Option<Json<Localised>>,
    photo_url: Option<String>,
    people_type: Option<String>,
    public_publication_count: i32,
    last_fetched_at: Option<i64>,
    created_at: i64,
    hidden_at: Option<i64>,
}

/// What stands around some people, by iD.
#[derive(Default)]
struct Around {
    memberships: BTreeMap<String, Vec<Membership>>,
    linked: BTreeMap<String, i64>,
    jobs: BTreeMap<String, SyncStatus>,
    categories: BTreeMap<String, Vec<Category>>,
}

/// Rows become profiles, in their order.
pub(super) async fn profiles(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    rows: Vec<ProfileRow>,
) -> Result<Vec<Profile>, DbError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let orcids: Vec<String> = rows.iter().map(|row| row.orcid.clone()).collect();
    let mut around = Around {
        memberships: of_people(conn, workspace, &orcids).await?,
        linked: linked(conn, workspace, &orcids).await?,
        jobs: last_jobs(conn, workspace, &orcids).await?,
        categories: category::of_people(conn, workspace, &orcids).await?,
    };
    rows.into_iter().map(|row| around.complete(row)).collect()
}

impl Around {
    fn complete(&mut self, row: ProfileRow) -> Result<Profile, DbError> {
        let ProfileRow {
            orcid,
            slug,
            display_name,
            name_edit,
            photo_url,
            people_type,
            public_publication_count,
            last_fetched_at,
            created_at,
            hidden_at,
        } = row;
        let public = u32::try_from(public_publication_count).ok();
        Ok(Profile {
            name: name_edit.map_or(Localised::Plain(display_name), |Json(name)| name),
            slug,
            photo_url,
            people_type,
            // People without a job were brought in complete.
            sync_status: self.jobs.remove(&orcid).unwrap_or(SyncStatus::Complete),
            last_fetched_at,
            created_at,
            hidden_at,
            public_publication_count: public.ok_or(DbError::Corrupt("people.public_publication_count"))?,
            linked_publication_count: u32::try_from(self.linked.remove(&orcid).unwrap_or(0))
                .unwrap_or(u32::MAX),
            memberships: self.memberships.remove(&orcid).unwrap_or_default(),
            categories: self.categories.remove(&orcid).unwrap_or_default(),
            orcid: stored(&orcid)?,
        })
    }
}

async fn of_people(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeMap<String, Vec<Membership>>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked = orcids.to_vec();
    let rows: Vec<MembershipRow> = on!(conn, |c| c
        .fetch(
            memberships::table
                .filter(memberships::workspace_id.eq(id))
                .filter(memberships::person_orcid.eq_any(asked))
                .order((memberships::person_orcid, memberships::starts_at, memberships::id))
                .select(MembershipRow::as_select())
        )
        .await)?;
    let mut found: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
    for row in rows {
        let membership = Membership::try_from(row)?;
        let orcid = membership.person.as_str().to_owned();
        found.entry(orcid).or_default().push(membership);
    }
    Ok(found)
}

/// Publications linked to these people that are not deleted.
async fn linked(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeMap<String, i64>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked = orcids.to_vec();
    let rows: Vec<(String, i64)> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .inner_join(
                    publications::table.on(publications::workspace_id
                        .eq(publication_people::workspace_id)
                        .and(publications::id.eq(publication_people::publication_id)))
                )
                .filter(publication_people::workspace_id.eq(id))
                .filter(publication_people::person_orcid.eq_any(asked))
                .filter(publications::deleted_at.is_null())
                .group_by(publication_people::person_orcid)
                .select((publication_people::person_orcid, count_star()))
        )
        .await)?;
    Ok(rows.into_iter().collect())
}

/// How far the newest job of each is.
async fn last_jobs(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeMap<String, SyncStatus>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked = orcids.to_vec();
    let newest: Vec<(String, Option<i64>)> = on!(conn, |c| c
        .fetch(
            ingestion_jobs::table
                .filter(ingestion_jobs::workspace_id.eq(id.clone()))
                .filter(ingestion_jobs::orcid.eq_any(asked.clone()))
                .group_by(ingestion_jobs::orcid)
                .select((ingestion_jobs::orcid, max(ingestion_jobs::created_at)))
        )
        .await)?;
    let newest: BTreeSet<(String, i64)> = newest
        .into_iter()
        .filter_map(|(orcid, at)| Some((orcid, at?)))
        .collect();
    let times: BTreeSet<i64> = newest.iter().map(|(_, at)| *at).collect();
    let times: Vec<i64> = times.into_iter().collect();
    let rows: Vec<(String, i64, String)> = on!(conn, |c| c
        .fetch(
            ingestion_jobs::table
                .filter(ingestion_jobs::workspace_id.eq(id))
                .filter(ingestion_jobs::orcid.eq_any(asked))
                .filter(ingestion_jobs::created_at.eq_any(times))
                .order((ingestion_jobs::orcid, ingestion_jobs::id))
                .select((
                    ingestion_jobs::orcid,
                    ingestion_jobs::created_at,
                    ingestion_jobs::status,
                ))
        )
        .await)?;
    let mut found = BTreeMap::new();
    for (orcid, at, word) in rows {
        let status = JobStatus::from_word(&word).ok_or(DbError::Corrupt("ingestion_jobs.status"))?;
        if newest.contains(&(orcid.clone(), at)) {
            // Of several in one second the last id counts.
            found.insert(orcid, crate::person::sync_status_of(status));
        }
    }
    Ok(found)
}
