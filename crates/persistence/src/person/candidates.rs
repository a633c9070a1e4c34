//! Who may be among a publication's authors.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{ExpressionMethods, QueryDsl};
use domain::identifier::Orcid;
use domain::person::PersonNames;
use domain::publication::Candidate;
use domain::workspace::WorkspaceId;

use super::aliases::stored;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Fetch as _;
use crate::json::Json;
use crate::public_set::CHUNK;
use crate::schema::{people, person_aliases, person_name_keys};

/// People of the workspace with one of these iDs (or aliases) or name keys.
pub(crate) async fn candidates(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    orcids: &BTreeSet<String>,
    name_keys: &BTreeSet<String>,
) -> Result<Vec<Candidate>, DbError> {
    let mut wanted = orcids.clone();
    let asked: Vec<String> = orcids.iter().cloned().collect();
    for chunk in asked.chunks(CHUNK) {
        let (id, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let primaries: Vec<String> = on!(conn, |c| c
            .fetch(
                person_aliases::table
                    .filter(person_aliases::workspace_id.eq(id))
                    .filter(person_aliases::alias.eq_any(chunk))
                    .select(person_aliases::orcid)
            )
            .await)?;
        wanted.extend(primaries);
    }
    let asked: Vec<String> = name_keys.iter().cloned().collect();
    for chunk in asked.chunks(CHUNK) {
        let (id, chunk) = (workspace.as_str().to_owned(), chunk.to_vec());
        let found: Vec<String> = on!(conn, |c| c
            .fetch(
                person_name_keys::table
                    .filter(person_name_keys::workspace_id.eq(id))
                    .filter(person_name_keys::name_key.eq_any(chunk))
                    .select(person_name_keys::orcid)
            )
            .await)?;
        wanted.extend(found);
    }
    load(conn, workspace, wanted).await
}

async fn load(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    wanted: BTreeSet<String>,
) -> Result<Vec<Candidate>, DbError> {
    let wanted: Vec<String> = wanted.into_iter().collect();
    let mut candidates = Vec::new();
    for chunk in wanted.chunks(CHUNK) {
        let (id, asked) = (workspace.as_str().to_owned(), chunk.to_vec());
        let rows: Vec<(String, Json<PersonNames>, bool)> = on!(conn, |c| c
            .fetch(
                people::table
                    .filter(people::workspace_id.eq(id))
                    .filter(people::orcid.eq_any(asked))
                    .order(people::orcid)
                    .select((people::orcid, people::names, people::is_internal))
            )
            .await)?;
        let known: Vec<String> = rows.iter().map(|(orcid, ..)| orcid.clone()).collect();
        let mut aliases: BTreeMap<String, Vec<Orcid>> = BTreeMap::new();
        for (alias, orcid) in super::all_aliases(conn, workspace, known).await? {
            aliases.entry(orcid).or_default().push(stored(&alias)?);
        }
        for (orcid, Json(names), internal) in rows {
            let aliases = aliases.remove(&orcid).unwrap_or_default();
            candidates.push(Candidate {
                orcid: stored(&orcid)?,
                aliases,
                names,
                internal,
            });
        }
    }
    Ok(candidates)
}
