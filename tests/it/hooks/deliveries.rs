//! Every event arrives, in order, and is told apart by its id, whatever happens to receiver and worker.

use std::time::Duration;

use serde_json::json;
use tests::on_both_databases;

use super::{Receiver, Scene, attempts, events, install, publish, rename, text, worker};

on_both_databases! {
    async fn a_receiver_that_stumbles_gets_every_event_once_and_in_order(db: &TestDatabase) {
        let scene = Scene::open(db, Receiver::failing(5).await).await;
        rename(&scene.admin, &scene.installation, 0..8).await;
        let _worker = worker(db);
        let found = scene.settled(30).await;
        assert_eq!(found.len(), 9);
        scene.assert_received_once_in_order(&found);
        let arrivals = scene.receiver.arrivals();
        assert_eq!(arrivals.len(), 5 + 9);
        assert!(arrivals[..6].iter().all(|arrival| arrival.delivery == arrivals[0].delivery), "nobody overtakes");
        assert_eq!(attempts(&found[0]), ["failed", "failed", "failed", "failed", "failed", "delivered"]);
        assert_eq!(attempts(&found[1]), ["delivered"]);
        let first = &found[0]["deliveries"];
        assert_eq!((&first[0]["attempt"], &first[0]["response_status"]), (&json!(1), &json!(503)));
        assert_eq!(first[0]["error"], "the webhook answers with the status 503");
        assert_eq!((&first[5]["response_status"], &first[5]["error"]), (&json!(200), &json!(null)));
        for attempt in first.as_array().unwrap() {
            assert!(attempt["duration_ms"].as_i64().unwrap() < 5_000);
            assert!(attempt["started_at"].as_i64() >= attempt["due_at"].as_i64());
        }
        let body = arrivals[5].json();
        let mut shown = found[0].clone();
        shown.as_object_mut().unwrap().remove("deliveries");
        assert_eq!(body, shown, "what is delivered is what the log shows");
    }

    async fn kill_9_of_the_worker_loses_nothing(db: &TestDatabase) {
        // Slow enough to be killed over a delivery: before, while and after it answers.
        let slow = Receiver::planned(|n| (if n % 4 == 1 { 500 } else { 200 }, Duration::from_millis(400))).await;
        let scene = Scene::open(db, slow).await;
        rename(&scene.admin, &scene.installation, 0..7).await;
        for kill in 1..=2 {
            let mut killed = worker(db);
            let before = scene.receiver.arrivals().len();
            scene.receiver.wait_for(before + kill, 30).await;
            tokio::time::sleep(Duration::from_millis(150)).await;
            killed.child.kill().unwrap();
            killed.child.wait().unwrap();
            rename(&scene.admin, &scene.installation, 100..101).await;
            rename(&scene.admin, &scene.installation, 200..201).await;
        }
        let _worker = worker(db);
        let found = scene.settled(60).await;
        assert_eq!(found.len(), 1 + 7 + 4);
        scene.assert_received_once_in_order(&found);
        let interrupted = found.iter().flat_map(|event| event["deliveries"].as_array().unwrap());
        let interrupted = interrupted.filter(|attempt| attempt["error"].as_str().is_some_and(|why| why.contains("interrupted")));
        assert!(interrupted.count() >= 1, "somebody was killed over a delivery");
    }

    async fn two_workers_do_not_deliver_the_same(db: &TestDatabase) {
        let slow = Receiver::planned(|_| (200, Duration::from_millis(30))).await;
        let scene = Scene::open(db, slow).await;
        let other = install(&scene.admin, "drupal", "cesam").await;
        rename(&scene.admin, &other, 0..2).await;
        let _workers = [worker(db), worker(db)];
        rename(&scene.admin, &scene.installation, 0..30).await;
        let found = scene.settled(30).await;
        assert_eq!(scene.receiver.arrivals().len(), found.len());
        scene.assert_received_once_in_order(&found);
        let silent = events(&scene.admin, "drupal").await;
        assert!(silent.iter().all(|event| attempts(event).is_empty()), "without a webhook nothing is delivered");
    }

    async fn a_receiver_that_never_answers_holds_nobody_up_but_itself(db: &TestDatabase) {
        let dead = Receiver::planned(|n| if n == 0 { (200, Duration::from_mins(1)) } else { (204, Duration::ZERO) }).await;
        let scene = Scene::open(db, dead).await;
        let lively = Receiver::failing(0).await;
        publish(&scene.admin, "other", Some(&lively.url())).await;
        install(&scene.admin, "other", "cesam").await;
        let _worker = worker(db);
        lively.wait_for(1, 4).await;
        assert_eq!(scene.receiver.wait_for(1, 4).await.len(), 1);
        let found = scene.settled(20).await;
        assert_eq!(attempts(&found[0]), ["failed", "delivered"]);
        let first = &found[0]["deliveries"][0];
        assert_eq!((&first["error"], &first["response_status"]), (&json!("the webhook did not answer in time"), &json!(null)));
        let took = first["duration_ms"].as_i64().unwrap();
        assert!((5_000..6_500).contains(&took), "{took} ms");
    }

    async fn an_orderly_stop_leaves_nothing_half_way(db: &TestDatabase) {
        let slow = Receiver::planned(|_| (200, Duration::from_millis(300))).await;
        let scene = Scene::open(db, slow).await;
        rename(&scene.admin, &scene.installation, 0..5).await;
        let mut first = worker(db);
        scene.receiver.wait_for(2, 10).await;
        let stop = std::process::Command::new("kill").args(["-TERM", &first.child.id().to_string()]).status().unwrap();
        assert!(stop.success() && first.child.wait().unwrap().success());
        let stopped = events(&scene.admin, "digest").await;
        assert!(stopped.iter().all(|event| !attempts(event).contains(&"sending".to_owned())));
        // The lane is free at once: nobody waits for a lease.
        let begun = tests::desk::now_millis();
        let _worker = worker(db);
        let found = scene.settled(20).await;
        assert!(tests::desk::now_millis() - begun < 6_000, "it went on at once");
        assert_eq!(scene.receiver.arrivals().len(), found.len());
        scene.assert_received_once_in_order(&found);
        assert_eq!(text(&found[0]["type"]), "installation.created");
    }
}
