//! What is enabled for an entity or on a site: integrations, blocks, scripts.

use domain::identifier::Origin;
use domain::installation::{Installation, InstallationStatus, OriginStatus};
use domain::integration::catalogue::is_called;
use domain::integration::{Integration, IntegrationName};
use domain::staff::Member;
use serde::Serialize;
use utoipa::ToSchema;

use super::integration_body::IntegrationBody;
use super::reach;
use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::state::Services;
use crate::wire::{OrganizationSitePath, SearchParams, SpacePath};

/// An integration that is enabled, and by which installation.
#[derive(Serialize, ToSchema)]
pub(super) struct EnabledIntegration {
    #[serde(flatten)]
    integration: IntegrationBody,
    /// Identifier of the installation.
    installation: String,
}

/// Integrations that are enabled.
#[derive(Serialize, ToSchema)]
pub(super) struct EnabledList {
    /// By name.
    items: Vec<EnabledIntegration>,
}

/// A block on offer.
#[derive(Serialize, ToSchema)]
struct OfferedBlock {
    /// `publications`, `people`, `projects`, `works` or `citation`.
    #[schema(example = "citation")]
    id: &'static str,
    /// Hosts whose links it can stand for.
    domains: Vec<String>,
    /// Name of the integration that offers it.
    integration: String,
    /// Identifier of the installation.
    installation: String,
}

/// Blocks on offer.
#[derive(Serialize, ToSchema)]
pub(super) struct BlockList {
    /// By integration.
    items: Vec<OfferedBlock>,
}

/// A script to embed.
#[derive(Serialize, ToSchema)]
struct ScriptBody {
    /// Name of the integration.
    integration: String,
    /// Identifier of the installation.
    installation: String,
    /// Where the API listener serves it; without scheme and host where the deployment's are not configured.
    #[schema(example = "https://api.example.org/integrations/v1/scripts/….js")]
    url: String,
    /// For the attribute `integrity`.
    #[schema(example = "sha384-…")]
    integrity: String,
    /// What it may do in the page.
    #[serde(rename = "contentSecurityPolicy")]
    #[schema(required = true)]
    content_security_policy: Option<String>,
}

/// Scripts to embed.
#[derive(Serialize, ToSchema)]
pub(super) struct ScriptList {
    /// By integration.
    items: Vec<ScriptBody>,
}

/// Installations of the member's workspace with their integrations, by integration; those of withdrawn ones and of
/// platforms that are no integrations are left out.
async fn enabled(
    services: &Services,
    member: &Member,
    is_enabled: impl Fn(&Installation) -> bool,
) -> Result<Vec<(Integration, Installation)>, Problem> {
    let files = services
        .installation_desk
        .control
        .files(&member.workspace.id)
        .await?;
    let mut found: Vec<(Integration, Installation)> = Vec::new();
    for file in files {
        let installation = file.installation;
        let Ok(name) = IntegrationName::parse(&installation.platform) else {
            continue;
        };
        if !is_enabled(&installation) {
            continue;
        }
        if let Some(integration) = services.integrations.store.find(&name).await? {
            found.push((integration, installation));
        }
    }
    Ok(found)
}

fn listed(member: &Member, found: Vec<(Integration, Installation)>, search: &str) -> EnabledList {
    let own = Some(&member.workspace.id);
    let items = found
        .into_iter()
        .filter(|(integration, _)| is_called(integration, search))
        .map(|(integration, installation)| EnabledIntegration {
            integration: IntegrationBody::new(integration, own),
            installation: installation.id.to_string(),
        });
    EnabledList {
        items: items.collect(),
    }
}

