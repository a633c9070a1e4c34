//! Who hears of what happens in the catalogue, and as of what.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::event::EventKind;
use crate::installation::{InstallationId, Scope, Selection};
use crate::integration::IntegrationName;
use crate::vocabulary::vocabulary;
use crate::workspace::{EntityId, WorkspaceId};

vocabulary! {
    /// What an event of the catalogue is about.
    ThingKind {
        /// A publication, known by its DOI.
        Publication = "publication",
        /// A person, known by the ORCID iD.
        Person = "person",
        /// A project, known by its id.
        Project = "project",
    }
}

impl ThingKind {
    /// What an installation needs to see one.
    pub fn scope(self) -> Scope {
        match self {
            Self::Publication => Scope::PublicationsRead,
            Self::Person => Scope::PeopleRead,
            Self::Project => Scope::ProjectsRead,
        }
    }

    fn kinds(self) -> [EventKind; 3] {
        match self {
            Self::Publication => [
                EventKind::PublicationPublished,
                EventKind::PublicationUpdated,
                EventKind::PublicationWithdrawn,
            ],
            Self::Person => [
                EventKind::PersonPublished,
                EventKind::PersonUpdated,
                EventKind::PersonWithdrawn,
            ],
            Self::Project => [
                EventKind::ProjectPublished,
                EventKind::ProjectUpdated,
                EventKind::ProjectWithdrawn,
            ],
        }
    }

    fn identifier(self) -> &'static str {
        match self {
            Self::Publication => "doi",
            Self::Person => "orcid_id",
            Self::Project => "id",
        }
    }
}

/// A thing of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thing {
    /// What.
    pub kind: ThingKind,
    /// Its DOI, ORCID iD or id.
    pub id: String,
}

/// Who may see a thing at a time.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sight {
    /// Whether it is public.
    pub public: bool,
    /// The entities that it belongs to: those in which one of its people has an open membership, of whatever status.
    pub entities: BTreeSet<EntityId>,
}

/// What a transaction did to a thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Before it.
    pub before: Sight,
    /// After it.
    pub after: Sight,
    /// What is told of the thing has changed.
    pub content: bool,
}

/// An active installation whose events are delivered somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listener {
    /// Which.
    pub installation: InstallationId,
    /// Of what.
    pub integration: IntegrationName,
    /// What it may read.
    pub scopes: Vec<Scope>,
    /// Whether it sees all entities.
    pub selection: Selection,
    /// Those that it sees otherwise.
    pub entities: BTreeSet<EntityId>,
}

impl Listener {
    /// Whether it matters to it which entities a thing belongs to.
    pub fn is_limited(&self) -> bool {
        self.selection == Selection::Selected
    }

    fn sees(&self, sight: &Sight) -> bool {
        sight.public && (!self.is_limited() || !self.entities.is_disjoint(&sight.entities))
    }

    /// What it hears of a change, if anything. What comes into its sight is published to it, and what leaves its
    /// sight is withdrawn, whatever others see.
    pub fn hears(&self, thing: ThingKind, change: &Change) -> Option<EventKind> {
        if !self.scopes.contains(&thing.scope()) {
            return None;
        }
        let [published, updated, withdrawn] = thing.kinds();
        match (self.sees(&change.before), self.sees(&change.after)) {
            (false, true) => Some(published),
            (true, false) => Some(withdrawn),
            (true, true) if change.content => Some(updated),
            _ => None,
        }
    }

