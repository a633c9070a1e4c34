//! Matching authors anew, for one publication or for all.

use actix_web::HttpResponse;
use domain::publication::{BulkRepair, PublicationId, RepairAsk, RepairScope};
use domain::staff::Member;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use super::cursor::BulkRepairParams;
use super::link_report::LinkReport;
use crate::auth::{Call, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{Json, OptionalJson, doi_schema, given, given_whole};

/// Publications matched in one transaction.
const DEFAULT_BATCH: u32 = 100;

/// Which publication.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RepairBody {
    /// Its DOI, in any of its forms.
    #[validate(length(min = 1, max = 2000, message = "must have between 1 and 2000 characters"))]
    #[schema(schema_with = repaired_doi_schema)]
    doi: String,
    /// Only report what would change.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    dry_run: Option<bool>,
    /// Consider current internal members only: links of others stay as they are.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    cesam_only: Option<bool>,
}

fn repaired_doi_schema() -> Object {
    doi_schema()
        .min_length(Some(1))
        .description(Some("Its DOI, in any of its forms."))
        .examples([serde_json::json!("10.5555/12345678")])
        .build()
}

/// How to go through all publications.
#[derive(Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase", default)]
pub(crate) struct BulkRepairBody {
    /// Only report what would change.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    dry_run: Option<bool>,
    /// Consider current internal members only: links of others stay as they are.
    #[serde(deserialize_with = "given")]
    #[schema(value_type = bool, required = false, default = false)]
    cesam_only: Option<bool>,
    /// Publications in one transaction.
    #[serde(deserialize_with = "given_whole")]
    #[validate(range(min = 1, max = 1000, message = "must be between 1 and 1000"))]
    #[schema(value_type = u32, required = false, default = 100, minimum = 1, maximum = 1000)]
    limit_per_shard: Option<u32>,
}

/// The account of one publication.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RepairAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    #[serde(flatten)]
    applied: AppliedRepair,
    #[serde(flatten)]
    report: LinkReport,
}

/// How it was done.
#[derive(Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AppliedRepair {
    /// Nothing was changed.
    dry_run: bool,
    /// Current internal members only were considered.
    cesam_only: bool,
}

impl AppliedRepair {
    fn of(dry_run: Option<bool>, cesam_only: Option<bool>) -> Self {
        Self {
            dry_run: dry_run.unwrap_or(false),
            cesam_only: cesam_only.unwrap_or(false),
        }
    }

    fn ask(self, member: &Member) -> RepairAsk {
        RepairAsk {
            scope: if self.cesam_only {
                RepairScope::Members
            } else {
                RepairScope::Everyone
            },
            dry_run: self.dry_run,
            actor: member.actor(),
        }
    }
}

/// The account of many publications.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BulkRepairAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    #[serde(flatten)]
    applied: AppliedRepair,
    /// As applied.
    #[schema(example = 100)]
    limit_per_shard: u32,
    /// Whether all publications were looked at.
    done: bool,
    /// What to send as `cursor` to go on; null when done.
    #[schema(required = true)]
    next_cursor: Option<String>,
    /// Sums of this call.
    totals: RepairTotals,
    /// The first 100 publications whose links differ or stay ambiguous.
    publications: Vec<LinkReport>,
}

/// Sums of a call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RepairTotals {
    /// Publications looked at.
    #[schema(example = 1200)]
    examined: usize,
    /// Of these, those whose links differ.
    #[schema(example = 3)]
    changed_publications: usize,
    /// Links that are new.
    #[schema(example = 2)]
    added: usize,
    /// Links that go.
    #[schema(example = 1)]
    removed: usize,
    /// Links that differ.
    #[schema(example = 1)]
    changed: usize,
    /// Links that stay as they are.
    #[schema(example = 1890)]
    kept: usize,
    /// Authors who could be told to be no one person.
    #[schema(example = 4)]
    ambiguous: usize,
}

impl From<&BulkRepair> for RepairTotals {
    fn from(done: &BulkRepair) -> Self {
        Self {
            examined: done.examined,
            changed_publications: done.changed,
            added: done.links_added,
            removed: done.links_removed,
            changed: done.links_changed,
            kept: done.links_kept,
            ambiguous: done.ambiguous,
        }
    }
}

/// Repair author links for a DOI
///
/// Matches the authors of one publication to the people of the workspace anew and accounts for every link. Links made
/// or confirmed by staff are never removed.
#[utoipa::path(
    post,
    path = "/api/site-tools/repair-author-links",
    operation_id = "repairAuthorLinks",
    tag = "Site Tools",
    request_body = RepairBody,
    responses(
        (status = 200, description = "Repaired, or reported.", body = RepairAnswer),
        (status = 404, description = "The workspace has no such publication.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn repair(call: Call<Staff<roles::WorkspaceAdmin>, Json<RepairBody>>) -> Answer {
    let (Json(body), member) = (&call.input, &call.caller.member);
    let applied = AppliedRepair::of(body.dry_run, body.cesam_only);
    let repairs = &call.services().author_repairs;
    let done = repairs
        .one(&member.workspace.id, &body.doi, applied.ask(member))
        .await?;
    Ok(HttpResponse::Ok().json(RepairAnswer {
        ok: true,
        applied,
        report: done.into(),
    }))
}

/// Bulk repair author links
///
/// Goes through all publications of the workspace, `limitPerShard` in each transaction, and accounts for what differs.
/// After about twenty seconds the call stops and answers `nextCursor`: send it as `cursor` to go on.
#[utoipa::path(
    post,
    path = "/api/site-tools/repair-author-links/bulk",
    operation_id = "repairAllAuthorLinks",
    tag = "Site Tools",
    params(BulkRepairParams),
    request_body(content = BulkRepairBody, description = "May be left out."),
    responses((status = 200, description = "Repaired, or reported.", body = BulkRepairAnswer))
)]
pub(crate) async fn repair_all(call: BulkCall) -> Answer {
    let (BulkRepairParams { cursor }, OptionalJson(body)) = &call.input;
    let member = &call.caller.member;
    let applied = AppliedRepair::of(body.dry_run, body.cesam_only);
    let limit_per_shard = body.limit_per_shard.unwrap_or(DEFAULT_BATCH);
    let (after, ask) = (cursor.map(PublicationId), applied.ask(member));
    let repairs = &call.services().author_repairs;
    let done = repairs
        .all(&member.workspace.id, after, limit_per_shard, ask)
        .await?;
    Ok(HttpResponse::Ok().json(BulkRepairAnswer {
        ok: true,
        applied,
        limit_per_shard,
        done: done.next.is_none(),
        next_cursor: done.next.map(|id| id.0.to_string()),
        totals: (&done).into(),
        publications: done.reports.into_iter().map(LinkReport::from).collect(),
    }))
}

type BulkCall = Call<Staff<roles::WorkspaceAdmin>, (BulkRepairParams, OptionalJson<BulkRepairBody>)>;
