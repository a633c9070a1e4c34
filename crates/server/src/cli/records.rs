//! Records that commands add from files and list: what is asked for, and how it is answered.

use std::path::PathBuf;

use clap::Args;
use domain::workspace::Workspace;
use serde::de::DeserializeOwned;
use serde_json::json;

use super::input::documents;
use super::session::Place;
use super::{CliError, Session};
use crate::wire::System;

#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    place: Place,
    /// JSON file; - is standard input
    #[arg(long)]
    file: PathBuf,
}

impl Create {
    /// What the file says, and where it goes.
    pub(super) async fn open<T: DeserializeOwned>(
        &self,
        session: &Session,
    ) -> Result<(Vec<T>, System, Workspace), CliError> {
        let written = documents(&self.file)?;
        let (system, workspace) = self.place.open(session).await?;
        Ok((written, system, workspace))
    }
}

/// Answers with the ids of what was added.
pub(super) fn added(session: &Session, ids: &[String]) -> Result<(), CliError> {
    let document = json!({ "id": ids.first(), "ids": ids });
    session.output.show(&document, || ids.join("\n"))
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    pub(super) place: Place,
    /// At most so many
    #[arg(long, default_value_t = 1_000, value_name = "N")]
    pub(super) limit: u32,
}
