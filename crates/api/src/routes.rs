//! The table of routes: none can be entered without the type of its caller, which also writes its own part of
//! the document (security, refusals, headers).

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use actix_web::http::Method;
use actix_web::{HttpResponse, Resource, web};
use utoipa::openapi::path::{HttpMethod, Operation, ParameterIn, Paths};
use utoipa::openapi::{
    ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Required, Response, ResponseBuilder, Schema,
    SecurityRequirement, Type,
};
use utoipa_actix_web::OpenApiFactory;

use crate::auth::{Access, Call, Input, Security};
use crate::problem::Problem;

/// What every endpoint gives back.
pub(crate) type Answer = Result<HttpResponse, Problem>;

type Schemas = Vec<(String, RefOr<Schema>)>;

/// One row of the table.
pub(crate) struct Route {
    #[cfg(test)]
    row: Row,
    path: String,
    method: Method,
    mount: Box<dyn FnOnce(Resource) -> Resource>,
    paths: Paths,
    schemas: Schemas,
}

/// What a row says about itself, for those who check the table.
#[cfg(test)]
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) security: Security,
    pub(crate) scope: Option<&'static str>,
}

/// The routes of a surface.
#[derive(Default)]
pub(crate) struct Routes(Vec<Route>);

impl Routes {
    /// Enters an endpoint: its document (made by `utoipa::path`) and its handler.
    pub(crate) fn add<D, A, I, F, Fut>(mut self, document: &D, handler: F) -> Self
    where
        D: utoipa::Path + OpenApiFactory,
        A: Access,
        I: Input,
        F: Fn(Call<A, I>) -> Fut + Clone + 'static,
        Fut: Future<Output = Answer> + 'static,
    {
        let path = D::path();
        let method = match D::methods().first() {
            Some(HttpMethod::Post) => Method::POST,
            Some(HttpMethod::Patch) => Method::PATCH,
            Some(HttpMethod::Put) => Method::PUT,
            Some(HttpMethod::Delete) => Method::DELETE,
            _ => Method::GET,
        };
        let mut paths = document.paths();
        for operation in paths.paths.values_mut().flat_map(operations_of) {
            describe::<A>(operation, I::REFUSALS);
            loosen(operation, I::BODY_OPTIONAL);
        }
        let mut schemas = Schemas::new();
        document.schemas(&mut schemas);
        self.0.push(Route {
            #[cfg(test)]
            row: Row {
                method: method.clone(),
                path: path.clone(),
                security: A::SECURITY,
                scope: A::scope(),
            },
            mount: Box::new(mount(method.clone(), handler)),
            path,
            method,
            paths,
            schemas,
        });
        self
    }

    /// Adds the routes of a part of the surface.
    pub(crate) fn and(mut self, part: Self) -> Self {
        self.0.extend(part.0);
        self
    }

    /// Puts the routes into an application: one resource for each path, which refuses other methods. Paths whose
    /// last part takes all the rest come last, so that they leave the longer ones alone.
    pub(crate) fn mount(self, config: &mut web::ServiceConfig) {
        let mut resources: BTreeMap<(bool, String), Vec<Route>> = BTreeMap::new();
        for route in self.0 {
            let pattern = pattern(&route.path);
            let key = (pattern.ends_with(":.*}"), pattern);
            resources.entry(key).or_default().push(route);
        }
        for ((_, pattern), routes) in resources {
            let allow = allowed(&routes);
            let wrong_method = move || {
                let refusal: Answer = Err(Problem::method_not_allowed(&allow));
                async { refusal }
            };
            let resource = routes
                .into_iter()
                .fold(web::resource(pattern), |resource, route| (route.mount)(resource));
            config.service(resource.default_service(web::to(wrong_method)));
        }
    }

    /// Paths and schemas, for a document.
    pub(crate) fn document(self) -> (Paths, Schemas) {
        let mut paths = Paths::new();
        let mut schemas = Schemas::new();
        for route in self.0 {
            paths.merge(route.paths);
            schemas.extend(route.schemas);
        }
        (paths, schemas)
    }

