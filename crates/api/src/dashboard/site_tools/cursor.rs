//! Where a repair of all publications goes on.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use utoipa::IntoParams;

use crate::auth::Input;
use crate::problem::Problem;
use crate::wire::QueryReader;

/// Where to go on.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct BulkRepairParams {
    /// The `nextCursor` of an answer that was not finished; from the beginning where left out.
    #[param(value_type = Option<String>, nullable = false, pattern = "^[0-9]{1,18}$")]
    pub(super) cursor: Option<i64>,
}

impl Input for BulkRepairParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let cursor = query.number("cursor", 0..=i64::MAX);
        query.finish(Self { cursor })
    }
}
