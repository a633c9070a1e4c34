//! Slugs: a record may have had several, but nobody ever gets one that was another's.

use diesel::{ExpressionMethods, QueryDsl};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::schema::slugs;

/// Kinds of records that have slugs.
pub(crate) const PERSON: &str = "person";
pub(crate) const PUBLICATION: &str = "publication";

/// The slug of a subject (a DOI, an ORCID iD): the one that somebody chose for it last, else the one that it has, else
/// the first of `choices` that nobody ever had.
pub(crate) async fn give(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    subject: &str,
    choices: &[String],
) -> Result<String, DbError> {
    let key = (workspace.as_str().to_owned(), subject.to_owned());
    let had: Vec<String> = on!(conn, |c| c
        .fetch(
            slugs::table
                .filter(slugs::workspace_id.eq(key.0))
                .filter(slugs::kind.eq(kind))
                .filter(slugs::subject.eq(key.1))
                .order((slugs::chosen_at.desc(), slugs::slug))
                .select(slugs::slug)
                .limit(1)
        )
        .await)?;
    if let Some(slug) = had.into_iter().next() {
        return Ok(slug);
    }
    for slug in choices {
        if insert(conn, workspace, kind, subject, (slug, 0)).await? {
            return Ok(slug.clone());
        }
    }
    Err(DbError::Corrupt("slugs.slug"))
}

/// Gives a subject the slug that somebody chose for it; `false` where it is another's, or ever was. `aliases` are
/// further names of the subject.
pub(crate) async fn choose(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    (subject, aliases): (&str, &[String]),
    (slug, now): (&str, i64),
) -> Result<bool, DbError> {
    match subject_of(conn, workspace, kind, slug).await? {
        Some(owner) if owner == subject || aliases.contains(&owner) => {
            let own = slugs::table
                .filter(slugs::workspace_id.eq(workspace.as_str().to_owned()))
                .filter(slugs::kind.eq(kind))
                .filter(slugs::slug.eq(slug.to_owned()));
            let values = (slugs::subject.eq(subject.to_owned()), slugs::chosen_at.eq(now));
            on!(conn, |c| c.exec(diesel::update(own).set(values)).await)?;
            Ok(true)
        }
        Some(_) => Ok(false),
        None => insert(conn, workspace, kind, subject, (slug, now)).await,
    }
}

/// Whose slug this is or once was.
pub(crate) async fn subject_of(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    slug: &str,
) -> Result<Option<String>, DbError> {
    let key = (workspace.as_str().to_owned(), slug.to_owned());
    let found: Vec<String> = on!(conn, |c| c
        .fetch(
            slugs::table
                .filter(slugs::workspace_id.eq(key.0))
                .filter(slugs::kind.eq(kind))
                .filter(slugs::slug.eq(key.1))
                .select(slugs::subject)
        )
        .await)?;
    Ok(found.into_iter().next())
}

/// Whether nobody had it.
async fn insert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    kind: &'static str,
    subject: &str,
    (slug, chosen_at): (&str, i64),
) -> Result<bool, DbError> {
    let row = (
        slugs::workspace_id.eq(workspace.as_str().to_owned()),
        slugs::kind.eq(kind),
        slugs::slug.eq(slug.to_owned()),
        slugs::subject.eq(subject.to_owned()),
        slugs::chosen_at.eq(chosen_at),
    );
    let given = on!(conn, |c| c
        .exec(
            diesel::insert_into(slugs::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(given == 1)
}
