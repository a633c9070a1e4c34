//! The OpenAPI documents, made from the routes, and the reference page that shows them.

use actix_web::http::header;
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, LicenseBuilder, OpenApi, OpenApiBuilder, Server};
use utoipa::{PartialSchema, ToSchema};
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use crate::problem::{Problem, ProblemBody};
use crate::routes::{Answer, Routes};
use crate::state::ApiState;
use crate::{consumer, dashboard, integrations};

/// A surface of the API, with a document of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Surface {
    /// Lists and records for everyone, and the machine-to-machine routes.
    Consumer,
    /// What installations of CMS plugins read.
    Integrations,
    /// What the staff work with.
    Dashboard,
}

impl Surface {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Consumer, Self::Integrations, Self::Dashboard];

    /// `consumer`, `integrations` or `dashboard`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consumer => "consumer",
            Self::Integrations => "integrations",
            Self::Dashboard => "dashboard",
        }
    }

    /// From the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|surface| surface.as_str() == word)
    }

    fn routes(self) -> Routes {
        match self {
            Self::Consumer => consumer::routes(),
            Self::Integrations => integrations::routes(),
            Self::Dashboard => dashboard::routes(),
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Consumer => "Consumer API",
            Self::Integrations => "Integrations API",
            Self::Dashboard => "Dashboard API",
        }
    }

    fn version(self) -> &'static str {
        match self {
            Self::Consumer | Self::Dashboard => "1.0.0",
            Self::Integrations => integrations::VERSION,
        }
    }

    fn description(self) -> &'static str {
        match self {
            Self::Consumer => {
                "Publications, people, projects and works of a research centre. Lists and records of \
                 publications, projects and works are open; people need an installation credential; \
                 ingestion and memberships need an API key. Keys go into the `X-API-Key` header."
            }
            Self::Integrations => {
                "What a content management system reads for its site, with the credential of its \
                 installation in the `X-API-Key` header."
            }
            Self::Dashboard => {
                "What the staff of a research centre curate their catalogue with. Sessions are Better Auth \
                 sessions, in a cookie or as a bearer token; the workspace is the session's active one, \
                 the one that `X-Workspace-Id` names, or the only one that the caller belongs to."
            }
        }
    }

    fn tags(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Consumer => &[
                ("Health", "Whether the service works."),
                ("Ingestion", "Bringing people's records in."),
                ("Partners", "What partner systems may change."),
                ("People", "Researchers with public publications."),
                ("Projects", "Funded projects."),
                ("Publications", "Records with a DOI."),
                ("Works", "Outputs without a DOI."),
            ],
            Self::Integrations => &[("Integrations", "Read-only lists for installations.")],
            Self::Dashboard => &[
                ("Activity", "What happened, to what, by whom."),
                ("Categories", "Groups that a centre puts its people into."),
                ("Credentials", "What installations prove themselves with."),
                ("Entities", "Units that people belong to."),
                ("Events", "What integrations hear of, and tasks."),
                ("Import", "Bringing people and publications in at once."),
                ("Info", "Who is signed in, and whether the service works."),
                ("Ingestion", "The ingestion queue."),
                (
                    "Installations",
                    "Integrations in a workspace, and what they may see.",
                ),
                ("Integrations", "Apps that consume the catalogue."),
                ("People", "Researchers, their profiles and affiliations."),
                (
                    "Publications",
                    "Records with a DOI, and what the staff made of them.",
                ),
                ("Projects", "Funded projects, and what came out of them."),
                ("Site Tools", "Maintenance, and API keys."),
                (
                    "Sites",
                    "The web sites of installations, and what is embedded into them.",
                ),
                ("Works", "Outputs without a DOI."),
                ("Workspaces", "Research centres, and who works in them."),
            ],
        }
    }

    /// How callers prove who they are.
    fn scheme(self) -> (&'static str, SecurityScheme) {
        match self {
            Self::Consumer | Self::Integrations => ("apiKeyAuth", SecurityScheme::ApiKey(key_header())),
            Self::Dashboard => ("betterAuthSession", SecurityScheme::ApiKey(session_cookie())),
        }
    }

    fn document(self) -> OpenApi {
        let (paths, schemas) = self.routes().document();
        let components = ComponentsBuilder::new()
            .schemas_from_iter(schemas)
            .schema(ProblemBody::name(), ProblemBody::schema())
            .security_scheme(self.scheme().0, self.scheme().1);
        let components = match self {
            Self::Dashboard => components.security_scheme("integrationSecret", integration_secret()),
            Self::Consumer | Self::Integrations => components,
        };
        let components = components.build();
        let license = LicenseBuilder::new().name(env!("CARGO_PKG_LICENSE")).build();
        let info = InfoBuilder::new()
            .title(self.title())
            .version(self.version())
            .description(Some(self.description()))
            .license(Some(license))
            .build();
        let tags = self
            .tags()
            .iter()
            .map(|(name, text)| TagBuilder::new().name(*name).description(Some(*text)).build());
        OpenApiBuilder::new()
            .info(info)
            .servers(Some([Server::new("/")]))
            .paths(paths)
            .components(Some(components))
            .tags(Some(tags))
            .build()
    }
}

