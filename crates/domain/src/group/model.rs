//! Entities and categories alike: renaming, retiring, restoring.

use serde_json::{Value, json};

use crate::activity::Event;
use crate::profile::{Category, Stamp};
use crate::text::Localised;
use crate::workspace::Entity;

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GroupKind {
    /// A unit that people belong to.
    Entity,
    /// A group that people are put into.
    Category,
}

impl GroupKind {
    /// The word in the timeline.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Category => "category",
        }
    }
}

/// An entity or a category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Slug, unique in its workspace and kind; it never changes.
    pub id: String,
    /// What people call it.
    pub name: Localised,
    /// Unix seconds.
    pub created_at: i64,
    /// Since when it takes nobody new (Unix seconds).
    pub retired_at: Option<i64>,
}

impl From<Entity> for Group {
    fn from(entity: Entity) -> Self {
        let Entity {
            id,
            name,
            created_at,
            retired_at,
        } = entity;
        Self {
            id: id.as_str().to_owned(),
            name,
            created_at,
            retired_at,
        }
    }
}

impl From<Category> for Group {
    fn from(category: Category) -> Self {
        let Category {
            id,
            name,
            created_at,
            retired_at,
        } = category;
        Self {
            id: id.as_str().to_owned(),
            name,
            created_at,
            retired_at,
        }
    }
}

/// Whether somebody may be put into a group: a retired one keeps whom it has, and takes nobody else.
pub fn may_join(retired: bool, is_in: bool) -> bool {
    !retired || is_in
}

/// What becomes of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GroupChange {
    /// It gets this name; its texts have been checked.
    Rename(Localised),
    /// It takes nobody new. Who is in it stays in it.
    Retire,
    /// It takes people again.
    Restore,
}

/// Why a group stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum GroupRefusal {
    /// Ingestion puts new people into the workspace's default entity.
    #[error("this is the workspace's default entity: choose another one first")]
    Default,
}

/// A change, and who makes it when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupOrder {
    /// What.
    pub change: GroupChange,
    /// Who, when.
    pub stamp: Stamp,
}

impl GroupOrder {
    /// The group afterwards and what the timeline says; no event where nothing changes.
    pub fn on(
        &self,
        kind: GroupKind,
        group: &Group,
        is_default: bool,
    ) -> Result<(Group, Option<Event>), GroupRefusal> {
        let mut after = group.clone();
        match &self.change {
            GroupChange::Rename(name) => after.name = name.clone(),
            GroupChange::Retire if is_default => return Err(GroupRefusal::Default),
            GroupChange::Retire => after.retired_at = group.retired_at.or(Some(self.stamp.at)),
            GroupChange::Restore => after.retired_at = None,
        }
        let event = (after != *group).then(|| self.event(kind, group, &after));
        Ok((after, event))
    }

    fn event(&self, kind: GroupKind, before: &Group, after: &Group) -> Event {
        let (verb, details) = match self.change {
            GroupChange::Rename(_) => (
                "renamed",
                json!({ "before": { "name": before.name }, "after": { "name": after.name } }),
            ),
            GroupChange::Retire => ("retired", json!({})),
            GroupChange::Restore => ("restored", json!({})),
        };
        told(kind, verb, &after.id, &self.stamp, details)
    }
}

/// What the timeline says of a group.
pub(super) fn told(kind: GroupKind, verb: &str, id: &str, stamp: &Stamp, details: Value) -> Event {
    let kind = kind.as_str();
    Event {
        id: stamp.event_id.clone(),
        at: stamp.at,
        kind: format!("{kind}.{verb}"),
        actor: stamp.actor.clone(),
        subject_kind: kind.to_owned(),
        subject_id: id.to_owned(),
        message: format!("{kind} {id} was {verb}"),
        details,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Actor;

    fn group(retired_at: Option<i64>) -> Group {
        Group {
            id: "lab".to_owned(),
            name: "Lab".into(),
            created_at: 1,
            retired_at,
        }
    }

    #[test]
    fn groups_are_renamed_retired_and_restored() {
        use GroupChange::{Rename, Restore, Retire};
        use GroupKind::{Category, Entity};
        let named = |name: &str, retired_at| Group {
            name: name.into(),
            ..group(retired_at)
        };
        for (kind, change, before, is_default, expected) in [
            (
                Entity,
                Rename("Labs".into()),
                group(None),
                true,
                Ok((named("Labs", None), Some("entity.renamed"))),
            ),
            (
                Category,
                Rename("Labs".into()),
                group(Some(3)),
                false,
                Ok((named("Labs", Some(3)), Some("category.renamed"))),
            ),
            (
                Entity,
                Rename("Lab".into()),
                group(None),
                false,
                Ok((group(None), None)),
            ),
            (
                Entity,
                Retire,
                group(None),
                false,
                Ok((group(Some(7)), Some("entity.retired"))),
            ),
            (Entity, Retire, group(Some(3)), false, Ok((group(Some(3)), None))),
            (Entity, Retire, group(None), true, Err(GroupRefusal::Default)),
            (
                Category,
                Restore,
                group(Some(3)),
                false,
                Ok((group(None), Some("category.restored"))),
            ),
            (Category, Restore, group(None), false, Ok((group(None), None))),
        ] {
            let order = GroupOrder {
                change: change.clone(),
                stamp: Stamp {
                    event_id: "e".to_owned(),
                    at: 7,
                    actor: Actor::Operator,
                },
            };
            let found = order.on(kind, &before, is_default);
            let found = found.map(|(after, event)| (after, event.map(|event| event.kind)));
            let expected = expected.map(|(after, event)| (after, event.map(str::to_owned)));
            assert_eq!(found, expected, "{change:?}");
        }
    }

    #[test]
    fn retired_groups_keep_whom_they_have() {
        for (retired, is_in, expected) in [
            (false, false, true),
            (false, true, true),
            (true, true, true),
            (true, false, false),
        ] {
            assert_eq!(may_join(retired, is_in), expected);
        }
    }
}
