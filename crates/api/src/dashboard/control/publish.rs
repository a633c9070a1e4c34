//! Publishing an integration.

use actix_web::HttpResponse;
use domain::identifier::WebAddress;
use domain::installation::Scope;
use domain::integration::artwork::{MAX_ICON, MAX_PREVIEW, MAX_PREVIEWS};
use domain::integration::manifest::MAX_DOMAINS;
use domain::integration::model::webhook_secret;
use domain::integration::script::MAX_SCRIPT;
use domain::integration::{Artwork, Block, BlockKind, Category, Image, Manifest, Script, Target, Visibility};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};
use validator::Validate;

use super::bodies::{scopes_schema, word_schema};
use super::integration_body::{IntegrationBody, categories_schema};
use super::reach::{body_fault, check_organization};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{IntegrationPath, LongJson, given};

/// What is said about an integration.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct PublishBody {
    /// Title of the integration.
    #[validate(length(min = 2, max = 30, message = "must have between 2 and 30 characters"))]
    #[schema(
        min_length = 2,
        max_length = 30,
        pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f]",
        example = "Weekly digest"
    )]
    title: String,
    /// One line about it.
    #[validate(length(max = 100, message = "must have at most 100 characters"))]
    #[schema(max_length = 100)]
    description: String,
    /// More words, in Markdown.
    #[serde(default)]
    #[validate(length(max = 2048, message = "must have at most 2048 characters"))]
    #[schema(max_length = 2048)]
    summary: String,
    /// Base64 of a PNG, SVG or WebP picture of at most 48 KiB.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, format = "byte")]
    icon: Option<String>,
    /// Base64 of PNG, SVG or WebP pictures of at most 128 KiB each.
    #[serde(default)]
    #[schema(required = false, schema_with = previews_schema)]
    preview_images: Vec<String>,
    /// Who finds it.
    #[serde(default = "private")]
    #[schema(required = false, schema_with = visibility_schema)]
    visibility: Visibility,
    /// What it can be installed for.
    #[serde(default = "all")]
    #[schema(required = false, schema_with = target_schema)]
    target: Target,
    /// What kind of app it is.
    #[serde(default)]
    #[schema(required = false, schema_with = categories_schema)]
    categories: Vec<Category>,
    /// What it wants to read.
    #[serde(default)]
    #[schema(required = false, schema_with = scopes_schema)]
    scopes: Vec<Scope>,
    /// What it offers to pages, each block once.
    #[serde(default)]
    #[schema(required = false, max_items = 5)]
    blocks: Vec<BlockInput>,
    /// JavaScript of at most 256 KiB to embed into pages; empty where there is none.
    script: String,
    /// The workspace under which it is published: its id or slug.
    #[schema(example = "cesam")]
    organization: String,
    /// What its script may do in a page: the text of the header, or directives by name.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = PolicyInput, required = false)]
    content_security_policy: Option<PolicyInput>,
    /// Where its events are delivered to.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = String, required = false, format = "web-address", min_length = 1, max_length = 2048,
             example = "https://digest.example.org/events")]
    webhook_url: Option<String>,
    /// Give it a new secret although it has one.
    #[serde(default)]
    #[schema(default = false)]
    renew_secret: bool,
}

/// A block, with or without hosts.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct BlockInput {
    /// `publications`, `people`, `projects`, `works` or `citation`.
    #[schema(schema_with = block_schema)]
    id: BlockKind,
    /// Hosts whose links it can stand for, at most 20.
    #[serde(default)]
    #[schema(required = false, schema_with = hosts_schema)]
    domains: Vec<String>,
}

/// A policy as text, or directives by name.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum PolicyInput {
    /// The text of the header.
    Text(String),
    /// Directives by name.
    Directives(BTreeMap<String, Sources>),
}

/// The sources of a directive.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum Sources {
    /// One source.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl PolicyInput {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Directives(directives) => {
                let line = |(name, sources): (&String, &Sources)| match sources {
                    Sources::One(source) => format!("{name} {source}"),
                    Sources::Many(sources) => format!("{name} {}", sources.join(" ")),
                };
                directives.iter().map(line).collect::<Vec<_>>().join("; ")
            }
        }
    }
}

fn private() -> Visibility {
    Visibility::Private
}

fn all() -> Target {
    Target::All
}

/// Schema of the pictures on its page.
fn previews_schema() -> Schema {
    let picture = ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::KnownFormat(KnownFormat::Byte)));
    let pictures = ArrayBuilder::new()
        .items(picture.build())
        .max_items(Some(MAX_PREVIEWS))
        .description(Some(
            "Base64 of PNG, SVG or WebP pictures of at most 128 KiB each.",
        ));
    Schema::Array(pictures.build())
}

