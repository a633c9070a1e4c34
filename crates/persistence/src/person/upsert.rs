//! Taking over what the registry says of a person.

use diesel::{ExpressionMethods, QueryDsl};
use domain::identifier::{Orcid, slug as slugs};
use domain::membership::Transition;
use domain::person::{PersonNames, RegistryPerson, UpsertedPerson, name};
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use super::aliases;
use super::legacy::Legacy;
use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::revision::Sizes;
use crate::schema::{people, person_name_keys};
use crate::search::indexed;
use crate::{membership, revision, slug, workspace as workspaces};

/// Upserts inside a transaction.
pub(super) async fn upsert(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    person: &RegistryPerson,
    deprecated: &[Orcid],
) -> Result<UpsertedPerson, DbError> {
    let before = stored(conn, workspace, &person.orcid).await?;
    let created = before.is_none();
    let mut names_changed = before.as_ref().is_none_or(|known| known.names != person.names);
    let biography_changed = before
        .as_ref()
        .is_some_and(|known| known.biography != person.biography);
    let legacy = Legacy::of(conn, workspace, deprecated).await?;
    let edit = before.and_then(|known| known.name_edit).or_else(|| legacy.name());
    write(conn, workspace, person, created, edit.as_ref()).await?;
    legacy
        .hand_down(conn, workspace, (deprecated, &person.orcid), created)
        .await?;
    let now = person.fetched_at;
    let mut absorbed = Sizes::default();
    for alias in deprecated {
        if let Some(sizes) = aliases::record(conn, workspace, alias, &person.orcid, now).await? {
            names_changed = true;
            absorbed.people += sizes.people;
        }
    }
    if names_changed {
        write_name_keys(conn, workspace, person).await?;
    }
    if created {
        let home = workspaces::find(conn, workspace)
            .await?
            .ok_or(DbError::Conflict)?;
        let transition = Transition {
            person: person.orcid.clone(),
            entity: home.default_entity,
            status: home.default_status,
            starts_at: person.fetched_at,
        };
        membership::open(conn, workspace, &transition).await?;
    }
    if names_changed || biography_changed {
        conn.news.changed_person(person.orcid.as_str(), now);
    }
    let mut sizes = membership::refresh_person(conn, workspace, &person.orcid, now).await?;
    if !deprecated.is_empty() {
        sizes = sizes + absorbed + membership::refresh_public(conn, workspace, &person.orcid, now).await?;
    }
    revision::raise(conn, workspace, now, sizes).await?;
    Ok(UpsertedPerson {
        created,
        names_changed,
    })
}

/// What is known of a person before.
struct Stored {
    names: PersonNames,
    name_edit: Option<Localised>,
    biography: Option<String>,
}

async fn stored(conn: &mut Conn, workspace: &WorkspaceId, orcid: &Orcid) -> Result<Option<Stored>, DbError> {
    type Row = (Json<PersonNames>, Option<Json<Localised>>, Option<String>);
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    let rows: Vec<Row> = on!(conn, |c| c
        .fetch(
            people::table
                .filter(people::workspace_id.eq(key.0))
                .filter(people::orcid.eq(key.1))
                .select((people::names, people::name_edit, people::biography))
        )
        .await)?;
    let known = rows.into_iter().next();
    Ok(known.map(|(Json(names), edit, biography)| Stored {
        names,
        name_edit: edit.map(|Json(name)| name),
        biography,
    }))
}

async fn write(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    person: &RegistryPerson,
    created: bool,
    edit: Option<&Localised>,
) -> Result<(), DbError> {
    let RegistryPerson {
        orcid,
        names,
        biography,
        locale,
        fetched_at,
    } = person.clone();
    let display_name = name::display(&names, &orcid);
    let search_text = indexed(&name::searched_by(&names, &orcid, edit));
    let choices = slugs::choices(&display_name, orcid.as_str());
    let given = slug::give(conn, workspace, slug::PERSON, orcid.as_str(), &choices).await?;
    let said = (
        people::display_name.eq(display_name.clone()),
        people::sort_name.eq(name::sorted_as(&display_name, edit)),
        people::names.eq(Json(names)),
        people::biography.eq(biography),
        people::locale.eq(locale),
        people::search_text.eq(search_text),
        people::last_fetched_at.eq(fetched_at),
        people::changed_at.eq(fetched_at),
    );
    let key = (workspace.as_str().to_owned(), orcid.as_str().to_owned());
    if created {
        let row = (
            people::workspace_id.eq(key.0),
            people::orcid.eq(key.1),
            people::slug.eq(given),
            people::created_at.eq(fetched_at),
            said,
        );
        on!(conn, |c| c
            .exec(diesel::insert_into(people::table).values(row))
            .await)?;
    } else {
        let own = people::table
            .filter(people::workspace_id.eq(key.0))
            .filter(people::orcid.eq(key.1));
        on!(conn, |c| c.exec(diesel::update(own).set(said)).await)?;
    }
    Ok(())
}

async fn write_name_keys(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    person: &RegistryPerson,
) -> Result<(), DbError> {
    let key = (workspace.as_str().to_owned(), person.orcid.as_str().to_owned());
    let old = person_name_keys::table
        .filter(person_name_keys::workspace_id.eq(key.0.clone()))
        .filter(person_name_keys::orcid.eq(key.1.clone()));
    on!(conn, |c| c.exec(diesel::delete(old)).await)?;
    for name_key in name::keys(&person.names) {
        let row = (
            person_name_keys::workspace_id.eq(key.0.clone()),
            person_name_keys::orcid.eq(key.1.clone()),
            person_name_keys::name_key.eq(name_key),
        );
        on!(conn, |c| c
            .exec(
                diesel::insert_into(person_name_keys::table)
                    .values(row)
                    .on_conflict_do_nothing()
            )
            .await)?;
    }
    Ok(())
}
