//! Integrations that hear of a workspace: published, installed and active, without a service that runs.

use std::collections::BTreeSet;

use domain::activity::{Actor, Trail};
use domain::event::{EventFilter, IntegrationEvent};
use domain::identifier::{Key, KeyKind, WebAddress};
use domain::installation::{Installation, InstallationId, InstallationStatus, Scope, Selection};
use domain::integration::{Artwork, IntegrationName, Manifest, Publication, Target, Visibility};
use domain::storage::SliceRequest;
use domain::workspace::{EntityId, WorkspaceId};
use persistence::Stores;

use crate::sample::NOW;

/// An active installation of an integration with a webhook.
pub struct Listener {
    /// The integration.
    pub integration: IntegrationName,
    /// The installation.
    pub installation: InstallationId,
    workspace: WorkspaceId,
}

impl Listener {
    /// Publishes an integration of this name and installs it in the workspace that publishes it; limited to entities,
    /// where some are named.
    pub async fn install(
        stores: &Stores,
        workspace: &WorkspaceId,
        name: &str,
        scopes: &[Scope],
        entities: &[&str],
    ) -> Self {
        let integration = IntegrationName::parse(name).expect("a name");
        let order = Publication {
            name: integration.clone(),
            publisher: workspace.clone(),
            manifest: manifest(scopes),
            secret_hash: secret(name).hash(),
            renew_secret: false,
            now: NOW,
            actor: Actor::Operator,
            event_id: format!("publish-{name}"),
        };
        let published = stores.integrations.publish(&order).await.expect("an answer");
        published.expect("an integration");
        let selection = if entities.is_empty() {
            Selection::All
        } else {
            Selection::Selected
        };
        let listener = Self {
            integration,
            installation: InstallationId::new(format!("i-{name}")),
            workspace: workspace.clone(),
        };
        listener.create(stores, scopes, selection).await;
        listener.limit(stores, entities).await;
        listener
    }

    async fn create(&self, stores: &Stores, scopes: &[Scope], selection: Selection) {
        let installation = Installation {
            id: self.installation.clone(),
            workspace: self.workspace.clone(),
            platform: self.integration.as_str().to_owned(),
            status: InstallationStatus::Active,
            display_name: self.integration.as_str().to_owned(),
            description: None,
            scopes: scopes.to_vec(),
            origins: Vec::new(),
            rate_limit_per_minute: 60,
            external_ids: Vec::new(),
            space_selection: selection,
            entities: Vec::new(),
            site_selection: Selection::Selected,
            created_at: NOW,
            updated_at: NOW,
        };
        let created = stores
            .installations
            .create(&installation, None, &Trail::default())
            .await;
        created.expect("an installation");
    }

    /// Entities are chosen by an order, as the control plane does it.
    async fn limit(&self, stores: &Stores, entities: &[&str]) {
        if entities.is_empty() {
            return;
        }
        let place = domain::installation::Place {
            integration: self.integration.clone(),
            workspace: Some(self.workspace.clone()),
            id: self.installation.clone(),
        };
        let chosen = entities.iter().map(|id| EntityId::new(*id)).collect();
        let changed = stores
            .installation_control
            .change(&place, std::sync::Arc::new(Choose(chosen)))
            .await;
        changed
            .expect("an answer")
            .expect("the installation")
            .expect("a change");
    }

    /// What it heard of the catalogue, the first first: `kind of identifier`.
    pub async fn heard(&self, stores: &Stores) -> Vec<String> {
        let events = self.events(stores).await;
        let told = events.iter().filter(|event| !event.kind.is_of_installation());
        told.map(|event| format!("{} {}", event.kind.as_str(), thing(event)))
            .collect()
    }

    /// The things that it would have if it had started with nothing and done as it heard: identifiers by kind.
    pub async fn copy(&self, stores: &Stores, area: &str) -> BTreeSet<String> {
        let mut copy = BTreeSet::new();
        for event in self.events(stores).await {
            let Some((of, what)) = event.kind.as_str().split_once('.') else {
                continue;
            };
            match (of == area, what) {
                (true, "published") => {
                    assert!(copy.insert(thing(&event)), "published twice: {event:?}");
                }
                (true, "updated") => assert!(copy.contains(&thing(&event)), "not there: {event:?}"),
                (true, "withdrawn") => assert!(copy.remove(&thing(&event)), "not there: {event:?}"),
                _ => {}
            }
        }
        copy
    }

    /// All its events, the first first.
    pub async fn events(&self, stores: &Stores) -> Vec<IntegrationEvent> {
        let filter = EventFilter {
            integration: self.integration.clone(),
            workspace: None,
        };
        let slice = SliceRequest {
            after: None,
            limit: 100_000,
        };
        let page = stores.integration_events.page(&filter, &slice).await;
        let mut events: Vec<_> = page.expect("events").items;
        events.reverse();
        events.into_iter().map(|logged| logged.event).collect()
    }
}

/// The secret of an integration that was published here.
pub fn secret(name: &str) -> Key {
    let mut bytes = [0; 32];
    for (place, byte) in bytes.iter_mut().zip(name.bytes()) {
        *place = byte;
    }
    Key::from_secret(KeyKind::Integration, &bytes)
}

fn thing(event: &IntegrationEvent) -> String {
    let payload = &event.payload;
    let known = [
        &payload["publication"]["doi"],
        &payload["person"]["orcid_id"],
        &payload["project"]["id"],
    ];
    let found = known.into_iter().find_map(|id| id.as_str());
    found.unwrap_or_default().to_owned()
}

fn manifest(scopes: &[Scope]) -> Manifest {
    Manifest {
        title: "Listener".to_owned(),
        description: String::new(),
        summary: String::new(),
        artwork: Artwork::default(),
        visibility: Visibility::Private,
        target: Target::All,
        categories: Vec::new(),
        scopes: scopes.to_vec(),
        blocks: Vec::new(),
        script: None,
        content_security_policy: None,
        webhook: WebAddress::parse("https://listener.example.org/events").ok(),
    }
}

/// Limits an installation to entities.
struct Choose(Vec<EntityId>);

impl domain::installation::Order for Choose {
    fn apply(
        &self,
        file: &domain::installation::InstallationFile,
    ) -> Result<domain::installation::Outcome, domain::installation::InstallationRefusal> {
        let mut file = file.clone();
        file.installation.entities.clone_from(&self.0);
        let act = domain::installation::control::Act {
            at: NOW,
            actor: Actor::Operator,
            event_id: format!("choose-{}", file.installation.id),
        };
        Ok(domain::installation::Outcome {
            events: vec![act.event("installation.updated", &file, serde_json::json!({}))],
            file,
        })
    }
}