    /// The rows, for those who check them.
    #[cfg(test)]
    pub(crate) fn rows(&self) -> Vec<Row> {
        self.0.iter().map(|route| route.row.clone()).collect()
    }
}

/// What the router is told: a DOI is all the rest of the path, slashes included; before further parts it is at least a
/// prefix and a suffix (or nothing of the kind, which is refused later), so that `10.5555/history` stays a DOI.
fn pattern(path: &str) -> String {
    // The second half: one part in which no `10.` stands.
    let below = "/api/publications/{id:.*10[.][0-9.]+(?:/|%2[Ff]).+|\
                 (?:[^/.]*[^/.0][.]|[^/.]*[^/.1]0[.]|0?[.])*[^/.]*}/";
    path.replace("{doi}", "{doi:.*}")
        .replace("/api/publications/{id}/", below)
        .replace("/api/publications/{id}", "/api/publications/{id:.*}")
}

/// The methods of a resource, for `Allow`.
fn allowed(routes: &[Route]) -> String {
    let mut methods: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    if methods.contains(&"GET") {
        methods.push("HEAD");
    }
    methods.sort_unstable();
    methods.join(", ")
}

/// Mounts a handler for its method (and HEAD beside GET).
fn mount<A, I, F, Fut>(method: Method, handler: F) -> impl FnOnce(Resource) -> Resource + use<A, I, F, Fut>
where
    A: Access,
    I: Input,
    F: Fn(Call<A, I>) -> Fut + Clone + 'static,
    Fut: Future<Output = Answer> + 'static,
{
    move |mut resource| {
        if method == Method::GET {
            resource = resource.route(web::head().to(handler.clone()));
        }
        resource.route(web::method(method).to(handler))
    }
}

fn operations_of(item: &mut utoipa::openapi::PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ]
    .into_iter()
    .flatten()
}

/// What a caller may prove themselves with; an empty requirement: with nothing.
fn requirements(security: Security) -> Vec<SecurityRequirement> {
    let by = |scheme: &str| SecurityRequirement::new::<_, [&str; 0], &str>(scheme, []);
    let nothing = SecurityRequirement::default;
    match security {
        Security::None => Vec::new(),
        Security::Optional => vec![nothing(), by("apiKeyAuth")],
        Security::Installation | Security::ApiKey => vec![by("apiKeyAuth")],
        Security::Session => vec![by("betterAuthSession")],
        Security::OptionalSession => vec![nothing(), by("betterAuthSession")],
        Security::SessionOrIntegration => vec![by("betterAuthSession"), by("integrationSecret")],
    }
}

/// Writes what the kinds of caller and input mean into the operation: security, refusals, headers.
fn describe<A: Access>(operation: &mut Operation, input_refusals: &[u16]) {
    operation.security = Some(requirements(A::SECURITY));
    let reads = matches!(A::SECURITY, Security::Optional | Security::Installation);
    let mut refusals: BTreeSet<u16> = input_refusals.iter().copied().collect();
    refusals.extend([500, 503]);
    match A::SECURITY {
        Security::None | Security::OptionalSession => {}
        Security::Session => refusals.extend([401, 403]),
        Security::Optional | Security::Installation | Security::ApiKey | Security::SessionOrIntegration => {
            refusals.extend([401, 403, 429]);
        }
    }
    let takes_session = matches!(A::SECURITY, Security::Session | Security::SessionOrIntegration);
    if takes_session || A::SECURITY == Security::Optional {
        refusals.insert(400);
    }
    if A::SECURITY == Security::Session && A::scope().is_none() {
        let text = operation.description.take().unwrap_or_default();
        operation.description = Some(format!("{text}\n\nAny session will do.").trim().to_owned());
    }
    if let Some(scope) = A::scope() {
        let line = match A::SECURITY {
            Security::Session => format!("Sessions need the role `{scope}`."),
            Security::SessionOrIntegration => {
                format!("Sessions need the role `{scope}`; an integration comes with its own secret.")
            }
            _ => format!("Keys need the scope `{scope}`."),
        };
        let text = operation.description.take().unwrap_or_default();
        operation.description = Some(format!("{text}\n\n{line}").trim().to_owned());
    }
    let responses = &mut operation.responses.responses;
    for (_, response) in responses.iter_mut().filter(|(status, _)| status.starts_with('2')) {
        if let RefOr::T(response) = response {
            let limited = matches!(
                A::SECURITY,
                Security::Optional
                    | Security::Installation
                    | Security::ApiKey
                    | Security::SessionOrIntegration
            );
            add_headers(response, limited, reads);
        }
    }
    if reads {
        let unchanged = ResponseBuilder::new().description("The copy that the caller has is current.");
        responses
            .entry("304".to_owned())
            .or_insert_with(|| unchanged.build().into());
    }
    for status in refusals {
        responses
            .entry(status.to_string())
            .or_insert_with(|| refusal(status, A::SECURITY).into());
    }
}