fn block_schema() -> Schema {
    let words = BlockKind::ALL.iter().map(|kind| kind.as_str());
    word_schema(words, "Which.")
}

/// Schema of the hosts of a block.
fn hosts_schema() -> Schema {
    let host = ObjectBuilder::new()
        .schema_type(Type::String)
        .max_length(Some(100))
        .pattern(Some("^[a-zA-Z0-9-_.]+$"));
    let hosts = ArrayBuilder::new()
        .items(host.build())
        .max_items(Some(MAX_DOMAINS))
        .description(Some("Hosts whose links it can stand for."))
        .examples([serde_json::json!(["doi.org"])]);
    Schema::Array(hosts.build())
}

fn visibility_schema() -> Schema {
    let words = Visibility::ALL.iter().map(|visibility| visibility.as_str());
    word_schema(words, "Who finds it; `private` where left out.")
}

fn target_schema() -> Schema {
    let words = Target::ALL.iter().map(|target| target.as_str());
    word_schema(words, "What it can be installed for; `all` where left out.")
}

impl PublishBody {
    fn manifest(&self) -> Result<Manifest, Problem> {
        let picture = |field: &str, text: &String, most| {
            Image::parse(text, most).map_err(|why| body_fault(field, &why.to_string()))
        };
        if self.preview_images.len() > MAX_PREVIEWS {
            let why = format!("must hold at most {MAX_PREVIEWS} pictures");
            return Err(body_fault("previewImages", &why));
        }
        let icon = self.icon.as_ref();
        let script = Script::new(&self.script);
        if self.script.len() > MAX_SCRIPT {
            let why = format!("must have at most {MAX_SCRIPT} bytes");
            return Err(body_fault("script", &why));
        }
        let webhook = self.webhook_url.as_deref().map(WebAddress::parse).transpose();
        let policy = self.content_security_policy.as_ref().map(PolicyInput::text);
        let manifest = Manifest {
            title: self.title.clone(),
            description: self.description.clone(),
            summary: self.summary.clone(),
            artwork: Artwork {
                icon: icon.map(|text| picture("icon", text, MAX_ICON)).transpose()?,
                previews: self
                    .preview_images
                    .iter()
                    .map(|text| picture("previewImages", text, MAX_PREVIEW))
                    .collect::<Result<_, _>>()?,
            },
            visibility: self.visibility,
            target: self.target,
            categories: self.categories.clone(),
            scopes: self.scopes.clone(),
            blocks: self.blocks.iter().map(block).collect(),
            script,
            content_security_policy: policy.filter(|text| !text.is_empty()),
            webhook: webhook.map_err(|why| body_fault("webhookUrl", &why.to_string()))?,
        };
        Ok(manifest.checked()?)
    }
}

fn block(input: &BlockInput) -> Block {
    Block {
        id: input.id,
        domains: input.domains.clone(),
    }
}

/// A published integration.
#[derive(Serialize, ToSchema)]
pub(super) struct PublishAnswer {
    /// The integration.
    integration: IntegrationBody,
    /// What it proves itself with, shown this once; null where it keeps the one it has.
    #[schema(required = true, example = "lga_…")]
    secret: Option<String>,
    /// What its deliveries are signed with, shown this once; null where it keeps the one it has.
    #[schema(required = true, example = "lgw_…")]
    webhook_secret: Option<String>,
}

/// Publish an integration
///
/// Publishes an integration under a name of its own, or renews one of the workspace's own. The first time, and where
/// `renewSecret` asks for it, its secret is in this answer and nowhere else.
#[utoipa::path(
    post,
    path = "/api/integrations/{integrationName}",
    operation_id = "publishIntegration",
    tag = "Integrations",
    params(IntegrationPath),
    request_body = PublishBody,
    responses(
        (status = 200, description = "It is published.", body = PublishAnswer),
        (status = 404, description = "The body names another workspace (`workspace_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "Somebody else has the name (`taken`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn publish(call: PublishCall) -> Answer {
    let (path, LongJson(body)) = &call.input;
    let member = &call.caller.member;
    check_organization(member, &body.organization)?;
    let (name, manifest) = (path.integration.clone(), body.manifest()?);
    let workspace = &member.workspace.id;
    let integrations = &call.services().integrations;
    let (published, secret) = integrations
        .publish(workspace, name, manifest, body.renew_secret, member.actor())
        .await??;
    Ok(HttpResponse::Ok()
        .insert_header(("Cache-Control", "no-store"))
        .json(PublishAnswer {
            webhook_secret: secret.as_ref().map(|key| webhook_secret(&key.hash())),
            secret: secret.map(|key| key.reveal().to_owned()),
            integration: IntegrationBody::new(published.integration, Some(workspace)),
        }))
}

type PublishCall = Call<Staff<roles::WorkspaceAdmin>, (IntegrationPath, LongJson<PublishBody>)>;
