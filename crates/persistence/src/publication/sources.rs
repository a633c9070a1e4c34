//! What each provider said, and how the last question went.

use std::collections::BTreeMap;
use std::io::Write as _;

use diesel::{BoolExpressionMethods, ExpressionMethods, JoinOnDsl, QueryDsl};
use domain::identifier::Doi;
use domain::publication::ProviderState;
use domain::publication::contribution::{ProviderContribution, ProviderOutcome};
use domain::registry::Provider;
use domain::workspace::WorkspaceId;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::public_set::CHUNK;
use crate::schema::{publication_aliases, publication_sources as sources, publications};

const FAILED: &str = "failed";

/// Keeps what a provider said; where it said nothing, only how it went: its earlier word still holds.
pub(super) async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    contribution: &ProviderContribution,
) -> Result<(), DbError> {
    let ProviderContribution {
        provider,
        record_of,
        at,
        outcome,
    } = contribution.clone();
    let (status, error, answer) = match outcome {
        ProviderOutcome::Described(answer) => ("ok", None, Some(answer)),
        ProviderOutcome::NotFound => ("not_found", None, None),
        ProviderOutcome::Skipped(why) => ("skipped", Some(why), None),
        ProviderOutcome::Failed(why) => (FAILED, Some(why), None),
    };
    let key = (
        sources::workspace_id.eq(workspace.as_str().to_owned()),
        sources::publication_id.eq(id),
        sources::provider.eq(provider.as_str()),
        sources::record_of.eq(record_of),
    );
    let state = (
        sources::asked_at.eq(at),
        sources::status.eq(status),
        sources::error.eq(error),
    );
    let target = (
        sources::workspace_id,
        sources::publication_id,
        sources::provider,
        sources::record_of,
    );
    if let Some(answer) = answer {
        let said = (
            sources::record.eq(Json(answer.record)),
            sources::payload.eq(gzip(&answer.payload)?),
        );
        let insert = diesel::insert_into(sources::table)
            .values((key, state.clone(), said.clone()))
            .on_conflict(target)
            .do_update()
            .set((state, said));
        on!(conn, |c| c.exec(insert).await)?;
    } else {
        let insert = diesel::insert_into(sources::table)
            .values((key, state.clone()))
            .on_conflict(target)
            .do_update()
            .set(state);
        on!(conn, |c| c.exec(insert).await)?;
    }
    Ok(())
}

fn gzip(text: &str) -> Result<Vec<u8>, DbError> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes())?;
    Ok(encoder.finish()?)
}

/// Provider → state of its last answer; of several ORCID records the one asked last.
pub(super) async fn states(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
) -> Result<BTreeMap<Provider, ProviderState>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<(String, i64, String, Option<String>)> = on!(conn, |c| c
        .fetch(
            sources::table
                .filter(sources::workspace_id.eq(key))
                .filter(sources::publication_id.eq(id))
                .order((sources::provider, sources::asked_at, sources::record_of))
                .select((
                    sources::provider,
                    sources::asked_at,
                    sources::status,
                    sources::error
                ))
        )
        .await)?;
    rows.into_iter()
        .map(|(word, fetched_at, status, error)| {
            let provider =
                Provider::from_word(&word).ok_or(DbError::Corrupt("publication_sources.provider"))?;
            Ok((
                provider,
                ProviderState {
                    fetched_at,
                    status,
                    error,
                },
            ))
        })
        .collect()
}

/// Of these DOIs (or aliases), those whose registries all answered at or after `since`.
pub(super) async fn fresh(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    dois: &[Doi],
    since: i64,
) -> Result<Vec<(Doi, Doi)>, DbError> {
    let mut fresh = Vec::new();
    for chunk in dois.chunks(CHUNK) {
        let asked: Vec<String> = chunk.iter().map(|doi| doi.as_str().to_owned()).collect();
        let stored = stored_dois(conn, workspace, asked).await?;
        let ids: Vec<i64> = stored.iter().map(|(_, id, _)| *id).collect();
        let answered = answered_since(conn, workspace, ids, since).await?;
        for (asked, id, doi) in stored {
            if answered.get(&id) == Some(&true) {
                let read = |text: &str| {
                    Doi::from_stored(text)
                        .ok()
                        .ok_or(DbError::Corrupt("publications.doi"))
                };
                fresh.push((read(&asked)?, read(&doi)?));
            }
        }
    }
    Ok(fresh)
}

/// DOI asked for, row number, DOI it is stored under.
pub(super) async fn stored_dois(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    asked: Vec<String>,
) -> Result<Vec<(String, i64, String)>, DbError> {
    let key = workspace.as_str().to_owned();
    let mut stored: Vec<(String, i64, String)> = on!(conn, |c| c
        .fetch(
            publications::table
                .filter(publications::workspace_id.eq(key.clone()))
                .filter(publications::doi.eq_any(asked.clone()))
                .select((publications::doi, publications::id, publications::doi))
        )
        .await)?;
    let aliases: Vec<(String, i64, String)> = on!(conn, |c| c
        .fetch(
            publication_aliases::table
                .inner_join(
                    publications::table.on(publications::workspace_id
                        .eq(publication_aliases::workspace_id)
                        .and(publications::id.eq(publication_aliases::publication_id)))
                )
                .filter(publication_aliases::workspace_id.eq(key))
                .filter(publication_aliases::doi.eq_any(asked))
                .select((publication_aliases::doi, publications::id, publications::doi))
        )
        .await)?;
    stored.extend(aliases);
    Ok(stored)
}

/// Row number → whether every registry answered in time. Publications that no registry was asked about are absent.
async fn answered_since(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    ids: Vec<i64>,
    since: i64,
) -> Result<BTreeMap<i64, bool>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<(i64, i64, String)> = on!(conn, |c| c
        .fetch(
            sources::table
                .filter(sources::workspace_id.eq(key))
                .filter(sources::publication_id.eq_any(ids))
                .filter(sources::provider.ne(Provider::Orcid.as_str()))
                .select((sources::publication_id, sources::asked_at, sources::status))
        )
        .await)?;
    let mut answered = BTreeMap::new();
    for (id, asked_at, status) in rows {
        let in_time = asked_at >= since && status != FAILED;
        answered
            .entry(id)
            .and_modify(|all| *all &= in_time)
            .or_insert(in_time);
    }
    Ok(answered)
}
