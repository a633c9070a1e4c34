//! Matching one person against stored publications that may name them.

use diesel::{ExpressionMethods, QueryDsl};
use domain::identifier::Orcid;
use domain::publication::Revised;
use domain::publication::search::person_terms;
use domain::publication::store::Rematched;
use domain::workspace::WorkspaceId;

use super::{existing, links, refusals, rows};
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::person;
use crate::public_set;
use crate::revision;
use crate::schema::publications;
use crate::search::{WordIndex, WordMatch};
use crate::stores::Diesel;

/// Publications matched in one transaction.
const BATCH: i64 = 100;

impl Diesel {
    /// In batches, so that nobody waits long for the workspace.
    pub(super) async fn rematch(
        &self,
        workspace: &WorkspaceId,
        orcid: &Orcid,
        now: i64,
    ) -> Result<Rematched, DbError> {
        let mut total = Rematched::default();
        let Some(terms) = self.terms(workspace, orcid).await? else {
            return Ok(total);
        };
        let mut after = 0;
        loop {
            let (last, batch) = self
                .db
                .workspace_transaction(workspace, async |conn: &mut Conn| {
                    rematch_batch(conn, workspace, &terms, after, now).await
                })
                .await?;
            total.examined += batch.examined;
            total.changed += batch.changed;
            match last {
                Some(id) => after = id,
                None => return Ok(total),
            }
        }
    }

    async fn terms(&self, workspace: &WorkspaceId, orcid: &Orcid) -> Result<Option<WordMatch>, DbError> {
        let mut conn = self.db.read().await?;
        let asked = [orcid.as_str().to_owned()].into_iter().collect();
        let found =
            person::candidates(&mut conn, workspace, &asked, &std::collections::BTreeSet::new()).await?;
        let terms = found
            .first()
            .map(|who| person_terms(&who.names, &who.orcid, &who.aliases));
        Ok(terms.and_then(|terms| WordMatch::any(WordIndex::PublicationAuthors, &terms)))
    }
}

/// The last row number looked at, if there may be more.
async fn rematch_batch(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    terms: &WordMatch,
    after: i64,
    now: i64,
) -> Result<(Option<i64>, Rematched), DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<i64> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(key))
                .filter(publications::id.gt(after))
                .filter(terms.clone())
                .order(publications::id)
                .limit(BATCH)
                .select(publications::id)
        )
        .await)?;
    let mut result = Rematched {
        examined: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        changed: 0,
    };
    let last = if i64::try_from(rows.len()) == Ok(BATCH) {
        rows.last().copied()
    } else {
        None
    };
    let mut changed = Vec::new();
    let mut people = Vec::new();
    for id in rows {
        let touched = rematch_one(conn, workspace, id, now).await?;
        if !touched.is_empty() {
            changed.push(id);
            people.extend(touched);
        }
    }
    if !changed.is_empty() {
        result.changed = u32::try_from(changed.len()).unwrap_or(u32::MAX);
        people.sort();
        people.dedup();
        let sizes = public_set::refresh_publications(conn, workspace, &changed, &people, now).await?;
        revision::raise(conn, workspace, now, sizes).await?;
    }
    Ok((last, result))
}

/// The people whose links changed.
async fn rematch_one(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    now: i64,
) -> Result<Vec<String>, DbError> {
    let row = existing::row(conn, workspace, id).await?;
    let before = links::of(conn, workspace, id).await?;
    let refused = refusals::of(conn, workspace, id).await?;
    let revised =
        Revised::unchanged(row.original, row.merged, before.clone(), row.resolution).refusing(refused);
    let write = links::matched(conn, workspace, revised).await?;
    if write.links == before {
        return Ok(Vec::new());
    }
    let touched = links::write(conn, workspace, id, &before, &write.links).await?;
    conn.news.changed_publication(id, now);
    let state = rows::match_state_word(write.match_state);
    let own = publications::table
        .filter(publications::workspace_id.eq(workspace.as_str().to_owned()))
        .filter(publications::id.eq(id));
    on!(conn, |c| c
        .exec(diesel::update(own).set((
            publications::author_match_state.eq(state),
            publications::changed_at.eq(now),
        )))
        .await)?;
    Ok(touched)
}
