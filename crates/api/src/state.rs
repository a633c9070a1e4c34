//! What every request can reach: the ports, the settings, and the small caches of this process.

use std::sync::Arc;

use actix_web::HttpRequest;
use domain::activity::{ActivityStore, Housekeeping};
use domain::api_key::{ApiKeyStore, ApiKeys, RateLimitStore};
use domain::context::{Clock, Ids};
use domain::event::{EventStore, Tasks};
use domain::group::Groups;
use domain::ingestion::{JobDesk, JobStore, Queue};
use domain::installation::{InstallationDesk, InstallationStore};
use domain::integration::Integrations;
use domain::maintenance::Maintenance;
use domain::membership::Memberships;
use domain::person::PersonStore;
use domain::profile::{Arrivals, Profiles};
use domain::project::ProjectStore;
use domain::project::curation::ProjectDesk;
use domain::publication::curation::{Curation, Histories};
use domain::publication::linking::LinkDesk;
use domain::publication::{AuthorRepairs, Citations, Importer, PublicationStore};
use domain::session::{Accounts, OriginPattern, Sessions, Signer};
use domain::staff::Teams;
use domain::work::WorkStore;
use domain::work::curation::WorkDesk;
use domain::workspace::{WorkspaceStore, Workspaces};

use crate::auth::{Cookies, RateLimits};
use crate::dashboard::SignInLimits;
use crate::deployment::Deployment;
use crate::docs::Documents;
use crate::problem::Problem;
use crate::wire::AnswerCache;

/// The ports and use cases behind the routes.
#[derive(Clone)]
pub struct Services {
    /// Workspaces and their revisions.
    pub workspaces: Arc<dyn WorkspaceStore>,
    /// People.
    pub people: Arc<dyn PersonStore>,
    /// Publications.
    pub publications: Arc<dyn PublicationStore>,
    /// Publications as the staff see and edit them.
    pub curation: Curation,
    /// Every edit of publications, and taking one back.
    pub histories: Histories,
    /// Whose publications are, by the word of the staff.
    pub links: LinkDesk,
    /// Works.
    pub works: Arc<dyn WorkStore>,
    /// Works as the staff write them.
    pub work_desk: WorkDesk,
    /// Projects.
    pub projects: Arc<dyn ProjectStore>,
    /// Projects as the staff write them.
    pub project_desk: ProjectDesk,
    /// Installations and their credentials.
    pub installations: Arc<dyn InstallationStore>,
    /// Installations, for the control plane.
    pub installation_desk: InstallationDesk,
    /// Integrations.
    pub integrations: Integrations,
    /// What integrations hear of.
    pub integration_events: Arc<dyn EventStore>,
    /// What integrations want to be told later.
    pub tasks: Tasks,
    /// API keys and their log.
    pub api_keys: Arc<dyn ApiKeyStore>,
    /// Requests a minute, across processes.
    pub rate_limits: Arc<dyn RateLimitStore>,
    /// The timeline.
    pub activity: Arc<dyn ActivityStore>,
    /// The way into the ingestion queue.
    pub queue: Queue,
    /// Changes of membership.
    pub memberships: Memberships,
    /// People as the staff see and edit them.
    pub profiles: Profiles,
    /// Sessions of the staff.
    pub sessions: Sessions,
    /// The staff.
    pub accounts: Accounts,
    /// Who works in which workspace.
    pub teams: Teams,
    /// Making and changing workspaces.
    pub workspace_desk: Workspaces,
    /// Entities and categories.
    pub groups: Groups,
    /// Adding people.
    pub arrivals: Arrivals,
    /// Jobs.
    pub jobs: Arc<dyn JobStore>,
    /// Citations in styles.
    pub citations: Arc<dyn Citations>,
    /// How the staff step into the queue.
    pub job_desk: JobDesk,
    /// Single publications by DOI.
    pub importer: Importer,
    /// Cleaning the timeline up.
    pub housekeeping: Housekeeping,
    /// Making, changing, replacing and revoking API keys.
    pub keys: ApiKeys,
    /// Matching authors anew.
    pub author_repairs: AuthorRepairs,
    /// Starting a catalogue over.
    pub maintenance: Maintenance,
    /// Now.
    pub clock: Arc<dyn Clock>,
    /// Request ids.
    pub ids: Arc<dyn Ids>,
}

