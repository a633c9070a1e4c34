//! `legaciti api-key …`: keys of machine-to-machine clients.

use clap::{Args, Subcommand};
use domain::activity::Actor;
use domain::api_key::{ApiKey, ApiKeyScope, NewApiKey};
use domain::identifier::KeyHash;
use serde_json::{Value, json};

use super::output::{table, when};
use super::session::workspace;
use super::words::api_key_scope;
use super::{CliError, Session};

/// What to do with API keys.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make a key; it is shown once
    Create(Create),
    /// List all keys of a workspace, without the keys themselves
    List(List),
    /// Switch a key off for good
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Whose it is
    #[arg(long, value_name = "NAME")]
    client_name: String,
    /// What it may do; repeat for more
    #[arg(long = "scope", required = true, value_parser = api_key_scope())]
    scopes: Vec<ApiKeyScope>,
    /// Requests a minute
    #[arg(long, default_value_t = 60, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    rate_limit_per_minute: u32,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct Revoke {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Its hash, as `api-key list` shows it
    key_hash: String,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(list) => list.run(session).await,
            Self::Revoke(revoke) => revoke.run(session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let Self {
            client_name,
            mut scopes,
            rate_limit_per_minute,
            ..
        } = self;
        scopes.sort_unstable();
        scopes.dedup();
        let new = NewApiKey {
            client_name,
            scopes,
            rate_limit_per_minute,
        };
        let (key, stored) = system
            .api_keys()
            .create(&workspace.id, new, Actor::Operator)
            .await?;
        let mut document = document(&stored);
        if let Some(fields) = document.as_object_mut() {
            fields.insert("key".to_owned(), json!(key.reveal()));
        }
        session.output.show(&document, || {
            format!(
                "{}\nThis key is shown once. Its hash is {}",
                key.reveal(),
                stored.key_hash.as_str()
            )
        })
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let keys = system.stores.api_keys.list(&workspace.id).await?;
        let all: Vec<Value> = keys.iter().map(document).collect();
        session.output.show(&json!({ "api_keys": all }), || {
            let row = |key: &ApiKey| {
                let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
                let active = match (key.active, key.revoked_at) {
                    (true, _) => "active",
                    (false, Some(_)) => "revoked",
                    (false, None) => "off",
                };
                let used = key.last_used_at.map_or_else(|| "never".to_owned(), when);
                [
                    key.key_hash.as_str().to_owned(),
                    key.client_name.clone(),
                    scopes.join(","),
                    active.to_owned(),
                    used,
                ]
            };
            let rows: Vec<_> = keys.iter().map(row).collect();
            table(
                ["HASH", "CLIENT", "SCOPES", "STATE", "LAST USED"],
                &rows,
                "no API keys",
            )
        })
    }
}

impl Revoke {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let hash = KeyHash::parse(&self.key_hash)
            .map_err(|_not_a_hash| CliError::usage("a key's hash has 64 hexadecimal digits"))?;
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let revoked = system
            .api_keys()
            .revoke(&workspace.id, &hash, Actor::Operator)
            .await?;
        if revoked.is_none() {
            return Err(CliError::failed(format!(
                "workspace {} has no such key",
                workspace.slug
            )));
        }
        let document = json!({ "key_hash": hash.as_str(), "active": false });
        session
            .output
            .show(&document, || format!("revoked {}", hash.as_str()))
    }
}

fn document(key: &ApiKey) -> Value {
    json!({
        "key_hash": key.key_hash.as_str(),
        "client_name": key.client_name,
        "scopes": key.scopes,
        "active": key.active,
        "rate_limit_per_minute": key.rate_limit_per_minute,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "revoked_at": key.revoked_at,
    })
}
