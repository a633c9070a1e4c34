//! `legaciti category …`: the groups that a centre puts its people into.

use std::collections::BTreeMap;

use clap::{Args, Subcommand};
use domain::group::Group;
use domain::profile::texts::{self, language_code};
use domain::profile::{Category, CategoryId};
use domain::text::Localised;

use super::groups::{New, created, listed};
use super::session::{Place, trail};
use super::{CliError, Session};

/// What to do with categories.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a category
    Create(Create),
    /// List all categories of a workspace
    List(Place),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    #[command(flatten)]
    new: New,
    /// What people call it, in English where there are translations
    #[arg(long)]
    name: String,
    /// What people call it in another language, such as `pt=Doutorandos`
    #[arg(long = "translation", value_name = "LANGUAGE=TEXT", value_parser = translation)]
    translations: Vec<(String, String)>,
}

impl Command {
    pub(super) async fn run(self, session: &Session) -> Result<(), CliError> {
        match self {
            Self::Create(create) => create.run(session).await,
            Self::List(place) => list(&place, session).await,
        }
    }
}

impl Create {
    async fn run(self, session: &Session) -> Result<(), CliError> {
        let name = named(self.name, self.translations);
        let name = texts::name(name).map_err(|why| CliError::usage(format!("the name {why}")))?;
        let (system, workspace) = self.new.place.open(session).await?;
        let category = Category {
            id: CategoryId::new(self.new.id),
            name,
            created_at: system.clock.now(),
            retired_at: None,
        };
        let message = format!("category {} was created", category.id);
        let subject = ("category", category.id.as_str());
        let trail = trail(&system, "category.created", subject, message);
        let profiles = &system.stores.profiles;
        profiles.create_category(&workspace.id, &category, &trail).await?;
        created(session, "category", &category.into(), &workspace)
    }
}

async fn list(place: &Place, session: &Session) -> Result<(), CliError> {
    let (system, workspace) = place.open(session).await?;
    let found = system.stores.profiles.categories(&workspace.id).await?;
    let groups: Vec<Group> = found.into_iter().map(Group::from).collect();
    listed(session, "categories", &groups)
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
