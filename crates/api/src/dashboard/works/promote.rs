//! Verifying a work, and making a publication of it.

use actix_web::HttpResponse;
use domain::work::WorkId;
use domain::work::curation::WorkDraft;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use super::one::WorkChangeAnswer;
use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{IdPath, Json, OptionalJson, doi_schema, given};

/// Whether the work is right.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct VerifyBody {
    /// False takes a verification back.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = true)]
    verified: Option<bool>,
}

/// Verify work
///
/// Says that a person has checked the work. It is public from then on, where it is visible and by a member of the centre; and
/// ingestion leaves its fields alone.
#[utoipa::path(
    post,
    path = "/api/works/{id}/verify",
    operation_id = "dashboardVerifyWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    request_body(content = VerifyBody, description = "May be left out."),
    responses(
        (status = 200, description = "Verified.", body = WorkChangeAnswer),
        (status = 404, description = "There is no such work.", body = ProblemBody<'static>),
        (status = 409, description = "It has become a publication (`work_promoted`).", body = ProblemBody<'static>),
    )
)]
pub(super) async fn verify(call: Call<Staff<roles::Editor>, (IdPath, OptionalJson<VerifyBody>)>) -> Answer {
    let ((IdPath(id), OptionalJson(body)), member) = (&call.input, &call.caller.member);
    let id = WorkId::new(id.as_str());
    let draft = WorkDraft::verifying(body.verified.unwrap_or(true));
    let desk = &call.services().work_desk;
    let outcome = desk
        .change(&member.workspace.id, &id, draft, member.actor())
        .await?;
    Ok(HttpResponse::Ok().json(WorkChangeAnswer {
        changed: outcome.changed,
        work: outcome.work.into(),
    }))
}

/// Which publication the work is.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PromoteBody {
    /// Its DOI, in any of its forms.
    #[validate(length(min = 1, max = 2000, message = "must have between 1 and 2000 characters"))]
    #[schema(schema_with = promoted_doi_schema)]
    doi: String,
}

fn promoted_doi_schema() -> Object {
    doi_schema()
        .min_length(Some(1))
        .description(Some("Its DOI, in any of its forms."))
        .examples([serde_json::json!("10.5555/12345678")])
        .build()
}

/// The work is a publication now.
#[derive(Serialize, ToSchema)]
pub(super) struct PromoteAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// The publication's id on the dashboard: its DOI. An alias leads to the publication that it stands for.
    #[schema(example = "10.5555/12345678")]
    id: String,
    /// The same.
    #[schema(example = "10.5555/12345678")]
    doi: String,
    /// The publication was not there before.
    created: bool,
}

/// Promote work to a publication
///
/// The work has a DOI: it becomes the publication with that DOI, which gets the work's people (by the word of the staff, save those
/// of whom they said "not mine") and projects. Where the publication is not there yet, the registries are asked now, as an import
/// does. The work leaves all public lists, which tell it to those who keep copies, and ingestion never brings it back.
#[utoipa::path(
    post,
    path = "/api/works/{id}/promote",
    operation_id = "dashboardPromoteWork",
    tag = "Works",
    params(("id" = String, Path, description = "Work identifier.", example = "tide-tables-2024")),
    request_body = PromoteBody,
    responses(
        (status = 200, description = "The publication was there already, and has the work's links now.", body = PromoteAnswer),
        (status = 201, description = "The work has become a new publication.", body = PromoteAnswer),
        (status = 404, description = "There is no such work (`work_not_found`), or no registry knows the DOI \
         (`doi_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "It has become a publication already (`work_promoted`), or it or the publication is \
         deleted (`work_deleted`, `publication_deleted`).", body = ProblemBody<'static>),
        (status = 502, description = "The registries cannot be asked now (`provider_unavailable`).",
         body = ProblemBody<'static>),
    )
)]
pub(super) async fn promote(call: Call<Staff<roles::Editor>, (IdPath, Json<PromoteBody>)>) -> Answer {
    let ((IdPath(id), Json(body)), member) = (&call.input, &call.caller.member);
    let id = WorkId::new(id.as_str());
    let desk = &call.services().work_desk;
    let stored = desk
        .promote(&member.workspace.id, &id, &body.doi, member.actor())
        .await?;
    let mut answer = if stored.created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.json(PromoteAnswer {
        ok: true,
        id: stored.doi.as_str().to_owned(),
        doi: stored.doi.as_str().to_owned(),
        created: stored.created,
    }))
}
