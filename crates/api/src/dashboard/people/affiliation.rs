//! The staff move people in and out of entities.

use actix_web::HttpResponse;
use domain::membership::{Membership, MembershipStatus, SetMembership};
use domain::workspace::EntityId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::item::{AffiliationStatus, text};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{Json, OrcidText, StaffPersonPath, given_whole};

/// How somebody is to belong to an entity.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum NewStatus {
    /// A member.
    Cesam,
    /// Known, but not a member.
    External,
}

/// What to change.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AffiliationBody {
    /// The entity.
    #[validate(length(min = 1, max = 190, message = "must have between 1 and 190 characters"))]
    #[schema(min_length = 1, pattern = "^[\\s\\S]{1,190}$", example = "cesam")]
    entity_id: String,
    /// The new status.
    status: NewStatus,
    /// From when it holds (Unix seconds): not before the membership that it closes began, and at most a day ahead;
    /// now, where left out.
    #[serde(default, deserialize_with = "given_whole")]
    #[validate(range(
        min = 1,
        max = 9_007_199_254_740_991_i64,
        message = "must be between 1 and 9007199254740991"
    ))]
    #[schema(value_type = i64, required = false, exclusive_minimum = 0, maximum = 9_007_199_254_740_991_i64,
             example = 1_790_000_000)]
    starts_at: Option<i64>,
}

/// The membership as it is now.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffAffiliation {
    /// Whose.
    #[schema(example = "0000-0002-1825-0097")]
    person_orcid: String,
    /// Where.
    #[schema(example = "cesam")]
    entity_id: String,
    /// How.
    status: AffiliationStatus,
    /// From when (Unix seconds).
    starts_at: i64,
    /// Until when; null while it lasts.
    #[schema(required = true)]
    ends_at: Option<i64>,
}

/// The change was made.
#[derive(Serialize, ToSchema)]
pub(crate) struct AffiliationAnswer {
    /// Always true; refusals have other statuses.
    success: bool,
    /// The membership as it is now.
    affiliation: StaffAffiliation,
}

impl From<Membership> for AffiliationAnswer {
    fn from(row: Membership) -> Self {
        Self {
            success: true,
            affiliation: StaffAffiliation {
                person_orcid: text(&row.person),
                entity_id: row.entity.as_str().to_owned(),
                status: row.status.into(),
                starts_at: row.starts_at,
                ends_at: row.ends_at,
            },
        }
    }
}

type ChangeCall = Call<Staff<roles::Editor>, (StaffPersonPath, Json<AffiliationBody>)>;

/// Update person affiliation
///
/// Closes the person's present membership of the entity and opens a new one; what is public follows at once. The same
/// status again changes nothing.
#[utoipa::path(
    patch,
    path = "/api/people/{orcid}/affiliation",
    operation_id = "dashboardSetAffiliation",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    request_body = AffiliationBody,
    responses(
        (status = 200, description = "The membership as it is now.", body = AffiliationAnswer),
        (status = 404, description = "Person or entity not found.", body = ProblemBody<'static>),
        (status = 409, description = "The entity takes nobody new (`entity_retired`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn change(call: ChangeCall) -> Answer {
    let workspace = &call.caller.member.workspace.id;
    match call
        .services()
        .memberships
        .change(workspace, asked(&call))
        .await?
    {
        Some(membership) => Ok(HttpResponse::Ok().json(AffiliationAnswer::from(membership))),
        None => Err(who_is_missing(&call).await?),
    }
}

fn asked(call: &ChangeCall) -> SetMembership {
    let (StaffPersonPath(person), Json(body)) = &call.input;
    SetMembership {
        person: person.clone(),
        entity: EntityId::new(body.entity_id.as_str()),
        status: match body.status {
            NewStatus::Cesam => MembershipStatus::Internal,
            NewStatus::External => MembershipStatus::External,
        },
        starts_at: body.starts_at,
        actor: call.caller.member.actor(),
        key_use: None,
    }
}

async fn who_is_missing(call: &ChangeCall) -> Result<Problem, Problem> {
    let (StaffPersonPath(person), _) = &call.input;
    let workspace = &call.caller.member.workspace.id;
    if call.services().people.find(workspace, person).await?.is_none() {
        return Ok(Problem::missing(Code::PersonNotFound));
    }
    let (_, Json(body)) = &call.input;
    let entity = EntityId::new(body.entity_id.as_str());
    let entity = call.services().workspaces.find_entity(workspace, &entity).await?;
    Ok(match entity {
        Some(_) => Problem::new(Code::EntityRetired, "this entity is retired and takes nobody new"),
        None => Problem::missing(Code::EntityNotFound),
    })
}
