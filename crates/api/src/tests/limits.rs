//! Requests a minute.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use domain::api_key::{Lease, RateLimitStore};
use domain::identifier::{Key, KeyKind};
use domain::storage::{Page, StoreError};
use futures_util::future::join_all;

use super::samples::{NOW, api_key_text};
use super::{Bench, Running};
use crate::auth::RateLimits;

fn limited(limit: u32) -> Running {
    let mut bench = Bench::new();
    bench.api_key.rate_limit_per_minute = limit;
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: Vec::new(),
            total: 0,
        })
    });
    bench.start()
}

#[actix_web::test]
async fn answers_tell_what_is_left_and_the_rest_is_429() {
    let running = limited(3);
    let window = NOW - NOW.rem_euclid(60);
    for left in ["2", "1", "0"] {
        let reply = running.get_with("/v1/works", &api_key_text()).await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.header("x-ratelimit-limit"), Some("3"));
        assert_eq!(reply.header("x-ratelimit-remaining"), Some(left));
        let reset = (window + 60).to_string();
        assert_eq!(reply.header("x-ratelimit-reset"), Some(reset.as_str()));
    }
    let reply = running.get_with("/v1/works", &api_key_text()).await;
    assert_eq!(reply.refusal(), (429, "rate_limited".to_owned()));
    assert_eq!(reply.header("x-ratelimit-remaining"), Some("0"));
    let wait = (window + 60 - NOW).to_string();
    assert_eq!(reply.header("retry-after"), Some(wait.as_str()));

    running.clock.set(window + 60);
    let reply = running.get_with("/v1/works", &api_key_text()).await;
    assert_eq!(reply.status, 200);
}

#[actix_web::test]
async fn strangers_see_no_limit() {
    let running = limited(3);
    let reply = running.get("/v1/works").await;
    assert_eq!(reply.header("x-ratelimit-limit"), None);
}

/// Shared storage as two processes see it.
#[derive(Default)]
struct Shared {
    used: AtomicU32,
    asked: AtomicU32,
}

#[async_trait::async_trait]
impl RateLimitStore for Shared {
    async fn lease(
        &self,
        _: &domain::identifier::KeyHash,
        _: i64,
        wanted: u32,
        limit: u32,
    ) -> Result<Lease, StoreError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        actix_web::rt::task::yield_now().await;
        let before = self
            .used
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, |used| {
                Some((used + wanted).min(limit))
            })
            .unwrap();
        let used = (before + wanted).min(limit);
        Ok(Lease {
            granted: used - before,
            used,
        })
    }
}

#[actix_web::test]
async fn two_processes_together_never_pass_the_limit() {
    let shared = Arc::new(Shared::default());
    let processes = [
        RateLimits::new(Arc::<Shared>::clone(&shared)),
        RateLimits::new(Arc::<Shared>::clone(&shared)),
    ];
    let key = Key::from_secret(KeyKind::ApiKey, &[1; 32]).hash();
    let calls = (0..400).map(|n: usize| processes[n % 2].count(&key, 100, NOW));
    let granted = join_all(calls)
        .await
        .into_iter()
        .filter(|allowance| allowance.as_ref().unwrap().granted)
        .count();
    assert!((90..=100).contains(&granted), "{granted}");
    // What one process leased and did not spend may stay with it; nothing is spent twice.
    let rest = join_all((0..100).map(|n: usize| processes[n % 2].count(&key, 100, NOW))).await;
    let rest = rest.iter().filter(|a| a.as_ref().unwrap().granted).count();
    assert!(granted + rest <= 100);
}

#[actix_web::test]
async fn requests_are_leased_in_chunks() {
    let shared = Arc::new(Shared::default());
    let limits = RateLimits::new(Arc::<Shared>::clone(&shared));
    let key = Key::from_secret(KeyKind::ApiKey, &[1; 32]).hash();
    for left in (0..1000).rev() {
        let allowance = limits.count(&key, 1000, NOW).await.unwrap();
        assert!(allowance.granted);
        assert_eq!(allowance.remaining, left);
    }
    assert!(!limits.count(&key, 1000, NOW).await.unwrap().granted);
    assert_eq!(shared.asked.load(Ordering::SeqCst), 20);
}
