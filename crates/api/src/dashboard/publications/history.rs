//! Every edit of a publication, and taking one back.

use std::collections::BTreeMap;

use domain::publication::curation::history::{FieldChange, HistoryQuery, PastEntry};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use validator::Validate;

use super::cursor::HistoryParams;
use super::item::rfc3339;
use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{DoiText, HistoryEntryPath, OptionalJson, PublicationPartPath, given};

/// What became of one field.
#[derive(Serialize, ToSchema)]
pub(super) struct FieldHistory {
    /// What everyone saw before.
    before: Value,
    /// What everyone saw afterwards.
    after: Value,
    /// Whether the value before was made by hand; false where it was the registries'.
    edited_before: bool,
    /// Whether the value afterwards is; false where the edit ended one.
    edited_after: bool,
}

impl From<FieldChange> for FieldHistory {
    fn from(change: FieldChange) -> Self {
        Self {
            before: change.before,
            after: change.after,
            edited_before: change.hand_before.is_some(),
            edited_after: change.hand_after.is_some(),
        }
    }
}

/// One edit.
#[derive(Serialize, ToSchema)]
pub(super) struct HistoryEntry {
    /// Identifier.
    id: String,
    /// When (RFC 3339, UTC).
    #[schema(example = "2026-11-21T09:00:00Z")]
    at: String,
    /// Who, as they were called then.
    #[schema(example = "ana@example.org")]
    actor: String,
    /// `user`, `operator` or `system`.
    #[schema(example = "user")]
    actor_type: &'static str,
    /// The user's id.
    #[schema(required = true)]
    actor_id: Option<String>,
    /// Field → its value before and after, whole.
    #[schema(value_type = Object)]
    changes: BTreeMap<String, FieldHistory>,
    /// The entry that this one took back; null for an edit of its own.
    #[schema(required = true)]
    reverts: Option<String>,
    /// The entry that took this one back; null while it holds.
    #[schema(required = true)]
    reverted_by: Option<String>,
}

impl From<PastEntry> for HistoryEntry {
    fn from(past: PastEntry) -> Self {
        let PastEntry { entry, reverted_by } = past;
        Self {
            id: entry.id,
            at: rfc3339(entry.at),
            actor: entry.actor.label().to_owned(),
            actor_type: entry.actor.kind(),
            actor_id: entry.actor.id().map(str::to_owned),
            changes: entry
                .fields
                .into_iter()
                .map(|(name, change)| (name, change.into()))
                .collect(),
            reverts: entry.reverts,
            reverted_by,
        }
    }
}

/// A part of a history.
#[derive(Serialize, ToSchema)]
pub(super) struct HistoryList {
    /// Newest first.
    entries: Vec<HistoryEntry>,
    /// All entries of the publication.
    #[schema(example = 3)]
    total: u64,
    /// What follows these entries; null at the end.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Whether anything follows.
    has_more: bool,
}

/// Publication history
///
/// Every edit of the publication by hand, newest first: who, when, and each field's whole value before and after. It stays when
/// the timeline is cleaned up.
#[utoipa::path(
    get,
    path = "/api/publications/{id}/history",
    operation_id = "dashboardPublicationHistory",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        HistoryParams,
    ),
    responses(
        (status = 200, description = "A part of the history.", body = HistoryList),
        (status = 404, description = "There is no such publication.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn history(
    call: Call<Staff<roles::Viewer>, (PublicationPartPath, HistoryParams)>,
) -> Answer {
    let (PublicationPartPath(doi), params) = &call.input;
    let workspace = &call.caller.member.workspace.id;
    let query = HistoryQuery {
        limit: params.per_page,
        before: params.cursor,
    };
    let store = &call.services().histories.store;
    let found = store.list(workspace, &doi.candidates(), query).await?;
    let found = found.ok_or_else(Problem::unknown_publication)?;
    call.current(
        None,
        &HistoryList {
            entries: found.entries.into_iter().map(HistoryEntry::from).collect(),
            total: found.total,
            has_more: found.next.is_some(),
            next_cursor: found.next.map(|place| place.to_string()),
        },
    )
}

/// How to take an edit back.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RevertBody {
    /// Also where fields of the edit were edited again since: those edits are lost.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    force: Option<bool>,
}

/// The edit was taken back.
#[derive(Serialize, ToSchema)]
pub(super) struct RevertAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// Edits that hold: this one does not count any more.
    edit_count: i64,
    /// Fields that changed; empty where everything was so already.
    changed: Vec<String>,
}

/// Revert an edit
///
/// The fields that the edit touched become what they were before it: an earlier edit's value, or whatever the registries say.
/// Edits of other fields stay. Fields that were edited again since are a conflict, unless `force` is true. Taking back is an
/// entry of its own, and can be taken back.
#[utoipa::path(
    post,
    path = "/api/publications/{id}/history/{entry}/revert",
    operation_id = "dashboardRevertPublicationEdit",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        ("entry" = String, Path, description = "The entry's `id`."),
    ),
    request_body(content = RevertBody, description = "May be left out."),
    responses(
        (status = 200, description = "Taken back.", body = RevertAnswer),
        (status = 404, description = "There is no such publication (`publication_not_found`), or no such entry in its \
         history (`history_entry_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "Fields were edited again since (`revert_conflict`): `details.fields` names them, each \
         with the entries. Nothing was changed.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn revert(
    call: Call<Staff<roles::Editor>, (HistoryEntryPath, OptionalJson<RevertBody>)>,
) -> Answer {
    let (HistoryEntryPath(doi, entry), OptionalJson(body)) = &call.input;
    let member = &call.caller.member;
    let asked = (entry.as_str(), body.force.unwrap_or(false));
    let histories = &call.services().histories;
    let outcome = histories
        .revert(&member.workspace.id, doi, asked, member.actor())
        .await?;
    let answer = RevertAnswer {
        ok: true,
        edit_count: outcome.publication.edit_count,
        changed: outcome.changed,
    };
    call.current(Some(&outcome.publication.version()), &answer)
}
