//! What is counted of every answer.

use std::cell::RefCell;
use std::collections::HashMap;
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use metrics::{Counter, Histogram};

/// Answers that are counted together.
#[derive(PartialEq, Eq, Hash)]
struct Kind {
    listener: &'static str,
    method: &'static str,
    route: String,
    status: u16,
}

/// Where they are counted.
struct Measures {
    total: Counter,
    seconds: Histogram,
}

thread_local! {
    /// Asked of the recorder once for each thread: it would be given labels to compose and hash for every answer.
    /// There are as many kinds as routes, methods and statuses.
    static MEASURES: RefCell<HashMap<Kind, Measures>> = RefCell::default();
}

/// Counts an answer, and how long it took.
pub(super) fn record(listener: &'static str, response: &ServiceResponse<BoxBody>, started: Instant) {
    let request = response.request();
    let kind = Kind {
        listener,
        method: match request.method().as_str() {
            "GET" => "GET",
            "HEAD" => "HEAD",
            "POST" => "POST",
            "PUT" => "PUT",
            "PATCH" => "PATCH",
            "DELETE" => "DELETE",
            "OPTIONS" => "OPTIONS",
            _ => "other",
        },
        // Unknown paths share one label: a stranger must not be able to make new ones.
        route: request.match_pattern().unwrap_or_else(|| "unknown".to_owned()),
        status: response.status().as_u16(),
    };
    let seconds = started.elapsed().as_secs_f64();
    tracing::info!(route = kind.route, status = kind.status, seconds, "answered");
    MEASURES.with_borrow_mut(|known| {
        let measures = known.entry(kind).or_insert_with_key(Measures::of);
        measures.total.increment(1);
        measures.seconds.record(seconds);
    });
}

impl Measures {
    fn of(kind: &Kind) -> Self {
        let labels = [
            ("listener", kind.listener.to_owned()),
            ("method", kind.method.to_owned()),
            ("route", kind.route.clone()),
            ("status", kind.status.to_string()),
        ];
        Self {
            total: metrics::counter!("legaciti_http_requests_total", &labels),
            seconds: metrics::histogram!("legaciti_http_request_duration_seconds", &labels),
        }
    }
}
