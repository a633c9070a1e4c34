//! Queueing the ingestion of ORCID records.

use actix_web::HttpResponse;
use domain::activity::Actor;
use domain::ingestion::Enqueue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use validator::Validate;

use crate::auth::{ApiClient, Call, scopes};
use crate::routes::Answer;
use crate::wire::{Json, orcid_schema};

/// Whose records to bring in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct IngestBody {
    /// ORCID iDs, bare or as URLs; repeated ones count once.
    #[validate(length(min = 1, max = 100, message = "must hold between 1 and 100 ORCID iDs"))]
    #[schema(schema_with = orcid_ids_schema)]
    orcid_ids: Vec<String>,
}

fn orcid_ids_schema() -> Schema {
    let id = orcid_schema().min_length(Some(1));
    Schema::Array(
        ArrayBuilder::new()
            .items(id)
            .min_items(Some(1))
            .max_items(Some(100))
            .description(Some("ORCID iDs, bare or as URLs; repeated ones count once."))
            .examples([serde_json::json!(["0000-0002-1825-0097"])])
            .build(),
    )
}

/// What became of the request.
#[derive(Serialize, ToSchema)]
pub(crate) struct IngestAnswer {
    /// Jobs made now; people with an open job get no second one.
    #[schema(example = 1)]
    queued: usize,
    /// Distinct iDs asked for.
    #[schema(example = 1)]
    requested: u32,
}

/// Queue public ingestion
///
/// Queues one job for each ORCID iD. The answer does not wait for the work. Where one iD cannot be read, nothing
/// is queued.
#[utoipa::path(
    post,
    path = "/api/ingest",
    operation_id = "queueIngestion",
    tag = "Ingestion",
    request_body = IngestBody,
    responses((status = 202, description = "Queued.", body = IngestAnswer))
)]
pub(crate) async fn ingest(call: Call<ApiClient<scopes::Ingest>, Json<IngestBody>>) -> Answer {
    let key = &call.caller.key;
    let asked = Enqueue {
        orcid_ids: call.input.0.orcid_ids.clone(),
        skip_existing: false,
        trigger_source: None,
        actor: Actor::ApiKey(key.key_hash.as_str().to_owned()),
        key_use: Some(call.key_use(202)),
    };
    let done = call.services().queue.enqueue(&key.workspace, asked).await?;
    call.use_was_logged();
    Ok(HttpResponse::Accepted().json(IngestAnswer {
        queued: done.queued.len(),
        requested: done.requested,
    }))
}
