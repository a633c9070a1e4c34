//! Partners move people in and out of the centre.

use actix_web::HttpResponse;
use domain::activity::Actor;
use domain::identifier::Orcid;
use domain::membership::{Membership, MembershipStatus, SetMembership};
use domain::workspace::{EntityId, WorkspaceId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::{ApiClient, Call, scopes};
use crate::problem::{Code, Problem};
use crate::routes::Answer;
use crate::state::Services;
use crate::wire::{Json, OrcidPath, OrcidText, given_whole};

/// The one entity that partners may move people in and out of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartnerEntity {
    /// The centre.
    Cesam,
}

/// How somebody belongs to the centre.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PartnerStatus {
    /// A member.
    Cesam,
    /// Known, but not a member.
    External,
}

impl From<PartnerStatus> for MembershipStatus {
    fn from(status: PartnerStatus) -> Self {
        match status {
            PartnerStatus::Cesam => Self::Internal,
            PartnerStatus::External => Self::External,
        }
    }
}

impl From<MembershipStatus> for PartnerStatus {
    fn from(status: MembershipStatus) -> Self {
        match status {
            MembershipStatus::Internal => Self::Cesam,
            MembershipStatus::External => Self::External,
        }
    }
}

/// What to change.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MembershipBody {
    /// The entity.
    entity_id: PartnerEntity,
    /// The new status.
    status: PartnerStatus,
    /// From when it holds (Unix seconds); now, where left out.
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
pub(crate) struct Affiliation {
    /// Whose.
    #[schema(example = "0000-0002-1825-0097")]
    person_orcid: String,
    /// Where.
    #[schema(example = "cesam")]
    entity_id: String,
    /// How.
    status: PartnerStatus,
    /// From when (Unix seconds).
    starts_at: i64,
    /// Open memberships have no end.
    #[schema(schema_with = null_schema, required = true)]
    ends_at: Option<i64>,
}

fn null_schema() -> utoipa::openapi::Object {
    utoipa::openapi::ObjectBuilder::new()
        .schema_type(utoipa::openapi::Type::Null)
        .build()
}

/// The change was applied.
#[derive(Serialize, ToSchema)]
pub(crate) struct MembershipAnswer {
    /// Always true; refusals have other statuses.
    success: bool,
    /// The membership as it is now.
    affiliation: Affiliation,
}

impl From<Membership> for MembershipAnswer {
    fn from(membership: Membership) -> Self {
        Self {
            success: true,
            affiliation: Affiliation {
                person_orcid: membership.person.as_str().to_owned(),
                entity_id: membership.entity.as_str().to_owned(),
                status: membership.status.into(),
                starts_at: membership.starts_at,
                ends_at: None,
            },
        }
    }
}

/// Update person CESAM membership
///
/// Closes the person's open membership of the entity and opens a new one. The same status again changes nothing.
#[utoipa::path(
    post,
    path = "/api/partners/people/{orcid}/membership",
    operation_id = "setMembership",
    tag = "Partners",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    request_body = MembershipBody,
    responses(
        (status = 200, description = "Membership transition applied.", body = MembershipAnswer),
        (status = 404, description = "Person or entity not found.", body = crate::problem::ProblemBody<'static>),
    )
)]
pub(crate) async fn set_membership(call: MembershipCall) -> Answer {
    let workspace = &call.caller.key.workspace;
    let Some(membership) = call.services().memberships.set(workspace, asked(&call)).await? else {
        let (OrcidPath(person), _) = &call.input;
        return Err(who_is_missing(call.services(), workspace, person).await?);
    };
    call.use_was_logged();
    Ok(HttpResponse::Ok().json(MembershipAnswer::from(membership)))
}

type MembershipCall = Call<ApiClient<scopes::MembershipUpdate>, (OrcidPath, Json<MembershipBody>)>;

fn asked(call: &MembershipCall) -> SetMembership {
    let (OrcidPath(person), Json(body)) = &call.input;
    let PartnerEntity::Cesam = body.entity_id;
    SetMembership {
        person: person.clone(),
        entity: EntityId::new("cesam"),
        status: body.status.into(),
        starts_at: body.starts_at,
        actor: Actor::ApiKey(call.caller.key.key_hash.as_str().to_owned()),
        key_use: Some(call.key_use(200)),
    }
}

async fn who_is_missing(
    services: &Services,
    workspace: &WorkspaceId,
    person: &Orcid,
) -> Result<Problem, Problem> {
    let known = services.people.find(workspace, person).await?;
    Ok(Problem::missing(match known {
        Some(_) => Code::EntityNotFound,
        None => Code::PersonNotFound,
    }))
}
