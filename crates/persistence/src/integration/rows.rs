//! Rows of integrations, and how they are read.

use diesel::{Queryable, Selectable};
use domain::identifier::{KeyHash, WebAddress};
use domain::installation::Scope;
use domain::integration::{Block, Category, Integration, IntegrationName, ScriptHash, Target, Visibility};
use domain::workspace::WorkspaceId;

use crate::error::DbError;
use crate::json::Json;
use crate::schema::integrations;

/// All but the pictures, which only one page shows.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = integrations)]
pub(super) struct IntegrationRow {
    name: String,
    workspace_id: Option<String>,
    built_in: bool,
    title: String,
    description: String,
    summary: String,
    visibility: String,
    target: String,
    categories: Json<Vec<Category>>,
    scopes: Json<Vec<Scope>>,
    blocks: Json<Vec<Block>>,
    script_hash: Option<String>,
    content_security_policy: Option<String>,
    webhook_url: Option<String>,
    secret_hash: Option<String>,
    pub(super) unpublished_at: Option<i64>,
    created_at: i64,
    updated_at: i64,
}

impl TryFrom<IntegrationRow> for Integration {
    type Error = DbError;

    fn try_from(row: IntegrationRow) -> Result<Self, DbError> {
        let IntegrationRow {
            name,
            workspace_id,
            built_in,
            title,
            description,
            summary,
            visibility,
            target,
            categories,
            scopes,
            blocks,
            script_hash,
            content_security_policy,
            webhook_url,
            secret_hash,
            unpublished_at: _,
            created_at,
            updated_at,
        } = row;
        let corrupt = |place| DbError::Corrupt(place);
        Ok(Self {
            name: IntegrationName::parse(&name)
                .ok()
                .ok_or(corrupt("integrations.name"))?,
            publisher: workspace_id.map(WorkspaceId::new),
            built_in,
            title,
            description,
            summary,
            visibility: Visibility::from_word(&visibility).ok_or(corrupt("integrations.visibility"))?,
            target: Target::from_word(&target).ok_or(corrupt("integrations.target"))?,
            categories: categories.0,
            scopes: scopes.0,
            blocks: blocks.0,
            script: read(script_hash, "integrations.script_hash", ScriptHash::from_stored)?,
            content_security_policy,
            webhook: read(webhook_url, "integrations.webhook_url", |url| {
                WebAddress::parse(url).ok()
            })?,
            secret_hash: read(secret_hash, "integrations.secret_hash", |hash| {
                KeyHash::parse(hash).ok()
            })?,
            created_at,
            updated_at,
        })
    }
}

/// A value that may be absent, but is never unreadable.
fn read<T>(
    stored: Option<String>,
    place: &'static str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, DbError> {
    stored
        .map(|text| parse(&text).ok_or(DbError::Corrupt(place)))
        .transpose()
}
