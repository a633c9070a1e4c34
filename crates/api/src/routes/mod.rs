//! The table of routes: none can be entered without the type of its caller, which also writes its own part of
//! the document (security, refusals, headers).

use std::collections::BTreeMap;
use std::future::Future;
use std::rc::Rc;

use actix_web::dev::Payload;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, Resource, web};
use futures_util::future::LocalBoxFuture;
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;

use self::operation::Terms;
use crate::auth::{Access, Call, Input};
use crate::problem::Problem;

mod operation;

/// What every endpoint gives back.
pub(crate) type Answer = Result<HttpResponse, Problem>;

type Schemas = Vec<(String, RefOr<Schema>)>;

/// A request on its way through admission, reading and handling. One type for all endpoints: the HTTP library
/// would otherwise be compiled once for each of them.
type Entrance = Rc<dyn Fn(HttpRequest, Payload) -> LocalBoxFuture<'static, Answer>>;

/// One row of the table.
pub(crate) struct Route {
    path: String,
    method: Method,
    terms: Terms,
    enter: Entrance,
    /// Read when the document is written, not by each worker that mounts the route.
    document: &'static dyn OpenApiFactory,
}

/// What a row says about itself, for those who check the table.
#[cfg(test)]
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) security: crate::auth::Security,
    pub(crate) scope: Option<&'static str>,
}

/// The routes of a surface.
#[derive(Default)]
pub(crate) struct Routes(Vec<Route>);

impl Routes {
    /// Enters an endpoint: its document (made by `utoipa::path`) and its handler.
    pub(crate) fn add<D, A, I, F, Fut>(mut self, document: &'static D, handler: F) -> Self
    where
        D: utoipa::Path + OpenApiFactory,
        A: Access,
        I: Input,
        F: Fn(Call<A, I>) -> Fut + Clone + 'static,
        Fut: Future<Output = Answer> + 'static,
    {
        self.0.push(Route {
            path: D::path(),
            method: method(D::methods().first()),
            terms: Terms::of::<A, I>(),
            enter: entrance(handler),
            document,
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
            let resource = routes.into_iter().fold(web::resource(pattern), Route::mount);
            config.service(resource.default_service(web::to(wrong_method)));
        }
    }

    /// Paths and schemas, for a document.
    pub(crate) fn document(self) -> (Paths, Schemas) {
        let mut paths = Paths::new();
        let mut schemas = Schemas::new();
        for route in self.0 {
            paths.merge(route.terms.write_into(route.document.paths()));
            route.document.schemas(&mut schemas);
        }
        (paths, schemas)
    }

    /// The rows, for those who check them.
    #[cfg(test)]
    pub(crate) fn rows(&self) -> Vec<Row> {
        let row = |route: &Route| Row {
            method: route.method.clone(),
            path: route.path.clone(),
            security: route.terms.security,
            scope: route.terms.scope,
        };
        self.0.iter().map(row).collect()
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

impl Route {
    /// Mounts the handler for its method (and HEAD beside GET).
    fn mount(resource: Resource, route: Self) -> Resource {
        let Self { method, enter, .. } = route;
        let enter = move |request: HttpRequest, payload: web::Payload| enter(request, payload.into_inner());
        let resource = if method == Method::GET {
            resource.route(web::head().to(enter.clone()))
        } else {
            resource
        };
        resource.route(web::method(method).to(enter))
    }
}

fn entrance<A, I, F, Fut>(handler: F) -> Entrance
where
    A: Access,
    I: Input,
    F: Fn(Call<A, I>) -> Fut + Clone + 'static,
    Fut: Future<Output = Answer> + 'static,
{
    Rc::new(move |request, payload| {
        let handler = handler.clone();
        Box::pin(async move {
            let call = Call::admit(request, payload).await?;
            handler(call).await
        })
    })
}

fn method(documented: Option<&HttpMethod>) -> Method {
    match documented {
        Some(HttpMethod::Post) => Method::POST,
        Some(HttpMethod::Patch) => Method::PATCH,
        Some(HttpMethod::Put) => Method::PUT,
        Some(HttpMethod::Delete) => Method::DELETE,
        _ => Method::GET,
    }
}
