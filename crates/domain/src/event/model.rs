//! Events and the attempts at delivering them.

use serde_json::{Value, json};

use crate::activity::Event;
use crate::identifier::opaque_id;
use crate::installation::InstallationId;
use crate::integration::IntegrationName;
use crate::vocabulary::vocabulary;
use crate::workspace::WorkspaceId;

opaque_id! {
    /// An event's identifier.
    EventId
}

vocabulary! {
    /// What happened.
    EventKind {
        /// An integration was installed.
        InstallationCreated = "installation.created",
        /// An installation was changed.
        InstallationUpdated = "installation.updated",
        /// An integration was uninstalled.
        InstallationDeleted = "installation.deleted",
        /// A site was added.
        SiteAdded = "site.added",
        /// A site has proved whose it is.
        SiteVerified = "site.verified",
        /// A site has not.
        SiteFailed = "site.failed",
        /// A site was removed.
        SiteRemoved = "site.removed",
        /// A credential was issued.
        CredentialIssued = "credential.issued",
        /// A credential got a successor.
        CredentialRotated = "credential.rotated",
        /// A credential was revoked.
        CredentialRevoked = "credential.revoked",
        /// A publication became public.
        PublicationPublished = "publication.published",
        /// A public publication was changed.
        PublicationUpdated = "publication.updated",
        /// A publication is public no more.
        PublicationWithdrawn = "publication.withdrawn",
        /// A person became public.
        PersonPublished = "person.published",
        /// A public person was changed.
        PersonUpdated = "person.updated",
        /// A person is public no more.
        PersonWithdrawn = "person.withdrawn",
        /// A project became public.
        ProjectPublished = "project.published",
        /// A public project was changed.
        ProjectUpdated = "project.updated",
        /// A project is public no more.
        ProjectWithdrawn = "project.withdrawn",
        /// What the integration wanted to be told later.
        Task = "task",
    }
}

impl EventKind {
    /// What an integration hears of something on the timeline that happened to its installation; `None` where
    /// it is none of its business.
    pub fn of_installation(event: &Event) -> Option<Self> {
        if event.subject_kind != "installation" {
            return None;
        }
        let area = event.kind.split('.').next();
        Self::from_word(&event.kind).filter(|_| matches!(area, Some("installation" | "site" | "credential")))
    }
}

/// Something that an integration hears of.
#[derive(Debug, Clone, PartialEq)]
pub struct IntegrationEvent {
    /// `UUIDv7`, so that ids sort by time.
    pub id: EventId,
    /// Where it happened.
    pub workspace: WorkspaceId,
    /// Who hears of it.
    pub integration: IntegrationName,
    /// To which installation; `None` for tasks.
    pub installation: Option<InstallationId>,
    /// What.
    pub kind: EventKind,
    /// More about it.
    pub payload: Value,
    /// Unix seconds.
    pub created_at: i64,
}

impl IntegrationEvent {
    /// What an integration is told about an event of the timeline.
    pub fn of_installation(
        event: &Event,
        workspace: &WorkspaceId,
        integration: IntegrationName,
    ) -> Option<Self> {
        let kind = EventKind::of_installation(event)?;
        Some(Self {
            id: EventId::new(event.id.clone()),
            workspace: workspace.clone(),
            integration,
            installation: Some(InstallationId::new(event.subject_id.clone())),
            kind,
            payload: json!({
                "installation": event.subject_id,
                "organization": workspace,
                "by": event.actor.kind(),
                "details": event.details,
            }),
            created_at: event.at,
        })
    }
}

vocabulary! {
    /// What has become of an attempt.
    DeliveryStatus {
        /// Waits until it is due.
        Queued = "queued",
        /// Under way.
        Sending = "sending",
        /// The integration has answered with 2xx.
        Delivered = "delivered",
        /// It has not.
        Failed = "failed",
    }
}

/// An attempt at delivering an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Identifier, sent with it.
    pub id: String,
    /// From 1.
    pub attempt: u32,
    /// What has become of it.
    pub status: DeliveryStatus,
    /// When it is due (Unix seconds).
    pub due_at: i64,
    /// When it began (Unix seconds).
    pub started_at: Option<i64>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// The HTTP status that came back.
    pub response_status: Option<u16>,
    /// Why it failed.
    pub error: Option<String>,
}

/// An event and its deliveries, the first attempt first.
#[derive(Debug, Clone, PartialEq)]
pub struct LoggedEvent {
    /// What happened.
    pub event: IntegrationEvent,
    /// None where the integration has no webhook.
    pub deliveries: Vec<Delivery>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Actor;

    #[test]
    fn integrations_hear_of_their_installations_only() {
        let event = |kind: &str, subject: &str| Event {
            id: "e".to_owned(),
            at: 7,
            kind: kind.to_owned(),
            actor: Actor::User {
                id: "u".to_owned(),
                email: "ana@example.org".to_owned(),
            },
            subject_kind: subject.to_owned(),
            subject_id: "i".to_owned(),
            message: String::new(),
            details: json!({ "site": "https://www.example.org" }),
        };
        let heard = |event: &Event| {
            let name = IntegrationName::parse("digest").unwrap();
            IntegrationEvent::of_installation(event, &WorkspaceId::new("w"), name)
        };
        for (kind, subject, is_heard) in [
            ("installation.created", "installation", true),
            ("site.verified", "installation", true),
            ("credential.rotated", "installation", true),
            ("site.renamed", "installation", false),
            ("task", "installation", false),
            ("publication.updated", "installation", false),
            ("site.verified", "publication", false),
        ] {
            assert_eq!(heard(&event(kind, subject)).is_some(), is_heard, "{kind}");
        }
        let told = heard(&event("site.added", "installation")).unwrap();
        assert_eq!(told.payload["details"]["site"], "https://www.example.org");
        assert!(!told.payload.to_string().contains("ana@"), "no e-mail leaves");
    }
}
