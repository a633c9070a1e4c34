//! What the control plane shows of lists, installations, sites and entities.

use domain::installation::{
    Installation, InstallationOrigin, OriginStatus, Scope, Selection, SpaceInstallation,
};
use domain::storage::Cursor;
use domain::text::Localised;
use domain::workspace::Entity;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};

use crate::consumer::localised_schema;

/// Where a list goes on.
#[derive(Serialize, ToSchema)]
pub(super) struct NextPage {
    /// For the parameter `page`.
    page: String,
}

impl NextPage {
    pub(super) fn of(next: Option<&Cursor>) -> Option<Self> {
        next.map(|cursor| Self {
            page: cursor.to_string(),
        })
    }
}

/// Declares the body of a list.
macro_rules! list_body {
    ($(#[$doc:meta])* $name:ident of $item:ty) => {
        $(#[$doc])*
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub(super) struct $name {
            /// The items of this part.
            pub(super) items: Vec<$item>,
            /// Where the list goes on; null at its end.
            #[schema(required = true)]
            pub(super) next: Option<crate::dashboard::control::bodies::NextPage>,
        }

        impl $name {
            /// A part of a list.
            pub(super) fn of<T>(slice: domain::storage::Slice<T>, show: impl FnMut(T) -> $item) -> Self {
                Self {
                    next: crate::dashboard::control::bodies::NextPage::of(slice.next.as_ref()),
                    items: slice.items.into_iter().map(show).collect(),
                }
            }
        }
    };
}
pub(super) use list_body;

/// An installation.
#[derive(Serialize, ToSchema)]
#[schema(as = Installation)]
pub(super) struct InstallationBody {
    /// Identifier.
    id: String,
    /// Name of the integration.
    #[schema(example = "wordpress")]
    integration: String,
    /// The workspace.
    organization: String,
    /// `draft`, `pending_verification`, `active`, `disabled`, `revoked` or `archived`.
    #[schema(example = "draft")]
    status: &'static str,
    /// What people call it.
    display_name: String,
    /// More words.
    #[schema(required = true)]
    description: Option<String>,
    /// What it may read.
    #[schema(schema_with = scopes_schema)]
    scopes: Vec<Scope>,
    /// What the integration calls it.
    #[serde(rename = "externalIds")]
    external_ids: Vec<String>,
    /// `all` entities, or those of `spaces`.
    #[schema(value_type = String, example = "all")]
    space_selection: Selection,
    /// Entities that were chosen.
    spaces: Vec<String>,
    /// `all` sites of the workspace, or its own verified ones.
    #[schema(value_type = String, example = "selected")]
    site_selection: Selection,
    /// Its sites.
    sites: Vec<SiteBody>,
    /// When it was installed (Unix seconds).
    created_at: i64,
    /// When it was last changed (Unix seconds).
    updated_at: i64,
}

impl From<Installation> for InstallationBody {
    fn from(found: Installation) -> Self {
        Self {
            id: found.id.to_string(),
            integration: found.platform,
            organization: found.workspace.to_string(),
            status: found.status.as_str(),
            display_name: found.display_name,
            description: found.description,
            scopes: found.scopes,
            external_ids: found.external_ids,
            space_selection: found.space_selection,
            spaces: found.entities.iter().map(ToString::to_string).collect(),
            site_selection: found.site_selection,
            sites: found.origins.iter().map(SiteBody::from).collect(),
            created_at: found.created_at,
            updated_at: found.updated_at,
        }
    }
}

/// A site of an installation.
#[derive(Serialize, ToSchema)]
#[schema(as = InstallationSite)]
pub(super) struct SiteBody {
    /// The site: its origin.
    #[schema(example = "https://www.example.org")]
    id: String,
    /// `pending`, `verified` or `failed`.
    #[schema(example = "pending")]
    status: &'static str,
    /// How the site proves whose it is.
    verification: Verification,
    /// Since when it is verified (Unix seconds).
    #[schema(required = true)]
    verified_at: Option<i64>,
    /// When it was last asked (Unix seconds).
    #[schema(required = true)]
    last_checked_at: Option<i64>,
    /// Why it failed the last time.
    #[schema(required = true)]
    last_verification_error: Option<String>,
    /// When it was added (Unix seconds), where that was noted.
    #[schema(required = true)]
    added_at: Option<i64>,
}

/// How a site proves whose it is.
#[derive(Serialize, ToSchema)]
struct Verification {
    /// The text that the site has to serve.
    #[schema(example = "legaciti-verification=…")]
    token: String,
    /// Where it has to serve it.
    #[schema(example = "https://www.example.org/.well-known/legaciti-verification.txt")]
    url: String,
    /// Where the API listener serves the same text, for the site to mirror.
    #[schema(example = "/integrations/v1/verify/…")]
    mirror: String,
}

impl From<&InstallationOrigin> for SiteBody {
    fn from(site: &InstallationOrigin) -> Self {
        Self {
            id: site.origin.to_string(),
            status: site.status.as_str(),
            verification: Verification {
                token: site.token.clone(),
                url: format!("{}{}", site.origin, domain::origin::probe::PROOF_PATH),
                mirror: format!("/integrations/v1/verify/{}", site.id),
            },
            verified_at: site.verified_at.filter(|_| site.status == OriginStatus::Verified),
            last_checked_at: site.last_checked_at,
            last_verification_error: site.last_verification_error.clone(),
            added_at: site.added_at,
        }
    }
}

/// A site in the answers that let the caller choose between ids and whole objects.
#[derive(Serialize, ToSchema)]
#[schema(as = SiteInstallation)]
pub(super) struct SiteItem {
    /// Name of the integration.
    integration: String,
    /// Identifier of the installation.
    installation: String,
    /// The site, or its id.
    site: SiteOrId,
    /// `pending`, `verified` or `failed`.
    status: &'static str,
}

/// A site, or its id.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum SiteOrId {
    /// The id.
    Id(String),
    /// The site.
    Whole(Box<SiteBody>),
}

impl SiteItem {
    pub(super) fn new(of: &Installation, site: &InstallationOrigin, extended: bool) -> Self {
        Self {
            integration: of.platform.clone(),
            installation: of.id.to_string(),
            site: if extended {
                SiteOrId::Whole(Box::new(SiteBody::from(site)))
            } else {
                SiteOrId::Id(site.origin.to_string())
            },
            status: site.status.as_str(),
        }
    }
}

/// An entity.
#[derive(Serialize, ToSchema)]
#[schema(as = Space)]
pub(super) struct SpaceBody {
    /// Its id.
    #[schema(example = "cesam")]
    id: String,
    /// What people call it: text, or texts by language.
    #[schema(schema_with = localised_schema)]
    name: Localised,
    /// When it was made (Unix seconds).
    created_at: i64,
}

impl From<Entity> for SpaceBody {
    fn from(entity: Entity) -> Self {
        Self {
            id: entity.id.to_string(),
            name: entity.name,
            created_at: entity.created_at,
        }
    }
}

/// An entity that an installation may see.
#[derive(Serialize, ToSchema)]
#[schema(as = SpaceInstallation)]
pub(super) struct SpaceItem {
    /// Name of the integration.
    integration: String,
    /// Identifier of the installation.
    installation: String,
    /// The workspace.
    organization: String,
    /// The entity, or its id.
    space: SpaceOrId,
}

/// An entity, or its id.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum SpaceOrId {
    /// The id.
    Id(String),
    /// The entity.
    Whole(SpaceBody),
}

impl SpaceItem {
    pub(super) fn new(integration: &str, found: SpaceInstallation, extended: bool) -> Self {
        Self {
            integration: integration.to_owned(),
            installation: found.installation.to_string(),
            organization: found.workspace.to_string(),
            space: if extended {
                SpaceOrId::Whole(found.entity.into())
            } else {
                SpaceOrId::Id(found.entity.id.to_string())
            },
        }
    }
}

/// Schema of a list of scopes of installations.
pub(super) fn scopes_schema() -> Schema {
    words_schema(Scope::ALL.map(Scope::as_str), "What may be read.")
}

/// Schema of a list of words.
pub(super) fn words_schema(words: impl IntoIterator<Item = &'static str>, text: &str) -> Schema {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words));
    Schema::Array(
        ArrayBuilder::new()
            .items(word.build())
            .description(Some(text))
            .build(),
    )
}

/// Schema of one of some words.
pub(super) fn word_schema(words: impl IntoIterator<Item = &'static str>, text: &str) -> Schema {
    let word = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(words))
        .description(Some(text));
    Schema::Object(word.build())
}
