//! Which part of a history is asked for.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use utoipa::IntoParams;

use crate::auth::Input;
use crate::problem::Problem;
use crate::wire::QueryReader;

/// Which part of a history.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct HistoryParams {
    /// At most so many entries.
    #[param(
        required = false,
        rename = "perPage",
        default = 20,
        minimum = 1,
        maximum = 100
    )]
    pub(super) per_page: u32,
    /// The `next_cursor` of the part before; from the newest where left out.
    #[param(value_type = Option<String>, nullable = false, pattern = "^[0-9]{1,18}$")]
    pub(super) cursor: Option<i64>,
}

impl Input for HistoryParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let per_page = query.staff_page().per_page;
        let cursor = query.number("cursor", 0..=i64::MAX);
        query.finish(Self { per_page, cursor })
    }
}
