//! Maintenance from the dashboard: author links, stuck jobs, starting over.

use domain::activity::Trail;
use domain::identifier::Doi;
use serde_json::{Value, json};
use tests::desk::{SignedIn, user};
use tests::sample::{contribution, crossref, doi, orcid, person};
use tests::{Centre, Service, TestDatabase, on_both_databases};

const REPAIR: &str = "/api/site-tools/repair-author-links";
const RESET: &str = "/api/site-tools/reset-data";

/// A paper of thirty authors; the seventeenth is `Iris Mota`, of whom the centre has two.
async fn thirty_authors(db: &TestDatabase, centre: &Centre) -> Doi {
    let names: Vec<(String, String)> = (1..=30)
        .map(|n| {
            if n == 17 {
                ("Iris".to_owned(), "Mota".to_owned())
            } else {
                (format!("Otto{n}"), format!("Zulu{n}"))
            }
        })
        .collect();
    let authors: Vec<(&str, &str)> = names
        .iter()
        .map(|(given, family)| (given.as_str(), family.as_str()))
        .collect();
    let doi = doi("thirty");
    let paper = contribution(&doi, crossref("Thirty hands", 2024, &authors), &[]);
    db.stores
        .publications
        .contribute(&centre.workspace, vec![paper], &Trail::default())
        .await
        .unwrap();
    for n in [31, 32] {
        db.stores
            .people
            .upsert(&centre.workspace, &person(n, "Iris", "Mota"), &[])
            .await
            .unwrap();
    }
    doi
}

/// The record names the seventeenth author's iD from now on, as an edit by an older version would have left it.
async fn name_the_seventeenth(db: &TestDatabase, orcid: &str) {
    let sql = if db.url.starts_with("sqlite") {
        format!(
            "UPDATE publication_records SET merged = json_set(merged, '$.authors[16].orcid', '{orcid}') \
             WHERE publication_id = (SELECT id FROM publications WHERE doi = '10.5555/thirty')"
        )
    } else {
        format!(
            "UPDATE publication_records SET merged = jsonb_set(merged, '{{authors,16,orcid}}', '\"{orcid}\"') \
             WHERE publication_id = (SELECT id FROM publications WHERE doi = '10.5555/thirty')"
        )
    };
    db.execute(&sql).await;
}

/// All that anybody could see of it: the public list with people, the revision, the timeline.
async fn traces(db: &TestDatabase, centre: &Centre, admin: &SignedIn) -> String {
    let list = centre
        .service
        .get_as(&centre.installation_key, "/v1/publications?per_page=100")
        .await
        .text;
    let person = centre
        .service
        .get_as(&centre.installation_key, &format!("/v1/people/{}", orcid(31)))
        .await
        .text;
    let revision = db.stores.workspaces.revision(&centre.workspace).await.unwrap();
    let events = admin.get("/api/activity?per_page=100").await.text;
    format!("{list}\n{person}\n{revision:?}\n{events}")
}

/// The same person at another process.
fn at(service: &Service, who: &SignedIn) -> SignedIn {
    let name = who.email.split('@').next().unwrap();
    SignedIn::with(service, &user(name, true), &who.token)
}

