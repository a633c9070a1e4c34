//! What an integration hears of, and what it wants to be told later.

use actix_web::HttpResponse;
use domain::event::usecases::MAX_WAIT;
use domain::event::{Delivery, EventFilter, LoggedEvent, Redelivery, TaskError};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::Validate;

use super::bodies::list_body;
use super::reach;
use crate::auth::{Call, Party, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{EventPath, IntegrationPath, Json, SliceParams, whole};

/// An event of an integration.
#[derive(Serialize, ToSchema)]
#[schema(as = IntegrationEvent)]
pub(super) struct EventBody {
    /// Identifier.
    id: String,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(example = "site.verified")]
    kind: &'static str,
    /// Name of the integration.
    integration: String,
    /// The workspace.
    organization: String,
    /// Identifier of the installation; null for tasks.
    #[schema(required = true)]
    installation: Option<String>,
    /// More about it.
    #[schema(value_type = Object)]
    payload: Value,
    /// When it happened (Unix seconds).
    created_at: i64,
    /// Attempts at delivering it, the first one first; none where the integration has no webhook. Each is sent under the
    /// event's id.
    deliveries: Vec<DeliveryBody>,
}

/// An attempt at delivering an event.
#[derive(Serialize, ToSchema)]
#[schema(as = EventDelivery)]
struct DeliveryBody {
    /// Identifier of the attempt.
    id: String,
    /// From 1.
    attempt: u32,
    /// `queued`, `sending`, `delivered` or `failed`.
    #[schema(example = "queued")]
    status: &'static str,
    /// When it was, or is, due (Unix seconds).
    due_at: i64,
    /// When it began (Unix seconds).
    #[schema(required = true)]
    started_at: Option<i64>,
    /// How long it took, in milliseconds.
    #[schema(required = true)]
    duration_ms: Option<i64>,
    /// The status that came back.
    #[schema(required = true)]
    response_status: Option<u16>,
    /// Why it failed.
    #[schema(required = true)]
    error: Option<String>,
}

impl From<LoggedEvent> for EventBody {
    fn from(LoggedEvent { event, deliveries }: LoggedEvent) -> Self {
        Self {
            id: event.id.to_string(),
            kind: event.kind.as_str(),
            integration: event.integration.to_string(),
            organization: event.workspace.to_string(),
            installation: event.installation.map(|id| id.to_string()),
            payload: event.payload,
            created_at: event.created_at,
            deliveries: deliveries.into_iter().map(DeliveryBody::from).collect(),
        }
    }
}

impl From<Delivery> for DeliveryBody {
    fn from(found: Delivery) -> Self {
        Self {
            id: found.id,
            attempt: found.attempt,
            status: found.status.as_str(),
            due_at: found.due_at,
            started_at: found.started_at,
            duration_ms: found.duration_ms,
            response_status: found.response_status,
            error: found.error,
        }
    }
}

list_body! {
    /// A part of the events of an integration.
    EventList of EventBody
}

/// List all integration events
///
/// Newest first, with their deliveries: for the staff those of the workspace, for the integration all.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/events",
    operation_id = "listIntegrationEvents",
    tag = "Events",
    params(IntegrationPath, SliceParams),
    responses(
        (status = 200, description = "Paginated list of integration events.", body = EventList),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn list(call: Call<Party<roles::Viewer>, (IntegrationPath, SliceParams)>) -> Answer {
    let (path, params) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let filter = EventFilter {
        integration: integration.name,
        workspace: caller.workspace().cloned(),
    };
    let found = services.integration_events.page(&filter, &params.slice()).await?;
    call.current(None, &EventList::of(found, EventBody::from))
}

/// Get a specific integration event by its id
///
/// With its deliveries.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/events/{eventId}",
    operation_id = "getIntegrationEvent",
    tag = "Events",
    params(EventPath),
    responses(
        (status = 200, description = "The event.", body = EventBody),
        (status = 404, description = "There is no such integration or event: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn read(call: Call<Party<roles::Viewer>, EventPath>) -> Answer {
    let (services, caller, path) = (call.services(), &call.caller.caller, &call.input);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let filter = EventFilter {
        integration: integration.name,
        workspace: caller.workspace().cloned(),
    };
    let found = services.integration_events.find(&filter, &path.event).await?;
    let event = found.ok_or_else(|| Problem::missing(Code::EventNotFound))?;
    call.current(None, &EventBody::from(event))
}

/// Deliver an event again
///
/// However its delivery has ended: the event waits once more, behind those that wait already, under the same id. One that
/// waits for its next attempt is due now.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/events/{eventId}/deliver",
    operation_id = "deliverIntegrationEvent",
    tag = "Events",
    params(EventPath),
    responses(
        (status = 202, description = "It is queued.", body = EventBody),
        (status = 404, description = "There is no such integration or event: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "It has nowhere to deliver to (`webhook_missing`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn deliver(call: Call<Party<roles::WorkspaceAdmin>, EventPath>) -> Answer {
    let (services, caller, path) = (call.services(), &call.caller.caller, &call.input);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let filter = EventFilter {
        integration: integration.name,
        workspace: caller.workspace().cloned(),
    };
    let now = services.clock.now();
    let found = services
        .integration_events
        .deliver_again(&filter, &path.event, now)
        .await?;
    match found.ok_or_else(|| Problem::missing(Code::EventNotFound))? {
        Redelivery::Queued(event) => Ok(HttpResponse::Accepted().json(EventBody::from(event))),
        Redelivery::NoTarget => Err(TaskError::NoWebhook.into()),
    }
}

/// A task.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaskBody {
    /// What the integration is told: any object.
    #[schema(value_type = Object, example = json!({"kind": "rebuild"}))]
    task: Map<String, Value>,
    /// Seconds to wait.
    #[serde(default, deserialize_with = "whole")]
    #[validate(range(max = MAX_WAIT, message = "must be between 0 and 86400"))]
    #[schema(required = false, default = 0, minimum = 0, maximum = 86_400)]
    schedule: u32,
}

/// Queue a task for an integration to be executed later
///
/// The integration is told at least once, as of an event of type `task`, when the time has come. For the integration
/// itself and for admins of the workspace that has published it.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/tasks",
    operation_id = "queueIntegrationTask",
    tag = "Events",
    params(IntegrationPath),
    request_body = TaskBody,
    responses(
        (status = 204, description = "It is queued."),
        (status = 404, description = "There is no such integration (`integration_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "It has nowhere to deliver to (`webhook_missing`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn post_task(
    call: Call<Party<roles::WorkspaceAdmin>, (IntegrationPath, Json<TaskBody>)>,
) -> Answer {
    let (path, Json(body)) = &call.input;
    let (services, caller) = (call.services(), &call.caller.caller);
    let integration = reach::integration(services, caller, &path.integration).await?;
    let task = Value::Object(body.task.clone());
    services
        .tasks
        .post(&integration, task, body.schedule, caller)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
