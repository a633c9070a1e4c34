//! The demo: a fresh embedded database, a sample workspace, a real ingestion, and the service over it.

pub mod folder;
mod ready;
pub mod registry;
mod samples;
mod source;

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use api::ApiSettings;
use domain::activity::Actor;
use domain::identifier::Orcid;
use domain::ingestion::pipeline::Effort;
use domain::ingestion::{Enqueue, Queued};
use domain::publication::model::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::session::Signer;
use domain::storage::{Direction, PageRequest};
use domain::workspace::{View, WorkspaceId};
use tokio_util::sync::CancellationToken;

use crate::cli::{CliError, Session};
use crate::ingested::Ingested;
use crate::serving::Workers;
use crate::watch::{Watch, progress_bar};
use crate::wire::{self, System, Tables};
use crate::worker::WorkerSettings;
use crate::{serving, shutdown};
use ready::{Example, Ready};
use samples::Callers;
use source::Source;

/// A demo does not wait long for registries that stumble.
const EFFORT: Effort = Effort {
    concurrency: 8,
    max_passes: 3,
    retry_seconds: 2,
};

/// What kind of demo.
#[derive(Debug)]
pub struct Plan {
    /// Where its database is.
    pub place: Place,
    /// Requests a minute of each of its keys.
    pub rate_limit_per_minute: u32,
    /// Ask no registry outside of this machine.
    pub offline: bool,
    /// Whom to ingest; somebody is found where nobody is named.
    pub orcids: Vec<String>,
    /// End as soon as everything is shown to work.
    pub exit_when_ready: bool,
    /// Address of the APIs; where it was not chosen and is taken, a free port is used.
    pub api_listen: Listen,
    /// Address of the dashboard, likewise.
    pub dashboard_listen: Listen,
    /// Threads that answer requests.
    pub threads: usize,
}

/// Where a demo's database is.
#[derive(Debug)]
pub enum Place {
    /// In this folder, made afresh.
    Folder(PathBuf),
    /// At this URL; nobody may have used it.
    Empty(String),
}

impl Place {
    fn database(&self) -> Result<String, CliError> {
        match self {
            Self::Folder(folder) => {
                let database = folder::fresh(folder).map_err(|error| CliError::failed(error.to_string()))?;
                Ok(format!("sqlite://{}", database.display()))
            }
            Self::Empty(url) => Ok(url.clone()),
        }
    }
}

/// An address, and whether somebody insists on it.
#[derive(Debug, Clone, Copy)]
pub struct Listen {
    /// The address.
    pub address: SocketAddr,
    /// Chosen at the command line.
    pub chosen: bool,
}

impl Listen {
    fn open(self) -> std::io::Result<(TcpListener, String)> {
        let listener = serving::listen(self.address, !self.chosen)?;
        let url = format!("http://{}", listener.local_addr()?);
        Ok((listener, url))
    }
}

/// A demo on its way.
struct Demo<'a> {
    session: &'a Session,
    system: System,
    workspace: WorkspaceId,
    stop: CancellationToken,
}

/// Shows everything, then serves until a signal.
pub async fn run(session: &Session, plan: Plan) -> Result<(), CliError> {
    let system = open(&plan.place).await?;
    let registry_settings = wire::registry_settings(&session.config)?;
    let source = Source::choose(registry_settings, &system.clock, plan.orcids, plan.offline).await?;
    let workspace = samples::workspace(&system).await?.id;
    let (settings, signer) = api_settings(session, &system)?;
    let callers = samples::callers(&system, &workspace, &signer, plan.rate_limit_per_minute).await?;

    let (api, api_url) = plan.api_listen.open()?;
    let (dashboard, dashboard_url) = plan.dashboard_listen.open()?;
    let config = &session.config;
    let registries = wire::connect(&source.settings, &system.clock)?;
    let state = system.api_state(settings, config, &registries)?;
    let servers = vec![
        serving::api_server(api, state.clone(), plan.threads)?,
        serving::dashboard_server(dashboard, state, plan.threads)?,
    ];
    let settings = WorkerSettings {
        effort: EFFORT,
        ..wire::worker_settings(config, system.ids.as_ref())
    };
    let workers = Workers {
        ingestion: Some(system.worker(&registries, settings)),
        deliveries: Some(system.delivery_worker(config)?),
    };
    let stop = shutdown::on_signal()?;
    let serving = tokio::spawn(serving::run(servers, workers, stop.clone()));

    let demo = Demo {
        session,
        system,
        workspace,
        stop,
    };
    let shown = demo.show(source.orcids, callers, [api_url, dashboard_url]).await;
    if shown.is_err() || plan.exit_when_ready {
        demo.stop.cancel();
    }
    let served = serving.await.map_err(std::io::Error::other)?;
    // The bundled registry is asked until the worker has stopped.
    drop(source.bundled);
    shown.and(served.map_err(CliError::from))
}

