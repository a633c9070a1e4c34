//! Both databases, filled by whole batches.

mod postgres;
mod sqlite;

use anyhow::Result;
use domain::workspace::WorkspaceId;

use crate::catalogue::{Batch, Format, Sizes};

/// A database that takes batches.
pub(crate) trait Target {
    /// How it takes them.
    fn format(&self) -> Format;
    /// Drops the indexes and triggers, which cost more to keep than to make.
    fn undress(&mut self) -> Result<()>;
    /// Adds rows.
    fn insert(&mut self, batch: Batch) -> Result<()>;
    /// Makes indexes and triggers anew, and tells the workspace how large it is.
    fn finish(&mut self, workspace: &WorkspaceId, sizes: &Sizes) -> Result<()>;
}

/// By the scheme of the URL.
pub(crate) fn open(url: &str) -> Result<Box<dyn Target>> {
    Ok(match url.strip_prefix("sqlite:") {
        Some(rest) => Box::new(sqlite::Sqlite::open(rest.strip_prefix("//").unwrap_or(rest))?),
        None => Box::new(postgres::Postgres::open(url)?),
    })
}
