//! The staff add people.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use domain::identifier::Orcid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use super::item::text;
use crate::auth::{Call, Staff, roles};
use crate::dashboard::ingestion::{JobBody, jobs_of};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{Json, orcid_schema};

/// Whom to add.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ArrivalBody {
    /// Their ORCID iD, bare or as a URL.
    #[schema(schema_with = asked_orcid_schema)]
    orcid_id: String,
}

fn asked_orcid_schema() -> Object {
    orcid_schema()
        .min_length(Some(1))
        .description(Some("Their ORCID iD, bare or as a URL."))
        .examples([serde_json::json!("0000-0002-1825-0097")])
        .build()
}

/// Somebody who was added.
#[derive(Serialize, ToSchema)]
pub(crate) struct ArrivalAnswer {
    /// The iD whose record is ingested.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// They were hidden, and are shown again.
    shown_again: bool,
    /// Jobs made now; 0 where one was open already.
    #[schema(example = 1)]
    queued: usize,
    /// The job that brings their record in.
    jobs: Vec<JobBody>,
}

/// Add person
///
/// Queues the ingestion of somebody's ORCID record; the answer does not wait for it. Somebody who was hidden is shown
/// again at once.
#[utoipa::path(
    post,
    path = "/api/people",
    operation_id = "dashboardAddPerson",
    tag = "People",
    request_body = ArrivalBody,
    responses(
        (status = 202, description = "Queued.", body = ArrivalAnswer),
        (status = 400, description = "Not an ORCID iD (`invalid_orcid`).", body = ProblemBody<'static>),
        (status = 409, description = "The person is in the workspace already (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn add(call: Call<Staff<roles::Editor>, Json<ArrivalBody>>) -> Answer {
    let (services, member) = (call.services(), &call.caller.member);
    let orcid = Orcid::parse(&call.input.0.orcid_id).map_err(|why| {
        let fields = BTreeMap::from([("orcid_id", why.to_string())]);
        Problem::fields(Code::InvalidOrcid, "the body names no ORCID iD", &fields)
    })?;
    let workspace = &member.workspace.id;
    let arrived = services.arrivals.add(workspace, &orcid, member.actor()).await?;
    let jobs = jobs_of(services, member, std::slice::from_ref(&arrived.orcid)).await?;
    Ok(HttpResponse::Accepted().json(ArrivalAnswer {
        orcid_id: text(&arrived.orcid),
        shown_again: arrived.shown_again,
        queued: usize::from(arrived.queued),
        jobs,
    }))
}
