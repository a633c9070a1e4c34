//! What part of a workspace's public catalogue somebody sees.

use std::collections::BTreeSet;

use super::{EntityId, WorkspaceId};

/// A workspace's public catalogue, or the part of it that belongs to some of its entities.
///
/// Narrowed to entities, it shows the people who are members of one of them now, and the publications, works and
/// projects that at least one of these people has. Counts that are stored with a record, such as how many publications
/// a person has, stay those of the whole catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct View {
    workspace: WorkspaceId,
    entities: Option<BTreeSet<EntityId>>,
}

impl View {
    /// All that is public.
    pub fn whole(workspace: WorkspaceId) -> Self {
        Self {
            workspace,
            entities: None,
        }
    }

    /// What belongs to these entities; with none, nothing.
    pub fn of_entities(workspace: WorkspaceId, entities: impl IntoIterator<Item = EntityId>) -> Self {
        Self {
            workspace,
            entities: Some(entities.into_iter().collect()),
        }
    }

    /// Whose catalogue.
    pub fn workspace(&self) -> &WorkspaceId {
        &self.workspace
    }

    /// The entities that it is narrowed to.
    pub fn entities(&self) -> Option<&BTreeSet<EntityId>> {
        self.entities.as_ref()
    }

    /// A text that two views share only where they show the same.
    pub fn key(&self) -> String {
        let workspace = self.workspace.as_str();
        match &self.entities {
            None => workspace.to_owned(),
            Some(entities) => {
                let words: Vec<&str> = entities.iter().map(EntityId::as_str).collect();
                // No id holds a control character.
                format!("{workspace}\u{1}{}", words.join("\u{2}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrowed(words: &[&str]) -> View {
        View::of_entities(
            WorkspaceId::new("w"),
            words.iter().map(|word| EntityId::new(*word)),
        )
    }

    #[test]
    fn views_that_show_the_same_have_one_key() {
        assert_eq!(narrowed(&["b", "a", "b"]), narrowed(&["a", "b"]));
        let whole = View::whole(WorkspaceId::new("w"));
        let views = [
            whole,
            narrowed(&[]),
            narrowed(&["a"]),
            narrowed(&["ab"]),
            narrowed(&["a", "b"]),
        ];
        let keys: BTreeSet<String> = views.iter().map(View::key).collect();
        assert_eq!(keys.len(), views.len());
    }
}
