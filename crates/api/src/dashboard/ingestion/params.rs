//! Whose ingestion, and which stuck jobs, are asked for.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::identifier::Orcid;
use utoipa::IntoParams;

use crate::auth::Input;
use crate::problem::{Code, Problem};
use crate::wire::QueryReader;

/// So many iDs in one question.
const MOST: usize = 100;

/// Of whom.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StatusParams {
    /// Comma-separated ORCID identifiers, bare or as URLs; at most 100, repeated ones count once.
    #[param(
        value_type = String,
        format = "orcid-list",
        pattern = "^[\\s,]*[^\\s,]",
        example = "0000-0002-1825-0097,0000-0001-5109-3700"
    )]
    pub(super) orcid_ids: Vec<Orcid>,
}

impl Input for StatusParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let items = query.items("orcid_ids", MOST);
        if items.is_empty() {
            query.fault("orcid_ids", format!("must hold between 1 and {MOST} ORCID iDs"));
        }
        let mut orcid_ids: Vec<Orcid> = Vec::new();
        let mut invalid: BTreeMap<String, String> = BTreeMap::new();
        for text in query.finish(items)? {
            match Orcid::parse(&text) {
                Ok(orcid) if orcid_ids.contains(&orcid) => {}
                Ok(orcid) => orcid_ids.push(orcid),
                Err(why) => {
                    invalid.insert(text, why.to_string());
                }
            }
        }
        if invalid.is_empty() {
            return Ok(Self { orcid_ids });
        }
        let message = format!("{} of the ORCID iDs cannot be read", invalid.len());
        Err(Problem::new(Code::InvalidOrcid, message).with_detail("orcid_ids", serde_json::json!(invalid)))
    }
}

/// Which jobs.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StuckParams {
    /// So many seconds without a sign of life.
    #[param(required = false, default = 900, minimum = 1, maximum = 31_536_000)]
    pub(super) threshold_seconds: u32,
    /// Maximum stuck jobs to return.
    #[param(required = false, default = 50, minimum = 1, maximum = 500)]
    pub(super) limit: u32,
}

impl Input for StuckParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let read = Self {
            threshold_seconds: query.number("threshold_seconds", 1..=31_536_000).unwrap_or(900),
            limit: query.number("limit", 1..=500).unwrap_or(50),
        };
        query.finish(read)
    }
}
