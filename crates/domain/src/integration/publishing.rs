//! What publishing makes of an integration, and when it may be withdrawn.

use serde_json::json;

use super::{Integration, IntegrationName, Manifest};
use crate::activity::{Actor, Event};
use crate::identifier::KeyHash;
use crate::workspace::WorkspaceId;

/// An integration is published, or renewed.
#[derive(Debug, Clone, PartialEq)]
pub struct Publication {
    /// Under this name.
    pub name: IntegrationName,
    /// By this workspace.
    pub publisher: WorkspaceId,
    /// What is said about it.
    pub manifest: Manifest,
    /// Of the secret that it gets, where it gets one.
    pub secret_hash: KeyHash,
    /// It gets a new secret although it has one.
    pub renew_secret: bool,
    /// Unix seconds.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// For the event.
    pub event_id: String,
}

/// What is known of a name that was used before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameHolder {
    /// The integration.
    pub integration: Integration,
    /// It was withdrawn.
    pub unpublished: bool,
}

/// What publishing did.
#[derive(Debug, Clone, PartialEq)]
pub struct Published {
    /// The integration.
    pub integration: Integration,
    /// It was not there before.
    pub created: bool,
    /// The secret of the order became its own: it is to be shown, this once.
    pub secret_is_new: bool,
    /// What the timeline says.
    pub event: Event,
}

/// Why a name cannot be published under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PublishRefusal {
    /// Another workspace's, a built-in one, or one in other letters.
    #[error("this integration name is in use already")]
    Taken,
}

impl Publication {
    /// The integration as it is to be, from who holds the name now.
    pub fn decide(&self, holder: Option<&NameHolder>) -> Result<Published, PublishRefusal> {
        let before = match holder {
            Some(NameHolder { integration, .. })
                if integration.name != self.name || !integration.is_published_by(&self.publisher) =>
            {
                return Err(PublishRefusal::Taken);
            }
            // Withdrawn ones come back as new: whoever held the secret then holds nothing.
            holder => holder.filter(|holder| !holder.unpublished),
        };
        let before = before.map(|holder| &holder.integration);
        let old_secret = before
            .and_then(|found| found.secret_hash.clone())
            .filter(|_| !self.renew_secret);
        let secret_is_new = old_secret.is_none();
        let manifest = self.manifest.clone();
        let integration = Integration {
            name: self.name.clone(),
            publisher: Some(self.publisher.clone()),
            built_in: false,
            title: manifest.title,
            description: manifest.description,
            summary: manifest.summary,
            visibility: manifest.visibility,
            target: manifest.target,
            categories: manifest.categories,
            scopes: manifest.scopes,
            blocks: manifest.blocks,
            script: manifest.script.map(|script| script.hash()),
            content_security_policy: manifest.content_security_policy,
            webhook: manifest.webhook,
            secret_hash: old_secret.or_else(|| Some(self.secret_hash.clone())),
            created_at: before.map_or(self.now, |found| found.created_at),
            updated_at: self.now,
        };
        Ok(Published {
            event: self.event(before.is_none(), secret_is_new),
            integration,
            created: before.is_none(),
            secret_is_new,
        })
    }

    fn event(&self, created: bool, secret_is_new: bool) -> Event {
        let (kind, word) = if created {
            ("integration.published", "published")
        } else {
            ("integration.updated", "renewed")
        };
        Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "integration".to_owned(),
            subject_id: self.name.as_str().to_owned(),
            message: format!("the integration {} was {word}", self.name),
            details: json!({ "new_secret": secret_is_new }),
        }
    }
}

/// An integration is withdrawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Unpublication {
    /// Which.
    pub name: IntegrationName,
    /// By this workspace; `None`: by a superadmin.
    pub publisher: Option<WorkspaceId>,
    /// Installations go with it.
    pub force: bool,
    /// Unix seconds.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// For the event.
    pub event_id: String,
}

/// Why an integration stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnpublishRefusal {
    /// Built-in ones are part of the deployment.
    #[error("this integration is built in")]
    BuiltIn,
    /// It is another workspace's.
    #[error("another workspace has published this integration")]
    Foreign,
    /// Somebody uses it.
    #[error("this integration is installed in {0} places: uninstall it there, or use `force=true`")]
    Installed(usize),
}