    /// What it is told: which thing, and no more. It fetches the rest with its own credential.
    pub fn payload(&self, workspace: &WorkspaceId, thing: &Thing) -> Value {
        json!({
            "installation": self.installation.as_str(),
            "organization": workspace.as_str(),
            thing.kind.as_str(): { thing.kind.identifier(): thing.id },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&str] = &[];

    fn listener(scopes: &[Scope], entities: &[&str]) -> Listener {
        Listener {
            installation: InstallationId::new("i"),
            integration: IntegrationName::parse("digest").unwrap(),
            scopes: scopes.to_vec(),
            selection: if entities.is_empty() {
                Selection::All
            } else {
                Selection::Selected
            },
            entities: entities.iter().map(|id| EntityId::new(*id)).collect(),
        }
    }

    fn sight((public, entities): Then) -> Sight {
        Sight {
            public,
            entities: entities.iter().map(|id| EntityId::new(*id)).collect(),
        }
    }

    /// Public or not, and in which entities.
    type Then = (bool, &'static [&'static str]);

    /// The entities of a listener; a thing before and after, whether its content has changed, and what is heard.
    type Case = (&'static [&'static str], Then, Then, bool, Option<&'static str>);

    const PUBLISHED: Option<&str> = Some("publication.published");
    const UPDATED: Option<&str> = Some("publication.updated");
    const WITHDRAWN: Option<&str> = Some("publication.withdrawn");

    const CASES: [Case; 16] = [
        (ALL, (false, &[]), (true, &[]), true, PUBLISHED),
        (ALL, (false, &[]), (true, &["a"]), false, PUBLISHED),
        (ALL, (true, &[]), (true, &[]), true, UPDATED),
        (ALL, (true, &["a"]), (true, &["b"]), false, None),
        (ALL, (true, &[]), (false, &[]), true, WITHDRAWN),
        (ALL, (false, &[]), (false, &[]), true, None),
        (&["a"], (false, &[]), (true, &["a", "b"]), true, PUBLISHED),
        (&["a"], (false, &[]), (true, &["b"]), true, None),
        (&["a"], (true, &["a"]), (true, &["a"]), true, UPDATED),
        (&["a"], (true, &["b"]), (true, &["b"]), true, None),
        (&["a"], (true, &["b"]), (true, &["a", "b"]), false, PUBLISHED),
        (&["a"], (true, &["a", "b"]), (true, &["b"]), false, WITHDRAWN),
        (&["a"], (true, &["a"]), (false, &["a"]), false, WITHDRAWN),
        (&["a"], (true, &["b"]), (false, &["b"]), false, None),
        (&["a", "b"], (true, &["a"]), (true, &["b"]), false, None),
        (&["a"], (true, &[]), (true, &[]), true, None),
    ];

    #[test]
    fn what_comes_stays_and_goes() {
        for (entities, before, after, content, expected) in CASES {
            let change = Change {
                before: sight(before),
                after: sight(after),
                content,
            };
            let heard = listener(&Scope::ALL, entities).hears(ThingKind::Publication, &change);
            assert_eq!(heard.map(EventKind::as_str), expected, "{entities:?} {change:?}");
        }
    }

    #[test]
    fn scopes_decide_what_is_heard_of() {
        let published = Change {
            before: Sight::default(),
            after: sight((true, &[])),
            content: true,
        };
        for (scope, thing, heard) in [
            (Scope::PublicationsRead, ThingKind::Publication, true),
            (Scope::PublicationsRead, ThingKind::Person, false),
            (Scope::PublicationsRead, ThingKind::Project, false),
            (Scope::PeopleRead, ThingKind::Publication, false),
            (Scope::PeopleRead, ThingKind::Person, true),
            (Scope::PeopleRead, ThingKind::Project, false),
            (Scope::ProjectsRead, ThingKind::Publication, false),
            (Scope::ProjectsRead, ThingKind::Project, true),
            (Scope::WorksRead, ThingKind::Publication, false),
            (Scope::WorksRead, ThingKind::Person, false),
            (Scope::WorksRead, ThingKind::Project, false),
        ] {
            let kind = listener(&[scope], ALL).hears(thing, &published);
            assert_eq!(kind.is_some(), heard, "{scope:?} {thing:?}");
            if let Some(kind) = kind {
                assert_eq!(kind.as_str(), format!("{}.published", thing.as_str()));
            }
        }
    }

    #[test]
    fn it_is_told_which_thing_and_no_more() {
        for (kind, expected) in [
            (ThingKind::Publication, json!({ "publication": { "doi": "x" } })),
            (ThingKind::Person, json!({ "person": { "orcid_id": "x" } })),
            (ThingKind::Project, json!({ "project": { "id": "x" } })),
        ] {
            let thing = Thing {
                kind,
                id: "x".to_owned(),
            };
            let mut told = listener(&[], ALL).payload(&WorkspaceId::new("w"), &thing);
            let told = told.as_object_mut().unwrap();
            assert_eq!(told.remove("installation"), Some(json!("i")));
            assert_eq!(told.remove("organization"), Some(json!("w")));
            assert_eq!(Value::Object(told.clone()), expected);
        }
    }
}
