//! What a caller of the control plane can reach: integrations they may know of, installations of theirs, and the
//! workspace that they work in.

use domain::identifier::Origin;
use domain::installation::{Caller, InstallationFile, InstallationId, InstallationRefusal, Place};
use domain::integration::{Integration, IntegrationName};
use domain::staff::{Member, Role};
use domain::workspace::{Entity, EntityId};

use crate::problem::{Code, Problem};
use crate::state::Services;

/// An integration that the caller may know of; one that calls itself may know of no other.
pub(super) async fn integration(
    services: &Services,
    caller: &Caller,
    name: &IntegrationName,
) -> Result<Integration, Problem> {
    if let Caller::Integration(own) = caller
        && own.name != *name
    {
        let message = "an integration reaches nothing but what is its own";
        return Err(Problem::new(Code::Forbidden, message));
    }
    let found = services.integrations.store.find(name).await?;
    let is_visible = |found: &Integration| match caller {
        Caller::Member(member) => {
            member.role == Role::Superadmin || found.is_visible_to(&member.workspace.id)
        }
        Caller::Integration(_) => true,
    };
    found
        .filter(is_visible)
        .ok_or_else(|| Problem::missing(Code::IntegrationNotFound))
}

/// Where the caller's installation is.
pub(super) fn place(caller: &Caller, integration: &IntegrationName, id: &InstallationId) -> Place {
    Place {
        integration: integration.clone(),
        workspace: caller.workspace().cloned(),
        id: id.clone(),
    }
}

/// An installation of the caller's, with its integration.
pub(super) async fn file(
    services: &Services,
    caller: &Caller,
    (name, id): (&IntegrationName, &InstallationId),
) -> Result<(Integration, InstallationFile), Problem> {
    let integration = integration(services, caller, name).await?;
    let place = place(caller, name, id);
    let found = services.installation_desk.control.file(&place).await?;
    let file = found.ok_or_else(|| Problem::missing(Code::InstallationNotFound))?;
    Ok((integration, file))
}

/// Refuses where a workspace is named that the caller does not work in.
pub(super) fn check_organization(member: &Member, named: &str) -> Result<(), Problem> {
    let own = &member.workspace;
    if named == own.id.as_str() || named == own.slug {
        Ok(())
    } else {
        Err(Problem::missing(Code::WorkspaceNotFound))
    }
}

/// An entity of the member's workspace.
pub(super) async fn entity(services: &Services, member: &Member, id: &EntityId) -> Result<Entity, Problem> {
    let found = services.workspaces.find_entity(&member.workspace.id, id).await?;
    found.ok_or_else(|| Problem::missing(Code::EntityNotFound))
}

/// A member of staff as a caller.
pub(super) fn as_caller(member: &Member) -> Caller {
    Caller::Member(Box::new(member.clone()))
}

/// An origin that the body names.
pub(super) fn origin(text: &str) -> Result<Origin, Problem> {
    Origin::parse(text).map_err(|why| body_fault("siteId", &why.to_string()))
}

/// One field of the body that cannot be used.
pub(super) fn body_fault(field: &str, why: &str) -> Problem {
    let message = "some fields of the body cannot be used";
    Problem::field(Code::InvalidBody, message, field, why)
}

/// A site that an installation does not have.
pub(super) fn no_site() -> Problem {
    InstallationRefusal::NoSite.into()
}
