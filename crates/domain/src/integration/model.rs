//! What is known of an integration, save its pictures and scripts.

use serde::{Deserialize, Serialize};

use super::{IntegrationName, ScriptHash};
use crate::identifier::{Key, KeyHash, KeyKind, WebAddress};
use crate::installation::Scope;
use crate::vocabulary::vocabulary;
use crate::workspace::WorkspaceId;

vocabulary! {
    /// Who finds an integration.
    Visibility {
        /// Everybody.
        Public = "public",
        /// Whoever knows its name; only its own workspace finds it in the list.
        Unlisted = "unlisted",
        /// Its own workspace.
        Private = "private",
    }
}

vocabulary! {
    /// What an integration can be installed for.
    Target {
        /// Anything.
        All = "all",
        /// A workspace as a whole.
        Organization = "organization",
        /// Entities.
        Space = "space",
        /// Web sites.
        Site = "site",
    }
}

vocabulary! {
    /// What kind of app an integration is.
    Category {
        /// Usage figures.
        Analytics = "analytics",
        /// Content management systems.
        Cms = "cms",
        /// Chats, mailing lists, newsletters.
        Communication = "communication",
        /// Reference managers and repositories.
        References = "references",
        /// Reports and evaluations.
        Reporting = "reporting",
        /// Anything else.
        Other = "other",
    }
}

vocabulary! {
    /// A piece of published content that an integration offers to pages.
    BlockKind {
        /// A list of publications.
        Publications = "publications",
        /// A list of people.
        People = "people",
        /// A list of projects.
        Projects = "projects",
        /// A list of works.
        Works = "works",
        /// One reference, well worded.
        Citation = "citation",
    }
}

/// A block of an integration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Which.
    pub id: BlockKind,
    /// Hosts whose links it can stand for, such as `doi.org`.
    pub domains: Vec<String>,
}

/// An integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Integration {
    /// Unique in the deployment.
    pub name: IntegrationName,
    /// Who published it; `None` where it is built in.
    pub publisher: Option<WorkspaceId>,
    /// Part of Legaciti: nobody changes it.
    pub built_in: bool,
    /// What people call it.
    pub title: String,
    /// One line.
    pub description: String,
    /// More words, in Markdown.
    pub summary: String,
    /// Who finds it.
    pub visibility: Visibility,
    /// What it can be installed for.
    pub target: Target,
    /// What kind of app it is.
    pub categories: Vec<Category>,
    /// What it wants to read.
    pub scopes: Vec<Scope>,
    /// What it offers to pages.
    pub blocks: Vec<Block>,
    /// The present version of its script, where it has one.
    pub script: Option<ScriptHash>,
    /// What its script may do in a page.
    pub content_security_policy: Option<String>,
    /// Where its events are delivered to.
    pub webhook: Option<WebAddress>,
    /// Of the secret that it proves itself with; built-in ones have none.
    pub secret_hash: Option<KeyHash>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

impl Integration {
    /// Whether this workspace may know of it.
    pub fn is_visible_to(&self, workspace: &WorkspaceId) -> bool {
        self.visibility != Visibility::Private || self.is_published_by(workspace)
    }

    /// Whether this workspace finds it in the list.
    pub fn is_listed_for(&self, workspace: &WorkspaceId) -> bool {
        self.visibility == Visibility::Public || self.is_published_by(workspace)
    }

    /// Whether it is this workspace's own.
    pub fn is_published_by(&self, workspace: &WorkspaceId) -> bool {
        self.publisher.as_ref() == Some(workspace)
    }
}

/// What deliveries are signed with: made from the hash that is kept of an integration's secret, because the secret
/// itself is not. Whoever holds it can check signatures, and open nothing.
pub fn webhook_secret(secret_hash: &KeyHash) -> String {
    use sha2::{Digest, Sha256};
    let mut digest = Sha256::new();
    digest.update(b"legaciti webhook signing key\n");
    digest.update(secret_hash.as_str().as_bytes());
    let bytes: [u8; 32] = digest.finalize().into();
    // The form of a key, so that it is recognised where it leaks.
    Key::from_secret(KeyKind::Webhook, &bytes).reveal().to_owned()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A public integration of workspace `a`.
    pub(crate) fn integration() -> Integration {
        Integration {
            name: IntegrationName::parse("digest").unwrap(),
            publisher: Some(WorkspaceId::new("a")),
            built_in: false,
            title: "Weekly digest".to_owned(),
            description: "Mails what is new.".to_owned(),
            summary: String::new(),
            visibility: Visibility::Public,
            target: Target::All,
            categories: vec![Category::Communication],
            scopes: vec![Scope::PublicationsRead],
            blocks: Vec::new(),
            script: None,
            content_security_policy: None,
            webhook: None,
            secret_hash: None,
            created_at: 1,
            updated_at: 1,
        }
    }

    #[test]
    fn visibility_decides_who_finds_it() {
        let (own, other) = (WorkspaceId::new("a"), WorkspaceId::new("b"));
        for (visibility, readable, listed) in [
            (Visibility::Public, true, true),
            (Visibility::Unlisted, true, false),
            (Visibility::Private, false, false),
        ] {
            let found = Integration {
                visibility,
                ..integration()
            };
            assert!(found.is_visible_to(&own) && found.is_listed_for(&own));
            assert_eq!(
                (found.is_visible_to(&other), found.is_listed_for(&other)),
                (readable, listed),
                "{visibility:?}"
            );
        }
    }

    #[test]
    fn webhooks_are_signed_with_something_else_than_the_secret() {
        let secret = Key::from_secret(KeyKind::Integration, &[1; 32]);
        let signing = webhook_secret(&secret.hash());
        assert_eq!(signing, webhook_secret(&secret.hash()));
        assert!(signing.starts_with("lgw_") && Key::parse(&signing).is_ok());
        assert_ne!(
            signing,
            webhook_secret(&Key::from_secret(KeyKind::Integration, &[2; 32]).hash())
        );
    }
}
