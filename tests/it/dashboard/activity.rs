//! The timeline from the dashboard.

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, on_both_databases};

/// The ids of an answer's events.
fn ids(answer: &Value) -> Vec<String> {
    let events = answer["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["id"].as_str().unwrap().to_owned())
        .collect()
}

on_both_databases! {
    async fn what_was_done_is_told_by_pages_by_cursor_and_by_filters(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (editor, viewer) = (centre.sign_in("editor").await, centre.sign_in("viewer").await);
        let stranger = tests::sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&stranger, "workspace_admin").await;
        for n in 10..15 {
            let asked = json!({ "orcid_ids": [orcid(n).as_str()] });
            assert_eq!(editor.post("/api/ingest", &asked).await.status, 202);
        }
        let all = viewer.get("/api/activity?per_page=100").await;
        assert_eq!(all.status, 200, "{}", all.text);
        assert_eq!(all.header("cache-control"), "no-store");
        let all = all.json();
        let total = all["total"].as_u64().unwrap();
        assert!(total >= 7, "five requests, a key and an installation: {all}");
        assert_eq!((&all["page"], &all["pages"], &all["has_more"], &all["next_cursor"]), (&json!(1), &json!(1), &json!(false), &Value::Null));
        let newest = &all["events"][0];
        assert_eq!((&newest["event_type"], &newest["status"]), (&json!("ingestion.requested"), &json!("pending")));
        assert_eq!((&newest["actor"], &newest["actor_type"]), (&json!(editor.email), &json!("user")));

        let mut seen = Vec::new();
        let mut path = "/api/activity?per_page=2".to_owned();
        loop {
            let part = viewer.get(&path).await.json();
            seen.extend(ids(&part));
            // Somebody goes on working while the timeline is read.
            let n = u32::try_from(seen.len()).unwrap();
            editor.post("/api/ingest", &json!({ "orcid_ids": [orcid(20 + n).as_str()] })).await;
            let Some(cursor) = part["next_cursor"].as_str() else { break };
            assert_eq!(part["has_more"], true);
            path = format!("/api/activity?per_page=2&page=9&cursor={cursor}");
        }
        assert_eq!(seen, ids(&all), "no row is lost, none is told twice");

        let by = async |query: &str| viewer.get(&format!("/api/activity?per_page=100&{query}")).await.json();
        let keys = by("event_type=api_key.created&severity=info&status=success&actor=OPERATOR&q=api%20KEY").await;
        assert_eq!((&keys["total"], &keys["event_type"], &keys["q"]), (&json!(1), &json!("api_key.created"), &json!("api KEY")));
        assert_eq!(by("severity=error").await["total"], 0);
        let at = newest["created_at"].as_i64().unwrap();
        assert!(by(&format!("from={at}&to={at}")).await["total"].as_u64().unwrap() >= 1, "both ends count");
        assert_eq!(by("to=1").await["total"], 0);
        let mine = format!("actor={}&q={}", editor.email, editor.email);
        assert!(by(&mine).await["total"].as_u64().unwrap() >= 5);
        for query in ["page=0", "per_page=101", "severity=bad", "status=bad", "from=x", "from=9&to=8", "cursor=zz", "page=9999999999"] {
            let refused = viewer.get(&format!("/api/activity?{query}")).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_query")), "{query}");
        }
        assert_eq!(stranger.get("/api/activity").await.json()["total"], 0, "nothing of another workspace");
    }

    async fn cleaning_up_needs_an_administrator_who_names_the_workspace(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let before = admin.get("/api/activity").await.json()["total"].as_u64().unwrap();
        assert!(before > 0);
        let all = json!({ "mode": "all", "confirmation": "cesam" });
        assert_eq!(editor.post("/api/activity/cleanup", &all).await.status, 403);
        for (body, code) in [
            (json!({ "mode": "all", "confirmation": "Cesam" }), "confirmation_mismatch"),
            (json!({ "mode": "all", "confirmation": "" }), "invalid_body"),
            (json!({ "mode": "all" }), "invalid_body"),
            (json!({ "mode": "some", "confirmation": "cesam" }), "invalid_body"),
            (json!({ "mode": "all", "before_date": 5, "confirmation": "cesam" }), "invalid_body"),
            (json!({ "mode": "before_date", "confirmation": "cesam" }), "invalid_body"),
            (json!({ "mode": "before_date", "before_date": -1, "confirmation": "cesam" }), "invalid_body"),
            (json!({ "mode": "before_date", "before_date": null, "confirmation": "cesam" }), "invalid_body"),
        ] {
            let refused = admin.post("/api/activity/cleanup", &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(code)), "{body}");
        }
        assert_eq!(admin.get("/api/activity").await.json()["total"], before, "refusals delete nothing");

        let old = json!({ "mode": "before_date", "before_date": 5, "confirmation": "cesam" });
        let done = admin.post("/api/activity/cleanup", &old).await;
        assert_eq!((done.status, done.json()), (200, json!({ "ok": true, "mode": "before_date", "deleted_count": 0 })));
        let done = admin.post("/api/activity/cleanup", &all).await.json();
        assert_eq!((&done["mode"], &done["deleted_count"]), (&json!("all"), &json!(before + 1)));
        let left = admin.get("/api/activity").await.json();
        assert_eq!((&left["total"], &left["events"][0]["event_type"]), (&json!(1), &json!("activity.cleaned_up")));
        assert_eq!((&left["events"][0]["actor"], &left["events"][0]["severity"]), (&json!(admin.email), &json!("warning")));
    }
}
