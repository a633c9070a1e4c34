//! What is true of the whole deployment: which workspaces there are, and whether storage answers at all.

use std::sync::Arc;
use std::time::Duration;

use actix_web::rt::time::timeout;
use domain::storage::StoreError;
use domain::workspace::{Workspace, WorkspaceId, WorkspaceStore};
use moka::future::Cache;

use crate::problem::{Code, Problem};

/// How long the list of workspaces is believed.
const REMEMBERED: Duration = Duration::from_secs(1);
/// How long storage may take to prove that it is there.
const PATIENCE: Duration = Duration::from_secs(3);

/// The list of workspaces, asked for at most once a second however many requests wait for it.
pub(crate) struct Deployment {
    store: Arc<dyn WorkspaceStore>,
    public: Option<String>,
    list: Cache<(), Arc<Vec<Workspace>>>,
}

impl Deployment {
    pub(crate) fn new(store: Arc<dyn WorkspaceStore>, public: Option<String>) -> Self {
        let list = Cache::builder().max_capacity(1).time_to_live(REMEMBERED).build();
        Self { store, public, list }
    }

    async fn workspaces(&self) -> Result<Arc<Vec<Workspace>>, Problem> {
        let ask = async { self.store.list().await.map(Arc::new) };
        self.list
            .try_get_with((), ask)
            .await
            .map_err(|error: Arc<StoreError>| Problem::from(error.as_ref()))
    }

    /// The workspace that answers callers without a key.
    pub(crate) async fn public_workspace(&self) -> Result<WorkspaceId, Problem> {
        let all = self.workspaces().await?;
        let chosen = match &self.public {
            Some(wanted) => all
                .iter()
                .find(|workspace| workspace.slug == *wanted || workspace.id.as_str() == wanted),
            None => all.first().filter(|_| all.len() == 1),
        };
        chosen.map(|workspace| workspace.id.clone()).ok_or_else(|| {
            Problem::new(
                Code::MissingWorkspace,
                "this service has no public workspace: send an X-API-Key",
            )
        })
    }

    /// Whether storage answers in time.
    pub(crate) async fn healthy(&self) -> Result<(), Problem> {
        match timeout(PATIENCE, self.workspaces()).await {
            Ok(answer) => answer.map(|_| ()),
            Err(_) => Err(Problem::unavailable()),
        }
    }
}
