//! When a delivery is given up, delivered again by hand, or waits for its time; and where it goes meanwhile.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tests::{Service, on_both_databases};

use super::{
    Receiver, Scene, attempts, events, impatient, install, manifest, rename, settings, text, worker,
};

const TASKS: &str = "/api/integrations/digest/tasks";

on_both_databases! {
    async fn what_is_gone_is_given_up_and_comes_again_by_hand(db: &TestDatabase) {
        let receiver = Receiver::planned(|n| (if n == 0 { 410 } else { 200 }, Duration::ZERO)).await;
        let scene = Scene::open(db, receiver).await;
        rename(&scene.admin, &scene.installation, 0..2).await;
        let _worker = worker(db);
        let found = scene.settled(20).await;
        assert_eq!(attempts(&found[0]), ["failed"], "410 is final");
        assert_eq!((attempts(&found[1]), attempts(&found[2])), (vec!["delivered".to_owned()], vec!["delivered".to_owned()]));
        let again = format!("/api/integrations/digest/events/{}/deliver", text(&found[0]["id"]));
        let queued = scene.admin.post(&again, &json!({})).await;
        assert_eq!(queued.status, 202, "{}", queued.text);
        assert_eq!(queued.json()["deliveries"][1]["attempt"], 2);
        let found = scene.settled(20).await;
        assert_eq!(attempts(&found[0]), ["failed", "delivered"]);
        let arrivals = scene.receiver.wait_for(4, 5).await;
        assert_eq!(arrivals[0].delivery, arrivals[3].delivery, "the same id");
        assert_eq!(arrivals[0].body, arrivals[3].body);
        arrivals[3].assert_genuine(&scene.secret);
        // What was accepted may come again as well.
        let again = format!("/api/integrations/digest/events/{}/deliver", text(&found[1]["id"]));
        assert_eq!(scene.admin.post(&again, &json!({})).await.status, 202);
        scene.receiver.wait_for(5, 10).await;
    }

    async fn who_may_have_it_delivered_again(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::failing(0).await).await;
        let event = text(&events(&scene.admin, "digest").await[0]["id"]);
        let again = format!("/api/integrations/digest/events/{event}/deliver");
        let viewer = scene.centre.sign_in("editor").await;
        assert_eq!(viewer.post(&again, &json!({})).await.status, 403);
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = scene.centre.sign_in_to(&mare, "workspace_admin").await;
        let refused = stranger.post(&again, &json!({})).await;
        assert_eq!((refused.status, refused.json()["code"].clone()), (404, json!("event_not_found")));
        let unknown = scene.admin.post("/api/integrations/digest/events/nothing/deliver", &json!({})).await;
        assert_eq!((unknown.status, unknown.json()["code"].clone()), (404, json!("event_not_found")));
        install(&scene.admin, "drupal", "cesam").await;
        let silent = text(&events(&scene.admin, "drupal").await[0]["id"]);
        let nowhere = scene.admin.post(&format!("/api/integrations/drupal/events/{silent}/deliver"), &json!({})).await;
        assert_eq!((nowhere.status, nowhere.json()["code"].clone()), (409, json!("webhook_missing")));
        // It waits anyhow: nothing is queued twice.
        let waiting = scene.admin.post(&again, &json!({})).await;
        assert_eq!((waiting.status, waiting.json()["deliveries"].as_array().unwrap().len()), (202, 1));
    }

    async fn after_the_time_it_is_given_up_and_the_next_one_comes(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::planned(|_| (500, Duration::ZERO)).await).await;
        rename(&scene.admin, &scene.installation, 0..1).await;
        let mut environment = impatient();
        environment.extend(settings(&[("LEGACITI_WEBHOOK_GIVE_UP_SECONDS", "2")]));
        let _worker = Service::start(&db.url, "worker", &environment);
        let found = scene.settled(20).await;
        for event in &found {
            let made = attempts(event);
            assert!(!made.is_empty() && made.iter().all(|status| status == "failed"), "{made:?}");
        }
        assert!(attempts(&found[0]).len() >= 2, "it was tried for two seconds");
        let ids: Vec<String> = scene.receiver.arrivals().into_iter().map(|arrival| arrival.delivery).collect();
        let last_of_first = ids.iter().rposition(|id| *id == text(&found[0]["id"]));
        let first_of_second = ids.iter().position(|id| *id == text(&found[1]["id"]));
        assert!(last_of_first < first_of_second, "{ids:?}");
    }

    async fn tasks_come_when_their_time_has_come(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::failing(0).await).await;
        let _worker = worker(db);
        scene.receiver.wait_for(1, 10).await;
        let asked = tests::desk::now_millis();
        for (kind, wait) in [("later", 4), ("soon", 2), ("now", 0)] {
            let task = json!({ "task": { "kind": kind }, "schedule": wait });
            assert_eq!(scene.admin.post(TASKS, &task).await.status, 204);
        }
        // A task that waits keeps nobody from being delivered to.
        rename(&scene.admin, &scene.installation, 0..1).await;
        let arrivals = scene.receiver.wait_for(5, 15).await;
        let tasks: Vec<_> = arrivals.iter().filter(|arrival| arrival.event == "task").collect();
        let kinds: Vec<_> = tasks.iter().map(|arrival| text(&arrival.json()["payload"]["task"]["kind"])).collect();
        assert_eq!(kinds, ["now", "soon", "later"]);
        assert_eq!(arrivals[4].event, "task");
        for (arrival, wait) in tasks.iter().zip([0, 2_000, 4_000]) {
            arrival.assert_genuine(&scene.secret);
            let waited = arrival.at - asked;
            // Times are kept in whole seconds.
            assert!((wait - 1_000..wait + 3_000).contains(&waited), "{waited} ms for {wait}");
            assert_eq!(arrival.json()["installation"], json!(null));
        }
        scene.settled(5).await;
    }

    async fn a_tunnel_gets_what_happens_in_the_own_workspace(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::failing(0).await).await;
        let tunnel = Receiver::failing(0).await;
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        let stranger = scene.centre.sign_in_to(&mare, "workspace_admin").await;
        let there = install(&stranger, "digest", "mare").await;
        let root = scene.centre.sign_in("superadmin").await;
        let _worker = worker(db);
        scene.receiver.wait_for(2, 10).await;
        let develop = "/api/integrations/digest/dev";
        let body = json!({ "tunnelUrl": tunnel.url() });
        assert_eq!(scene.admin.send(Method::PUT, develop, Some(&body), &[]).await.status, 204);
        rename(&scene.admin, &scene.installation, 0..1).await;
        rename(&stranger, &there, 0..1).await;
        assert_eq!(tunnel.wait_for(1, 10).await[0].json()["organization"], "ws-cesam");
        assert_eq!(scene.receiver.wait_for(3, 10).await[2].json()["organization"], "ws-mare");
        tunnel.arrivals()[0].assert_genuine(&scene.secret);
        let body = json!({ "tunnelUrl": tunnel.url(), "all": true });
        assert_eq!(root.send(Method::PUT, develop, Some(&body), &[]).await.status, 204);
        rename(&stranger, &there, 1..2).await;
        assert_eq!(tunnel.wait_for(2, 10).await[1].json()["organization"], "ws-mare");
        assert_eq!(scene.admin.delete(develop).await.status, 204);
        rename(&scene.admin, &scene.installation, 1..2).await;
        scene.receiver.wait_for(4, 10).await;
        assert_eq!((scene.receiver.arrivals().len(), tunnel.arrivals().len()), (4, 2));
    }

    async fn a_webhook_that_was_taken_back_gets_nothing_more(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::failing(0).await).await;
        let renewed = manifest(None);
        assert_eq!(scene.admin.post("/api/integrations/digest", &renewed).await.status, 200);
        let _worker = worker(db);
        let found = scene.settled(20).await;
        assert_eq!(attempts(&found[0]), ["failed"]);
        assert_eq!(found[0]["deliveries"][0]["error"], "the integration has no webhook any more");
        assert!(scene.receiver.arrivals().is_empty());
    }
}
