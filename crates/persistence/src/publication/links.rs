//! Links between publications and people.

use std::collections::BTreeSet;

use diesel::upsert::excluded;
use diesel::{ExpressionMethods, Insertable, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::publication::matching::author_keys;
use domain::publication::{Link, LinkOrigin, LinkedWrite, Revised};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::publication_people;
use crate::{news, person};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = publication_people, treat_none_as_default_value = false)]
pub(super) struct LinkRow {
    workspace_id: String,
    publication_id: i64,
    person_orcid: String,
    position: Option<i32>,
    origin: String,
    score: f64,
    claimed: bool,
    confirmed: bool,
}

const ORIGINS: [(LinkOrigin, &str); 4] = [
    (LinkOrigin::Orcid, "orcid"),
    (LinkOrigin::Name, "name"),
    (LinkOrigin::Record, "record"),
    (LinkOrigin::Manual, "manual"),
];

fn origin_word(origin: LinkOrigin) -> &'static str {
    ORIGINS
        .iter()
        .find(|(own, _)| *own == origin)
        .map_or("manual", |(_, word)| word)
}

/// From the stored word.
pub(super) fn origin(word: &str) -> Result<LinkOrigin, DbError> {
    let found = ORIGINS.iter().find(|(_, own)| *own == word);
    found
        .map(|(own, _)| *own)
        .ok_or(DbError::Corrupt("publication_people.origin"))
}

impl TryFrom<LinkRow> for Link {
    type Error = DbError;

    fn try_from(row: LinkRow) -> Result<Self, DbError> {
        let LinkRow {
            workspace_id: _,
            publication_id: _,
            person_orcid,
            position,
            origin,
            score,
            claimed,
            confirmed,
        } = row;
        Ok(Self {
            person: domain::identifier::Orcid::parse(&person_orcid)
                .ok()
                .ok_or(DbError::Corrupt("publication_people.person_orcid"))?,
            position: position.and_then(|p| u32::try_from(p).ok()),
            origin: self::origin(&origin)?,
            score,
            claimed,
            confirmed,
        })
    }
}

/// A publication's links, by person.
pub(super) async fn of(conn: &mut Conn, workspace: &WorkspaceId, id: i64) -> Result<Vec<Link>, DbError> {
    let key = workspace.as_str().to_owned();
    let rows: Vec<LinkRow> = on!(conn, |c| c
        .fetch(
            publication_people::table
                .filter(publication_people::workspace_id.eq(key))
                .filter(publication_people::publication_id.eq(id))
                .order(publication_people::person_orcid)
                .select(LinkRow::as_select())
        )
        .await)?;
    rows.into_iter().map(Link::try_from).collect()
}

/// Loads who may be among the authors, and matches them.
pub(super) async fn matched(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    revised: Revised,
) -> Result<LinkedWrite, DbError> {
    let authors = &revised.merged.authors;
    let mut orcids: BTreeSet<String> = authors.iter().filter_map(|author| author.orcid.clone()).collect();
    orcids.extend(revised.people().iter().map(|orcid| orcid.as_str().to_owned()));
    let name_keys: BTreeSet<String> = authors.iter().flat_map(author_keys).collect();
    let candidates = person::candidates(conn, workspace, &orcids, &name_keys).await?;
    Ok(revised.link(&candidates))
}

/// Writes the links that differ; returns the people whose links changed.
pub(super) async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    id: i64,
    before: &[Link],
    after: &[Link],
) -> Result<Vec<String>, DbError> {
    if !before.is_empty() && before != after {
        Box::pin(news::publications_before(conn, workspace, &[id])).await?;
    }
    let mut touched = Vec::new();
    let gone: Vec<String> = before
        .iter()
        .filter(|link| !after.iter().any(|kept| kept.person == link.person))
        .map(|link| link.person.as_str().to_owned())
        .collect();
    if !gone.is_empty() {
        let own = publication_people::table
            .filter(publication_people::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(publication_people::publication_id.eq(id))
            .filter(publication_people::person_orcid.eq_any(gone.clone()));
        on!(conn, |c| c.exec(diesel::delete(own)).await)?;
        touched.extend(gone);
    }
    let changed: Vec<LinkRow> = after
        .iter()
        .filter(|link| !before.contains(link))
        .map(|link| LinkRow {
            workspace_id: workspace.as_str().to_owned(),
            publication_id: id,
            person_orcid: link.person.as_str().to_owned(),
            position: link.position.and_then(|p| i32::try_from(p).ok()),
            origin: origin_word(link.origin).to_owned(),
            score: link.score,
            claimed: link.claimed,
            confirmed: link.confirmed,
        })
        .collect();
    touched.extend(changed.iter().map(|row| row.person_orcid.clone()));
    for chunk in changed.chunks(1000) {
        let rows = chunk.to_vec();
        on!(conn, |c| c
            .exec(
                diesel::insert_into(publication_people::table)
                    .values(rows)
                    .on_conflict((
                        publication_people::workspace_id,
                        publication_people::publication_id,
                        publication_people::person_orcid,
                    ))
                    .do_update()
                    .set((
                        publication_people::position.eq(excluded(publication_people::position)),
                        publication_people::origin.eq(excluded(publication_people::origin)),
                        publication_people::score.eq(excluded(publication_people::score)),
                        publication_people::claimed.eq(excluded(publication_people::claimed)),
                        publication_people::confirmed.eq(excluded(publication_people::confirmed)),
                    ))
            )
            .await)?;
    }
    Ok(touched)
}
