//! Editing a publication with a JSON Patch.

use domain::publication::curation::Patch;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{CuratedPath, DoiText, IfMatch, JsonText};

/// One operation of a JSON Patch (RFC 6902). `move` and `copy` also have `from`, a pointer.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the domain reads")]
pub(super) struct PatchOperation {
    /// `add`, `remove`, `replace`, `move`, `copy` or `test`.
    #[schema(example = "replace", pattern = "^(add|remove|replace|move|copy|test)$")]
    op: String,
    /// JSON Pointer (RFC 6901) into `merged`; also `/visible`.
    #[schema(example = "/title", pattern = "^(/([^~/]|~[01])*)*$")]
    path: String,
    /// Of `add`, `replace` and `test`.
    #[schema(nullable = false, example = "A better title")]
    value: Option<Value>,
}

/// What became of the patch.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PatchAnswer {
    /// It was accepted.
    ok: bool,
    /// Not hidden.
    visible: bool,
    /// Accepted patches that changed something.
    edit_count: i64,
    /// Fields that changed; empty where the patch changed nothing.
    changed: Vec<String>,
    /// Edited fields in conflict to which the patch gave the value that they have: they are in conflict no more.
    confirmed: Vec<String>,
}

/// Patch publication
///
/// Applies a JSON Patch (RFC 6902) to `merged`, as a whole or not at all. Edits are kept for each top-level field: a later
/// ingestion renews the other fields and leaves edited ones alone; an edit that equals the original ends. `/visible`
/// takes a boolean; `/q`, `/q_percentage`, `/if_value`, `/if5a_value` and `/funding` are noted beside the record and
/// null clears them; `"3,14"` is a decimal. `/doi`, `/raw_type`, `/cited_by` and `/cited_by_count` cannot be edited. With
/// `If-Match` and the detail's `ETag`, a patch to another version is refused.
#[utoipa::path(
    patch,
    path = "/api/publications/{id}",
    operation_id = "dashboardPatchPublication",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        ("If-Match" = Option<String>, Header, description = "The version that the patch is for.", nullable = false),
    ),
    request_body = Vec<PatchOperation>,
    responses(
        (status = 200, description = "Accepted.", body = PatchAnswer),
        (status = 404, description = "There is no such publication.", body = ProblemBody<'static>),
        (status = 409, description = "A test failed, or a path is missing.", body = ProblemBody<'static>),
        (status = 412, description = "The publication has changed since.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn patch(call: Call<Staff<roles::Editor>, ((CuratedPath, IfMatch), JsonText)>) -> Answer {
    let ((CuratedPath(doi), IfMatch(precondition)), JsonText(text)) = &call.input;
    let patch = Patch::parse(text).map_err(domain::publication::curation::PatchRefusal::from)?;
    let member = &call.caller.member;
    let curation = &call.services().curation;
    let outcome = curation
        .edit(
            &member.workspace.id,
            doi,
            patch,
            precondition.clone(),
            member.actor(),
        )
        .await?;
    let answer = PatchAnswer {
        ok: true,
        visible: outcome.publication.visible,
        edit_count: outcome.publication.edit_count,
        changed: outcome.changed,
        confirmed: outcome.confirmed,
    };
    call.current(Some(&outcome.publication.version()), &answer)
}
