//! `legaciti user …`: the staff of the dashboard, their roles and passwords.

use std::io::BufRead as _;

use clap::{Args, Subcommand};
use domain::activity::Actor;
use domain::session::{NewAccount, User};
use domain::staff::Role;
use serde_json::{Value, json};

use super::output::table;
use super::session::workspace;
use super::words::role;
use super::{CliError, Session};

/// What to do with users.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a user with a password and a role in a workspace
    Create(Create),
    /// List the members of a workspace
    List(List),
    /// Change what a user may do in a workspace, or make them a superadmin
    SetRole(SetRole),
    /// Give a user another password, and end their sessions
    SetPassword(SetPassword),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// What they sign in with
    #[arg(long)]
    email: String,
    /// What people call them
    #[arg(long)]
    name: String,
    /// What they may do in the workspace
    #[arg(long, value_parser = role())]
    role: Role,
    /// They may do everything, in every workspace
    #[arg(long)]
    superadmin: bool,
    /// Read the password from standard input: its first line, 8 to 128 characters
    #[arg(long, required = true)]
    password_stdin: bool,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct SetRole {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// What they sign in with
    #[arg(long)]
    email: String,
    /// What they may do in the workspace; they become a member where they are none
    #[arg(long, value_parser = role(), required_unless_present = "superadmin")]
    role: Option<Role>,
    /// Whether they may do everything, in every workspace
    #[arg(long, value_name = "true|false")]
    superadmin: Option<bool>,
}

#[derive(Debug, Args)]
pub(super) struct SetPassword {
    /// What they sign in with
    #[arg(long)]
    email: String,
    /// Read the password from standard input: its first line, 8 to 128 characters
    #[arg(long, required = true)]
    password_stdin: bool,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(list) => list.run(session).await,
            Self::SetRole(change) => change.run(session).await,
            Self::SetPassword(change) => change.run(session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let password = password()?;
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let role = self.role;
        let new = NewAccount {
            email: self.email,
            name: self.name,
            password,
            role,
            superadmin: self.superadmin,
            email_verified: true,
        };
        let user = system
            .accounts()
            .create(&workspace.id, new, Actor::Operator)
            .await?;
        let document = document(&user, Some(role.as_str()));
        session.output.show(&document, || {
            format!("{} is {} of {}", user.email, role.as_str(), workspace.slug)
        })
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let members = system.stores.users.members(&workspace.id).await?;
        let all: Vec<Value> = members
            .iter()
            .map(|(user, words)| document(user, Some(words)))
            .collect();
        session.output.show(&json!({ "users": all }), || {
            let row = |(user, words): &(User, String)| {
                let superadmin = if user.is_superadmin() { "superadmin" } else { "" };
                [
                    user.email.clone(),
                    user.name.clone(),
                    words.clone(),
                    superadmin.to_owned(),
                    user.id.clone(),
                ]
            };
            let rows: Vec<_> = members.iter().map(row).collect();
            table(["EMAIL", "NAME", "ROLE", "", "ID"], &rows, "no users")
        })
    }
}

impl SetRole {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let change = (self.role, self.superadmin);
        let user = system
            .accounts()
            .set_role(&workspace.id, &self.email, change, Actor::Operator)
            .await?;
        let words = self.role.map(Role::as_str);
        session.output.show(&document(&user, words), || {
            let role = words.map_or_else(String::new, |word| format!(" is {word} of {}", workspace.slug));
            let superadmin = self
                .superadmin
                .map_or_else(String::new, |is_one| format!(" (superadmin: {is_one})"));
            format!("{}{role}{superadmin}", user.email)
        })
    }
}

impl SetPassword {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let password = password()?;
        let system = session.open().await?;
        let user = system.accounts().set_password(&self.email, &password).await?;
        session.output.show(&document(&user, None), || {
            format!("{} has a new password; their sessions have ended", user.email)
        })
    }
}

/// The first line of standard input.
fn password() -> Result<String, CliError> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn document(user: &User, role: Option<&str>) -> Value {
    json!({
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": role,
        "superadmin": user.is_superadmin(),
    })
}
