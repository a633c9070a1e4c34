//! `legaciti installation …`: sites that show the catalogue, their origins and credentials.

mod origin;

use clap::{Args, Subcommand};
use domain::activity::Actor;
use domain::identifier::Origin;
use domain::installation::{
    DEFAULT_RATE_LIMIT, Installation, InstallationId, InstallationStatus, NewInstallation, Scope,
};
use domain::storage::StoreError;
use domain::workspace::Workspace;
use serde_json::{Value, json};

use super::output::table;
use super::session::workspace;
use super::words::{installation_status, origin, scope};
use super::{CliError, Session};
use crate::wire::System;
use origin::{AddOrigin, VerifyOrigin, origin_document, tokens};

const DAY: i64 = 24 * 3600;

/// What to do with installations.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Command {
    /// Add an installation; with --active also its first credential, which is shown once
    Create(Create),
    /// List all installations of a workspace
    List(Which),
    /// Change the status of an installation
    SetStatus(SetStatus),
    /// Add an origin
    AddOrigin(AddOrigin),
    /// Vouch for an origin: it counts as verified
    VerifyOrigin(VerifyOrigin),
    /// Issue a further credential; it is shown once
    IssueCredential(IssueCredential),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Which {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Create {
    #[command(flatten)]
    which: Which,
    /// The integration: wordpress, drupal, …
    #[arg(long)]
    platform: String,
    /// What people call it
    #[arg(long)]
    name: String,
    /// More words
    #[arg(long)]
    description: Option<String>,
    /// A web origin that it serves; repeat for more
    #[arg(long = "origin", value_name = "ORIGIN", value_parser = origin)]
    origins: Vec<Origin>,
    /// What it may read; repeat for more
    #[arg(long = "scope", required = true, value_parser = scope())]
    scopes: Vec<Scope>,
    /// You vouch for the origins: they count as verified, and a credential is issued
    #[arg(long, requires = "origins")]
    active: bool,
    /// Requests a minute for each credential
    #[arg(long, default_value_t = DEFAULT_RATE_LIMIT, value_name = "N",
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rate_limit_per_minute: u32,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct SetStatus {
    #[command(flatten)]
    which: Which,
    /// Which installation
    id: String,
    /// Its next status
    #[arg(value_parser = installation_status())]
    status: InstallationStatus,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct IssueCredential {
    #[command(flatten)]
    which: Which,
    /// Which installation
    id: String,
    /// Days until it expires [default: never]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=36_500))]
    expires_in_days: Option<i64>,
}

impl Command {
    pub(in crate::cli) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(which) => list(which, session).await,
            Self::SetStatus(set) => set.run(session).await,
            Self::AddOrigin(add) => add.run(session).await,
            Self::VerifyOrigin(verify) => verify.run(session).await,
            Self::IssueCredential(issue) => issue.run(session).await,
        }
    }
}

impl Which {
    async fn open(&self, session: &Session) -> Result<(System, Workspace), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        Ok((system, workspace))
    }

    /// The installation of this id, which has to exist.
    async fn find(&self, session: &Session, id: String) -> Result<(System, Installation), CliError> {
        let (system, workspace) = self.open(session).await?;
        let id = InstallationId::new(id);
        let found = system.stores.installations.find(&workspace.id, &id).await?;
        let missing = || CliError::failed(format!("workspace {} has no installation {id}", workspace.slug));
        Ok((system, found.ok_or_else(missing)?))
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let (system, workspace) = self.which.open(session).await?;
        let Self {
            platform,
            name,
            description,
            origins,
            mut scopes,
            active,
            rate_limit_per_minute,
            ..
        } = self;
        scopes.sort_unstable();
        scopes.dedup();
        let new = NewInstallation {
            platform,
            display_name: name,
            description,
            origins,
            scopes,
            active,
            rate_limit_per_minute,
        };
        let issued = system
            .installations()
            .create(&workspace.id, new, Actor::Operator)
            .await?;
        let key = issued.key.as_ref().map(domain::identifier::Key::reveal);
        let mut document = document(&issued.installation);
        if let Some(fields) = document.as_object_mut() {
            fields.insert("key".to_owned(), json!(key));
        }
        session.output.show(&document, || {
            let installation = format!("installation {}", issued.installation.id);
            let shown = key.map(|key| format!("\n{key}\nThis key is shown once."));
            installation + &shown.unwrap_or_default() + &tokens(&issued.installation.origins)
        })
    }
}

async fn list(which: Which, session: &Session) -> Result<(), CliError> {
    let (system, workspace) = which.open(session).await?;
    let installations = system.stores.installations.list(&workspace.id).await?;
    let all: Vec<Value> = installations.iter().map(document).collect();
    session.output.show(&json!({ "installations": all }), || {
        let row = |i: &Installation| {
            let origins: Vec<String> = i
                .origins
                .iter()
                .map(|o| format!("{} ({})", o.origin, o.status.as_str()))
                .collect();
            let status = i.status.as_str().to_owned();
            [
                i.id.to_string(),
                i.display_name.clone(),
                i.platform.clone(),
                status,
                origins.join(", "),
            ]
        };
        let rows: Vec<_> = installations.iter().map(row).collect();
        table(
            ["ID", "NAME", "PLATFORM", "STATUS", "ORIGINS"],
            &rows,
            "no installations",
        )
    })
}

impl SetStatus {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let (system, before) = self.which.find(session, self.id).await?;
        let next = self.status;
        let changed = system
            .installations()
            .set_status(&before.workspace, &before.id, next, Actor::Operator)
            .await;
        let refused = || {
            let (now, next) = (before.status.as_str(), next.as_str());
            CliError::failed(format!("an installation that is {now} cannot become {next}"))
        };
        let installation = match changed {
            Err(StoreError::Conflict) => return Err(refused()),
            changed => changed?.ok_or_else(refused)?,
        };
        let status = installation.status.as_str();
        session.output.show(&document(&installation), || {
            format!("{} is {status}", installation.id)
        })
    }
}

impl IssueCredential {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let (system, installation) = self.which.find(session, self.id).await?;
        let expires_at = self
            .expires_in_days
            .map(|days| system.clock.now().saturating_add(days * DAY));
        let (key, id) = system
            .installations()
            .issue_credential(
                &installation.workspace,
                &installation.id,
                expires_at,
                Actor::Operator,
            )
            .await?;
        let document = json!({ "id": id, "key": key.reveal(), "expires_at": expires_at });
        session
            .output
            .show(&document, || format!("{}\nThis key is shown once.", key.reveal()))
    }
}

fn document(installation: &Installation) -> Value {
    let origins: Vec<Value> = installation.origins.iter().map(origin_document).collect();
    json!({
        "id": installation.id,
        "platform": installation.platform,
        "name": installation.display_name,
        "description": installation.description,
        "status": installation.status.as_str(),
        "scopes": installation.scopes,
        "origins": origins,
        "rate_limit_per_minute": installation.rate_limit_per_minute,
        "created_at": installation.created_at,
    })
}
