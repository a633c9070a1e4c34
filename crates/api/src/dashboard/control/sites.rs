//! Sites of installations.

use actix_web::HttpResponse;
use domain::installation::{Installation, InstallationOrigin};
use domain::storage::{Cursor, Slice, SliceRequest};
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::bodies::{SiteBody, SiteItem, list_body};
use super::reach;
use crate::auth::{Call, Party, Staff, roles};
use crate::problem::ProblemBody;
use crate::routes::Answer;
use crate::wire::{ExtendedListParams, ExtendedParams, InstallationPath, InstallationSitePath, Json};

list_body! {
    /// A part of the sites of an installation.
    SiteList of SiteItem
}

/// The part of an installation's sites (of which there are few) that is asked for, by origin.
fn part(installation: &Installation, slice: &SliceRequest) -> Slice<InstallationOrigin> {
    let mut sites = installation.origins.clone();
    sites.sort_by(|a, b| a.origin.cmp(&b.origin));
    if let Some(after) = &slice.after {
        sites.retain(|site| site.origin.as_str() > after.id.as_str());
    }
    Slice::of(sites, slice.limit, |site| Cursor {
        at: 0,
        id: site.origin.to_string(),
    })
}

/// List installations on sites for an integration in an organization
///
/// The sites of an installation, by origin, verified or not.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations/{installationId}/sites",
    operation_id = "listInstallationSites",
    tag = "Sites",
    params(InstallationPath, ExtendedListParams),
    responses(
        (status = 200, description = "Paginated list of sites.", body = SiteList),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn list(call: Call<Party<roles::Viewer>, (InstallationPath, ExtendedListParams)>) -> Answer {
    let (path, params) = &call.input;
    let of = (&path.integration, &path.installation);
    let (_, file) = reach::file(call.services(), &call.caller.caller, of).await?;
    let found = part(&file.installation, &params.slice());
    let show = |site| SiteItem::new(&file.installation, &site, params.extended);
    call.current(None, &SiteList::of(found, show))
}

/// A site to add.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteInput {
    /// The site: its origin, https except on loopback.
    #[serde(rename = "siteId")]
    #[schema(
        format = "origin",
        min_length = 1,
        max_length = 512,
        example = "https://www.example.org"
    )]
    site_id: String,
}

/// Install integration on a site using an existing installation
///
/// Adds a site with the token that it has to serve to be verified, which `extended` shows. An installation in `draft`
/// waits for that from here on.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/installations/{installationId}/sites",
    operation_id = "addInstallationSite",
    tag = "Sites",
    params(InstallationPath, ExtendedParams),
    request_body = SiteInput,
    responses(
        (status = 201, description = "It is added.", body = SiteItem),
        (status = 404, description = "There is no such integration or installation: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "It has the site, has too many, or is over: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn add(call: AddCall) -> Answer {
    let ((path, params), Json(body)) = &call.input;
    let services = call.services();
    let caller = reach::as_caller(&call.caller.member);
    let origin = reach::origin(&body.site_id)?;
    let of = (&path.integration, &path.installation);
    let (_, file) = reach::file(services, &caller, of).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    let site = services
        .installation_desk
        .add_site(&place, origin, &caller)
        .await?;
    Ok(HttpResponse::Created().json(SiteItem::new(&file.installation, &site, params.extended)))
}

type AddCall = Call<Staff<roles::WorkspaceAdmin>, ((InstallationPath, ExtendedParams), Json<SiteInput>)>;

/// Get a specific integration's site installation
///
/// One site of an installation.
#[utoipa::path(
    get,
    path = "/api/integrations/{integrationName}/installations/{installationId}/sites/{siteId}",
    operation_id = "getInstallationSite",
    tag = "Sites",
    params(InstallationSitePath, ExtendedParams),
    responses(
        (status = 200, description = "The site.", body = SiteItem),
        (status = 404, description = "There is no such integration, installation or site: see `code`.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn read(call: Call<Party<roles::Viewer>, (InstallationSitePath, ExtendedParams)>) -> Answer {
    let (path, params) = &call.input;
    let of = (&path.integration, &path.installation);
    let (_, file) = reach::file(call.services(), &call.caller.caller, of).await?;
    let site = file.installation.origin(&path.site).ok_or_else(reach::no_site)?;
    call.current(None, &SiteItem::new(&file.installation, site, params.extended))
}

/// Remove a site from an installation
///
/// Pages of this site are not answered for this installation any more.
#[utoipa::path(
    delete,
    path = "/api/integrations/{integrationName}/installations/{installationId}/sites/{siteId}",
    operation_id = "removeInstallationSite",
    tag = "Sites",
    params(InstallationSitePath),
    responses(
        (status = 204, description = "It is removed."),
        (status = 404, description = "There is no such integration, installation or site: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "The installation is over (`installation_over`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn remove(call: Call<Staff<roles::WorkspaceAdmin>, InstallationSitePath>) -> Answer {
    let (services, path) = (call.services(), &call.input);
    let caller = reach::as_caller(&call.caller.member);
    reach::integration(services, &caller, &path.integration).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    let desk = &services.installation_desk;
    desk.remove_site(&place, path.site.clone(), &caller).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Verify a site of an installation
///
/// Asks the site for its token, within five seconds, and keeps what comes of it: `status` and
/// `last_verification_error` tell. A verified site stays so while it cannot be reached; an answer without the token
/// takes it back. The first verified site makes an installation active that waits for it.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}/installations/{installationId}/sites/{siteId}/verify",
    operation_id = "verifyInstallationSite",
    tag = "Sites",
    params(InstallationSitePath),
    responses(
        (status = 200, description = "The site was asked; what came of it.", body = SiteBody),
        (status = 404, description = "There is no such integration, installation or site: see `code`.", body = ProblemBody<'static>),
        (status = 409, description = "The installation is over (`installation_over`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn verify(call: Call<Staff<roles::WorkspaceAdmin>, InstallationSitePath>) -> Answer {
    let (services, path) = (call.services(), &call.input);
    let caller = reach::as_caller(&call.caller.member);
    reach::integration(services, &caller, &path.integration).await?;
    let place = reach::place(&caller, &path.integration, &path.installation);
    let desk = &services.installation_desk;
    let (_, site) = desk.verify_site(&place, path.site.clone(), &caller).await?;
    Ok(HttpResponse::Ok().json(SiteBody::from(&site)))
}
