//! Reading the timeline.

use actix_web::HttpResponse;
use domain::activity::Event;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::params::ActivityParams;
use crate::auth::{Call, Staff, roles};
use crate::routes::Answer;
use crate::wire::Word;

/// Something that happened.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActivityEvent {
    /// Identifier.
    id: String,
    /// When (Unix seconds).
    created_at: i64,
    /// `area.what_happened`.
    #[schema(example = "ingestion.completed")]
    event_type: String,
    /// `info`, `warning` or `error`.
    #[schema(example = "info")]
    severity: &'static str,
    /// `success`, `partial`, `failure` or `pending`.
    #[schema(example = "success")]
    status: &'static str,
    /// Who, as they were called then.
    #[schema(example = "ana@example.org")]
    actor: String,
    /// `user`, `api_key`, `operator` or `system`.
    #[schema(example = "user")]
    actor_type: &'static str,
    /// The user's id or the key's hash.
    #[schema(required = true)]
    actor_id: Option<String>,
    /// What it happened to: `publication`, `person`, `job`, …
    #[schema(example = "job")]
    subject_type: String,
    /// Its identifier.
    subject_id: String,
    /// One English sentence.
    message: String,
    /// Before and after, counts, reasons.
    #[schema(value_type = Object)]
    details: Value,
}

impl From<Event> for ActivityEvent {
    fn from(event: Event) -> Self {
        Self {
            severity: event.severity().as_str(),
            status: event.outcome().as_str(),
            id: event.id,
            created_at: event.at,
            event_type: event.kind,
            actor: event.actor.label().to_owned(),
            actor_type: event.actor.kind(),
            actor_id: event.actor.id().map(str::to_owned),
            subject_type: event.subject_kind,
            subject_id: event.subject_id,
            message: event.message,
            details: event.details,
        }
    }
}

/// A part of the timeline.
#[derive(Serialize, ToSchema)]
pub(crate) struct ActivityList {
    /// Newest first.
    events: Vec<ActivityEvent>,
    /// As asked.
    #[schema(example = 1)]
    page: u32,
    /// As asked.
    #[schema(example = 20)]
    per_page: u32,
    /// All events that the filters let through.
    #[schema(example = 41)]
    total: u64,
    /// Pages of them.
    #[schema(example = 3)]
    pages: u64,
    /// What follows these events; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Whether anything follows.
    has_more: bool,
    #[serde(flatten)]
    applied: AppliedActivityFilters,
}

/// Filters as applied.
#[derive(Serialize, ToSchema)]
pub(crate) struct AppliedActivityFilters {
    /// Search term; empty where none was given.
    q: String,
    /// First second.
    #[schema(required = true)]
    from: Option<i64>,
    /// Last second.
    #[schema(required = true)]
    to: Option<i64>,
    /// Type.
    #[schema(required = true)]
    event_type: Option<String>,
    /// Severity.
    #[schema(required = true)]
    severity: Option<&'static str>,
    /// Outcome.
    #[schema(required = true)]
    status: Option<&'static str>,
    /// Actor.
    #[schema(required = true)]
    actor: Option<String>,
}

impl From<&ActivityParams> for AppliedActivityFilters {
    fn from(params: &ActivityParams) -> Self {
        Self {
            q: params.q.clone(),
            from: params.from,
            to: params.to,
            event_type: params.event_type.clone(),
            severity: params.severity.map(Word::word),
            status: params.status.map(Word::word),
            actor: params.actor.clone(),
        }
    }
}

/// List workspace activity
///
/// The timeline of the workspace, newest first, by pages or by cursor. Pages shift when events are added; what follows
/// a cursor does not.
#[utoipa::path(
    get,
    path = "/api/activity",
    operation_id = "listActivity",
    tag = "Activity",
    params(ActivityParams),
    responses((status = 200, description = "A part of the timeline.", body = ActivityList))
)]
pub(crate) async fn list(call: Call<Staff<roles::Viewer>, ActivityParams>) -> Answer {
    let params = &call.input;
    let workspace = &call.caller.member.workspace.id;
    let found = call.services().activity.list(workspace, &params.query()).await?;
    Ok(HttpResponse::Ok().json(ActivityList {
        events: found.events.into_iter().map(ActivityEvent::from).collect(),
        page: params.page,
        per_page: params.per_page,
        total: found.total,
        pages: found.total.div_ceil(u64::from(params.per_page)),
        has_more: found.next.is_some(),
        next_cursor: found.next.map(|cursor| cursor.to_string()),
        applied: params.into(),
    }))
}
