//! API keys: changed, replaced, revoked; seen at once.

use domain::activity::{Actor, Trail};
use domain::api_key::{ApiKey, ApiKeyScope, KeyChange, KeyRefusal, Rotation};
use domain::identifier::{Key, KeyHash, KeyKind};
use domain::workspace::WorkspaceId;
use tests::sample::{NOW, workspace};
use tests::{TestDatabase, on_both_databases};

fn hash(seed: u8) -> KeyHash {
    Key::from_secret(KeyKind::ApiKey, &[seed; 32]).hash()
}

async fn key(db: &TestDatabase, ws: &WorkspaceId, seed: u8) -> ApiKey {
    let key = ApiKey {
        key_hash: hash(seed),
        workspace: ws.clone(),
        client_name: format!("client {seed}"),
        scopes: vec![ApiKeyScope::Ingest],
        active: true,
        rate_limit_per_minute: 60,
        created_at: NOW + i64::from(seed),
        last_used_at: None,
        revoked_at: None,
    };
    db.stores.api_keys.create(&key, &Trail::default()).await.unwrap();
    key
}

fn change(active: Option<bool>, limit: Option<u32>, event: &str) -> KeyChange {
    KeyChange {
        active,
        scopes: None,
        rate_limit_per_minute: limit,
        now: NOW + 100,
        actor: Actor::Operator,
        event_id: event.to_owned(),
    }
}

async fn kinds(db: &TestDatabase, ws: &WorkspaceId) -> Vec<String> {
    let events = db.stores.activity.latest(ws, 50).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

on_both_databases! {
    async fn changes_are_stored_told_and_seen_at_once(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        let keys = &db.stores.api_keys;
        let made = key(db, &ws, 1).await;
        assert!(keys.by_key(&hash(1)).await.unwrap().unwrap().active);
        let off = keys.change(&ws, &hash(1), &change(Some(false), Some(5), "e-1")).await.unwrap().unwrap().unwrap();
        assert_eq!(off, ApiKey { active: false, rate_limit_per_minute: 5, ..made.clone() });
        assert_eq!(keys.by_key(&hash(1)).await.unwrap(), Some(off.clone()), "the cache forgets");
        assert_eq!(keys.list(&ws).await.unwrap(), vec![off.clone()]);
        let same = keys.change(&ws, &hash(1), &change(Some(false), None, "e-2")).await.unwrap();
        assert_eq!(same, Some(Ok(off)));
        assert_eq!(keys.change(&other, &hash(1), &change(Some(true), None, "e-3")).await.unwrap(), None);
        assert_eq!(keys.change(&ws, &hash(2), &change(Some(true), None, "e-4")).await.unwrap(), None);
        assert_eq!(kinds(db, &ws).await, ["api_key.updated"], "the same again is no event");
    }

    async fn revoked_is_for_good(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        let keys = &db.stores.api_keys;
        key(db, &ws, 1).await;
        assert_eq!(keys.revoke(&other, &hash(1), NOW + 5, &Trail::default()).await.unwrap(), None);
        let first = keys.revoke(&ws, &hash(1), NOW + 5, &Trail::default()).await.unwrap().unwrap();
        assert_eq!((first.active, first.revoked_at), (false, Some(NOW + 5)));
        let second = keys.revoke(&ws, &hash(1), NOW + 9, &Trail::default()).await.unwrap().unwrap();
        assert_eq!(second, first, "revoking twice changes nothing");
        let on = keys.change(&ws, &hash(1), &change(Some(true), None, "e-1")).await.unwrap();
        assert_eq!(on, Some(Err(KeyRefusal::Revoked)));
        assert_eq!(keys.by_key(&hash(1)).await.unwrap(), Some(first));
        assert!(kinds(db, &ws).await.is_empty());
    }

    async fn a_rotation_is_one_step(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let keys = &db.stores.api_keys;
        let made = key(db, &ws, 1).await;
        let rotation = |seed, revoke_old, event: &str| Rotation {
            new_hash: hash(seed),
            revoke_old,
            now: NOW + 100,
            actor: Actor::Operator,
            event_id: event.to_owned(),
        };
        let kept = keys.rotate(&ws, &hash(1), &rotation(2, false, "e-1")).await.unwrap().unwrap().unwrap();
        assert_eq!(kept.old, made);
        let new = ApiKey { key_hash: hash(2), created_at: NOW + 100, ..made.clone() };
        assert_eq!(keys.by_key(&hash(2)).await.unwrap(), Some(new));
        let ended = keys.rotate(&ws, &hash(1), &rotation(3, true, "e-2")).await.unwrap().unwrap().unwrap();
        assert_eq!(ended.old.revoked_at, Some(NOW + 100));
        assert!(!keys.by_key(&hash(1)).await.unwrap().unwrap().active);
        assert!(keys.by_key(&hash(3)).await.unwrap().unwrap().active);
        // Where the new key cannot be written (its hash is taken), the old one is not revoked either.
        assert!(keys.rotate(&ws, &hash(2), &rotation(3, true, "e-4")).await.is_err());
        assert!(keys.by_key(&hash(2)).await.unwrap().unwrap().active);
        let gone = keys.rotate(&ws, &hash(1), &rotation(5, true, "e-3")).await.unwrap();
        assert_eq!(gone, Some(Err(KeyRefusal::Revoked)));
        assert_eq!(keys.list(&ws).await.unwrap().len(), 3);
        assert_eq!(kinds(db, &ws).await, ["api_key.rotated", "api_key.rotated"]);
    }
}