/// Says what may be left out: bodies of some, and the values of parameters (`?q=` is no search).
fn loosen(operation: &mut Operation, body_optional: bool) {
    if let Some(RefOr::T(body)) = operation.request_body.as_mut().filter(|_| body_optional) {
        body.required = Some(Required::False);
    }
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(parameter) = parameter else { continue };
        let is_optional = parameter.required == Required::False;
        if is_optional && parameter.parameter_in == ParameterIn::Query {
            // The builder of extensions would put `x-` before the name.
            parameter.extensions = Some([("allowEmptyValue", true)].into_iter().collect());
        }
    }
}

fn add_headers(response: &mut Response, limited: bool, conditional: bool) {
    let mut add = |name: &str, kind: Type, text: &str| {
        let schema = ObjectBuilder::new().schema_type(kind);
        let header = HeaderBuilder::new().schema(Some(schema)).description(Some(text));
        response.headers.insert(name.to_owned(), header.build().into());
    };
    add(
        "X-Request-Id",
        Type::String,
        "The request's id, taken over from the request where it is a sane one.",
    );
    if limited {
        let words = [
            ("X-RateLimit-Limit", "Requests a minute (answers to a key only)."),
            (
                "X-RateLimit-Remaining",
                "Requests left in this minute (answers to a key only).",
            ),
            (
                "X-RateLimit-Reset",
                "Unix seconds of the next minute (answers to a key only).",
            ),
        ];
        for (name, text) in words {
            add(name, Type::Integer, text);
        }
    }
    if conditional {
        add("ETag", Type::String, "Weak validator, for `If-None-Match`.");
        add("Last-Modified", Type::String, "When the catalogue changed last.");
    }
}

fn refusal(status: u16, security: Security) -> Response {
    let text = match status {
        401 if security == Security::Session => "No session, or one that is over.",
        401 if security == Security::SessionOrIntegration => "No session and no known secret.",
        403 if matches!(security, Security::Session | Security::SessionOrIntegration) => {
            "The role is too low, the workspace is somebody else's, or a change comes from a page that is not \
                trusted: see `code`."
        }
        400 => "Invalid query parameters, body or workspace.",
        401 => "Missing or unknown key.",
        403 => {
            "The key is inactive or expired, lacks the scope, or the origin is not accepted: \
                see `code`."
        }
        408 => "The body did not arrive in time.",
        413 => "The body is too large.",
        415 => "The body is not declared as JSON.",
        429 => "Too many requests in this minute: wait for `Retry-After` seconds.",
        503 => "The service is not available now: try again after `Retry-After` seconds.",
        _ => "Something went wrong on our side; `details.request_id` finds it in the log.",
    };
    let body = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    let response = ResponseBuilder::new()
        .description(text)
        .content("application/json", body);
    if matches!(status, 429 | 503) {
        let seconds = ObjectBuilder::new().schema_type(Type::Integer);
        let header = HeaderBuilder::new()
            .schema(Some(seconds))
            .description(Some("Seconds to wait."));
        response.header("Retry-After", header.build()).build()
    } else {
        response.build()
    }
}
