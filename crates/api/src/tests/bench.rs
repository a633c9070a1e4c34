//! A bench: mocked ports with sensible defaults, and a caller.
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use domain::activity::store::MockActivityStore;
use domain::activity::{ActivityStore, Housekeeping, KeyUse};
use domain::api_key::store::{MockApiKeyStore, MockRateLimitStore};
use domain::api_key::{ApiKey, ApiKeyStore, ApiKeys, Lease};
use domain::context::{Clock, Ids};
use domain::event::store::MockEventStore;
use domain::identifier::KeyHash;
use domain::ingestion::control::MockJobControl;
use domain::ingestion::store::{MockAgencyStore, MockJobStore};
use domain::ingestion::{JobDesk, Queue, Resolver, ResolverPorts};
use domain::installation::store::MockInstallationStore;
use domain::installation::{CredentialRecord, OriginStatus};
use domain::maintenance::Maintenance;
use domain::maintenance::store::MockMaintenanceStore;
use domain::membership::Memberships;
use domain::membership::store::MockMembershipStore;
use domain::person::store::MockPersonStore;
use domain::profile::store::MockProfileStore;
use domain::profile::{Arrivals, Profiles};
use domain::project::store::MockProjectStore;
use domain::publication::repair::MockAuthorLinkStore;
use domain::publication::store::MockPublicationStore;
use domain::publication::{AuthorRepairs, Citations, Importer, PublicationStore, Record};
use domain::registry::{MockAgencyRegistry, MockDoiRegistry};
use domain::session::password::MockPasswordHasher;
use domain::session::store::{MockSessionStore, MockUserStore};
use domain::storage::StoreError;
use domain::work::store::MockWorkStore;
use domain::workspace::store::MockWorkspaceStore;
use domain::workspace::{Workspace, WorkspaceRevision, WorkspaceStore};
use serde_json::Value;

use super::desks::{
    accounts, curation, groups, histories, installation_desk, integrations, links, project_desk, sessions,
    tasks, teams, work_desk, workspace_desk,
};
use super::samples::{self, NOW};
use crate::{ApiSettings, ApiState, DashboardSettings, Services, app, dashboard_app};

/// A clock that tests turn.
pub(super) struct TestClock(AtomicI64);

