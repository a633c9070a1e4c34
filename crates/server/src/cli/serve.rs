//! `legaciti serve`: the APIs and the worker, until a signal ends them.

use std::net::TcpListener;
use std::num::NonZero;

use clap::Args;
use registries::Registries;

use super::session::Logs;
use super::{CliError, General, Session};
use crate::config::{Config, setting};
use crate::serving::Workers;
use crate::wire::{self, System, Tables};
use crate::worker::Worker;
use crate::{serving, shutdown, telemetry};

/// Said where the dashboard has nothing to sign its sessions with.
const NO_SECRET: &str = "the dashboard signs its sessions with a secret: set LEGACITI_AUTH_SECRET to at least 32 random characters (`openssl rand -base64 32`), or serve without it (--roles api,worker)";

/// What to serve.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Which parts of the service this process is: some of api, dashboard, worker [default: all]
    #[arg(long, value_name = "ROLES")]
    roles: Option<String>,
    /// Address of the Consumer and Integrations APIs
    #[arg(long, value_name = "ADDRESS")]
    api_listen: Option<String>,
    /// Address of the dashboard
    #[arg(long, value_name = "ADDRESS")]
    dashboard_listen: Option<String>,
    /// Bring the tables up to date first; an embedded database always is
    #[arg(long)]
    migrate: bool,
}

impl Serve {
    pub(super) async fn run(self, general: &General) -> Result<(), CliError> {
        let options = general
            .command_line()
            .with(&setting::ROLES, "--roles", self.roles)
            .with(&setting::API_LISTEN, "--api-listen", self.api_listen)
            .with(
                &setting::DASHBOARD_LISTEN,
                "--dashboard-listen",
                self.dashboard_listen,
            );
        let session = Session::of(general, options, Logs::Service)?;
        let config = &session.config;
        if config.roles.dashboard && config.access.signer.is_none() {
            return Err(CliError::usage(NO_SECRET));
        }
        let tables = if self.migrate {
            Tables::Migrate
        } else {
            Tables::EmbeddedOnly
        };
        let system = System::open(&wire::database_settings(config), tables).await?;
        telemetry::start_metrics(&config.telemetry)?;
        let registries = wire::connect(&wire::registry_settings(config)?, &system.clock)?;
        let (roles, http) = (config.roles, &config.http);
        let stop = shutdown::on_signal()?;
        let api = roles
            .api
            .then(|| serving::listen(http.api_listen, false))
            .transpose()?;
        let dashboard = roles
            .dashboard
            .then(|| serving::listen(http.dashboard_listen, false))
            .transpose()?;
        let addresses = [&api, &dashboard].map(|listener| address(listener.as_ref()));
        let mut servers = Vec::new();
        let state = system.api_state(wire::api_settings(config), config, &registries)?;
        if let Some(listener) = api {
            servers.push(serving::api_server(listener, state.clone(), threads(config))?);
        }
        if let Some(listener) = dashboard {
            servers.push(serving::dashboard_server(
                listener,
                state.clone(),
                threads(config),
            )?);
        }
        let mut workers = Workers::default();
        if roles.worker {
            workers.ingestion = Some(worker(&system, config, &registries));
            workers.deliveries = Some(system.delivery_worker(config)?);
        }
        announce(&session, &system, &addresses, roles.worker)?;
        Ok(serving::run(servers, workers, stop).await?)
    }
}

fn worker(system: &System, config: &Config, registries: &Registries) -> Worker {
    system.worker(registries, wire::worker_settings(config, system.ids.as_ref()))
}

/// Threads that answer requests.
pub(super) fn threads(config: &Config) -> usize {
    let processors = || std::thread::available_parallelism().map_or(2, NonZero::get);
    config.http.workers.unwrap_or_else(processors)
}

fn address(listener: Option<&TcpListener>) -> Option<String> {
    let address = listener?.local_addr().ok()?;
    Some(format!("http://{address}"))
}

/// Programs that start a service wait for this line.
fn announce(
    session: &Session,
    system: &System,
    [api, dashboard]: &[Option<String>; 2],
    worker: bool,
) -> Result<(), CliError> {
    let backend = system.database.backend();
    let document = serde_json::json!({
        "ready": true,
        "api_url": api,
        "dashboard_url": dashboard,
        "worker": worker,
        "backend": backend,
    });
    session.output.show(&document, || {
        let parts = [
            api.as_ref().map(|url| format!("the APIs at {url}")),
            dashboard.as_ref().map(|url| format!("the dashboard at {url}")),
            worker.then(|| "a worker".to_owned()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("serving {} on {backend}", parts.join(", "))
    })
}
