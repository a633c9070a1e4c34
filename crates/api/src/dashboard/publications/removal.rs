//! Deleting publications softly, and restoring them.

use actix_web::HttpResponse;
use domain::publication::curation::{BulkRefusal, RemovalAction};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, Schema};
use validator::Validate;

use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{CuratedPath, DoiText, LongJson, doi_schema};

/// What to do with publications.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum BulkAction {
    /// Take out of the catalogue.
    Delete,
    /// Put back.
    Restore,
}

impl From<BulkAction> for RemovalAction {
    fn from(action: BulkAction) -> Self {
        match action {
            BulkAction::Delete => Self::Delete,
            BulkAction::Restore => Self::Restore,
        }
    }
}

/// Which publications, and what to do with them.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BulkBody {
    /// DOIs, at most 1,000 different ones; repeated ones count once.
    #[schema(schema_with = ids_schema)]
    ids: Vec<String>,
    /// What to do.
    action: BulkAction,
}

fn ids_schema() -> Schema {
    let ids = ArrayBuilder::new()
        .items(doi_schema())
        .description(Some(
            "DOIs, at most 1,000 different ones; repeated ones count once.",
        ))
        .examples([json!(["10.5555/12345678"])]);
    Schema::Array(ids.build())
}

/// It was done.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RemovalAnswer {
    /// Always true.
    success: bool,
    /// So many publications changed; the others were so already.
    changed: usize,
}

/// Soft-delete publication
///
/// Marks a publication as deleted. It leaves all public answers and stays deleted when it is ingested again, until it is
/// restored. Deleting it again changes nothing.
#[utoipa::path(
    delete,
    path = "/api/publications/{id}",
    operation_id = "dashboardDeletePublication",
    tag = "Publications",
    params(("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678")),
    responses(
        (status = 200, description = "Deleted.", body = RemovalAnswer),
        (status = 404, description = "There is no such publication.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn delete(call: Call<Staff<roles::Editor>, CuratedPath>) -> Answer {
    let CuratedPath(doi) = &call.input;
    let member = &call.caller.member;
    let ids = [doi.as_str().to_owned()];
    let curation = &call.services().curation;
    let removed = curation.remove(&member.workspace.id, &ids, RemovalAction::Delete, member.actor());
    let changed = removed.await.map_err(|refusal| match refusal {
        BulkRefusal::Unknown(_) => Problem::unknown_publication(),
        other => Problem::from(other),
    })?;
    Ok(HttpResponse::Ok().json(RemovalAnswer {
        success: true,
        changed,
    }))
}

/// Bulk publication action
///
/// Deletes or restores up to 1,000 publications, all of them or none.
#[utoipa::path(
    post,
    path = "/api/publications/bulk",
    operation_id = "dashboardBulkPublications",
    tag = "Publications",
    request_body = BulkBody,
    responses(
        (status = 200, description = "Done.", body = RemovalAnswer),
        (status = 404, description = "Some are not in the catalogue: `details.ids` names them. Nothing was changed.",
         body = ProblemBody<'static>),
    )
)]
pub(super) async fn bulk(call: Call<Staff<roles::Editor>, LongJson<BulkBody>>) -> Answer {
    let LongJson(BulkBody { ids, action }) = &call.input;
    let member = &call.caller.member;
    let curation = &call.services().curation;
    let changed = curation
        .remove(&member.workspace.id, ids, (*action).into(), member.actor())
        .await?;
    Ok(HttpResponse::Ok().json(RemovalAnswer {
        success: true,
        changed,
    }))
}
