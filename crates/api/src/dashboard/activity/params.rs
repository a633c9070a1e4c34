//! Which part of the timeline is asked for.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::activity::{ActivityFilter, ActivityQuery, EventCursor, Outcome, Severity};
use domain::storage::PageRequest;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat, Type};

use crate::auth::Input;
use crate::problem::Problem;
use crate::wire::{LAST_SECOND, QueryReader, outcome_schema, severity_schema};

/// Which events. Filters combine.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActivityParams {
    /// Only what happened in this second (Unix) or later.
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(super) from: Option<i64>,
    /// Only what happened in this second (Unix) or earlier.
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(super) to: Option<i64>,
    /// Only this type, such as `ingestion.completed`.
    #[param(nullable = false, max_length = 200, example = "ingestion.completed")]
    pub(super) event_type: Option<String>,
    /// Only this severity: `info`, `warning` or `error`.
    #[param(required = false, schema_with = severity_schema, example = "warning")]
    pub(super) severity: Option<Severity>,
    /// Only this outcome: `success`, `partial`, `failure` or `pending`.
    #[param(required = false, schema_with = outcome_schema, example = "failure")]
    pub(super) status: Option<Outcome>,
    /// Only what this actor did: an e-mail address as it was then, an API key's hash, `operator` or `system`.
    #[param(nullable = false, max_length = 200, example = "ana@example.org")]
    pub(super) actor: Option<String>,
    /// Words of the message and the actor: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(super) q: String,
    /// 1-based page number; a page past the end is empty. Without meaning beside a cursor.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(super) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(super) per_page: u32,
    /// Go on after the events that came with this `next_cursor`. New events do not move it.
    #[param(required = false, schema_with = cursor_schema)]
    cursor: Option<EventCursor>,
}

/// Nobody but us makes cursors: the format says so to tools that invent values.
fn cursor_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("activity-cursor".to_owned())))
        .max_length(Some(200))
        .description(Some(
            "Go on after the events that came with this `next_cursor`. New events do not move it.",
        ))
        .build()
}

impl Input for ActivityParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.page();
        let read = Self {
            from: query.number("from", 0..=LAST_SECOND),
            to: query.number("to", 0..=LAST_SECOND),
            event_type: query.text("event_type"),
            severity: query.choice("severity"),
            status: query.choice("status"),
            actor: query.text("actor"),
            q: query.text("q").unwrap_or_default(),
            page,
            per_page,
            cursor: query.parsed("cursor"),
        };
        if read.from.zip(read.to).is_some_and(|(from, to)| from > to) {
            query.fault("from", "must not be after `to`".to_owned());
        }
        query.finish(read)
    }
}

impl ActivityParams {
    /// As the port takes it.
    pub(super) fn query(&self) -> ActivityQuery {
        ActivityQuery {
            filter: ActivityFilter {
                from: self.from,
                to: self.to,
                kind: self.event_type.clone(),
                severity: self.severity,
                outcome: self.status,
                actor: self.actor.clone(),
                q: self.q.clone(),
            },
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
            cursor: self.cursor.clone(),
        }
    }
}
