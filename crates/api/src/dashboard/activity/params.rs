//! Which part of the timeline is asked for.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::activity::{ActivityFilter, ActivityQuery, EventCursor, Outcome, Severity};
use domain::storage::PageRequest;
use utoipa::IntoParams;

use crate::auth::Input;
use crate::problem::Problem;
use crate::wire::{LAST_SECOND, QueryReader};

/// Which events. Filters combine.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ActivityParams {
    /// Only what happened in this second (Unix) or later.
    #[param(nullable = false, minimum = 0)]
    pub(super) from: Option<i64>,
    /// Only what happened in this second (Unix) or earlier.
    #[param(nullable = false, minimum = 0)]
    pub(super) to: Option<i64>,
    /// Only this type, such as `ingestion.completed`.
    #[param(nullable = false, example = "ingestion.completed")]
    pub(super) event_type: Option<String>,
    /// Only this severity: `info`, `warning` or `error`.
    #[param(value_type = Option<String>, nullable = false, example = "warning")]
    pub(super) severity: Option<Severity>,
    /// Only this outcome: `success`, `partial`, `failure` or `pending`.
    #[param(value_type = Option<String>, nullable = false, example = "failure")]
    pub(super) status: Option<Outcome>,
    /// Only what this actor did: an e-mail address as it was then, an API key's hash, `operator` or `system`.
    #[param(nullable = false, example = "ana@example.org")]
    pub(super) actor: Option<String>,
    /// Words of the message and the actor: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(super) q: String,
    /// 1-based page number; a page past the end is empty. Without meaning beside a cursor.
    #[param(required = false, default = 1, minimum = 1)]
    pub(super) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(super) per_page: u32,
    /// Go on after the events that came with this `next_cursor`. New events do not move it.
    #[param(value_type = Option<String>, nullable = false)]
    cursor: Option<EventCursor>,
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
