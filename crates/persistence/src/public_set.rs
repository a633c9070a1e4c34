//! The public set: flags and counts that reads rely on, kept true inside the transaction that changes them.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::count_star;
use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::publication::visibility::{Facts, publication_is_public, work_is_public};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::revision::Sizes;
use crate::schema::{people, publication_people, publications, work_people, works};

/// Values in one `IN (…)`: well below the bind limits of both databases.
pub(crate) const CHUNK: usize = 1000;

/// Recomputes these publications; those that enter or leave the public set take their people with them.
/// `touched_people` are recounted in any case: links to them may be gone.
pub(crate) async fn refresh_publications(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
    touched_people: &[String],
    now: i64,
) -> Result<Sizes, DbError> {
    let mut entered = Vec::new();
    let mut left = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let facts = publication_facts(conn, workspace, chunk).await?;
        for (id, was_public, facts) in facts {
            match (was_public, publication_is_public(facts)) {
                (false, true) => entered.push(id),
                (true, false) => left.push(id),
                _ => {}
            }
        }
    }
    conn.news.publications_were(&entered, false, now);
    conn.news.publications_were(&left, true, now);
    set_publications(conn, workspace, &entered, true, now).await?;
    set_publications(conn, workspace, &left, false, now).await?;
    let mut orcids: BTreeSet<String> = touched_people.iter().cloned().collect();
    let changed: Vec<i64> = entered.iter().chain(&left).copied().collect();
    orcids.extend(people_of(conn, workspace, &changed).await?);
    let orcids: Vec<String> = orcids.into_iter().collect();
    let people = recount_people(conn, workspace, &orcids, now).await?;
    let size = |items: &[i64]| i64::try_from(items.len()).unwrap_or(i64::MAX);
    Ok(Sizes {
        publications: size(&entered) - size(&left),
        people,
        ..Sizes::default()
    })
}

/// Id, whether it is public now, and the facts that decide.
pub(crate) async fn publication_facts(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
) -> Result<Vec<(i64, bool, Facts)>, DbError> {
    let id = workspace.as_str().to_owned();
    let chunk = ids.to_vec();
    let rows: Vec<(i64, bool, bool, Option<i64>)> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(id))
                .filter(publications::id.eq_any(chunk))
                .order(publications::id)
                .select((
                    publications::id,
                    publications::is_public,
                    publications::visible,
                    publications::deleted_at,
                ))
        )
        .await)?;
    let id = workspace.as_str().to_owned();
    let chunk = ids.to_vec();
    let internal: Vec<i64> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .inner_join(
                    people::table.on(people::workspace_id
                        .eq(publication_people::workspace_id)
                        .and(people::orcid.eq(publication_people::person_orcid)))
                )
                .filter(publication_people::workspace_id.eq(id))
                .filter(publication_people::publication_id.eq_any(chunk))
                .filter(people::is_internal)
                .select(publication_people::publication_id)
                .distinct()
        )
        .await)?;
    let internal: BTreeSet<i64> = internal.into_iter().collect();
    let facts = rows.into_iter().map(|(id, is_public, visible, deleted_at)| {
        let has_internal_person = internal.contains(&id);
        (
            id,
            is_public,
            Facts {
                visible,
                deleted: deleted_at.is_some(),
                has_internal_person,
            },
        )
    });
    Ok(facts.collect())
}

async fn set_publications(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[i64],
    public: bool,
    now: i64,
) -> Result<(), DbError> {
    for chunk in ids.chunks(CHUNK) {
        let id = workspace.as_str().to_owned();
        let own = publications::table
            .filter(publications::workspace_id.eq(id))
            .filter(publications::id.eq_any(chunk.to_vec()));
        on!(conn, |c| c
            .exec(diesel::update(own).set((
                publications::is_public.eq(public),
                publications::changed_at.eq(now),
                publications::withdrawn_at.eq((!public).then_some(now)),
            )))
            .await)?;
    }
    Ok(())
}

async fn people_of(conn: &mut Conn, workspace: &WorkspaceId, ids: &[i64]) -> Result<Vec<String>, DbError> {
    let mut orcids = Vec::new();
    for chunk in ids.chunks(CHUNK) {
        let id = workspace.as_str().to_owned();
        let chunk = chunk.to_vec();
        let rows: Vec<String> = on!(conn, |c| c
            .fetch(
                publication_people::table
                    .filter(publication_people::workspace_id.eq(id))
                    .filter(publication_people::publication_id.eq_any(chunk))
                    .select(publication_people::person_orcid)
                    .distinct()
            )
            .await)?;
        orcids.extend(rows);
    }
    Ok(orcids)
}

