//! The three APIs over HTTP: who asks, what they want, one use case, one answer.
//!
//! Reading order: [`app`] and [`dashboard_app`] put everything together; `routes` lists what there is, with the caller each route
//! admits; `auth` knows callers, `wire` reads requests and writes answers, `problem` is every refusal; `edge`
//! wraps all of it; `consumer`, `integrations` and `dashboard` are the surfaces, one file for each resource.

mod auth;
mod consumer;
mod dashboard;
mod deployment;
mod docs;
mod edge;
mod integrations;
mod problem;
mod routes;
mod state;
mod wire;

#[cfg(test)]
mod tests;

use actix_web::App;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, from_fn};
use actix_web::web;

pub use docs::{Surface, openapi_document};
pub use state::{ApiSettings, ApiState, DashboardSettings, Services};

/// The dashboard listener: Dashboard routes, their document, `/docs`, and all middleware.
pub fn dashboard_app(
    state: ApiState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(state)
        .configure(|config| {
            dashboard::routes().mount(config);
            dashboard::mount_auth(config);
            docs::mount(config, &[Surface::Dashboard]);
        })
        .default_service(web::to(problem::unknown_route))
        .wrap(from_fn(edge::account))
        .wrap(Compress::default())
        .wrap(from_fn(edge::surround_dashboard))
}

/// The API listener: Consumer and Integrations routes, their documents, `/docs`, and all middleware.
///
/// For `HttpServer::new(move || api::app(state.clone()))`.
pub fn app(
    state: ApiState,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(state)
        .configure(|config| {
            consumer::routes().mount(config);
            integrations::routes().mount(config);
            docs::mount(config, &[Surface::Consumer, Surface::Integrations]);
        })
        .default_service(web::to(problem::unknown_route))
        .wrap(from_fn(edge::account))
        .wrap(Compress::default())
        .wrap(from_fn(edge::surround))
}
