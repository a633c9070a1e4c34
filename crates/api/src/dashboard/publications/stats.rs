//! How many publications there are, and how many came in lately.

use domain::publication::curation::arrivals::{self, Arrival};
use domain::publication::curation::{Arrivals, Totals};
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Call, Staff, roles};
use crate::routes::Answer;

/// Sizes of the catalogue. Deleted publications do not count.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PublicationTotals {
    /// Publications, hidden ones included.
    total_publications: u64,
    /// Those that were edited at least once.
    edited_publications: u64,
    /// Hidden ones.
    hidden_publications: u64,
    /// People (ORCID iDs) who are linked to at least one.
    orcid_sources: u64,
}

impl From<Totals> for PublicationTotals {
    fn from(totals: Totals) -> Self {
        Self {
            total_publications: totals.publications,
            edited_publications: totals.edited,
            hidden_publications: totals.hidden,
            orcid_sources: totals.people,
        }
    }
}

/// Publication totals
///
/// Sizes of the workspace's catalogue, for an overview.
#[utoipa::path(
    get,
    path = "/api/publications/stats",
    operation_id = "dashboardPublicationStats",
    tag = "Publications",
    responses((status = 200, description = "Totals.", body = PublicationTotals))
)]
pub(super) async fn totals(call: Call<Staff<roles::Viewer>>) -> Answer {
    let workspace = &call.caller.member.workspace.id;
    let totals = call.services().curation.store.totals(workspace).await?;
    call.current(None, &PublicationTotals::from(totals))
}

/// A day or a month (UTC).
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TimePoint {
    /// `2026-11-21` or `2026-11`.
    #[schema(example = "2026-11-21")]
    key: String,
    /// `21 Nov` or `Nov 2026`.
    #[schema(example = "21 Nov")]
    label: String,
    /// Publications that came in.
    count: u64,
}

impl From<Arrival> for TimePoint {
    fn from(arrival: Arrival) -> Self {
        let Arrival { key, label, count } = arrival;
        Self { key, label, count }
    }
}

/// Publications by the time at which they came into the catalogue; oldest first, times without any as 0.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PublicationTimeseries {
    /// The last 7 days, today included.
    daily_last_7_days: Vec<TimePoint>,
    /// The last 6 months, this one included.
    monthly_last_6_months: Vec<TimePoint>,
}

/// Publication timeseries
///
/// How many publications came into the catalogue by day and by month (UTC). Publications that were deleted since are
/// counted: they came in.
#[utoipa::path(
    get,
    path = "/api/publications/stats/timeseries",
    operation_id = "dashboardPublicationTimeseries",
    tag = "Publications",
    responses((status = 200, description = "Daily and monthly publication counts.", body = PublicationTimeseries))
)]
pub(super) async fn timeseries(call: Call<Staff<roles::Viewer>>) -> Answer {
    let (workspace, now) = (&call.caller.member.workspace.id, call.state().now());
    let store = &call.services().curation.store;
    let by_day = store.arrivals(workspace, arrivals::first_day(now)).await?;
    let Arrivals { days, months } = Arrivals::of(&by_day, now);
    let series = PublicationTimeseries {
        daily_last_7_days: days.into_iter().map(TimePoint::from).collect(),
        monthly_last_6_months: months.into_iter().map(TimePoint::from).collect(),
    };
    call.current(None, &series)
}
