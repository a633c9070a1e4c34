//! What an administrator changes about a workspace: its name, and where ingestion puts new people.

use serde_json::{Map, json};

use super::{Entity, EntityId, Workspace};
use crate::activity::Event;
use crate::membership::MembershipStatus;
use crate::profile::Stamp;

/// New values; what is `None` stays. Texts have been checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceChange {
    /// What people call it.
    pub name: Option<String>,
    /// The entity that people made by ingestion belong to.
    pub default_entity: Option<EntityId>,
    /// The membership status that people made by ingestion get.
    pub default_status: Option<MembershipStatus>,
    /// Who, when.
    pub stamp: Stamp,
}

/// Why a workspace stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkspaceRefusal {
    /// The default entity has to be one of the workspace's.
    #[error("there is no such entity")]
    UnknownEntity,
    /// The default entity has to take new people.
    #[error("this entity is retired and takes nobody new")]
    RetiredEntity,
}

impl WorkspaceChange {
    /// The workspace afterwards and what the timeline says; no event where nothing changes. `entity` is the one
    /// asked for, where there is such.
    pub fn on(
        &self,
        before: &Workspace,
        entity: Option<&Entity>,
    ) -> Result<(Workspace, Option<Event>), WorkspaceRefusal> {
        if self
            .default_entity
            .as_ref()
            .is_some_and(|id| *id != before.default_entity)
        {
            let entity = entity.ok_or(WorkspaceRefusal::UnknownEntity)?;
            if entity.retired_at.is_some() {
                return Err(WorkspaceRefusal::RetiredEntity);
            }
        }
        let after = Workspace {
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            default_entity: self
                .default_entity
                .clone()
                .unwrap_or_else(|| before.default_entity.clone()),
            default_status: self.default_status.unwrap_or(before.default_status),
            ..before.clone()
        };
        let event = (after != *before).then(|| self.event(before, &after));
        Ok((after, event))
    }

    fn event(&self, before: &Workspace, after: &Workspace) -> Event {
        let fields = |workspace: &Workspace| {
            [
                ("name", json!(workspace.name)),
                ("default_entity", json!(workspace.default_entity)),
                ("default_status", json!(workspace.default_status)),
            ]
        };
        let (mut was, mut is) = (Map::new(), Map::new());
        for ((name, old), (_, new)) in fields(before).into_iter().zip(fields(after)) {
            if old != new {
                was.insert(name.to_owned(), old);
                is.insert(name.to_owned(), new);
            }
        }
        Event {
            id: self.stamp.event_id.clone(),
            at: self.stamp.at,
            kind: "workspace.changed".to_owned(),
            actor: self.stamp.actor.clone(),
            subject_kind: "workspace".to_owned(),
            subject_id: after.id.as_str().to_owned(),
            message: format!("workspace {} was changed", after.slug),
            details: json!({ "before": was, "after": is }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::activity::Actor;
    use crate::workspace::WorkspaceId;

    fn workspace() -> Workspace {
        Workspace {
            id: WorkspaceId::new("ws-1"),
            slug: "cesam".to_owned(),
            name: "CESAM".to_owned(),
            default_entity: EntityId::new("cesam"),
            default_status: MembershipStatus::Internal,
            created_at: 1,
        }
    }

    fn entity(id: &str, retired_at: Option<i64>) -> Entity {
        Entity {
            id: EntityId::new(id),
            name: id.into(),
            created_at: 1,
            retired_at,
        }
    }

    fn change(name: Option<&str>, entity: Option<&str>, status: Option<MembershipStatus>) -> WorkspaceChange {
        WorkspaceChange {
            name: name.map(str::to_owned),
            default_entity: entity.map(EntityId::new),
            default_status: status,
            stamp: Stamp {
                event_id: "e".to_owned(),
                at: 7,
                actor: Actor::Operator,
            },
        }
    }

    #[test]
    fn new_people_go_to_an_entity_that_takes_them() {
        use WorkspaceRefusal::{RetiredEntity, UnknownEntity};
        let lab = entity("lab", None);
        let old = entity("old", Some(3));
        let home = entity("cesam", None);
        for (asked, found, expected) in [
            (change(None, None, None), None, Ok(None)),
            (change(None, Some("cesam"), None), Some(&home), Ok(None)),
            (
                change(None, Some("lab"), None),
                Some(&lab),
                Ok(Some("default_entity")),
            ),
            (change(None, Some("lab"), None), None, Err(UnknownEntity)),
            (change(None, Some("old"), None), Some(&old), Err(RetiredEntity)),
            (change(Some("Sea"), None, None), None, Ok(Some("name"))),
            (
                change(None, None, Some(MembershipStatus::External)),
                None,
                Ok(Some("default_status")),
            ),
        ] {
            let done = asked.on(&workspace(), found);
            let told = done.map(|(_, event)| {
                let after = event.map(|event| event.details["after"].clone());
                after.and_then(|after| after.as_object()?.keys().next().cloned())
            });
            assert_eq!(told, expected.map(|field| field.map(str::to_owned)), "{asked:?}");
        }
    }
}
