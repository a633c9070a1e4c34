//! The one place where ports meet adapters: configuration in, a running catalogue out.

mod control_plane;
mod observed;
mod settings;
mod staff;

use std::sync::Arc;
use std::time::Duration;

use api::{ApiState, Services};
use citations::CslCitations;
use domain::activity::Housekeeping;
use domain::api_key::ApiKeys;
use domain::context::{Clock, Ids};
use domain::ingestion::pipeline::Effort;
use domain::ingestion::{JobDesk, Pipeline, PipelinePorts, Queue, Resolver, ResolverPorts};
use domain::installation::Installations;
use domain::maintenance::Maintenance;
use domain::membership::Memberships;
use domain::origin::Guard;
use domain::project::Projects;
use domain::publication::Importer;
use domain::registry::DoiRegistry;
use domain::session::PasswordHasher;
use domain::storage::StoreError;
use domain::work::Works;
use persistence::{Database, Stores};
use registries::{ConnectError, GuardedClient, Registries, RegistrySettings};
use tokio::sync::Notify;

use crate::clock::SystemClock;
use crate::config::Config;
use crate::ids::SystemIds;
use crate::passwords::ScryptHasher;
use crate::worker::{WakingJobs, Worker, WorkerPorts, WorkerSettings};
use observed::Observed;
pub use settings::{
    api_settings, database_settings, delivery_settings, patience, registry_settings, worker_settings,
};

/// How long a site may take to give its proof, and a webhook to answer.
const SITE_PATIENCE: Duration = Duration::from_secs(5);

/// What to do where tables are missing or old.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tables {
    /// Bring them up to date.
    Migrate,
    /// Bring an embedded database up to date; refuse a served one, which other processes may be using.
    EmbeddedOnly,
}

