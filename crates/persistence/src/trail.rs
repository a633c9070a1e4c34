//! What a write leaves behind in its own transaction: timeline events, what integrations hear of them, and the use
//! of an API key.

use diesel::ExpressionMethods;
use domain::activity::{Event, KeyUse, Trail};
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::Exec as _;
use crate::json::Json;
use crate::outbox;
use crate::revision::{self, Sizes};
use crate::schema::{activity_events, api_key_log};
use crate::search::indexed;

/// Writes a trail.
pub(crate) async fn leave(conn: &mut Conn, workspace: &WorkspaceId, trail: &Trail) -> Result<(), DbError> {
    if let Some(key_use) = &trail.key_use {
        log_use(conn, workspace, key_use).await?;
    }
    for event in &trail.events {
        write_event(conn, workspace, event).await?;
        outbox::hear(conn, workspace, event).await?;
    }
    Ok(())
}

/// The end of a write that can change a public answer: its trail, then the revision, where writers meet. Takes when
/// it was, and what it does to the sizes of lists.
pub(crate) async fn close(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    trail: &Trail,
    (now, sizes): (i64, Sizes),
) -> Result<(), DbError> {
    leave(conn, workspace, trail).await?;
    revision::raise(conn, workspace, now, sizes).await
}

async fn write_event(conn: &mut Conn, workspace: &WorkspaceId, event: &Event) -> Result<(), DbError> {
    let (severity, outcome) = (event.severity(), event.outcome());
    let Event {
        id,
        at,
        kind,
        actor,
        subject_kind,
        subject_id,
        message,
        details,
    } = event.clone();
    let search_text = indexed(&format!("{message} {}", actor.label()));
    let row = (
        activity_events::workspace_id.eq(workspace.as_str().to_owned()),
        activity_events::id.eq(id),
        activity_events::at.eq(at),
        activity_events::kind.eq(kind),
        activity_events::actor_kind.eq(actor.kind()),
        activity_events::actor_id.eq(actor.id().map(str::to_owned)),
        activity_events::actor_label.eq(actor.label().to_lowercase()),
        activity_events::subject_kind.eq(subject_kind),
        activity_events::subject_id.eq(subject_id),
        activity_events::message.eq(message),
        activity_events::details.eq(Json(details)),
        activity_events::severity.eq(severity.as_str()),
        activity_events::status.eq(outcome.as_str()),
        activity_events::search_text.eq(search_text),
    );
    // An event found out twice at the same time has the same id (`domain::activity::derived_id`).
    on!(conn, |c| c
        .exec(
            diesel::insert_into(activity_events::table)
                .values(row)
                .on_conflict_do_nothing()
        )
        .await)?;
    Ok(())
}

/// Logs the use of an API key. Where this fails the whole transaction does.
pub(crate) async fn log_use(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    key_use: &KeyUse,
) -> Result<(), DbError> {
    let KeyUse {
        key_hash,
        method,
        path,
        status,
        at,
        request_id,
    } = key_use.clone();
    let row = (
        api_key_log::workspace_id.eq(workspace.as_str().to_owned()),
        api_key_log::key_hash.eq(key_hash),
        api_key_log::at.eq(at),
        api_key_log::method.eq(method),
        api_key_log::path.eq(path),
        api_key_log::status.eq(i32::from(status)),
        api_key_log::request_id.eq(request_id),
    );
    on!(conn, |c| c
        .exec(diesel::insert_into(api_key_log::table).values(row))
        .await)
    .map_err(DbError::KeyLog)?;
    Ok(())
}