impl TestClock {
    pub(super) fn set(&self, now: i64) {
        self.0.store(now, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

/// Citations that are easy to expect.
struct TitleOnly;

impl Citations for TitleOnly {
    fn apa(&self, record: &Record) -> Option<String> {
        record.title.as_ref().map(|title| format!("{}.", title.any()))
    }
}

struct Counting(AtomicU64);

impl Ids for Counting {
    fn id(&self) -> String {
        format!("id-{}", self.0.fetch_add(1, Ordering::SeqCst))
    }

    fn secret(&self) -> [u8; 32] {
        [9; 32]
    }
}

/// What the ports hold. Expectations that a test adds come before the defaults.
pub(super) struct Bench {
    pub(super) workspaces: MockWorkspaceStore,
    pub(super) people: MockPersonStore,
    pub(super) profiles: MockProfileStore,
    pub(super) publications: MockPublicationStore,
    pub(super) works: MockWorkStore,
    pub(super) projects: MockProjectStore,
    pub(super) installations: MockInstallationStore,
    pub(super) api_keys: MockApiKeyStore,
    pub(super) rate_limits: MockRateLimitStore,
    pub(super) memberships: MockMembershipStore,
    pub(super) jobs: MockJobStore,
    pub(super) sessions: MockSessionStore,
    pub(super) users: MockUserStore,
    pub(super) passwords: MockPasswordHasher,
    pub(super) settings: ApiSettings,
    /// All workspaces of the deployment.
    pub(super) all_workspaces: Vec<Workspace>,
    /// The one API key.
    pub(super) api_key: ApiKey,
    /// Installations, found by the hashes of their credentials.
    pub(super) credentials: Vec<CredentialRecord>,
    /// What `revision` answers.
    pub(super) revision: Arc<Mutex<WorkspaceRevision>>,
}

impl Bench {
    pub(super) fn new() -> Self {
        Self {
            workspaces: MockWorkspaceStore::new(),
            people: MockPersonStore::new(),
            profiles: MockProfileStore::new(),
            publications: MockPublicationStore::new(),
            works: MockWorkStore::new(),
            projects: MockProjectStore::new(),
            installations: MockInstallationStore::new(),
            api_keys: MockApiKeyStore::new(),
            rate_limits: MockRateLimitStore::new(),
            memberships: MockMembershipStore::new(),
            jobs: MockJobStore::new(),
            sessions: MockSessionStore::new(),
            users: MockUserStore::new(),
            passwords: MockPasswordHasher::new(),
            settings: ApiSettings {
                public_url: "https://api.example.org".to_owned(),
                public_workspace: None,
                cache_bytes: 1 << 20,
                dashboard: DashboardSettings::default(),
            },
            all_workspaces: vec![samples::workspace()],
            api_key: samples::api_key(),
            credentials: vec![samples::wordpress(), samples::drupal()],
            revision: Arc::new(Mutex::new(WorkspaceRevision {
                number: 7,
                changed_at: NOW - 100,
            })),
        }
    }

    pub(super) fn start(mut self) -> Running {
        let log = self.add_defaults();
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let now: Arc<dyn Clock> = Arc::<TestClock>::clone(&clock);
        let ids: Arc<dyn Ids> = Arc::new(Counting(AtomicU64::new(1)));
        let people: Arc<dyn domain::person::PersonStore> = Arc::new(self.people);
        let jobs: Arc<dyn domain::ingestion::JobStore> = Arc::new(self.jobs);
        let publications: Arc<dyn PublicationStore> = Arc::new(self.publications);
        let api_keys: Arc<dyn ApiKeyStore> = Arc::new(self.api_keys);
        let activity: Arc<dyn ActivityStore> = Arc::new(MockActivityStore::new());
        let workspaces: Arc<dyn WorkspaceStore> = Arc::new(self.workspaces);
        let accounts = accounts((self.users, self.passwords), &now, &ids);
        let profiles = profiles(self.profiles, &now, &ids);
        let queue = queue((&jobs, &people), &now, &ids);
        let services = Services {
            workspaces: Arc::clone(&workspaces),
            people: Arc::clone(&people),
            publications: Arc::clone(&publications),
            curation: curation(&now, &ids),
            histories: histories(&now, &ids),
            links: links(&now, &ids),
            works: Arc::new(self.works),
            work_desk: work_desk((&publications, &people), &now, &ids),
            projects: Arc::new(self.projects),
            project_desk: project_desk(&now, &ids),
            installations: Arc::new(self.installations),
            installation_desk: installation_desk(&now, &ids),
            integrations: integrations(&now, &ids),
            integration_events: Arc::new(MockEventStore::new()),
            tasks: tasks(&now, &ids),
            api_keys: Arc::clone(&api_keys),
            rate_limits: Arc::new(self.rate_limits),
            activity: Arc::clone(&activity),
            memberships: memberships(self.memberships, &now, &ids),
            sessions: sessions(self.sessions, &workspaces, &accounts),
            teams: teams(&accounts),
            accounts,
            workspace_desk: workspace_desk(workspaces, &now, &ids),
            groups: groups(&now, &ids),
            arrivals: Arrivals {
                profiles: profiles.clone(),
                queue: queue.clone(),
            },
            profiles,
            queue,
            jobs,
            citations: Arc::new(TitleOnly),
            job_desk: job_desk(&now, &ids),
            importer: importer((publications, people), &now, &ids),
            housekeeping: housekeeping(activity, &now, &ids),
            keys: keys(api_keys, &now, &ids),
            author_repairs: author_repairs(&now, &ids),
            maintenance: maintenance(&now, &ids),
            clock: Arc::clone(&now),
            ids,
        };
        Running {
            state: ApiState::new(services, self.settings),
            log,
            clock,
        }
    }

    fn add_defaults(&mut self) -> Arc<Mutex<Vec<KeyUse>>> {
        let all = self.all_workspaces.clone();
        self.workspaces.expect_list().returning(move || Ok(all.clone()));
        let revision = Arc::clone(&self.revision);
        self.workspaces
            .expect_revision()
            .returning(move |_| Ok(*revision.lock().unwrap()));
        let api_key = self.api_key.clone();
        self.api_keys
            .expect_by_key()
            .returning(move |hash| Ok((api_key.key_hash == *hash).then(|| api_key.clone())));
        let credentials = self.credentials.clone();
        self.installations.expect_by_key().returning(move |hash| {
            let found = credentials.iter().find(|(_, known)| known.key_hash == *hash);
            Ok(found.cloned())
        });
        let credentials = self.credentials.clone();
        self.installations
            .expect_is_verified_origin()
            .returning(move |origin| {
                let mut origins = credentials.iter().flat_map(|(found, _)| &found.origins);
                let is_it = |o: &&domain::installation::InstallationOrigin| {
                    o.status == OriginStatus::Verified && o.origin.as_str() == origin
                };
                Ok(origins.any(|o| is_it(&o)))
            });
        self.installations.expect_touch().returning(|_, _| Ok(()));
        let mut windows: HashMap<(KeyHash, i64), u32> = HashMap::new();
        self.rate_limits
            .expect_lease()
            .returning(move |key, window, wanted, limit| {
                let used = windows.entry((key.clone(), window)).or_default();
                let granted = wanted.min(limit.saturating_sub(*used));
                *used += granted;
                Ok(Lease { granted, used: *used })
            });
        let log = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&log);
        self.api_keys.expect_log_use().returning(move |_, key_use| {
            written.lock().unwrap().push(key_use.clone());
            Ok(())
        });
        log
    }
}

fn queue(
    (jobs, people): (
        &Arc<dyn domain::ingestion::JobStore>,
        &Arc<dyn domain::person::PersonStore>,
    ),
    clock: &Arc<dyn Clock>,
    ids: &Arc<dyn Ids>,
) -> Queue {
    Queue {
        jobs: Arc::clone(jobs),
        people: Arc::clone(people),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn memberships(store: MockMembershipStore, clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Memberships {
    Memberships {
        store: Arc::new(store),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn profiles(store: MockProfileStore, clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Profiles {
    Profiles {
        store: Arc::new(store),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn job_desk(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> JobDesk {
    JobDesk {
        control: Arc::new(MockJobControl::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

pub(super) fn importer(
    (publications, people): (Arc<dyn PublicationStore>, Arc<dyn domain::person::PersonStore>),
    clock: &Arc<dyn Clock>,
    ids: &Arc<dyn Ids>,
) -> Importer {
    Importer {
        publications,
        people,
        resolver: resolver(clock),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn housekeeping(store: Arc<dyn ActivityStore>, clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Housekeeping {
    Housekeeping {
        store,
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn keys(store: Arc<dyn ApiKeyStore>, clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> ApiKeys {
    ApiKeys {
        store,
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn author_repairs(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> AuthorRepairs {
    AuthorRepairs {
        store: Arc::new(MockAuthorLinkStore::new()),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

fn maintenance(clock: &Arc<dyn Clock>, ids: &Arc<dyn Ids>) -> Maintenance {
    Maintenance {
        store: Arc::new(MockMaintenanceStore::new()),
        reset_emails: Vec::new(),
        clock: Arc::clone(clock),
        ids: Arc::clone(ids),
    }
}

/// Registries that expect to be asked nothing.
fn resolver(clock: &Arc<dyn Clock>) -> Resolver {
    Resolver::new(ResolverPorts {
        crossref: Arc::new(MockDoiRegistry::new()),
        datacite: Arc::new(MockDoiRegistry::new()),
        doi_org: Arc::new(MockDoiRegistry::new()),
        openalex: None,
        agencies: Arc::new(MockAgencyRegistry::new()),
        memory: Arc::new(MockAgencyStore::new()),
        clock: Arc::clone(clock),
    })
}

/// The application on a bench.
pub(super) struct Running {
    pub(super) state: ApiState,
    pub(super) log: Arc<Mutex<Vec<KeyUse>>>,
    pub(super) clock: Arc<TestClock>,
}

impl Running {
    pub(super) async fn send(&self, request: TestRequest) -> Reply {
        let service = init_service(app(self.state.clone())).await;
        Reply::read(call_service(&service, request.to_request()).await).await
    }

    /// The same at the dashboard's listener.
    pub(super) async fn at_dashboard(&self, request: TestRequest) -> Reply {
        let service = init_service(dashboard_app(self.state.clone())).await;
        Reply::read(call_service(&service, request.to_request()).await).await
    }

    pub(super) async fn get(&self, path: &str) -> Reply {
        self.send(TestRequest::get().uri(path)).await
    }

    /// With a key in the header.
    pub(super) async fn get_with(&self, path: &str, key: &str) -> Reply {
        self.send(TestRequest::get().uri(path).insert_header(("X-API-Key", key)))
            .await
    }

    pub(super) async fn post(&self, path: &str, key: &str, body: &Value) -> Reply {
        let request = TestRequest::post().uri(path).insert_header(("X-API-Key", key));
        self.send(request.set_json(body)).await
    }
}

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) async fn read(response: ServiceResponse<impl MessageBody>) -> Self {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = read_body(response).await.to_vec();
        Self {
            status,
            headers,
            body,
        }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Status and code of a refusal, whose form is checked on the way.
    pub(super) fn refusal(&self) -> (u16, String) {
        let body = self.json();
        let fields = body.as_object().expect("a JSON object");
        let names: Vec<&str> = fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["code", "details", "error"], "{body}");
        assert!(body["details"].is_null() || body["details"].is_object());
        assert!(!body["error"].as_str().unwrap().is_empty());
        assert_eq!(self.header("content-type"), Some("application/json"));
        (self.status, body["code"].as_str().unwrap().to_owned())
    }
}

/// A failure of storage that is over soon.
pub(super) fn unavailable() -> StoreError {
    StoreError::Unavailable("connection refused at 10.0.0.1".into())
}

/// A failure that is a bug.
pub(super) fn failed() -> StoreError {
    StoreError::Failed("relation \"publications\" does not exist".into())
}