impl Unpublication {
    /// Whether it may go, with so many installations alive; the event that tells it.
    pub fn decide(&self, integration: &Integration, installed: usize) -> Result<Event, UnpublishRefusal> {
        if integration.built_in {
            return Err(UnpublishRefusal::BuiltIn);
        }
        if let Some(publisher) = &self.publisher
            && !integration.is_published_by(publisher)
        {
            return Err(UnpublishRefusal::Foreign);
        }
        if installed > 0 && !self.force {
            return Err(UnpublishRefusal::Installed(installed));
        }
        Ok(Event {
            id: self.event_id.clone(),
            at: self.now,
            kind: "integration.unpublished".to_owned(),
            actor: self.actor.clone(),
            subject_kind: "integration".to_owned(),
            subject_id: self.name.as_str().to_owned(),
            message: format!("the integration {} was withdrawn", self.name),
            details: json!({ "uninstalled": installed }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::manifest::tests::manifest;
    use super::super::model::tests::integration;
    use super::*;
    use crate::identifier::{Key, KeyKind};

    fn hash(n: u8) -> KeyHash {
        Key::from_secret(KeyKind::Integration, &[n; 32]).hash()
    }

    fn order(by: &str) -> Publication {
        Publication {
            name: integration().name,
            publisher: WorkspaceId::new(by),
            manifest: manifest(),
            secret_hash: hash(2),
            renew_secret: false,
            now: 9,
            actor: Actor::Operator,
            event_id: "e".to_owned(),
        }
    }

    fn holder(unpublished: bool) -> NameHolder {
        NameHolder {
            integration: Integration {
                secret_hash: Some(hash(1)),
                ..integration()
            },
            unpublished,
        }
    }

    #[test]
    fn a_name_belongs_to_who_used_it_first() {
        let built_in = NameHolder {
            integration: Integration {
                publisher: None,
                built_in: true,
                ..integration()
            },
            unpublished: false,
        };
        let mut letters = order("a");
        letters.name = IntegrationName::parse("Digest").unwrap();
        for (order, holder, taken) in [
            (order("a"), None, false),
            (order("a"), Some(holder(false)), false),
            (order("a"), Some(holder(true)), false),
            (order("b"), Some(holder(false)), true),
            (order("b"), Some(holder(true)), true),
            (order("a"), Some(built_in), true),
            (letters, Some(holder(false)), true),
        ] {
            let refused = order.decide(holder.as_ref()) == Err(PublishRefusal::Taken);
            assert_eq!(refused, taken);
        }
    }

    #[test]
    fn a_secret_is_given_once() {
        let new = order("a").decide(None).unwrap();
        assert_eq!((new.created, new.secret_is_new), (true, true));
        assert_eq!(new.integration.secret_hash, Some(hash(2)));
        assert_eq!(
            (new.integration.created_at, new.event.kind.as_str()),
            (9, "integration.published")
        );
        let same = order("a").decide(Some(&holder(false))).unwrap();
        assert_eq!((same.created, same.secret_is_new), (false, false));
        assert_eq!(same.integration.secret_hash, Some(hash(1)));
        assert_eq!(
            (same.integration.created_at, same.event.kind.as_str()),
            (1, "integration.updated")
        );
        let renewed = Publication {
            renew_secret: true,
            ..order("a")
        };
        let renewed = renewed.decide(Some(&holder(false))).unwrap();
        assert_eq!((renewed.created, renewed.secret_is_new), (false, true));
        let back = order("a").decide(Some(&holder(true))).unwrap();
        assert_eq!((back.created, back.secret_is_new), (true, true));
        assert_eq!(
            back.integration.secret_hash,
            Some(hash(2)),
            "the old secret opens nothing"
        );
    }

    #[test]
    fn what_is_installed_stays() {
        let withdraw = |publisher: Option<&str>, force| Unpublication {
            name: integration().name,
            publisher: publisher.map(WorkspaceId::new),
            force,
            now: 9,
            actor: Actor::Operator,
            event_id: "e".to_owned(),
        };
        let built_in = Integration {
            built_in: true,
            publisher: None,
            ..integration()
        };
        for (order, of, installed, refusal) in [
            (withdraw(Some("a"), false), integration(), 0, None),
            (withdraw(Some("a"), true), integration(), 2, None),
            (withdraw(None, false), integration(), 0, None),
            (
                withdraw(Some("a"), false),
                integration(),
                2,
                Some(UnpublishRefusal::Installed(2)),
            ),
            (
                withdraw(Some("b"), true),
                integration(),
                0,
                Some(UnpublishRefusal::Foreign),
            ),
            (withdraw(None, true), built_in, 0, Some(UnpublishRefusal::BuiltIn)),
        ] {
            assert_eq!(order.decide(&of, installed).err(), refusal);
        }
    }
}