/// Recounts people's public publications; returns how many more people are public now.
async fn recount_people(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
    now: i64,
) -> Result<i64, DbError> {
    let mut more = 0;
    for chunk in orcids.chunks(CHUNK) {
        let counts = public_counts(conn, workspace, chunk).await?;
        let id = workspace.as_str().to_owned();
        let asked = chunk.to_vec();
        let before: Vec<(String, i32)> = on!(conn, |c| c
            .fetch(
                people::table
                    .filter(people::workspace_id.eq(id))
                    .filter(people::orcid.eq_any(asked))
                    .order(people::orcid)
                    .select((people::orcid, people::public_publication_count))
            )
            .await)?;
        for (orcid, before) in before {
            let after = counts.get(&orcid).copied().unwrap_or(0);
            if after == before {
                continue;
            }
            more += i64::from(after > 0) - i64::from(before > 0);
            conn.news.person_was(&orcid, before > 0, now);
            let id = workspace.as_str().to_owned();
            let own = people::table
                .filter(people::workspace_id.eq(id))
                .filter(people::orcid.eq(orcid));
            on!(conn, |c| c
                .exec(diesel::update(own).set((
                    people::public_publication_count.eq(after),
                    people::changed_at.eq(now),
                    people::withdrawn_at.eq((after == 0).then_some(now)),
                )))
                .await)?;
        }
    }
    Ok(more)
}

/// Public publications of these people; hidden ones have none.
pub(crate) async fn public_counts(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &[String],
) -> Result<BTreeMap<String, i32>, DbError> {
    let id = workspace.as_str().to_owned();
    let asked = orcids.to_vec();
    let shown: Vec<String> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(id.clone()))
                .filter(people::orcid.eq_any(asked))
                .filter(people::hidden_at.is_null())
                .select(people::orcid)
        )
        .await)?;
    let rows: Vec<(String, i64)> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .inner_join(
                    publications::table.on(publications::workspace_id
                        .eq(publication_people::workspace_id)
                        .and(publications::id.eq(publication_people::publication_id)))
                )
                .filter(publication_people::workspace_id.eq(id))
                .filter(publication_people::person_orcid.eq_any(shown))
                .filter(publications::is_public)
                .group_by(publication_people::person_orcid)
                .select((publication_people::person_orcid, count_star()))
        )
        .await)?;
    Ok(rows
        .into_iter()
        .map(|(orcid, n)| (orcid, i32::try_from(n).unwrap_or(i32::MAX)))
        .collect())
}

/// Recomputes these works.
pub(crate) async fn refresh_works(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[String],
    now: i64,
) -> Result<Sizes, DbError> {
    let mut more = 0;
    for chunk in ids.chunks(CHUNK) {
        for (work, was_public, is_public) in work_facts(conn, workspace, chunk).await? {
            if was_public == is_public {
                continue;
            }
            more += if is_public { 1 } else { -1 };
            let id = workspace.as_str().to_owned();
            let own = works::table
                .filter(works::workspace_id.eq(id))
                .filter(works::work_id.eq(work));
            on!(conn, |c| c
                .exec(diesel::update(own).set((
                    works::is_public.eq(is_public),
                    works::changed_at.eq(now),
                    works::withdrawn_at.eq((!is_public).then_some(now)),
                )))
                .await)?;
        }
    }
    Ok(Sizes {
        works: more,
        ..Sizes::default()
    })
}

/// Id, whether it was public, whether it is to be.
pub(crate) async fn work_facts(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: &[String],
) -> Result<Vec<(String, bool, bool)>, DbError> {
    let id = workspace.as_str().to_owned();
    let chunk = ids.to_vec();
    let rows: Vec<(String, bool, bool, Option<i64>, bool)> = on!(conn, |c| c
        .fetch(
            works::table
                .filter(works::workspace_id.eq(id))
                .filter(works::work_id.eq_any(chunk))
                .order(works::id)
                .select((
                    works::work_id,
                    works::is_public,
                    works::visible,
                    works::deleted_at,
                    works::verified
                ))
        )
        .await)?;
    let id = workspace.as_str().to_owned();
    let chunk = ids.to_vec();
    let internal: Vec<String> = on!(conn, |c| c
        .fetch(
            work_people::table
                .inner_join(
                    people::table.on(people::workspace_id
                        .eq(work_people::workspace_id)
                        .and(people::orcid.eq(work_people::person_orcid)))
                )
                .filter(work_people::workspace_id.eq(id))
                .filter(work_people::work_id.eq_any(chunk))
                .filter(people::is_internal)
                .select(work_people::work_id)
                .distinct()
        )
        .await)?;
    let internal: BTreeSet<String> = internal.into_iter().collect();
    let decided = rows
        .into_iter()
        .map(|(work, was_public, visible, deleted_at, verified)| {
            let has_internal_person = internal.contains(&work);
            let facts = Facts {
                visible,
                deleted: deleted_at.is_some(),
                has_internal_person,
            };
            (work, was_public, work_is_public(facts, verified))
        });
    Ok(decided.collect())
}
