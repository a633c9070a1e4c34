//! What is shown of an integration.

use domain::installation::Scope;
use domain::integration::{Artwork, Block, Category, Image, Integration, Target, Visibility};
use domain::workspace::WorkspaceId;
use serde::Serialize;
use utoipa::ToSchema;

use super::bodies::{scopes_schema, words_schema};

/// An integration.
#[derive(Serialize, ToSchema)]
#[schema(as = Integration)]
pub(super) struct IntegrationBody {
    /// Name of the integration.
    #[schema(example = "wordpress")]
    name: String,
    /// What people call it.
    title: String,
    /// One line.
    description: String,
    /// More words, in Markdown.
    summary: String,
    /// `public`, `unlisted` or `private`.
    #[schema(value_type = String, example = "public")]
    visibility: Visibility,
    /// What it can be installed for: `all`, `organization`, `space` or `site`.
    #[schema(value_type = String, example = "site")]
    target: Target,
    /// What kind of app it is.
    #[schema(schema_with = categories_schema)]
    categories: Vec<Category>,
    /// What it wants to read.
    #[schema(schema_with = scopes_schema)]
    scopes: Vec<Scope>,
    /// What it offers to pages.
    #[schema(value_type = Vec<BlockBody>)]
    blocks: Vec<Block>,
    /// Part of Legaciti.
    built_in: bool,
    /// The workspace that has published it.
    #[schema(required = true)]
    organization: Option<String>,
    /// Whether it embeds a script into pages.
    has_script: bool,
    /// What its script may do in a page.
    #[serde(rename = "contentSecurityPolicy")]
    #[schema(required = true)]
    content_security_policy: Option<String>,
    /// Where its events are delivered to; told to its own workspace only.
    #[serde(rename = "webhookUrl")]
    #[schema(required = true)]
    webhook_url: Option<String>,
    /// When it was published (Unix seconds).
    created_at: i64,
    /// When it was last renewed (Unix seconds).
    updated_at: i64,
}

/// A block of an integration.
#[derive(Serialize, ToSchema)]
#[schema(as = Block)]
struct BlockBody {
    /// `publications`, `people`, `projects`, `works` or `citation`.
    #[schema(example = "citation")]
    id: String,
    /// Hosts whose links it can stand for.
    #[schema(example = json!(["doi.org"]))]
    domains: Vec<String>,
}

impl IntegrationBody {
    /// As this workspace sees it; `None`: as it sees itself.
    pub(super) fn new(found: Integration, viewer: Option<&WorkspaceId>) -> Self {
        let is_own = viewer.is_none_or(|workspace| found.is_published_by(workspace));
        Self {
            name: found.name.as_str().to_owned(),
            title: found.title,
            description: found.description,
            summary: found.summary,
            visibility: found.visibility,
            target: found.target,
            categories: found.categories,
            scopes: found.scopes,
            blocks: found.blocks,
            built_in: found.built_in,
            organization: found.publisher.map(|id| id.to_string()),
            has_script: found.script.is_some(),
            content_security_policy: found.content_security_policy,
            webhook_url: found
                .webhook
                .filter(|_| is_own)
                .map(|url| url.as_str().to_owned()),
            created_at: found.created_at,
            updated_at: found.updated_at,
        }
    }
}

/// An integration with its pictures.
#[derive(Serialize, ToSchema)]
pub(super) struct IntegrationDetail {
    #[serde(flatten)]
    integration: IntegrationBody,
    /// Beside its name.
    #[schema(required = true)]
    icon: Option<ImageBody>,
    /// On its page.
    #[serde(rename = "previewImages")]
    preview_images: Vec<ImageBody>,
}

impl IntegrationDetail {
    pub(super) fn new(integration: IntegrationBody, artwork: &Artwork) -> Self {
        Self {
            integration,
            icon: artwork.icon.as_ref().map(ImageBody::from),
            preview_images: artwork.previews.iter().map(ImageBody::from).collect(),
        }
    }
}

/// A picture.
#[derive(Serialize, ToSchema)]
#[schema(as = IntegrationImage)]
struct ImageBody {
    /// `image/png`, `image/svg+xml` or `image/webp`.
    #[schema(example = "image/png")]
    media_type: &'static str,
    /// Its bytes in base64.
    #[schema(format = "byte")]
    data: String,
}

impl From<&Image> for ImageBody {
    fn from(image: &Image) -> Self {
        Self {
            media_type: image.media_type,
            data: image.base64().to_owned(),
        }
    }
}

/// Schema of a list of categories.
pub(super) fn categories_schema() -> utoipa::openapi::schema::Schema {
    let words = Category::ALL.iter().map(|category| category.as_str());
    words_schema(words, "What kind of app it is.")
}
