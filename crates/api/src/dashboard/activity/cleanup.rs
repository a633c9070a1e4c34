//! Cleaning the timeline up.

use std::borrow::Cow;

use actix_web::HttpResponse;
use domain::activity::CleanUpScope;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::{Validate, ValidationError};

use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem};
use crate::routes::Answer;
use crate::wire::{Json, given_whole};

/// Which events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CleanupMode {
    /// All of the workspace.
    All,
    /// Those before `before_date`.
    BeforeDate,
}

/// What to delete.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CleanupBody {
    /// Which events.
    mode: CleanupMode,
    /// Unix seconds: events before it are deleted. Needed with `before_date`, refused with `all`.
    #[serde(default, deserialize_with = "given_whole")]
    #[validate(range(
        min = 0,
        max = 9_007_199_254_740_991_i64,
        message = "must be between 0 and 9007199254740991"
    ))]
    #[schema(value_type = i64, required = false, minimum = 0, maximum = 9_007_199_254_740_991_i64)]
    before_date: Option<i64>,
    /// The workspace's slug, exactly.
    #[validate(custom(function = "confirmation"))]
    #[schema(min_length = 1, max_length = 120, example = "cesam")]
    confirmation: String,
}

fn confirmation(text: &str) -> Result<(), ValidationError> {
    if (1..=120).contains(&text.chars().count()) {
        return Ok(());
    }
    let message = Cow::from("must have between 1 and 120 characters");
    Err(ValidationError::new("length").with_message(message))
}

impl CleanupBody {
    fn scope(&self) -> Result<CleanUpScope, Problem> {
        let why = match (self.mode, self.before_date) {
            (CleanupMode::All, None) => return Ok(CleanUpScope::All),
            (CleanupMode::BeforeDate, Some(at)) => return Ok(CleanUpScope::Before(at)),
            (CleanupMode::All, Some(_)) => "has no meaning with the mode `all`",
            (CleanupMode::BeforeDate, None) => "is needed with the mode `before_date`",
        };
        Err(Problem::field(
            Code::InvalidBody,
            "some fields of the body cannot be used",
            "before_date",
            why,
        ))
    }
}

/// What was deleted.
#[derive(Serialize, ToSchema)]
pub(crate) struct CleanupAnswer {
    /// Always true; refusals have other statuses.
    ok: bool,
    /// As asked.
    mode: CleanupMode,
    /// Events deleted.
    #[schema(example = 120)]
    deleted_count: u64,
}

/// Cleanup workspace activity
///
/// Deletes events of the active workspace: all, or those before a time. The clean-up is an event itself, and stays.
#[utoipa::path(
    post,
    path = "/api/activity/cleanup",
    operation_id = "cleanUpActivity",
    tag = "Activity",
    request_body = CleanupBody,
    responses((status = 200, description = "Deleted.", body = CleanupAnswer))
)]
pub(crate) async fn clean_up(call: Call<Staff<roles::WorkspaceAdmin>, Json<CleanupBody>>) -> Answer {
    let (Json(body), member) = (&call.input, &call.caller.member);
    let housekeeping = &call.services().housekeeping;
    let deleted_count = housekeeping
        .clean_up(
            &member.workspace,
            body.scope()?,
            &body.confirmation,
            member.actor(),
        )
        .await?;
    Ok(HttpResponse::Ok().json(CleanupAnswer {
        ok: true,
        mode: body.mode,
        deleted_count,
    }))
}
