//! Importing one publication by DOI, at once.

use actix_web::HttpResponse;
use domain::publication::{ImportDoi, StoredPublication};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Object, Schema};
use validator::Validate;

use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{Json, doi_schema, orcid_schema};

/// Which publication, and whose it is.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DoiImportBody {
    /// The DOI, in any of its forms.
    #[validate(length(min = 1, max = 2000, message = "must have between 1 and 2000 characters"))]
    #[schema(schema_with = asked_doi_schema)]
    doi: String,
    /// People of the workspace whose publication it is: their links count as made by hand.
    #[serde(default)]
    #[validate(length(max = 100, message = "must hold at most 100 ORCID iDs"))]
    #[schema(required = true, schema_with = person_orcids_schema)]
    person_orcids: Vec<String>,
}

fn asked_doi_schema() -> Object {
    doi_schema()
        .min_length(Some(1))
        .description(Some("The DOI, in any of its forms."))
        .examples([serde_json::json!("10.5555/12345678")])
        .build()
}

fn person_orcids_schema() -> Schema {
    let id = orcid_schema().min_length(Some(1));
    Schema::Array(
        ArrayBuilder::new()
            .items(id)
            .max_items(Some(100))
            .default(Some(serde_json::json!([])))
            .description(Some(
                "ORCID iDs of people of the workspace whose publication it is: their links count as made by \
                 hand. None where left out.",
            ))
            .examples([serde_json::json!(["0000-0002-1825-0097"])])
            .build(),
    )
}

/// What was imported.
#[derive(Serialize, ToSchema)]
pub(crate) struct DoiImportAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// The publication's id on the dashboard: its DOI. An alias leads to the publication that it stands for.
    #[schema(example = "10.5555/12345678")]
    id: String,
    /// The same.
    #[schema(example = "10.5555/12345678")]
    doi: String,
    /// It was not there before.
    created: bool,
}

impl From<StoredPublication> for DoiImportAnswer {
    fn from(stored: StoredPublication) -> Self {
        Self {
            ok: true,
            id: stored.doi.as_str().to_owned(),
            doi: stored.doi.as_str().to_owned(),
            created: stored.created,
        }
    }
}

/// Import DOI
///
/// Asks the registries about one DOI now, stores what they say, and links the people named. Where the DOI is not
/// known, the registries cannot be asked, or a person is not in the workspace, nothing is changed.
#[utoipa::path(
    post,
    path = "/api/import/doi",
    operation_id = "importDoi",
    tag = "Import",
    request_body = DoiImportBody,
    responses(
        (status = 200, description = "The publication was there, and is renewed.", body = DoiImportAnswer),
        (status = 201, description = "New publication created from DOI import.", body = DoiImportAnswer),
        (status = 404, description = "No registry knows the DOI (`doi_not_found`).", body = ProblemBody<'static>),
        (status = 502, description = "The registries cannot be asked now (`provider_unavailable`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn import_doi(call: Call<Staff<roles::Editor>, Json<DoiImportBody>>) -> Answer {
    let (Json(body), member) = (&call.input, &call.caller.member);
    let asked = ImportDoi {
        doi: body.doi.clone(),
        person_orcids: body.person_orcids.clone(),
        actor: member.actor(),
    };
    let importer = &call.services().importer;
    let stored = importer.import(&member.workspace.id, asked).await?;
    let mut answer = if stored.created {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(answer.json(DoiImportAnswer::from(stored)))
}
