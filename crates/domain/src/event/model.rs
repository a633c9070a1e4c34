//! Events and the attempts at delivering them.

use serde_json::{Value, json};

use crate::activity::{Event, derived_id};
use crate::identifier::opaque_id;
use crate::installation::InstallationId;
use crate::integration::IntegrationName;
use crate::vocabulary::vocabulary;
use crate::workspace::WorkspaceId;

opaque_id! {
    /// An event's identifier.
    EventId
}

impl EventId {
    /// For an event that is found out while it is written: a `UUIDv7` made of the time (Unix seconds), the event's place
    /// among those of the same receiver, and the receiver. Within a second ids sort by place.
    pub fn in_place(at: i64, place: i64, receiver: &str) -> Self {
        let plain = derived_id(at, &format!("{receiver} {place}"));
        // 32 bits of the place stand behind the time, where a UUIDv7 may be monotonic (RFC 9562 §6.2, method 1).
        let place = format!("{:08x}", place.max(0) & 0xffff_ffff);
        let (high, rest) = place.split_at(3);
        let (middle, low) = rest.split_at(3);
        let parts: Vec<&str> = plain.split('-').collect();
        match parts.as_slice() {
            [a, b, _, _, end] => {
                let tail: String = end.chars().skip(low.len()).collect();
                Self::new(format!("{a}-{b}-7{high}-8{middle}-{low}{tail}"))
            }
            _ => Self::new(plain),
        }
    }
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
        Self::from_word(&event.kind).filter(|kind| kind.is_of_installation())
    }

    /// Whether it is about an installation itself.
    pub fn is_of_installation(self) -> bool {
        let area = self.as_str().split('.').next();
        matches!(area, Some("installation" | "site" | "credential"))
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
    /// Identifier of the attempt. What is sent with it is the event's.
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
    fn ids_sort_by_time_and_place() {
        let id = |at, place, who| EventId::in_place(at, place, who).to_string();
        let made = [
            id(1_780_272_000, 1, "i"),
            id(1_780_272_000, 2, "i"),
            id(1_780_272_000, 255, "i"),
            id(1_780_272_000, 70_000, "i"),
            id(1_780_272_000, 0xffff_fffe, "i"),
            id(1_780_272_001, 1, "i"),
        ];
        assert!(made.is_sorted(), "{made:?}");
        for id in &made {
            assert_eq!(id.len(), 36);
            assert_eq!((id.as_bytes()[14], id.as_bytes()[19]), (b'7', b'8'), "{id}");
        }
        assert_ne!(id(1_780_272_000, 1, "i"), id(1_780_272_000, 1, "j"));
    }

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
