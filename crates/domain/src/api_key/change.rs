//! What may happen to a key: switched off and on, given other scopes or another limit, replaced, revoked for good.

use serde_json::{Map, Value, json};

use super::{ApiKey, ApiKeyScope};
use crate::activity::{Actor, Event};
use crate::identifier::KeyHash;

/// Why a key stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    /// Revoked is for good.
    #[error("this API key was revoked, which is for good: make a new one")]
    Revoked,
}

/// New values for a key; what is `None` stays.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyChange {
    /// Switched on or off.
    pub active: Option<bool>,
    /// What it may do.
    pub scopes: Option<Vec<ApiKeyScope>>,
    /// Requests a minute.
    pub rate_limit_per_minute: Option<u32>,
    /// Unix seconds.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// For the event.
    pub event_id: String,
}

impl KeyChange {
    /// The key with the new values, and what the timeline says; no event where nothing is new.
    pub fn apply(&self, key: &ApiKey) -> Result<(ApiKey, Option<Event>), KeyRefusal> {
        if key.revoked_at.is_some() {
            return Err(KeyRefusal::Revoked);
        }
        let changed = ApiKey {
            active: self.active.unwrap_or(key.active),
            scopes: self
                .scopes
                .as_deref()
                .map_or_else(|| key.scopes.clone(), distinct),
            rate_limit_per_minute: self.rate_limit_per_minute.unwrap_or(key.rate_limit_per_minute),
            ..key.clone()
        };
        if changed == *key {
            return Ok((changed, None));
        }
        let (before, after) = differences(key, &changed);
        let event = event(
            "api_key.updated",
            (&self.event_id, self.now, &self.actor),
            key,
            format!("the API key of {} was changed", key.client_name),
            json!({ "before": before, "after": after }),
        );
        Ok((changed, Some(event)))
    }
}

/// A new key in the place of another.
#[derive(Debug, Clone, PartialEq)]
pub struct Rotation {
    /// Hash of the new key.
    pub new_hash: KeyHash,
    /// Whether the old one ends at once.
    pub revoke_old: bool,
    /// Unix seconds.
    pub now: i64,
    /// Who.
    pub actor: Actor,
    /// For the event.
    pub event_id: String,
}

/// What a rotation makes of one key.
#[derive(Debug, Clone, PartialEq)]
pub struct Rotated {
    /// The new key: active, with the client, the scopes and the limit of the old one.
    pub new: ApiKey,
    /// The old key afterwards.
    pub old: ApiKey,
    /// What the timeline says.
    pub event: Event,
}

impl Rotation {
    /// The new key and what becomes of the old one. A revoked key has no successor.
    pub fn apply(&self, key: &ApiKey) -> Result<Rotated, KeyRefusal> {
        if key.revoked_at.is_some() {
            return Err(KeyRefusal::Revoked);
        }
        let new = ApiKey {
            key_hash: self.new_hash.clone(),
            active: true,
            created_at: self.now,
            last_used_at: None,
            ..key.clone()
        };
        let old = if self.revoke_old {
            revoked(key, self.now)
        } else {
            key.clone()
        };
        let event = event(
            "api_key.rotated",
            (&self.event_id, self.now, &self.actor),
            key,
            format!("{} got a new API key", key.client_name),
            json!({ "new_key_hash": self.new_hash.as_str(), "revoke_old": self.revoke_old }),
        );
        Ok(Rotated { new, old, event })
    }
}

/// The key after it was revoked; once is enough.
pub fn revoked(key: &ApiKey, now: i64) -> ApiKey {
    ApiKey {
        active: false,
        revoked_at: key.revoked_at.or(Some(now)),
        ..key.clone()
    }
}

