//! The queue from the dashboard: queueing, polling, and giving jobs up.

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, on_both_databases};

/// n-th iD, as text.
fn id(n: u32) -> String {
    orcid(n).as_str().to_owned()
}

on_both_databases! {
    async fn editors_queue_and_everybody_polls(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (editor, viewer) = (centre.sign_in("editor").await, centre.sign_in("viewer").await);
        let url = format!("https://orcid.org/{}", id(8));
        let body = json!({ "orcid_ids": [id(7), url, id(7)], "trigger_source": "people_page", "skip_existing": true });
        let queued = editor.post("/api/ingest", &body).await;
        assert_eq!(queued.status, 202, "{}", queued.text);
        let queued = queued.json();
        assert_eq!((&queued["requested"], &queued["queued"]), (&json!(2), &json!(2)));
        assert_eq!(queued["jobs"][0]["orcid_id"], id(7));
        assert_eq!(queued["jobs"][1]["orcid_id"], id(8));
        assert_eq!(queued["jobs"][0]["status"], "queued");
        let again = editor.post("/api/import/orcid", &json!({ "orcid_ids": [id(7)] })).await;
        assert_eq!((again.status, again.json()), (202, json!({ "queued": 0, "jobs": [] })));
        let known = json!({ "orcid_ids": [id(1)], "skip_existing": true });
        assert_eq!(editor.post("/api/ingest", &known).await.json()["queued"], 0, "Ana is there already");

        let asked = format!("/api/ingest/status?orcid_ids={},{},{}", id(9), id(8), id(9));
        let statuses = viewer.get(&asked).await.json();
        let list = statuses["statuses"].as_array().unwrap();
        assert_eq!(list.len(), 2, "repeated ones count once");
        assert_eq!((&list[0]["orcid_id"], &list[0]["status"], &list[0]["job"]), (&json!(id(9)), &Value::Null, &Value::Null));
        assert_eq!((&list[1]["orcid_id"], &list[1]["status"]), (&json!(id(8)), &json!("queued")));
        assert_eq!(list[1]["job"]["id"], queued["jobs"][1]["id"]);

        let events = viewer.get("/api/activity?event_type=ingestion.requested").await.json();
        assert_eq!(events["total"], 3);
        let first = events["events"].as_array().unwrap().last().unwrap();
        assert_eq!((&first["actor"], &first["details"]["trigger_source"]), (&json!(editor.email), &json!("people_page")));
    }

    async fn what_cannot_be_read_is_refused_and_queues_nothing(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (editor, viewer) = (centre.sign_in("editor").await, centre.sign_in("viewer").await);
        let many: Vec<String> = (0..101).map(id).collect();
        for path in ["/api/ingest", "/api/import/orcid"] {
            for (body, code) in [
                (json!({}), "invalid_body"),
                (json!({ "orcid_ids": [] }), "invalid_body"),
                (json!({ "orcid_ids": many }), "invalid_body"),
                (json!({ "orcid_ids": [id(7)], "more": 1 }), "invalid_body"),
                (json!({ "orcid_ids": [id(7)], "skip_existing": null }), "invalid_body"),
                (json!({ "orcid_ids": [id(7)], "trigger_source": "elsewhere" }), "invalid_body"),
                (json!({ "orcid_ids": [id(7), "0000-0002-1825-0098"] }), "invalid_orcid"),
            ] {
                let refused = editor.post(path, &body).await;
                assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(code)), "{body}: {}", refused.text);
            }
            let refused = viewer.post(path, &json!({ "orcid_ids": [id(7)] })).await;
            assert_eq!((refused.status, &refused.json()["code"]), (403, &json!("forbidden")));
        }
        for query in ["", "?orcid_ids=", "?orcid_ids=,%20,", &format!("?orcid_ids={}", many.join(","))] {
            let refused = viewer.get(&format!("/api/ingest/status{query}")).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_query")), "{query}");
        }
        let refused = viewer.get(&format!("/api/ingest/status?orcid_ids={},x", id(7))).await;
        assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_orcid")));
        assert_eq!(refused.json()["details"]["orcid_ids"].as_object().unwrap().len(), 1);
        let counts = db.stores.jobs.counts(Some(centre.workspace.clone())).await.unwrap();
        assert_eq!(counts.queued, 0);
        let nobody = centre.service.call_dashboard("GET", "/api/ingest/stuck", &[], None).await;
        assert_eq!((nobody.status, &nobody.json()["code"]), (401, &json!("unauthenticated")));
    }

    async fn a_stuck_job_is_given_up_by_its_own_id(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (editor, viewer) = (centre.sign_in("editor").await, centre.sign_in("viewer").await);
        let queued = editor.post("/api/ingest", &json!({ "orcid_ids": [id(7), id(8)] })).await.json();
        assert_eq!(viewer.get("/api/ingest/stuck").await.json()["total"], 0, "they wait for a moment only");
        db.execute(&format!("UPDATE ingestion_jobs SET run_at = run_at - 1000 WHERE orcid = '{}'", id(7))).await;
        let stuck = viewer.get("/api/ingest/stuck").await;
        assert_eq!(stuck.status, 200, "{}", stuck.text);
        let stuck = stuck.json();
        assert_eq!((&stuck["total"], &stuck["threshold_seconds"], &stuck["limit"]), (&json!(1), &json!(900), &json!(50)));
        assert_eq!(stuck["jobs"][0]["orcid_id"], id(7));
        assert!(stuck["jobs"][0]["idle_seconds"].as_i64().unwrap() >= 1000);
        assert_eq!(viewer.get("/api/ingest/stuck?threshold_seconds=5000").await.json()["total"], 0);
        for query in ["threshold_seconds=0", "limit=501", "limit=0", "threshold_seconds=soon"] {
            assert_eq!(viewer.get(&format!("/api/ingest/stuck?{query}")).await.status, 400, "{query}");
        }

        let job = queued["jobs"][0]["id"].as_str().unwrap();
        let path = format!("/api/ingest/stuck/{job}/force-fail");
        let own = json!({ "orcid_id": id(7), "error_message": "the worker is gone\u{7}", "note": "ignored" });
        assert_eq!(viewer.post(&path, &own).await.status, 403);
        for (path, body, status, code) in [
            (path.as_str(), json!({ "orcid_id": id(8) }), 409, "orcid_mismatch"),
            (path.as_str(), json!({ "orcid_id": "x" }), 400, "invalid_orcid"),
            (path.as_str(), json!({}), 400, "invalid_body"),
            (path.as_str(), json!({ "orcid_id": id(7), "error_message": "x".repeat(501) }), 400, "invalid_body"),
            ("/api/ingest/stuck/nothing/force-fail", json!({ "orcid_id": id(7) }), 404, "job_not_found"),
        ] {
            let refused = editor.post(path, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{body}: {}", refused.text);
        }
        let failed = editor.post(&path, &own).await;
        assert_eq!(failed.status, 200, "{}", failed.text);
        assert_eq!(failed.json()["job"]["status"], "failed");
        assert_eq!(failed.json()["job"]["reason"], "the worker is gone");
        let again = editor.post(&path, &own).await;
        assert_eq!((again.status, &again.json()["code"]), (409, &json!("job_finished")));
        assert_eq!(again.json()["details"]["status"], "failed");
        let events = viewer.get("/api/activity?event_type=ingestion.force_failed").await.json();
        assert_eq!((&events["total"], &events["events"][0]["severity"]), (&json!(1), &json!("warning")));
        assert_eq!(editor.post("/api/ingest", &json!({ "orcid_ids": [id(7)] })).await.json()["queued"], 1);
    }
}