/// Why the parts could not be put together.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// A served database with old tables.
    #[error("{pending} migrations are not applied to this database: run `legaciti migrate` first")]
    OldTables {
        /// How many.
        pending: usize,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A registry's client cannot be set up.
    #[error(transparent)]
    Registries(#[from] ConnectError),
    /// A registry's address.
    #[error("a registry's address cannot be read: {0}")]
    Address(#[from] url::ParseError),
}

/// A catalogue: its database, and what use cases need beside it.
#[derive(Clone)]
pub struct System {
    /// The database.
    pub database: Database,
    /// Its ports; the queue wakes this process's worker.
    pub stores: Stores,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Ids, tokens, keys.
    pub ids: Arc<dyn Ids>,
    passwords: Arc<dyn PasswordHasher>,
    bell: Arc<Notify>,
}

impl System {
    /// Connects, and sees to the tables.
    pub async fn open(settings: &persistence::Settings, tables: Tables) -> Result<Self, WireError> {
        let database = Database::connect(settings).await?;
        prepare(&database, tables).await?;
        let bell = Arc::new(Notify::new());
        let mut stores = database.stores();
        stores.jobs = Arc::new(WakingJobs {
            inner: stores.jobs,
            bell: Arc::clone(&bell),
        });
        Ok(Self {
            database,
            stores,
            clock: Arc::new(SystemClock),
            ids: Arc::new(SystemIds),
            passwords: Arc::new(ScryptHasher::default()),
            bell,
        })
    }

    /// The way into the queue.
    pub fn queue(&self) -> Queue {
        Queue {
            jobs: Arc::clone(&self.stores.jobs),
            people: Arc::clone(&self.stores.people),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Changes of membership.
    pub fn memberships(&self) -> Memberships {
        Memberships {
            store: Arc::clone(&self.stores.memberships),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Installations.
    pub fn installations(&self) -> Installations {
        Installations {
            store: Arc::clone(&self.stores.installations),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// API keys.
    pub fn api_keys(&self) -> ApiKeys {
        ApiKeys {
            store: Arc::clone(&self.stores.api_keys),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// How the staff step into the queue.
    pub fn job_desk(&self) -> JobDesk {
        JobDesk {
            control: Arc::clone(&self.stores.job_control),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Cleaning the timeline up.
    pub fn housekeeping(&self) -> Housekeeping {
        Housekeeping {
            store: Arc::clone(&self.stores.activity),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Starting a catalogue over, for those who are named for it.
    pub fn maintenance(&self, reset_emails: &[String]) -> Maintenance {
        Maintenance {
            store: Arc::clone(&self.stores.maintenance),
            reset_emails: reset_emails.to_vec(),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Projects.
    pub fn projects(&self) -> Projects {
        Projects {
            store: Arc::clone(&self.stores.projects),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// Works made by people.
    pub fn works(&self) -> Works {
        Works {
            store: Arc::clone(&self.stores.works),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    fn resolver(&self, registries: &Registries) -> Resolver {
        Resolver::new(ResolverPorts {
            crossref: Arc::clone(&registries.crossref),
            datacite: Arc::clone(&registries.datacite),
            doi_org: Arc::clone(&registries.doi_csl),
            openalex: Some(Arc::clone(&registries.openalex)),
            agencies: Arc::clone(&registries.agencies),
            memory: Arc::clone(&self.stores.agencies),
            clock: Arc::clone(&self.clock),
        })
    }

    /// Single publications by DOI.
    pub fn importer(&self, registries: &Registries) -> Importer {
        Importer {
            publications: Arc::clone(&self.stores.publications),
            people: Arc::clone(&self.stores.people),
            resolver: self.resolver(registries),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        }
    }

    /// A worker over this catalogue's queue.
    pub fn worker(&self, registries: &Registries, settings: WorkerSettings) -> Worker {
        let ports = WorkerPorts {
            jobs: Arc::clone(&self.stores.jobs),
            runner: Arc::new(self.pipeline(registries, settings.effort)),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
            bell: Arc::clone(&self.bell),
        };
        Worker::new(ports, settings)
    }

    /// What a worker runs: one pass over one job.
    pub fn pipeline(&self, registries: &Registries, effort: Effort) -> Pipeline {
        let ports = PipelinePorts {
            orcid: Arc::clone(&registries.orcid),
            people: Arc::clone(&self.stores.people),
            publications: Arc::clone(&self.stores.publications),
            works: Arc::clone(&self.stores.works),
            jobs: Arc::clone(&self.stores.jobs),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        };
        Pipeline::new(ports, self.resolver(registries), effort)
    }

    /// What the listeners serve. Make one for each process; the worker shares its registries, so that both
    /// together keep to the registries' limits.
    pub fn api_state(
        &self,
        settings: api::ApiSettings,
        config: &Config,
        registries: &Registries,
    ) -> Result<ApiState, WireError> {
        let probe = Arc::new(sites(config)?);
        let stores = self.stores.clone();
        let services = Services {
            workspaces: stores.workspaces,
            people: stores.people,
            publications: stores.publications,
            curation: self.curation(),
            histories: self.histories(),
            links: self.link_desk(),
            works: stores.works,
            work_desk: self.work_desk(registries),
            projects: stores.projects,
            project_desk: self.project_desk(),
            installations: stores.installations,
            installation_desk: self.installation_desk(probe),
            integrations: self.integrations(),
            integration_events: stores.integration_events,
            tasks: self.tasks(),
            api_keys: stores.api_keys,
            rate_limits: stores.rate_limits,
            activity: stores.activity,
            queue: self.queue(),
            memberships: self.memberships(),
            profiles: self.profiles(),
            sessions: self.sessions(),
            accounts: self.accounts(),
            teams: self.teams(),
            workspace_desk: self.workspace_desk(),
            groups: self.groups(),
            arrivals: self.arrivals(),
            jobs: stores.jobs,
            citations: Arc::new(CslCitations::new()),
            job_desk: self.job_desk(),
            importer: self.importer(registries),
            housekeeping: self.housekeeping(),
            keys: self.api_keys(),
            author_repairs: self.author_repairs(),
            maintenance: self.maintenance(&config.access.reset_emails),
            clock: Arc::clone(&self.clock),
            ids: Arc::clone(&self.ids),
        };
        Ok(ApiState::new(services, settings))
    }
}

/// Sees to the tables of a database; what was applied.
pub async fn prepare(database: &Database, tables: Tables) -> Result<Vec<String>, WireError> {
    let embedded = database.backend() == "sqlite";
    if tables == Tables::Migrate || embedded {
        return Ok(database.migrate().await?);
    }
    match database.pending_migrations().await?.len() {
        0 => Ok(Vec::new()),
        pending => Err(WireError::OldTables { pending }),
    }
}

/// How sites (and webhooks) are asked: their addresses are somebody's word.
pub fn sites(config: &Config) -> Result<GuardedClient, WireError> {
    let guard = Guard {
        allow_private: config.access.allow_private_origins,
    };
    Ok(GuardedClient::new(guard, SITE_PATIENCE)?)
}

/// The registries, each counted and timed.
pub fn connect(settings: &RegistrySettings, clock: &Arc<dyn Clock>) -> Result<Registries, WireError> {
    let found = Registries::connect(settings, clock)?;
    let doi = |inner: Arc<dyn DoiRegistry>| -> Arc<dyn DoiRegistry> { Arc::new(Observed(inner)) };
    Ok(Registries {
        orcid: Arc::new(Observed(found.orcid)),
        crossref: doi(found.crossref),
        datacite: doi(found.datacite),
        openalex: doi(found.openalex),
        doi_csl: doi(found.doi_csl),
        agencies: Arc::new(Observed(found.agencies)),
    })
}
