//! The workspaces of whoever asks, as organizations: which there are, and which is the session's.

use actix_web::HttpResponse;
use domain::session::{Organization, User};
use serde_json::Value;

use super::Outcome;
use super::door::Visit;
use super::refusal::{NO_MEMBER, NO_ORGANIZATION, Refusal};
use super::shape::OrganizationShape;

/// `GET /organization/list`
pub(super) async fn list(visit: &Visit) -> Outcome {
    let identity = visit.signed_in().await?.identity;
    let belongings = visit.sessions().users.belongings(&identity.user.id).await?;
    let mut organizations: Vec<Organization> = belongings
        .into_iter()
        .map(|belonging| belonging.organization)
        .collect();
    organizations.dedup();
    let shapes: Vec<OrganizationShape<'_>> = organizations.iter().map(OrganizationShape::from).collect();
    Ok(HttpResponse::Ok().json(shapes))
}

/// `POST /organization/set-active`: by id or slug; `null` chooses none.
pub(super) async fn set_active(visit: &Visit) -> Outcome {
    let mut fields = visit.fields()?;
    let id = fields.nullable_text("organizationId");
    let slug = fields.optional_text("organizationSlug");
    fields.finish()?;
    let signed_in = visit.signed_in().await?;
    let (session, user) = (&signed_in.identity.session, &signed_in.identity.user);
    let wanted = match (id, slug, &session.active_organization_id) {
        (Some(None), ..) => None,
        (Some(Some(name)), ..) | (None, Some(name), _) => Some(name),
        // Nothing is said: what is chosen stays so.
        (None, None, chosen) => chosen.as_deref(),
    };
    let found = match wanted {
        Some(wanted) => Some(find(visit, user, wanted).await?),
        None => None,
    };
    let active = found.as_ref().map(|organization| organization.id.clone());
    let now = visit.state.services().clock.now_millis();
    let store = &visit.sessions().store;
    store.activate(&session.token, active, now).await?;
    visit.send(session, signed_in.brief)?;
    Ok(match &found {
        Some(organization) => HttpResponse::Ok().json(OrganizationShape::from(organization)),
        None => HttpResponse::Ok().json(Value::Null),
    })
}

/// An organization that the user belongs to; superadmins belong to every workspace.
async fn find(visit: &Visit, user: &User, wanted: &str) -> Result<Organization, Refusal> {
    let belongings = visit.sessions().users.belongings(&user.id).await?;
    let own = belongings
        .into_iter()
        .map(|belonging| belonging.organization)
        .find(|organization| organization.id == wanted || organization.slug == wanted);
    if let Some(organization) = own {
        return Ok(organization);
    }
    let workspace = visit.sessions().workspaces.find(wanted).await?;
    let workspace = workspace.ok_or(NO_ORGANIZATION)?;
    if !user.is_superadmin() {
        return Err(NO_MEMBER);
    }
    Ok(Organization {
        id: workspace.id.to_string(),
        name: workspace.name,
        slug: workspace.slug,
        logo: None,
        created_at: workspace.created_at.saturating_mul(1000),
        metadata: None,
    })
}