on_both_databases! {
    async fn two_people_of_one_name_are_told_apart_by_an_id(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let doi = thirty_authors(db, &centre).await;
        let before = traces(db, &centre, &admin).await;

        let asked = json!({ "doi": doi.as_str(), "dryRun": true });
        let open = admin.post(REPAIR, &asked).await;
        assert_eq!(open.status, 200, "{}", open.text);
        let open = open.json();
        assert_eq!((&open["added"], &open["authorMatchState"]), (&json!([]), &json!("needs_attention")));
        assert_eq!(open["ambiguous"].as_array().unwrap().len(), 1, "{open}");
        let seventeenth = &open["ambiguous"][0];
        assert_eq!((&seventeenth["position"], &seventeenth["author"]), (&json!(17), &json!("Iris Mota")));
        let mut who: Vec<&str> =
            seventeenth["candidates"].as_array().unwrap().iter().map(|one| one["person_orcid"].as_str().unwrap()).collect();
        who.sort_unstable();
        assert_eq!(who, [orcid(31).as_str(), orcid(32).as_str()]);
        assert_eq!(traces(db, &centre, &admin).await, before, "a dry run leaves no trace");
        assert_eq!(centre.service.get(&format!("/v1/doi/{doi}")).await.status, 404, "it is nobody's yet");

        name_the_seventeenth(db, orcid(31).as_str()).await;
        let foreseen = admin.post(REPAIR, &asked).await.json();
        let link = json!({ "person_orcid": orcid(31).as_str(), "position": 17, "origin": "orcid", "score": 1.0, "claimed": false });
        assert_eq!((&foreseen["added"], &foreseen["ambiguous"]), (&json!([link]), &json!([])));
        assert_eq!(traces(db, &centre, &admin).await, before, "nor does this one");

        let done = admin.post(REPAIR, &json!({ "doi": format!("https://doi.org/{doi}") })).await.json();
        assert_eq!((&done["added"], &done["dryRun"], &done["authorMatchState"]), (&json!([link]), &json!(false), &json!("complete")));
        let public = centre.service.get(&format!("/v1/doi/{doi}")).await;
        assert_eq!(public.status, 200, "{}", public.text);
        let person = centre.service.get_as(&centre.installation_key, &format!("/v1/people/{}", orcid(31))).await;
        assert_eq!(person.json()["publication_count"], 1, "{}", person.text);
        let told = admin.get("/api/activity?event_type=publication.links_repaired").await.json();
        assert_eq!((&told["total"], &told["events"][0]["details"]["added"]), (&json!(1), &json!(1)));
        let again = admin.post(REPAIR, &json!({ "doi": doi.as_str() })).await.json();
        assert_eq!((&again["added"], &again["kept"]), (&json!([]), &json!([link])));
    }

    async fn a_bulk_repair_walks_everything_and_accounts_for_it(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        thirty_authors(db, &centre).await;
        let bulk = format!("{REPAIR}/bulk");
        let before = traces(db, &centre, &admin).await;
        let dry = admin.post(&bulk, &json!({ "dryRun": true, "limitPerShard": 2 })).await;
        assert_eq!(dry.status, 200, "{}", dry.text);
        let dry = dry.json();
        assert_eq!((&dry["done"], &dry["nextCursor"], &dry["limitPerShard"]), (&json!(true), &Value::Null, &json!(2)));
        assert_eq!((&dry["totals"]["examined"], &dry["totals"]["ambiguous"]), (&json!(6), &json!(1)));
        assert_eq!(dry["publications"][0]["doi"], "10.5555/thirty");
        assert_eq!(traces(db, &centre, &admin).await, before);

        name_the_seventeenth(db, orcid(32).as_str()).await;
        // No body at all means all defaults.
        let done = admin.send(reqwest::Method::POST, &bulk, None, &[]).await;
        assert_eq!(done.status, 200, "{}", done.text);
        let done = done.json();
        assert_eq!((&done["totals"]["added"], &done["totals"]["changedPublications"]), (&json!(1), &json!(1)));
        assert_eq!(done["limitPerShard"], 100);
        let again = admin.post(&bulk, &json!({ "cesamOnly": true })).await.json();
        assert_eq!((&again["totals"]["changedPublications"], &again["cesamOnly"]), (&json!(0), &json!(true)));
        let nothing = admin.post(&format!("{bulk}?cursor=999999999"), &json!({})).await.json();
        assert_eq!((&nothing["totals"]["examined"], &nothing["done"]), (&json!(0), &json!(true)));

        let editor = centre.sign_in("editor").await;
        assert_eq!(editor.post(&bulk, &json!({})).await.status, 403);
        assert_eq!(editor.post(REPAIR, &json!({ "doi": "10.5555/thirty" })).await.status, 403);
        for (path, body, status, code) in [
            (bulk.as_str(), json!({ "limitPerShard": 0 }), 400, "invalid_body"),
            (bulk.as_str(), json!({ "limitPerShard": 1001 }), 400, "invalid_body"),
            (bulk.as_str(), json!({ "cursor": "1" }), 400, "invalid_body"),
            (REPAIR, json!({}), 400, "invalid_body"),
            (REPAIR, json!({ "doi": "salt" }), 400, "invalid_doi"),
            (REPAIR, json!({ "doi": "10.5555/nothing" }), 404, "publication_not_found"),
        ] {
            let refused = admin.post(path, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)), "{body}: {}", refused.text);
        }
    }

    async fn stuck_jobs_are_listed_then_cleared(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, editor) = (centre.sign_in("workspace_admin").await, centre.sign_in("editor").await);
        let clear = "/api/site-tools/clear-stuck-jobs";
        let ids = json!({ "orcid_ids": [orcid(7).as_str(), orcid(8).as_str()] });
        assert_eq!(editor.post("/api/ingest", &ids).await.status, 202);
        db.execute(&format!("UPDATE ingestion_jobs SET run_at = run_at - 1000 WHERE orcid = '{}'", orcid(7))).await;
        assert_eq!(editor.post(clear, &json!({})).await.status, 403);
        for (body, field) in [(json!({ "thresholdSeconds": 59 }), "thresholdSeconds"),
                              (json!({ "thresholdSeconds": 86_401 }), "thresholdSeconds"),
                              (json!({ "reason": "" }), "reason"), (json!({ "reason": "x".repeat(201) }), "reason"),
                              (json!({ "dryRun": "yes" }), "dryRun"), (json!({ "limit": 1 }), "limit")] {
            let refused = admin.post(clear, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!("invalid_body")), "{body}");
            assert!(refused.json()["details"]["fields"][field].is_string(), "{body}: {}", refused.text);
        }
        let dry = admin.post(clear, &json!({ "dryRun": true })).await.json();
        assert_eq!((&dry["found"], &dry["cleared"], &dry["jobs"][0]["status"]), (&json!(1), &json!(0), &json!("queued")));
        let done = admin.post(clear, &json!({ "thresholdSeconds": 60, "reason": "spring cleaning" })).await;
        assert_eq!(done.status, 200, "{}", done.text);
        let done = done.json();
        assert_eq!((&done["found"], &done["cleared"], &done["thresholdSeconds"]), (&json!(1), &json!(1), &json!(60)));
        assert_eq!((&done["jobs"][0]["status"], &done["jobs"][0]["reason"]), (&json!("failed"), &json!("spring cleaning")));
        let nothing = admin.send(reqwest::Method::POST, clear, None, &[]).await.json();
        assert_eq!((&nothing["found"], &nothing["thresholdSeconds"]), (&json!(0), &json!(900)));
        let counts = db.stores.jobs.counts(Some(centre.workspace.clone())).await.unwrap();
        assert_eq!((counts.queued, counts.failed), (1, 1));
    }

    async fn a_reset_takes_the_catalogue_and_nothing_else(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, superadmin) = (centre.sign_in("workspace_admin").await, centre.sign_in("superadmin").await);
        let yes = json!({ "confirmation": "cesam", "clearIngestionJobs": true });
        assert_eq!(admin.post(RESET, &yes).await.status, 403);
        let unnamed = superadmin.post(RESET, &yes).await;
        assert_eq!((unnamed.status, &unnamed.json()["code"]), (403, &json!("forbidden")), "not on the list");

        let named = [("LEGACITI_RESET_EMAILS".to_owned(), superadmin.email.to_uppercase())];
        let service = Service::start(&db.url, "dashboard", &named);
        let (superadmin, other) = (at(&service, &superadmin), at(&service, &centre.sign_in("superadmin").await));
        assert_eq!(other.post(RESET, &yes).await.status, 403);
        for (body, code) in [
            (json!({ "confirmation": "CESAM" }), "confirmation_mismatch"),
            (json!({}), "invalid_body"),
            (json!({ "confirmation": "cesam", "dry_run": true }), "invalid_body"),
        ] {
            let refused = superadmin.post(RESET, &body).await;
            assert_eq!((refused.status, &refused.json()["code"]), (400, &json!(code)), "{body}");
        }
        let dry = superadmin.post(RESET, &json!({ "confirmation": "cesam", "dryRun": true })).await;
        assert_eq!(dry.status, 200, "{}", dry.text);
        let dry = dry.json();
        assert_eq!((&dry["counts"]["publications"], &dry["counts"]["people"]), (&json!(5), &json!(2)));
        assert_eq!(centre.service.get("/v1/publications").await.json()["total"], 5, "a dry run takes nothing");

        let done = superadmin.post(RESET, &yes).await.json();
        assert_eq!((&done["counts"]["publications"], &done["dryRun"]), (&json!(5), &json!(false)));
        // The API is another process: it sees the change within a second.
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        let list = centre.service.get("/v1/publications?updated_since=0").await.json();
        assert_eq!(list["total"], 0);
        assert_eq!(list["deleted"].as_array().unwrap().len(), 5, "clients are told what left: {list}");
        let people = centre.service.get_as(&centre.installation_key, "/v1/people").await;
        assert_eq!((people.status, &people.json()["total"]), (200, &json!(0)), "the installation stays");
        let keys = admin.get("/api/site-tools/api-keys").await.json();
        assert_eq!(keys["total"], 1, "keys stay");
        let told = admin.get("/api/activity?event_type=workspace.reset").await.json();
        assert_eq!((&told["total"], &told["events"][0]["actor"]), (&json!(1), &json!(superadmin.email)));
        assert!(admin.get("/api/activity").await.json()["total"].as_u64().unwrap() > 1, "the timeline stays");
        let ids = json!({ "orcid_ids": [orcid(1).as_str()] });
        assert_eq!(centre.service.post_as(&centre.api_key, "/api/ingest", &ids).await.status, 202);
    }
}
