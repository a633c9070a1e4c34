//! Clients with an API key: what they do is logged, or not done.

use serde_json::json;
use tests::sample::orcid;
use tests::{Centre, on_both_databases};

on_both_databases! {
    async fn ingestion_is_queued_once_and_all_or_none(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let ids = json!({ "orcid_ids": [orcid(7).as_str(), orcid(8).as_str(), orcid(7).as_str()] });
        let first = centre.service.post_as(&centre.api_key, "/api/ingest", &ids).await;
        assert_eq!((first.status, first.json()), (202, json!({ "requested": 2, "queued": 2 })));
        let again = centre.service.post_as(&centre.api_key, "/api/ingest", &ids).await;
        assert_eq!(again.json(), json!({ "requested": 2, "queued": 0 }));
        let wrong = json!({ "orcid_ids": [orcid(9).as_str(), "0000-0002-1825-0098"] });
        let refused = centre.service.post_as(&centre.api_key, "/api/ingest", &wrong).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.text.contains("0000-0002-1825-0098"));
        let counts = db.stores.jobs.counts(Some(centre.workspace.clone())).await.unwrap();
        assert_eq!(counts.queued, 2, "nothing of a refused request is queued");
    }

    async fn where_the_log_cannot_be_written_nothing_is_done(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        db.execute("DROP TABLE api_key_log").await;
        let body = json!({ "entity_id": "cesam", "status": "external" });
        let path = format!("/api/partners/people/{}/membership", orcid(1));
        let refused = centre.service.post_as(&centre.api_key, &path, &body).await;
        assert_eq!((refused.status, &refused.json()["code"]), (500, &json!("api_key_logging_unavailable")));
        assert_eq!(centre.service.get("/v1/publications").await.json()["total"], 5, "nothing was changed");
        let ids = json!({ "orcid_ids": [orcid(7).as_str()] });
        let refused = centre.service.post_as(&centre.api_key, "/api/ingest", &ids).await;
        assert_eq!(refused.status, 500);
        let counts = db.stores.jobs.counts(Some(centre.workspace.clone())).await.unwrap();
        assert_eq!(counts.queued, 0);
    }

    async fn a_body_has_to_be_what_it_says(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let path = format!("/api/partners/people/{}/membership", orcid(1));
        for body in [
            json!({}),
            json!({ "entity_id": "elsewhere", "status": "external" }),
            json!({ "entity_id": "cesam", "status": "guest" }),
            json!({ "entity_id": "cesam", "status": "external", "starts_at": 0 }),
            json!({ "entity_id": "cesam", "status": "external", "more": 1 }),
        ] {
            let answer = centre.service.post_as(&centre.api_key, &path, &body).await;
            assert_eq!(answer.status, 400, "{body}: {}", answer.text);
        }
        let body = json!({ "entity_id": "cesam", "status": "external" });
        let unknown = format!("/api/partners/people/{}/membership", orcid(77));
        assert_eq!(centre.service.post_as(&centre.api_key, &unknown, &body).await.status, 404);
        let reader = centre.service.post_as(&centre.installation_key, &path, &body).await;
        assert_eq!(reader.status, 401, "an installation credential is no API key");
    }
}
