//! What every command needs before it begins: configuration, the way it answers, the database.

use clap::Args;
use domain::activity::{Actor, Event, Trail};
use domain::workspace::Workspace;

use super::{CliError, General, Output};
use crate::config::{CommandLine, Config, Loaded, setting};
use crate::telemetry;
use crate::wire::{self, System, Tables};

/// A command about to run.
pub struct Session {
    /// What is configured.
    pub config: Config,
    /// How to answer.
    pub output: Output,
}

/// How much a command logs unless the configuration says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Logs {
    /// A service tells what it does.
    Service,
    /// A command answers on standard output, and logs only what went wrong.
    Command,
}

impl General {
    /// What the options that every command has say.
    pub(super) fn command_line(&self) -> CommandLine {
        CommandLine::new(self.config.clone()).with(
            &setting::DATABASE_URL,
            "--database-url",
            self.database_url.clone(),
        )
    }
}

impl Session {
    /// Reads the configuration for a command without options that concern it, and starts logging.
    pub(super) fn begin(general: &General) -> Result<Self, CliError> {
        Self::of(general, general.command_line(), Logs::Command)
    }

    /// Reads the configuration and starts logging, on standard error.
    pub(super) fn of(general: &General, options: CommandLine, logs: Logs) -> Result<Self, CliError> {
        let Loaded { mut config, warnings } = Config::load(options)?;
        if logs == Logs::Command && config.telemetry.filter == setting::LOG.default {
            "warn".clone_into(&mut config.telemetry.filter);
        }
        telemetry::start_logs(&config.telemetry)?;
        for warning in warnings {
            tracing::warn!("{warning}");
        }
        Ok(Self {
            config,
            output: Output::new(general.json),
        })
    }

    /// The database with its tables. An embedded database is brought up to date on the way; a served one only
    /// by `legaciti migrate`, because other processes may run an older version on it.
    pub(super) async fn open(&self) -> Result<System, CliError> {
        let settings = wire::database_settings(&self.config);
        Ok(System::open(&settings, Tables::EmbeddedOnly).await?)
    }
}

// No documentation comments on arguments that others take up: clap would make them the command's own text.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
}

impl Place {
    /// The database, and the workspace that is meant.
    pub(super) async fn open(&self, session: &Session) -> Result<(System, Workspace), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        Ok((system, workspace))
    }
}

/// The workspace of this id or slug; where none is named, the only one there is.
pub(super) async fn workspace(system: &System, named: Option<&str>) -> Result<Workspace, CliError> {
    let workspaces = &system.stores.workspaces;
    if let Some(name) = named {
        let found = workspaces.find(name).await?;
        return found.ok_or_else(|| CliError::failed(format!("there is no workspace {name:?}")));
    }
    let mut all = workspaces.list().await?;
    match (all.pop(), all.len()) {
        (Some(only), 0) => Ok(only),
        (Some(_), others) => Err(CliError::usage(format!(
            "there are {} workspaces: choose one with --workspace",
            others + 1
        ))),
        (None, _) => Err(CliError::failed(
            "there is no workspace yet: make one with `legaciti workspace create --slug SLUG --name NAME`",
        )),
    }
}

/// The trail of something that the operator did.
pub(super) fn trail(system: &System, kind: &str, subject: (&str, &str), message: String) -> Trail {
    let (subject_kind, subject_id) = subject;
    let event = Event {
        id: system.ids.id(),
        at: system.clock.now(),
        kind: kind.to_owned(),
        actor: Actor::Operator,
        subject_kind: subject_kind.to_owned(),
        subject_id: subject_id.to_owned(),
        message,
        details: serde_json::json!({}),
    };
    Trail::from(event)
}
