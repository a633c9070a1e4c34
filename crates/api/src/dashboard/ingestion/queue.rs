//! Queueing the ingestion of ORCID records.

use actix_web::HttpResponse;
use domain::identifier::Orcid;
use domain::ingestion::{Enqueue, Queued};
use domain::staff::Member;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, ObjectBuilder, Schema, Type};
use validator::Validate;

use super::JobBody;
use crate::auth::{Call, Staff, roles};
use crate::problem::Problem;
use crate::routes::Answer;
use crate::state::Services;
use crate::wire::{Json, given, orcid_schema};

/// Where in the dashboard something was asked for.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TriggerSource {
    /// The page of people.
    PeoplePage,
}

/// Whose records to bring in.
#[derive(Deserialize, Validate, ToSchema)]
#[schema(as = DashboardIngestBody)]
#[serde(deny_unknown_fields)]
pub(crate) struct QueueBody {
    /// ORCID iDs, bare or as URLs; repeated ones count once.
    #[validate(length(min = 1, max = 100, message = "must hold between 1 and 100 ORCID iDs"))]
    #[schema(schema_with = orcid_ids_schema)]
    orcid_ids: Vec<String>,
    /// Leave out people who are in the workspace already.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    skip_existing: Option<bool>,
    /// Where in the dashboard it was asked for, for the timeline.
    #[serde(default, deserialize_with = "given")]
    #[schema(required = false, schema_with = trigger_schema)]
    trigger_source: Option<TriggerSource>,
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

fn trigger_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["people_page"]))
        .description(Some("Where in the dashboard it was asked for, for the timeline."))
        .build()
}

/// What became of the request.
#[derive(Serialize, ToSchema)]
pub(crate) struct DashboardIngestAnswer {
    /// Jobs made now; people with an open job get no second one.
    #[schema(example = 1)]
    queued: usize,
    /// Distinct iDs asked for.
    #[schema(example = 1)]
    requested: u32,
    /// The jobs made now.
    jobs: Vec<JobBody>,
}

/// Queues what a member of staff asks for.
pub(in crate::dashboard) async fn queue_for(
    services: &Services,
    member: &Member,
    body: &QueueBody,
) -> Result<Queued, Problem> {
    let asked = Enqueue {
        orcid_ids: body.orcid_ids.clone(),
        skip_existing: body.skip_existing.unwrap_or(false),
        trigger_source: body
            .trigger_source
            .map(|TriggerSource::PeoplePage| "people_page".to_owned()),
        actor: member.actor(),
        key_use: None,
    };
    Ok(services.queue.enqueue(&member.workspace.id, asked).await?)
}

/// The newest jobs of these iDs, in their order.
pub(in crate::dashboard) async fn jobs_of(
    services: &Services,
    member: &Member,
    orcids: &[Orcid],
) -> Result<Vec<JobBody>, Problem> {
    let control = &services.job_desk.control;
    let mut jobs = control.most_recent(&member.workspace.id, orcids).await?;
    jobs.sort_by_key(|job| orcids.iter().position(|orcid| *orcid == job.orcid));
    Ok(jobs.into_iter().map(JobBody::from).collect())
}

/// Queue ORCID ingestion
///
/// Queues one job for each ORCID iD and returns the jobs made. The answer does not wait for the work. An iD with an
/// open job is not queued again. Where one iD cannot be read, nothing is queued.
#[utoipa::path(
    post,
    path = "/api/ingest",
    operation_id = "dashboardQueueIngestion",
    tag = "Ingestion",
    request_body = QueueBody,
    responses((status = 202, description = "Queued.", body = DashboardIngestAnswer))
)]
pub(crate) async fn ingest(call: Call<Staff<roles::Editor>, Json<QueueBody>>) -> Answer {
    let (services, member) = (call.services(), &call.caller.member);
    let done = queue_for(services, member, &call.input.0).await?;
    Ok(HttpResponse::Accepted().json(DashboardIngestAnswer {
        queued: done.queued.len(),
        requested: done.requested,
        jobs: jobs_of(services, member, &done.queued).await?,
    }))
}