fn key_header() -> ApiKey {
    ApiKey::Header(ApiKeyValue::with_description(
        "X-API-Key",
        "An installation credential (`lgi_…`) or an API key (`lgc_…`).",
    ))
}

fn integration_secret() -> SecurityScheme {
    let text = "The secret of an integration (`lga_…`), which publishing it has told.";
    SecurityScheme::Http(
        HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(text))
            .build(),
    )
}

fn session_cookie() -> ApiKey {
    ApiKey::Cookie(ApiKeyValue::with_description(
        "better-auth.session_token",
        "The cookie that signing in at `/api/auth/sign-in/email` sets; `__Secure-` stands before its name over https.",
    ))
}

/// The OpenAPI 3.1 document of a surface, as indented JSON.
pub fn openapi_document(surface: Surface) -> String {
    // Documents hold no values that could not be written, so there is nothing to report.
    surface.document().to_pretty_json().unwrap_or_default()
}

/// The documents of this process, written once.
pub(crate) struct Documents([(Surface, Bytes); 3]);

impl Documents {
    pub(crate) fn render() -> Self {
        Self(Surface::ALL.map(|surface| (surface, Bytes::from(openapi_document(surface)))))
    }

    fn get(&self, surface: Surface) -> Option<Bytes> {
        let found = self.0.iter().find(|(of, _)| *of == surface);
        found.map(|(_, document)| document.clone())
    }
}

/// Mounts the documents of a listener's surfaces and the page that shows them.
pub(crate) fn mount(config: &mut web::ServiceConfig, surfaces: &[Surface]) {
    for surface in surfaces.iter().copied() {
        let serve = move |request: HttpRequest| async move { serve(&request, surface) };
        config.service(
            web::resource(address(surface))
                .route(web::get().to(serve))
                .route(web::head().to(serve))
                .default_service(web::to(wrong_method)),
        );
    }
    let documents: Vec<Url<'_>> = surfaces
        .iter()
        .map(|surface| Url::new(surface.title(), address(*surface)))
        .collect();
    config.service(
        web::resource("/docs")
            .route(web::get().to(to_docs))
            .default_service(web::to(wrong_method)),
    );
    // No validator: the page asks nobody but this service.
    let page = Config::new(documents).validator_url("none");
    config.service(SwaggerUi::new("/docs/{file:.*}").config(page));
}

fn address(surface: Surface) -> &'static str {
    match surface {
        Surface::Consumer => "/openapi/consumer-api.json",
        Surface::Integrations => "/openapi/integrations-api.json",
        Surface::Dashboard => "/openapi/dashboard-api.json",
    }
}

fn serve(request: &HttpRequest, surface: Surface) -> Answer {
    let state = ApiState::of(request)?;
    let document = state.documents().get(surface);
    let document = document.ok_or_else(|| Problem::internal("a document is missing"))?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .body(document))
}

async fn to_docs() -> HttpResponse {
    HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, "/docs/"))
        .finish()
}

async fn wrong_method() -> Answer {
    Err(Problem::method_not_allowed("GET, HEAD"))
}
