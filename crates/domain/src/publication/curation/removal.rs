//! Taking publications out of the catalogue and back: softly, some or a thousand, all or none.

use serde_json::json;

use crate::activity::{Actor, Event};
use crate::identifier::Doi;

/// Most publications in one go.
pub const MAX_AT_ONCE: usize = 1_000;

/// What is to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RemovalAction {
    /// Take out.
    Delete,
    /// Put back.
    Restore,
}

/// One decision of the staff about some publications.
#[derive(Debug, Clone, PartialEq)]
pub struct Removal {
    /// What.
    pub action: RemovalAction,
    /// Which: for each publication the DOIs that may mean it, the likeliest first. None twice.
    pub publications: Vec<Vec<Doi>>,
    /// One for each publication.
    pub event_ids: Vec<String>,
    /// Who.
    pub actor: Actor,
    /// Unix seconds.
    pub now: i64,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// Done; so many publications changed, the others were so already.
    Done(usize),
    /// Nothing was done: these are not in the catalogue.
    Unknown(Vec<Doi>),
}

impl Removal {
    /// When a publication counts as deleted afterwards; `None` where nothing changes for it.
    pub fn decide(&self, deleted_at: Option<i64>) -> Option<Option<i64>> {
        match (self.action, deleted_at) {
            (RemovalAction::Delete, None) => Some(Some(self.now)),
            (RemovalAction::Restore, Some(_)) => Some(None),
            (RemovalAction::Delete, Some(_)) | (RemovalAction::Restore, None) => None,
        }
    }

    /// What the timeline is told of a publication that changed.
    pub fn event(&self, index: usize, doi: &Doi) -> Event {
        let (kind, told) = match self.action {
            RemovalAction::Delete => ("publication.deleted", "was deleted"),
            RemovalAction::Restore => ("publication.restored", "was restored"),
        };
        Event {
            id: self.event_ids.get(index).cloned().unwrap_or_default(),
            at: self.now,
            kind: kind.to_owned(),
            actor: self.actor.clone(),
            subject_kind: "publication".to_owned(),
            subject_id: doi.as_str().to_owned(),
            message: format!("{doi} {told}"),
            details: json!({ "together_with": self.publications.len().saturating_sub(1) }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deleting_and_restoring_twice_changes_nothing_the_second_time() {
        let removal = |action| Removal {
            action,
            publications: Vec::new(),
            event_ids: Vec::new(),
            actor: Actor::Operator,
            now: 50,
        };
        let delete = removal(RemovalAction::Delete);
        let restore = removal(RemovalAction::Restore);
        assert_eq!(delete.decide(None), Some(Some(50)));
        assert_eq!(delete.decide(Some(7)), None);
        assert_eq!(restore.decide(Some(7)), Some(None));
        assert_eq!(restore.decide(None), None);
    }
}
