//! `legaciti membership …`: who belongs to which entity.

use clap::{Args, Subcommand};
use domain::activity::Actor;
use domain::identifier::Orcid;
use domain::membership::{Membership, MembershipStatus, SetMembership};
use domain::workspace::EntityId;
use serde_json::{Value, json};

use super::output::{table, when};
use super::session::workspace;
use super::words::{membership_status, orcid};
use super::{CliError, Session};

/// What to do with memberships.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Set the status of people at an entity, from now on
    Set(Set),
    /// Show the history of people
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Set {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Which entity
    #[arg(long, value_name = "ID")]
    entity: String,
    /// cesam: a member; external: known, but no member
    #[arg(long, value_parser = membership_status())]
    status: MembershipStatus,
    /// Since when, in Unix seconds [default: now]
    #[arg(long, value_name = "SECONDS")]
    starts_at: Option<i64>,
    /// Whose
    #[arg(required = true, value_name = "ORCID", value_parser = orcid)]
    people: Vec<Orcid>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Whose
    #[arg(required = true, value_name = "ORCID", value_parser = orcid)]
    people: Vec<Orcid>,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Set(set) => set.run(session).await,
            Self::List(list) => list.run(session).await,
        }
    }
}

impl Set {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let entity = EntityId::new(self.entity);
        if system
            .stores
            .workspaces
            .find_entity(&workspace.id, &entity)
            .await?
            .is_none()
        {
            return Err(CliError::failed(format!(
                "workspace {} has no entity {entity}",
                workspace.slug
            )));
        }
        // All or none: people are checked before the first of them is changed.
        let known = system.stores.people.known(&workspace.id, &self.people).await?;
        let unknown: Vec<&str> = self
            .people
            .iter()
            .filter(|person| !known.contains(person))
            .map(Orcid::as_str)
            .collect();
        if !unknown.is_empty() {
            let unknown = unknown.join(", ");
            return Err(CliError::failed(format!(
                "not in workspace {}: {unknown}",
                workspace.slug
            )));
        }
        let mut memberships = Vec::new();
        for person in self.people {
            let asked = SetMembership {
                person: person.clone(),
                entity: entity.clone(),
                status: self.status,
                starts_at: self.starts_at,
                actor: Actor::Operator,
                key_use: None,
            };
            let set = system.memberships().set(&workspace.id, asked).await?;
            memberships.push(set.ok_or_else(|| CliError::failed(format!("{person} is gone")))?);
        }
        show(session, &memberships)
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let mut memberships = Vec::new();
        for person in &self.people {
            memberships.extend(system.stores.memberships.of_person(&workspace.id, person).await?);
        }
        show(session, &memberships)
    }
}

fn show(session: &Session, memberships: &[Membership]) -> Result<(), CliError> {
    let all: Vec<Value> = memberships.iter().map(document).collect();
    session.output.show(&json!({ "memberships": all }), || {
        let row = |m: &Membership| {
            let ends = m.ends_at.map_or_else(String::new, when);
            [
                m.person.to_string(),
                m.entity.to_string(),
                m.status.as_str().to_owned(),
                when(m.starts_at),
                ends,
            ]
        };
        let rows: Vec<_> = memberships.iter().map(row).collect();
        table(
            ["ORCID", "ENTITY", "STATUS", "SINCE", "UNTIL"],
            &rows,
            "no memberships",
        )
    })
}

fn document(membership: &Membership) -> Value {
    json!({
        "orcid_id": membership.person.as_str(),
        "entity_id": membership.entity,
        "status": membership.status.as_str(),
        "starts_at": membership.starts_at,
        "ends_at": membership.ends_at,
    })
}