/// Scopes in order, each once.
pub fn distinct(scopes: &[ApiKeyScope]) -> Vec<ApiKeyScope> {
    let mut scopes = scopes.to_vec();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

fn differences(before: &ApiKey, after: &ApiKey) -> (Map<String, Value>, Map<String, Value>) {
    let fields = |key: &ApiKey| {
        [
            ("is_active", json!(key.active)),
            ("scopes", json!(key.scopes)),
            ("rate_limit_per_minute", json!(key.rate_limit_per_minute)),
        ]
    };
    let (mut was, mut is) = (Map::new(), Map::new());
    for ((name, old), (_, new)) in fields(before).into_iter().zip(fields(after)) {
        if old != new {
            was.insert(name.to_owned(), old);
            is.insert(name.to_owned(), new);
        }
    }
    (was, is)
}

fn event(
    kind: &str,
    (id, at, actor): (&str, i64, &Actor),
    key: &ApiKey,
    message: String,
    details: Value,
) -> Event {
    Event {
        id: id.to_owned(),
        at,
        kind: kind.to_owned(),
        actor: actor.clone(),
        subject_kind: "api_key".to_owned(),
        subject_id: key.key_hash.as_str().to_owned(),
        message,
        details,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identifier::{Key, KeyKind};
    use crate::workspace::WorkspaceId;

    fn hash(seed: u8) -> KeyHash {
        Key::from_secret(KeyKind::ApiKey, &[seed; 32]).hash()
    }

    fn key() -> ApiKey {
        ApiKey {
            key_hash: hash(1),
            workspace: WorkspaceId::new("ws"),
            client_name: "partner".to_owned(),
            scopes: vec![ApiKeyScope::Ingest],
            active: true,
            rate_limit_per_minute: 60,
            created_at: 1,
            last_used_at: Some(5),
            revoked_at: None,
        }
    }

    fn change(active: Option<bool>, scopes: Option<Vec<ApiKeyScope>>, limit: Option<u32>) -> KeyChange {
        KeyChange {
            active,
            scopes,
            rate_limit_per_minute: limit,
            now: 9,
            actor: Actor::Operator,
            event_id: "event-1".to_owned(),
        }
    }

    fn rotation(revoke_old: bool) -> Rotation {
        Rotation {
            new_hash: hash(2),
            revoke_old,
            now: 9,
            actor: Actor::Operator,
            event_id: "event-1".to_owned(),
        }
    }

    #[test]
    fn what_is_not_named_stays() {
        use ApiKeyScope::{Ingest, MembershipUpdate};
        let both = vec![MembershipUpdate, Ingest, MembershipUpdate];
        let (changed, event) = change(None, Some(both), None).apply(&key()).unwrap();
        assert_eq!(
            changed,
            ApiKey {
                scopes: vec![Ingest, MembershipUpdate],
                ..key()
            }
        );
        let details = event.unwrap().details;
        assert_eq!(
            details,
            json!({ "before": { "scopes": ["ingest"] }, "after": { "scopes": ["ingest", "membership.update"] } })
        );
        let (off, event) = change(Some(false), None, Some(7)).apply(&key()).unwrap();
        assert_eq!(
            (off.active, off.rate_limit_per_minute, off.revoked_at),
            (false, 7, None)
        );
        assert!(event.is_some());
        let (on, _) = change(Some(true), None, None).apply(&off).unwrap();
        assert!(on.active, "switched off is not for good");
    }

    #[test]
    fn the_same_again_is_no_event() {
        let same = change(Some(true), Some(vec![ApiKeyScope::Ingest]), Some(60));
        assert_eq!(same.apply(&key()), Ok((key(), None)));
        assert_eq!(change(None, None, None).apply(&key()), Ok((key(), None)));
    }

    #[test]
    fn revoked_is_for_good() {
        let gone = revoked(&key(), 7);
        assert_eq!((gone.active, gone.revoked_at), (false, Some(7)));
        assert_eq!(revoked(&gone, 8).revoked_at, Some(7));
        for active in [Some(true), Some(false), None] {
            assert_eq!(change(active, None, None).apply(&gone), Err(KeyRefusal::Revoked));
        }
        assert_eq!(rotation(true).apply(&gone), Err(KeyRefusal::Revoked));
    }

    #[test]
    fn a_new_key_takes_over_client_scopes_and_limit() {
        let off = ApiKey {
            active: false,
            ..key()
        };
        for (before, revoke_old) in [(key(), true), (key(), false), (off, false)] {
            let Rotated { new, old, event } = rotation(revoke_old).apply(&before).unwrap();
            assert_eq!(
                new,
                ApiKey {
                    key_hash: hash(2),
                    created_at: 9,
                    last_used_at: None,
                    ..key()
                }
            );
            let expected = if revoke_old {
                revoked(&before, 9)
            } else {
                before.clone()
            };
            assert_eq!(old, expected);
            assert_eq!(event.details["new_key_hash"], hash(2).as_str());
        }
    }
}
