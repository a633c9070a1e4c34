//! What the demo shows beside what it ingests: a project, a verified work, and somebody to serve them to.

use domain::activity::{Actor, Trail};
use domain::api_key::{ApiKeyScope, NewApiKey};
use domain::identifier::{Key, Orcid, Origin};
use domain::installation::{NewInstallation, Scope};
use domain::membership::MembershipStatus;
use domain::project::WrittenProject;
use domain::session::signed::random_text;
use domain::session::{NewAccount, SignIn, Signer};
use domain::staff::Role;
use domain::work::WrittenWork;
use domain::workspace::{EntityId, Workspace, WorkspaceId};
use serde_json::json;

use crate::cli::CliError;
use crate::wire::System;

/// The demo's workspace.
pub(super) const SLUG: &str = "demo";

/// Whoever may call the demo.
pub(super) struct Callers {
    pub(super) installation: Key,
    pub(super) api_key: Key,
    pub(super) curator: Curator,
}

/// The workspace of a fictional centre. Its entity has the id that partners name in their calls.
pub(super) async fn workspace(system: &System) -> Result<Workspace, CliError> {
    let workspace = Workspace {
        id: WorkspaceId::new(system.ids.id()),
        slug: SLUG.to_owned(),
        name: "Centre for Imaginary Seas".to_owned(),
        default_entity: EntityId::new("cesam"),
        default_status: MembershipStatus::Internal,
        created_at: system.clock.now(),
    };
    system
        .stores
        .workspaces
        .create(&workspace, &Trail::default())
        .await?;
    Ok(workspace)
}

/// Signs the sessions of this run only, where no secret is configured.
pub(super) fn signer(system: &System) -> Result<Signer, CliError> {
    let secret = random_text(system.ids.as_ref());
    Signer::new(&secret).map_err(|why| CliError::failed(why.to_string()))
}

/// A member of staff who may try everything, with a session that has begun.
pub(super) struct Curator {
    pub(super) email: String,
    pub(super) password: String,
    /// `name=value`
    pub(super) cookie: String,
}

/// Makes the demo's curator, whose password is a fresh one, and signs them in.
async fn curator(system: &System, workspace: &WorkspaceId, signer: &Signer) -> Result<Curator, CliError> {
    let password = random_text(system.ids.as_ref());
    let new = NewAccount {
        email: "curator@example.org".to_owned(),
        name: "Curator of the demo".to_owned(),
        password: password.clone(),
        role: Role::WorkspaceAdmin,
        superadmin: true,
        email_verified: true,
    };
    let user = system.accounts().create(workspace, new, Actor::Operator).await?;
    let asked = SignIn {
        email: user.email.clone(),
        password: password.clone(),
        remember: true,
        ip_address: String::new(),
        user_agent: "legaciti demo".to_owned(),
    };
    let (session, _) = system
        .sessions()
        .sign_in(&asked)
        .await
        .map_err(|why| CliError::failed(why.to_string()))?;
    Ok(Curator {
        email: user.email,
        password,
        cookie: format!(
            "better-auth.session_token={}",
            signer.cookie(session.token.reveal())
        ),
    })
}

/// A WordPress site, a machine client and a curator.
pub(super) async fn callers(
    system: &System,
    workspace: &WorkspaceId,
    signer: &Signer,
    rate_limit_per_minute: u32,
) -> Result<Callers, CliError> {
    let origin = |text| Origin::parse(text).map_err(|why| CliError::failed(format!("{text}: {why}")));
    let installation = NewInstallation {
        platform: "wordpress".to_owned(),
        display_name: "Imaginary Seas on the web".to_owned(),
        description: Some("The installation of the demo".to_owned()),
        origins: vec![
            origin("https://www.example.org")?,
            origin("http://localhost:8080")?,
        ],
        scopes: Scope::ALL.into(),
        active: true,
        rate_limit_per_minute,
    };
    let issued = system
        .installations()
        .create(workspace, installation, Actor::Operator)
        .await?;
    let installation = issued
        .key
        .ok_or_else(|| CliError::failed("the demo's installation was given no credential"))?;
    let new = NewApiKey {
        client_name: "demo".to_owned(),
        scopes: ApiKeyScope::ALL.into(),
        rate_limit_per_minute,
    };
    let (api_key, _) = system.api_keys().create(workspace, new, Actor::Operator).await?;
    Ok(Callers {
        installation,
        api_key,
        curator: curator(system, workspace, signer).await?,
    })
}

/// A project and a work of these people, who are in the catalogue.
pub(super) async fn records(
    system: &System,
    workspace: &WorkspaceId,
    people: &[Orcid],
) -> Result<(), CliError> {
    let written = |error: serde_json::Error| CliError::failed(format!("a sample cannot be read: {error}"));
    let orcids: Vec<&str> = people.iter().map(Orcid::as_str).collect();
    let project: WrittenProject = serde_json::from_value(json!({
        "id": "tides-of-paper",
        "programme": "Horizon Imaginary",
        "title": "Tides of Paper: how results travel between shores",
        "abstract": "Follows publications from the laboratory to the people who live by the sea.",
        "start_date": "2024-03-01",
        "end_date": "2027-02",
        "cesam_funding_amount": 412_500.0,
        "total_funding_amount": 1_980_000.0,
        "funding_entities": ["Foundation for Things That Could Be"],
        "proponent_institution": "University of Nowhere-by-the-Sea",
        "member_orcids": orcids,
        "coordinator_orcids": orcids.first().into_iter().collect::<Vec<_>>(),
    }))
    .map_err(written)?;
    system
        .projects()
        .create(workspace, project, Actor::Operator)
        .await?;
    let work: WrittenWork = serde_json::from_value(json!({
        "id": "atlas-of-lost-buoys",
        "title": "An atlas of lost buoys",
        "work_type": "report",
        "publication_date": "2023-11",
        "container_title": "Reports of the Centre for Imaginary Seas",
        "url": "https://www.example.org/reports/atlas-of-lost-buoys",
        "abstract": "Where they were last seen, and what they measured until then.",
        "person_orcids": orcids.first().into_iter().collect::<Vec<_>>(),
        "verified": true,
    }))
    .map_err(written)?;
    system.works().create(workspace, work, Actor::Operator).await?;
    Ok(())
}