/// The demo's database, with its tables and nothing in them.
async fn open(place: &Place) -> Result<System, CliError> {
    let settings = persistence::Settings {
        url: place.database()?,
        pool: None,
    };
    let system = System::open(&settings, Tables::Migrate).await?;
    if !system.stores.workspaces.list().await?.is_empty() {
        return Err(CliError::failed("the database of a demo has to be an empty one"));
    }
    Ok(system)
}

/// What is configured, made fit for a demo: plain http, and a secret of this run's own where there is none.
fn api_settings(session: &Session, system: &System) -> Result<(ApiSettings, Signer), CliError> {
    let mut settings = wire::api_settings(&session.config);
    settings.dashboard.url.clear();
    let configured = settings.dashboard.signer.take();
    let signer = configured.map_or_else(|| samples::signer(system), Ok)?;
    settings.dashboard.signer = Some(signer.clone());
    Ok((settings, signer))
}

impl Demo<'_> {
    async fn show(&self, orcids: Vec<String>, callers: Callers, urls: [String; 2]) -> Result<(), CliError> {
        let Some((queued, ingested)) = self.ingest(orcids).await? else {
            return Err(CliError::failed("interrupted"));
        };
        let stores = &self.system.stores;
        let people = stores.people.known(&self.workspace, &queued.orcids).await?;
        samples::records(&self.system, &self.workspace, &people).await?;
        let [api_url, dashboard_url] = urls;
        let ready = Ready {
            serves: true,
            api_url,
            dashboard_url,
            installation_key: callers.installation.reveal().to_owned(),
            api_key: callers.api_key.reveal().to_owned(),
            session_cookie: callers.curator.cookie,
            dashboard_user: callers.curator.email,
            dashboard_password: callers.curator.password,
            workspace: samples::SLUG.to_owned(),
            orcid_ids: queued.orcids.iter().map(Orcid::to_string).collect(),
            ingested,
            example: self.example().await?,
        };
        self.session.output.show(&ready, || ready.to_string())
    }

    /// `None` where a signal came first.
    async fn ingest(&self, orcid_ids: Vec<String>) -> Result<Option<(Queued, Ingested)>, CliError> {
        let asked = Enqueue {
            orcid_ids,
            skip_existing: false,
            trigger_source: None,
            actor: Actor::Operator,
            key_use: None,
        };
        let queued = self.system.queue().enqueue(&self.workspace, asked).await?;
        let stores = &self.system.stores;
        let watch = Watch::new(Arc::clone(&stores.jobs), self.workspace.clone());
        let bar = progress_bar(true);
        let jobs = tokio::select! {
            jobs = watch.follow(&queued.queued, &bar) => jobs?,
            () = self.stop.cancelled() => return Ok(None),
        };
        let ingested = Ingested::count(stores, &self.workspace, &jobs, &queued).await?;
        Ok(Some((queued, ingested)))
    }

    /// A publication with a title to search in and a person to name.
    async fn example(&self) -> Result<Option<Example>, CliError> {
        let query = PublicationQuery {
            filter: PublicationFilter::default(),
            sort: PublicationSort::CitedByCount,
            direction: Direction::Descending,
            page: PageRequest {
                page: 1,
                per_page: 100,
            },
            with_people: true,
        };
        let found = self
            .system
            .stores
            .publications
            .list_public(&View::whole(self.workspace.clone()), &query)
            .await?;
        Ok(found.items.into_iter().find_map(|publication| {
            let word = ready::search_word(publication.title.as_ref()?.any())?;
            let person = publication.people.first()?.orcid.clone();
            Some(Example {
                doi: publication.doi.path_segment(),
                word,
                person,
            })
        }))
    }
}
