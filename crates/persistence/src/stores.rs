//! The domain's ports, all answered by one database.

use std::sync::Arc;

use domain::activity::ActivityStore;
use domain::api_key::{ApiKey, ApiKeyStore, RateLimitStore};
use domain::delivery::DeliveryQueue;
use domain::event::EventStore;
use domain::group::GroupStore;
use domain::identifier::KeyHash;
use domain::ingestion::{AgencyStore, JobControl, JobStore};
use domain::installation::{CredentialRecord, InstallationControl, InstallationStore};
use domain::integration::IntegrationStore;
use domain::maintenance::MaintenanceStore;
use domain::membership::MembershipStore;
use domain::person::PersonStore;
use domain::profile::ProfileStore;
use domain::project::ProjectStore;
use domain::project::curation::ProjectCuration;
use domain::publication::curation::{CurationStore, HistoryStore};
use domain::publication::linking::LinkStore;
use domain::publication::{AuthorLinkStore, PublicationStore};
use domain::session::{SessionStore, UserStore};
use domain::staff::TeamStore;
use domain::work::WorkStore;
use domain::work::curation::WorkCuration;
use domain::workspace::WorkspaceStore;
use moka::sync::Cache;

use crate::db::Database;
use crate::publication::Orderings;
use crate::recent::Recent;

/// Every port.
#[derive(Clone)]
pub struct Stores {
    /// Workspaces, entities, revisions.
    pub workspaces: Arc<dyn WorkspaceStore>,
    /// People.
    pub people: Arc<dyn PersonStore>,
    /// People as the staff see them.
    pub profiles: Arc<dyn ProfileStore>,
    /// Memberships.
    pub memberships: Arc<dyn MembershipStore>,
    /// Publications.
    pub publications: Arc<dyn PublicationStore>,
    /// Publications as the staff see and edit them.
    pub curation: Arc<dyn CurationStore>,
    /// Every edit of publications.
    pub histories: Arc<dyn HistoryStore>,
    /// What staff decide about the people of publications.
    pub links: Arc<dyn LinkStore>,
    /// Works.
    pub works: Arc<dyn WorkStore>,
    /// Works as the staff see and edit them.
    pub work_curation: Arc<dyn WorkCuration>,
    /// Projects.
    pub projects: Arc<dyn ProjectStore>,
    /// Projects as the staff see and edit them.
    pub project_curation: Arc<dyn ProjectCuration>,
    /// Installations.
    pub installations: Arc<dyn InstallationStore>,
    /// Installations, for the control plane.
    pub installation_control: Arc<dyn InstallationControl>,
    /// Integrations.
    pub integrations: Arc<dyn IntegrationStore>,
    /// What integrations hear of.
    pub integration_events: Arc<dyn EventStore>,
    /// Deliveries to integrations.
    pub deliveries: Arc<dyn DeliveryQueue>,
    /// API keys.
    pub api_keys: Arc<dyn ApiKeyStore>,
    /// Rate limits.
    pub rate_limits: Arc<dyn RateLimitStore>,
    /// The ingestion queue.
    pub jobs: Arc<dyn JobStore>,
    /// DOI agencies.
    pub agencies: Arc<dyn AgencyStore>,
    /// The timeline.
    pub activity: Arc<dyn ActivityStore>,
    /// The queue as the staff see it.
    pub job_control: Arc<dyn JobControl>,
    /// Links between publications and people.
    pub author_links: Arc<dyn AuthorLinkStore>,
    /// Maintenance.
    pub maintenance: Arc<dyn MaintenanceStore>,
    /// Sessions of the staff.
    pub sessions: Arc<dyn SessionStore>,
    /// The staff.
    pub users: Arc<dyn UserStore>,
    /// Who works in which workspace.
    pub teams: Arc<dyn TeamStore>,
    /// Entities and categories.
    pub groups: Arc<dyn GroupStore>,
}

/// The adapter behind every port: one database, and look-ups that may be a second old.
#[derive(Clone)]
pub(crate) struct Diesel {
    pub(crate) db: Database,
    pub(crate) credentials: Arc<Recent<KeyHash, Option<CredentialRecord>>>,
    pub(crate) api_keys: Arc<Recent<KeyHash, Option<ApiKey>>>,
    pub(crate) origins: Arc<Recent<String, bool>>,
    /// When this process last wrote a credential's `last_used_at`.
    pub(crate) touched: Cache<String, i64>,
    /// Sizes of filtered lists, by workspace revision and filter.
    pub(crate) totals: Cache<(String, i64, String), u64>,
    /// The ids of filtered and deep publication lists.
    pub(crate) orderings: Arc<Orderings>,
}

impl Database {
    /// The ports. Call once and clone: the look-up caches belong to the result.
    #[expect(
        clippy::clone_on_ref_ptr,
        reason = "`Arc::clone` cannot turn into a trait object on its way"
    )]
    pub fn stores(&self) -> Stores {
        let diesel = Arc::new(Diesel {
            db: self.clone(),
            credentials: Arc::default(),
            api_keys: Arc::default(),
            origins: Arc::default(),
            touched: Cache::new(10_000),
            totals: Cache::new(20_000),
            orderings: Arc::default(),
        });
        Stores {
            workspaces: diesel.clone(),
            people: diesel.clone(),
            profiles: diesel.clone(),
            memberships: diesel.clone(),
            publications: diesel.clone(),
            curation: diesel.clone(),
            histories: diesel.clone(),
            links: diesel.clone(),
            works: diesel.clone(),
            work_curation: diesel.clone(),
            projects: diesel.clone(),
            project_curation: diesel.clone(),
            installations: diesel.clone(),
            installation_control: diesel.clone(),
            integrations: diesel.clone(),
            integration_events: diesel.clone(),
            deliveries: diesel.clone(),
            api_keys: diesel.clone(),
            rate_limits: diesel.clone(),
            jobs: diesel.clone(),
            agencies: diesel.clone(),
            activity: diesel.clone(),
            job_control: diesel.clone(),
            author_links: diesel.clone(),
            maintenance: diesel.clone(),
            sessions: diesel.clone(),
            users: diesel.clone(),
            teams: diesel.clone(),
            groups: diesel,
        }
    }
}
