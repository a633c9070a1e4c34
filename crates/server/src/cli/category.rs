//! `legaciti category …`: the groups that a centre puts its people into.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use domain::profile::texts::{self, language_code};
use domain::profile::{Category, CategoryId};
use domain::text::Localised;
use serde_json::{Value, json};

use super::output::table;
use super::session::{trail, workspace};
use super::words::slug;
use super::{CliError, Session};

/// What to do with categories.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a category
    Create(Create),
    /// List all categories of a workspace
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
    /// Its id: a-z, 0-9, hyphens
    #[arg(long, value_parser = slug)]
    id: String,
    /// What people call it, in English where there are translations
    #[arg(long)]
    name: String,
    /// What people call it in another language, such as `pt=Doutorandos`
    #[arg(long = "translation", value_name = "LANGUAGE=TEXT", value_parser = translation)]
    translations: Vec<(String, String)>,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// Slug or id [default: the only workspace]
    #[arg(long)]
    workspace: Option<String>,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(list) => list.run(session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let name = named(self.name, self.translations);
        let name = texts::name(name).map_err(|why| CliError::usage(format!("the name {why}")))?;
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let category = Category {
            id: CategoryId::new(self.id),
            name,
            created_at: system.clock.now(),
            retired_at: None,
        };
        let message = format!("category {} was created", category.id);
        let subject = ("category", category.id.as_str());
        let trail = trail(&system, "category.created", subject, message);
        let profiles = &system.stores.profiles;
        profiles.create_category(&workspace.id, &category, &trail).await?;
        session.output.show(&document(&category), || {
            format!("category {} in {}", category.id, workspace.slug)
        })
    }
}

impl List {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let system = session.open().await?;
        let workspace = workspace(&system, self.workspace.as_deref()).await?;
        let categories = system.stores.profiles.categories(&workspace.id).await?;
        let all: Vec<Value> = categories.iter().map(document).collect();
        session.output.show(&json!({ "categories": all }), || {
            let row = |category: &Category| [category.id.to_string(), category.name.any().to_owned()];
            let rows: Vec<_> = categories.iter().map(row).collect();
            table(["ID", "NAME"], &rows, "no categories")
        })
    }
}

fn named(name: String, translations: Vec<(String, String)>) -> Localised {
    if translations.is_empty() {
        return Localised::Plain(name);
    }
    let english = [("en".to_owned(), name)];
    let texts: BTreeMap<String, String> = english.into_iter().chain(translations).collect();
    Localised::ByLanguage(texts)
}

fn translation(text: &str) -> Result<(String, String), String> {
    let (code, name) = text.split_once('=').ok_or("write it as LANGUAGE=TEXT")?;
    let code =
        language_code(code).ok_or_else(|| format!("{code:?} is no language code such as pt or pt-BR"))?;
    Ok((code, name.to_owned()))
}

fn document(category: &Category) -> Value {
    json!({ "id": category.id, "name": category.name, "created_at": category.created_at, "retired_at": category.retired_at })
}