/// How the API presents itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiSettings {
    /// Base of `href` and `next_page_url`, such as `https://api.example.org`. Where empty, the scheme and host
    /// of the request are taken.
    pub public_url: String,
    /// Slug or id of the workspace that answers without a key; `None` = the only one there is.
    pub public_workspace: Option<String>,
    /// Most bytes of rendered answers that this process remembers; 0 remembers nothing.
    pub cache_bytes: u64,
    /// The dashboard listener's own.
    pub dashboard: DashboardSettings,
}

/// How the dashboard is reached, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DashboardSettings {
    /// Signs sessions; `None` in processes that do not serve the dashboard.
    pub signer: Option<Signer>,
    /// How browsers reach the dashboard, such as `https://dashboard.example.org`; its scheme decides about `Secure`
    /// cookies. Where empty, the scheme and host of the request are taken, and cookies are plain.
    pub url: String,
    /// Whose pages may use the dashboard beside its own.
    pub trusted_origins: Vec<OriginPattern>,
    /// Superadmins who may reset a workspace's data, by e-mail in lower case.
    pub reset_emails: Vec<String>,
    /// Attempts at signing in are not limited: for tests only.
    pub unlimited_sign_ins: bool,
}

/// Shared by all workers of a process; cheap to clone.
#[derive(Clone)]
pub struct ApiState(Arc<Inner>);

struct Inner {
    services: Services,
    settings: ApiSettings,
    answers: AnswerCache,
    limits: RateLimits,
    deployment: Deployment,
    documents: Documents,
    sign_in_limits: SignInLimits,
}

impl ApiState {
    /// Puts services and settings together. Make one for each process, not one for each worker.
    pub fn new(services: Services, settings: ApiSettings) -> Self {
        let settings = ApiSettings {
            public_url: settings.public_url.trim_end_matches('/').to_owned(),
            ..settings
        };
        Self(Arc::new(Inner {
            answers: AnswerCache::new(settings.cache_bytes),
            limits: RateLimits::new(Arc::clone(&services.rate_limits)),
            deployment: Deployment::new(
                Arc::clone(&services.workspaces),
                settings.public_workspace.clone(),
            ),
            documents: Documents::render(),
            sign_in_limits: SignInLimits::default(),
            services,
            settings,
        }))
    }

    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let state = request.app_data::<Self>().cloned();
        state.ok_or_else(|| Problem::internal("the application state is missing"))
    }

    pub(crate) fn services(&self) -> &Services {
        &self.0.services
    }

    pub(crate) fn settings(&self) -> &ApiSettings {
        &self.0.settings
    }

    pub(crate) fn signer(&self) -> Result<&Signer, Problem> {
        let signer = self.settings().dashboard.signer.as_ref();
        signer.ok_or_else(|| Problem::internal("this process has no secret to check sessions with"))
    }

    pub(crate) fn cookies(&self) -> Cookies {
        Cookies::of(&self.settings().dashboard.url)
    }

    pub(crate) fn answers(&self) -> &AnswerCache {
        &self.0.answers
    }

    pub(crate) fn limits(&self) -> &RateLimits {
        &self.0.limits
    }

    pub(crate) fn deployment(&self) -> &Deployment {
        &self.0.deployment
    }

    pub(crate) fn documents(&self) -> &Documents {
        &self.0.documents
    }

    pub(crate) fn sign_in_limits(&self) -> &SignInLimits {
        &self.0.sign_in_limits
    }

    pub(crate) fn now(&self) -> i64 {
        self.services().clock.now()
    }
}
