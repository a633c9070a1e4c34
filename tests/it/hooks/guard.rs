//! Nothing is delivered into the network that the service stands in, unless the operator allows it.

use serde_json::json;
use tests::{Service, on_both_databases};

use super::{Receiver, Scene, attempts, events, settings};

on_both_databases! {
    async fn a_private_address_is_refused(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::failing(0).await).await;
        let strict = settings(&[("LEGACITI_WEBHOOK_RETRY_SECONDS", "600")]);
        let _worker = Service::start(&db.url, "worker", &strict);
        for _ in 0..100 {
            let found = events(&scene.admin, "digest").await;
            if attempts(&found[0]).len() > 1 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        let found = events(&scene.admin, "digest").await;
        assert_eq!(attempts(&found[0]), ["failed", "queued"]);
        let [first, next] = [&found[0]["deliveries"][0], &found[0]["deliveries"][1]];
        assert_eq!(first["error"], "the host of the webhook leads to a loopback address");
        assert_eq!(first["response_status"], json!(null));
        let wait = next["due_at"].as_i64().unwrap() - first["started_at"].as_i64().unwrap();
        assert!((300..=601).contains(&wait), "{wait} s");
        assert!(scene.receiver.arrivals().is_empty());
    }
}