/// List integrations enabled in a space
///
/// Integrations with an active installation that may see the entity, by name.
#[utoipa::path(
    get,
    path = "/api/spaces/{spaceId}/integrations",
    operation_id = "listSpaceIntegrations",
    tag = "Integrations",
    params(SpacePath, SearchParams),
    responses(
        (status = 200, description = "Listing of integrations enabled for the entity.", body = EnabledList),
        (status = 404, description = "There is no such entity (`entity_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn of_space(call: Call<Staff<roles::Viewer>, (SpacePath, SearchParams)>) -> Answer {
    let (path, params) = &call.input;
    let (services, member) = (call.services(), &call.caller.member);
    let entity = reach::entity(services, member, &path.space).await?;
    let sees = |installation: &Installation| {
        installation.status == InstallationStatus::Active && installation.sees(&entity.id)
    };
    let found = enabled(services, member, sees).await?;
    call.current(None, &listed(member, found, &params.search))
}

/// List integrations blocks for a space
///
/// What the integrations that are enabled for the entity offer to pages.
#[utoipa::path(
    get,
    path = "/api/spaces/{spaceId}/integration-blocks",
    operation_id = "listSpaceBlocks",
    tag = "Integrations",
    params(SpacePath),
    responses(
        (status = 200, description = "The blocks on offer.", body = BlockList),
        (status = 404, description = "There is no such entity (`entity_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn blocks(call: Call<Staff<roles::Viewer>, SpacePath>) -> Answer {
    let (services, member) = (call.services(), &call.caller.member);
    let entity = reach::entity(services, member, &call.input.space).await?;
    let sees = |installation: &Installation| {
        installation.status == InstallationStatus::Active && installation.sees(&entity.id)
    };
    let found = enabled(services, member, sees).await?;
    let mut items = Vec::new();
    for (integration, installation) in found {
        let offered = integration.blocks.into_iter().map(|block| OfferedBlock {
            id: block.id.as_str(),
            domains: block.domains,
            integration: integration.name.to_string(),
            installation: installation.id.to_string(),
        });
        items.extend(offered);
    }
    call.current(None, &BlockList { items })
}

/// What is enabled on a site that some installation of the workspace has verified.
async fn on_site(
    services: &Services,
    member: &Member,
    site: &Origin,
) -> Result<Vec<(Integration, Installation)>, Problem> {
    let all = enabled(services, member, |_| true).await?;
    let knows = |installation: &Installation| {
        let own = installation.origin(site);
        own.is_some_and(|own| own.status == OriginStatus::Verified)
    };
    if !all.iter().any(|(_, installation)| knows(installation)) {
        return Err(reach::no_site());
    }
    let is_enabled = |(_, installation): &(Integration, Installation)| installation.is_enabled_on(site);
    Ok(all.into_iter().filter(is_enabled).collect())
}

/// List integrations enabled in a site
///
/// Integrations with an active installation for this site, or for all sites of the workspace. Only sites that an
/// installation of the workspace has verified are there.
#[utoipa::path(
    get,
    path = "/api/orgs/{organizationId}/sites/{siteId}/integrations",
    operation_id = "listSiteIntegrations",
    tag = "Sites",
    params(OrganizationSitePath, SearchParams),
    responses(
        (status = 200, description = "Listing of integrations enabled on the site.", body = EnabledList),
        (status = 404, description = "There is no such workspace or site: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn of_site(
    call: Call<Staff<roles::Viewer>, (OrganizationSitePath, SearchParams)>,
) -> Answer {
    let (path, params) = &call.input;
    let member = &call.caller.member;
    reach::check_organization(member, &path.organization)?;
    let found = on_site(call.services(), member, &path.site).await?;
    call.current(None, &listed(member, found, &params.search))
}

/// List the scripts to embed in published content for a site
///
/// Each with its address, which changes with its content, its integrity, and what it may do.
#[utoipa::path(
    get,
    path = "/api/orgs/{organizationId}/sites/{siteId}/integration-scripts",
    operation_id = "listSiteScripts",
    tag = "Sites",
    params(OrganizationSitePath),
    responses(
        (status = 200, description = "The scripts.", body = ScriptList),
        (status = 404, description = "There is no such workspace or site: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn scripts(call: Call<Staff<roles::Viewer>, OrganizationSitePath>) -> Answer {
    let member = &call.caller.member;
    reach::check_organization(member, &call.input.organization)?;
    let found = on_site(call.services(), member, &call.input.site).await?;
    let base = &call.state().settings().public_url;
    let items = found.into_iter().filter_map(|(integration, installation)| {
        let script = integration.script?;
        Some(ScriptBody {
            integration: integration.name.to_string(),
            installation: installation.id.to_string(),
            url: format!("{base}/integrations/v1/scripts/{}.js", script.name()),
            integrity: script.integrity(),
            content_security_policy: integration.content_security_policy,
        })
    });
    call.current(
        None,
        &ScriptList {
            items: items.collect(),
        },
    )
}
