//! What goes over the wire.

use serde_json::json;

use super::signature::signature;
use crate::event::{EventKind, IntegrationEvent};
use crate::identifier::{KeyHash, WebAddress};
use crate::integration::model::webhook_secret;

/// One `POST`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Where to.
    pub url: WebAddress,
    /// `Legaciti-Event`.
    pub kind: EventKind,
    /// `Legaciti-Delivery`: the event's id, the same in every attempt.
    pub delivery: String,
    /// `Legaciti-Signature`; `None` for integrations without a secret, which are the built-in ones.
    pub signature: Option<String>,
    /// JSON.
    pub body: Vec<u8>,
}

impl Parcel {
    /// Packs an event, signed at `now` (Unix seconds).
    pub fn of(event: &IntegrationEvent, url: WebAddress, secret: Option<&KeyHash>, now: i64) -> Self {
        let body = json!({
            "id": event.id.as_str(),
            "type": event.kind,
            "integration": event.integration.as_str(),
            "organization": event.workspace.as_str(),
            "installation": event.installation.as_ref().map(ToString::to_string),
            "payload": event.payload,
            "created_at": event.created_at,
        });
        let body = body.to_string().into_bytes();
        Self {
            url,
            kind: event.kind,
            delivery: event.id.to_string(),
            signature: secret.map(|hash| signature(&webhook_secret(hash), now, &body)),
            body,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::Value;

    use super::*;
    use crate::event::EventId;
    use crate::identifier::{Key, KeyKind};
    use crate::installation::InstallationId;
    use crate::integration::IntegrationName;
    use crate::workspace::WorkspaceId;

    pub(in super::super) fn event() -> IntegrationEvent {
        IntegrationEvent {
            id: EventId::new("e-1"),
            workspace: WorkspaceId::new("w"),
            integration: IntegrationName::parse("digest").unwrap(),
            installation: Some(InstallationId::new("i")),
            kind: EventKind::PublicationPublished,
            payload: json!({ "publication": { "doi": "10.5555/a" } }),
            created_at: 7,
        }
    }

    #[test]
    fn every_attempt_has_the_same_id_and_body() {
        let url = WebAddress::parse("https://digest.example.org/events").unwrap();
        let secret = Key::from_secret(KeyKind::Integration, &[1; 32]).hash();
        let [first, second] = [100, 200].map(|now| Parcel::of(&event(), url.clone(), Some(&secret), now));
        assert_eq!((&first.delivery, &first.body), (&second.delivery, &second.body));
        assert!(first.signature.unwrap().starts_with("t=100,v1="));
        assert!(second.signature.unwrap().starts_with("t=200,v1="));
        let body: Value = serde_json::from_slice(&first.body).unwrap();
        assert_eq!(
            body,
            json!({
                "id": "e-1", "type": "publication.published", "integration": "digest", "organization": "w",
                "installation": "i", "payload": { "publication": { "doi": "10.5555/a" } }, "created_at": 7,
            })
        );
        assert_eq!(Parcel::of(&event(), url, None, 100).signature, None);
    }
}
