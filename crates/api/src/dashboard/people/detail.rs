//! One person for the staff.

use domain::identifier::Orcid;
use domain::membership::Membership;
use domain::person::PersonNames;
use domain::profile::ProfileDetail;
use domain::text::Localised;
use domain::workspace::{EntityId, Workspace};
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{AffiliationStatus, StaffPerson, View, text};
use crate::auth::{Call, Staff, roles};
use crate::consumer::optional_localised_schema;
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::state::Services;
use crate::wire::{OrcidText, StaffPersonPath};

/// Names as ORCID gives them.
#[derive(Serialize, ToSchema)]
pub(crate) struct RegistryNames {
    /// The name that these make, shown unless it is edited.
    display: String,
    /// Given names.
    #[schema(required = true)]
    given: Option<String>,
    /// Family names.
    #[schema(required = true)]
    family: Option<String>,
    /// The name the person wants to be credited with.
    #[schema(required = true)]
    credit: Option<String>,
    /// Further spellings.
    other: Vec<String>,
}

/// One row of a person's history.
#[derive(Serialize, ToSchema)]
pub(crate) struct MembershipItem {
    /// Where.
    #[schema(example = "cesam")]
    entity_id: String,
    /// How.
    status: AffiliationStatus,
    /// From when (Unix seconds).
    starts_at: i64,
    /// Until when (Unix seconds); null for a present one.
    #[schema(required = true)]
    ends_at: Option<i64>,
}

impl From<Membership> for MembershipItem {
    fn from(row: Membership) -> Self {
        Self {
            entity_id: row.entity.as_str().to_owned(),
            status: row.status.into(),
            starts_at: row.starts_at,
            ends_at: row.ends_at,
        }
    }
}

/// Which fields were made by hand, and are kept when ORCID is read again.
#[derive(Serialize, ToSchema)]
pub(crate) struct EditedFields {
    /// The name.
    name: bool,
    /// The biography.
    biography: bool,
}

/// A person in detail.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffPersonDetail {
    #[serde(flatten)]
    person: StaffPerson,
    /// The biography shown, in all its languages.
    #[schema(schema_with = optional_localised_schema)]
    biography: Option<Localised>,
    /// Biography as ORCID gives it.
    #[schema(required = true)]
    registry_biography: Option<String>,
    /// Names as ORCID gives them.
    registry_names: RegistryNames,
    /// Deprecated ORCID iDs that lead to this person.
    aliases: Vec<String>,
    /// All memberships, oldest first.
    memberships: Vec<MembershipItem>,
    /// What was made by hand.
    edited: EditedFields,
}

impl StaffPersonDetail {
    fn new(found: ProfileDetail, home: &EntityId) -> Self {
        let biography = found.biography();
        let view = View {
            locale: "en",
            entity: None,
            home,
        };
        let PersonNames {
            given,
            family,
            credit,
            other,
        } = found.names;
        Self {
            biography,
            registry_biography: found.registry_biography,
            registry_names: RegistryNames {
                display: found.registry_name,
                given,
                family,
                credit,
                other,
            },
            aliases: found.aliases.iter().map(text).collect(),
            memberships: found
                .profile
                .memberships
                .iter()
                .cloned()
                .map(Into::into)
                .collect(),
            edited: EditedFields {
                name: found.name_edit.is_some(),
                biography: found.biography_edit.is_some(),
            },
            person: view.person(found.profile),
        }
    }
}

/// Get person
///
/// A person with what ORCID says and what the staff made of it, by ORCID iD or by a deprecated one.
#[utoipa::path(
    get,
    path = "/api/people/{orcid}",
    operation_id = "dashboardGetPerson",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    responses(
        (status = 200, description = "The person.", body = StaffPersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn detail(call: Call<Staff<roles::Viewer>, StaffPersonPath>) -> Answer {
    let StaffPersonPath(orcid) = &call.input;
    let workspace = &call.caller.member.workspace;
    call.fresh(&shown(call.services(), workspace, orcid).await?)
}

/// The person as they are now.
pub(super) async fn shown(
    services: &Services,
    workspace: &Workspace,
    orcid: &Orcid,
) -> Result<StaffPersonDetail, Problem> {
    let found = services.profiles.store.find(&workspace.id, orcid).await?;
    let found = found.ok_or_else(|| Problem::missing(Code::PersonNotFound))?;
    Ok(StaffPersonDetail::new(found, &workspace.default_entity))
}
