//! Publications as the staff see and edit them, over HTTP.

use reqwest::Method;
use serde_json::{Value, json};
use tests::desk::SignedIn;
use tests::sample::{crossref, doi, orcid};
use tests::{Answer, Centre, TestDatabase, on_both_databases, sample};

const ONE: &str = "/api/publications/10.5555/one";

fn replace(path: &str, value: Value) -> Value {
    let mut operations = json!([{ "op": "replace", "path": path }]);
    operations[0]["value"] = value;
    operations
}

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    (
        answer.status,
        answer.json()["code"].as_str().unwrap_or_default().to_owned(),
    )
}

/// Ids of a list, in its order, and its total.
async fn ids(staff: &SignedIn, query: &str) -> (Vec<String>, u64) {
    let answer = staff.get(&format!("/api/publications?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    let list = answer.json();
    let ids = list["publications"].as_array().unwrap().iter();
    let ids = ids.map(|item| item["id"].as_str().unwrap().replace("10.5555/", ""));
    (ids.collect(), list["total"].as_u64().unwrap())
}

/// Public DOIs as an installation's list tells them.
async fn public(centre: &Centre) -> Vec<String> {
    let list = centre
        .service
        .get_as(
            &centre.installation_key,
            "/v1/publications?sort=publication_date&dir=asc",
        )
        .await
        .json();
    let items = list["publications"].as_array().unwrap().iter();
    items
        .map(|item| item["external_id"].as_str().unwrap().replace("10.5555/", ""))
        .collect()
}

/// Crossref now says this.
async fn ingest(db: &TestDatabase, centre: &Centre, title: &str, journal: &str, later: i64) {
    let mut record = crossref(title, 2020, &[("Ana", "Reis")]);
    record.fetched_at = sample::NOW + later;
    record.container_title = Some(journal.to_owned());
    let paper = sample::contribution(&doi("one"), record, &[orcid(1)]);
    let trail = domain::activity::Trail::default();
    db.stores
        .publications
        .contribute(&centre.workspace, vec![paper], &trail)
        .await
        .unwrap();
}

on_both_databases! {
    async fn an_edited_publication_is_ingested_again(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let before = editor.get(ONE).await.json();
        assert_eq!((&before["edited"], &before["edit_patch"], &before["edit_count"]), (&Value::Null, &Value::Null, &json!(0)));
        assert_eq!(before["original"], before["merged"]);
        let patch = json!([
            { "op": "test", "path": "/title", "value": "Seagrass meadows of the lagoon" },
            { "op": "replace", "path": "/title", "value": "Seagrass of the lagoon" },
            { "op": "add", "path": "/authors/-", "value": { "given": "Rui", "family": "Costa" } },
        ]);
        let edited = editor.patch(ONE, &patch).await;
        assert_eq!(edited.status, 200, "{}", edited.text);
        assert_eq!(edited.json(), json!({ "ok": true, "visible": true, "edit_count": 1, "changed": ["authors", "title", "title_markup"], "confirmed": [] }));

        ingest(db, &centre, "Seagrass, revised", "Journal of Meadows", 500).await;
        let answer = editor.get(ONE).await;
        let after = answer.json();
        assert_eq!(after["merged"]["title"], "Seagrass of the lagoon");
        assert_eq!(after["original"]["title"], "Seagrass, revised");
        assert_eq!(after["merged"]["container_title"], "Journal of Meadows", "untouched fields are renewed");
        assert_eq!((&after["edit_count"], &after["edited"]["title"]), (&json!(1), &json!("Seagrass of the lagoon")));
        let conflict = json!({ "original_at_edit": "Seagrass meadows of the lagoon", "original_now": "Seagrass, revised", "edited": "Seagrass of the lagoon" });
        assert_eq!(after["conflicts"], json!({ "title": conflict }));
        let text = after["edit_patch"].as_str().unwrap();
        let applied = domain::publication::curation::Patch::parse(text.as_bytes()).unwrap().apply(&after["original"]).unwrap();
        assert_eq!(applied, after["merged"], "edit_patch turns original into merged");
        assert_eq!(after["person_orcids"], json!([orcid(1).as_str(), orcid(2).as_str()]));
        assert_eq!(after["person"][1]["name"], "Rui Costa");
        assert_eq!((&after["person"][1]["position"], &after["person"][1]["internal"]), (&json!(2), &json!(true)));
        assert_eq!(after["provenance"]["title"]["source"], "crossref");
        assert_eq!(after["provider_sources"]["crossref"]["status"], "ok");
        assert!(after["apa_citation"].as_str().unwrap().contains("Seagrass of the lagoon"), "{}", after["apa_citation"]);
        assert!(after["enriched_metadata"].is_null(), "OpenAlex was not asked");

        let everyone = centre.service.get_as(&centre.api_key, "/v1/doi/10.5555/one").await.json();
        assert_eq!(everyone["data"]["title"], "Seagrass of the lagoon");
        assert_eq!(everyone["data"]["container_title"], "Journal of Meadows");
        let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        let mut kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).filter(|kind| kind.starts_with("publication.edit")).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, ["publication.edit_conflict", "publication.edited"]);
        let told = events.iter().find(|event| event.kind == "publication.edited").unwrap();
        assert_eq!((told.actor.label(), told.subject_id.as_str()), (editor.email.as_str(), "10.5555/one"));
        assert_eq!(told.details["changes"]["title"]["after"], "Seagrass of the lagoon");
    }

    async fn patches_are_refused_with_what_is_wrong(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let before = editor.get(ONE).await;
        let cases = [
            (json!({}), 400, "invalid_patch", ""),
            (json!([{ "op": "spam", "path": "/title" }]), 400, "invalid_patch", r#""operation":0"#),
            (json!([{ "op": "remove", "path": "/volume" }, { "op": "add", "path": "/volume" }]), 400, "invalid_patch", r#""operation":1"#),
            (replace("/doi", json!("10.5555/two")), 400, "invalid_patch", r#""fields":{"doi""#),
            (replace("/volume", json!(4)), 400, "invalid_patch", r#""fields":{"volume""#),
            (replace("/if_value", json!("high")), 400, "invalid_patch", r#""fields":{"if_value""#),
            (replace("/visible", Value::Null), 400, "invalid_patch", r#""fields":{"visible""#),
            (json!([{ "op": "test", "path": "/title", "value": "x" }]), 409, "patch_conflict", r#""operation":0"#),
            (replace("/authors/7/family", json!("x")), 409, "patch_conflict", r#""path":"/authors/7/family""#),
        ];
        for (patch, status, code, part) in cases {
            let answer = editor.patch(ONE, &patch).await;
            assert_eq!(refusal(&answer), (status, code.to_owned()), "{patch}: {}", answer.text);
            assert!(answer.text.contains(part), "{patch}: {}", answer.text);
        }
        let headers = [("Content-Type", "application/json-patch+json")];
        let broken = centre.service.call_dashboard("PATCH", ONE, &[("Authorization", &format!("Bearer {}", editor.bearer)), headers[0]], Some("[{")).await;
        assert_eq!(refusal(&broken), (400, "invalid_json".to_owned()));
        let text = centre.service.call_dashboard("PATCH", ONE, &[("Authorization", &format!("Bearer {}", editor.bearer)), ("Content-Type", "text/plain")], Some("[]")).await;
        assert_eq!(text.status, 415);
        assert_eq!(editor.get(ONE).await.text, before.text, "nothing was changed");
        for (path, status, code) in [
            ("/api/publications/nothing", 400, "invalid_doi"),
            ("/api/publications/10.5555", 400, "invalid_doi"),
            ("/api/publications/10.5555/unknown", 404, "publication_not_found"),
        ] {
            let expected = (status, code.to_owned());
            assert_eq!(refusal(&editor.get(path).await), expected, "{path}");
            assert_eq!(refusal(&editor.patch(path, &json!([])).await), expected, "{path}");
            assert_eq!(refusal(&editor.delete(path).await), expected, "{path}");
        }
    }

    async fn a_stale_tag_refuses_and_a_fresh_one_does_not(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let first = editor.get(ONE).await.header("etag").to_owned();
        assert!(first.starts_with("W/\""), "{first}");
        let send = async |tag: &str, volume: &str| {
            let patch = json!([{ "op": "add", "path": "/volume", "value": volume }]);
            editor.send(Method::PATCH, ONE, Some(&patch), &[("If-Match", tag)]).await
        };
        let accepted = send(&first, "1").await;
        assert_eq!(accepted.status, 200, "{}", accepted.text);
        assert_eq!(refusal(&send(&first, "2").await), (412, "precondition_failed".to_owned()));
        let second = editor.get(ONE).await.header("etag").to_owned();
        assert_ne!(first, second);
        assert_eq!(accepted.header("etag"), second, "the answer names the new version");
        assert_eq!(send(second.trim_start_matches("W/"), "3").await.status, 200, "a strong form");
        assert_eq!(send("*", "4").await.status, 200);
        assert_eq!(send(&format!("\"x\", {}", editor.get(ONE).await.header("etag")), "5").await.status, 200);
        assert_eq!(send("no tag at all", "6").await.status, 412);
        let held = editor.get(ONE).await.header("etag").to_owned();
        let unchanged = editor.send(Method::GET, ONE, None, &[("If-None-Match", &held)]).await;
        assert_eq!((unchanged.status, unchanged.text.as_str()), (304, ""));
        ingest(db, &centre, "Seagrass, revised", "Journal of Samples", 700).await;
        assert_eq!(send(&held, "7").await.status, 412, "an ingestion makes another version too");
    }

    async fn the_dashboards_own_fields_never_leave_it(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let patch = json!([
            { "op": "replace", "path": "/q", "value": 987_123 },
            { "op": "add", "path": "/q_percentage", "value": 97 },
            { "op": "replace", "path": "/if_value", "value": " 3,25 " },
            { "op": "replace", "path": "/if5a_value", "value": "41.75" },
            { "op": "replace", "path": "/funding", "value": true },
        ]);
        assert_eq!(editor.patch(ONE, &patch).await.status, 200);
        let detail = editor.get(ONE).await.json();
        for (name, value) in [("q", json!(987_123)), ("q_percentage", json!(97)), ("if_value", json!(3.25)), ("if5a_value", json!(41.75)), ("funding", json!(true))] {
            assert_eq!((&detail[name], &detail["merged"][name], &detail["original"][name]), (&value, &value, &Value::Null), "{name}");
        }
        let applied = domain::publication::curation::Patch::parse(detail["edit_patch"].as_str().unwrap().as_bytes()).unwrap().apply(&detail["original"]).unwrap();
        assert_eq!(applied, detail["merged"]);
        for path in ["/v1/doi/10.5555/one", "/v1/publications?q=seagrass", &format!("/v1/people/{}/publications", orcid(1)), "/integrations/v1/publications"] {
            let answer = centre.service.get_as(&centre.installation_key, path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            for part in ["q_percentage", "if_value", "if5a_value", "\"funding\"", "987123", "41.75"] {
                assert!(!answer.text.contains(part), "{path} tells {part}");
            }
        }
        let cleared = editor.patch(ONE, &replace("/q", Value::Null)).await.json();
        assert_eq!((&cleared["changed"], &cleared["edit_count"]), (&json!(["q"]), &json!(2)));
        assert_eq!(editor.get(ONE).await.json()["q"], Value::Null);
    }

    async fn deleting_and_restoring_show_at_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let old = "(sici)1(2):3<4::aid-5>6.0.co;2-x";
        let all = [old, "one", "two", "his", "both"];
        assert_eq!(public(&centre).await, all);
        let encoded = "/api/publications/10.5555%2F(SICI)1(2):3%3C4::AID-5%3E6.0.CO%3B2-X";
        assert_eq!(editor.get(encoded).await.json()["id"], format!("10.5555/{old}"));
        assert_eq!(editor.delete(encoded).await.json(), json!({ "success": true, "changed": 1 }));
        assert_eq!(editor.delete(encoded).await.json(), json!({ "success": true, "changed": 0 }));
        assert_eq!(public(&centre).await, ["one", "two", "his", "both"]);
        let gone = editor.get(encoded).await.json();
        assert!(gone["deleted_at"].as_str().unwrap().ends_with('Z'), "{gone}");
        let bulk = async |action: &str, ids: Value| {
            editor.post("/api/publications/bulk", &json!({ "action": action, "ids": ids })).await
        };
        let missing = bulk("delete", json!(["10.5555/one", "10.5555/missing"])).await;
        assert_eq!(refusal(&missing), (404, "publication_not_found".to_owned()));
        assert_eq!(missing.json()["details"]["ids"], json!(["10.5555/missing"]));
        let invalid = bulk("delete", json!(["10.5555/one", "missing"])).await;
        assert_eq!((refusal(&invalid), &invalid.json()["details"]["ids"]), ((400, "invalid_doi".to_owned()), &json!(["missing"])));
        assert_eq!(public(&centre).await.len(), 4, "all or none");
        let deleted = bulk("delete", json!(["10.5555/ONE", "https://doi.org/10.5555/one", "10.5555/his"])).await;
        assert_eq!(deleted.json(), json!({ "success": true, "changed": 2 }));
        assert_eq!(public(&centre).await, ["two", "both"]);
        let restored = bulk("restore", json!(["10.5555/one", "10.5555/two", format!("10.5555/{old}")])).await;
        assert_eq!(restored.json()["changed"], 2);
        assert_eq!(public(&centre).await, [old, "one", "two", "both"]);
        let many = |n: usize| -> Value { (0..n).map(|n| format!("10.5555/{n}-{}", "long-suffix-".repeat(20))).collect() };
        assert_eq!(bulk("delete", many(1000)).await.status, 404, "a thousand long ones are no too large body");
        assert_eq!(refusal(&bulk("delete", many(1001)).await), (400, "invalid_body".to_owned()));
        assert_eq!(refusal(&bulk("delete", json!([])).await), (400, "invalid_body".to_owned()));
        assert_eq!(refusal(&bulk("burn", json!(["10.5555/one"])).await), (400, "invalid_body".to_owned()));
        let more = editor.post("/api/publications/bulk", &json!({ "action": "delete", "ids": ["10.5555/one"], "force": true })).await;
        assert_eq!(refusal(&more), (400, "invalid_body".to_owned()));
        assert_eq!(editor.get("/api/publications/bulk").await.status, 405);
    }

    async fn lists_and_totals(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let viewer = centre.sign_in("viewer").await;
        editor.patch("/api/publications/10.5555/two", &replace("/visible", json!(false))).await;
        editor.patch("/api/publications/10.5555/two", &replace("/title", json!({ "en": "Corals at depth", "pt": "Corais" }))).await;
        editor.delete("/api/publications/10.5555/his").await;
        let dates = "sort=publication_date&dir=asc";
        let cases: [(&str, &[&str]); 11] = [
            (dates, &["(sici)1(2):3<4::aid-5>6.0.co;2-x", "one", "two", "both"]),
            ("sort=publication_date&perPage=2&page=2", &["one", "(sici)1(2):3<4::aid-5>6.0.co;2-x"]),
            ("status=deleted", &["his"]),
            ("status=all&publication_year=2022", &["his"]),
            ("visibility=hidden", &["two"]),
            ("q=corais", &["two"]),
            ("q=costa", &["both"]),
            ("q=seagrass%20reis&sort=publication_date", &["both", "one"]),
            ("sort=last_edited_at&perPage=1", &["two"]),
            ("page=9", &[]),
            ("publication_year=1999&visibility=visible", &["(sici)1(2):3<4::aid-5>6.0.co;2-x"]),
        ];
        for (query, expected) in cases {
            assert_eq!(ids(&viewer, query).await.0, expected, "{query}");
        }
        assert_eq!(ids(&viewer, &format!("orcid_id=https://orcid.org/{}", orcid(2))).await, (vec!["both".to_owned()], 1));
        let list = viewer.get("/api/publications?q=corals&locale=pt").await.json();
        assert_eq!(list["publications"][0]["title"], "Corais");
        let echo = ["page", "per_page", "total", "pages", "sort", "dir", "q", "visibility", "status", "publication_type", "publication_year", "min_cited_by", "orcid_id", "locale"]
            .map(|name| list[name].clone());
        assert_eq!(Value::from(echo.to_vec()), json!([1, 20, 1, 1, "last_fetched_at", "desc", "corals", "all", "active", null, null, null, null, "pt"]));
        let item = &list["publications"][0];
        assert_eq!((&item["visible"], &item["edit_count"], &item["person_orcids"]), (&json!(false), &json!(2), &json!([orcid(1).as_str()])));
        assert!(item["apa_citation"].as_str().unwrap().starts_with("Reis, A. (2021)."), "{item}");
        for query in ["sort=colour", "dir=up", "visibility=some", "status=gone", "perPage=101", "page=0", "orcid_id=me", "locale=%20x%20y", "locale=null", "locale=12", "min_cited_by=-1", "publication_year=soon"] {
            let answer = viewer.get(&format!("/api/publications?{query}")).await;
            assert_eq!(refusal(&answer), (400, "invalid_query".to_owned()), "{query}");
            let name = query.split('=').next().unwrap();
            assert!(answer.json()["details"]["fields"][name].is_string(), "{query}: {}", answer.text);
        }
        let totals = viewer.get("/api/publications/stats").await.json();
        assert_eq!(totals, json!({ "total_publications": 4, "edited_publications": 1, "hidden_publications": 1, "orcid_sources": 2 }));
        let series = viewer.get("/api/publications/stats/timeseries").await.json();
        assert_eq!((series["daily_last_7_days"].as_array().unwrap().len(), series["monthly_last_6_months"].as_array().unwrap().len()), (7, 6));
    }

    async fn publications_of_a_person(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        editor.delete("/api/publications/10.5555/his").await;
        let of = async |path: &str| {
            let answer = editor.get(&format!("/api/people/{path}")).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            let list = answer.json();
            let ids: Vec<String> = list["publications"].as_array().unwrap().iter()
                .map(|item| item["id"].as_str().unwrap().replace("10.5555/", "")).collect();
            (ids.join(" "), list["total"].as_u64().unwrap())
        };
        let rui = orcid(2);
        assert_eq!(of(&format!("{rui}/publications")).await, ("both".to_owned(), 1));
        assert_eq!(of(&format!("{rui}/publications?includeDeleted=true")).await, ("both his".to_owned(), 2));
        assert_eq!(of(&format!("{}/publications?perPage=1&page=2&includeDeleted=false", orcid(1))).await, ("two".to_owned(), 4));
        let unknown = editor.get(&format!("/api/people/{}/publications", orcid(9))).await;
        assert_eq!(refusal(&unknown), (404, "person_not_found".to_owned()));
        assert_eq!(refusal(&editor.get("/api/people/nobody/publications").await), (400, "invalid_orcid".to_owned()));
        let wrong = editor.get(&format!("/api/people/{rui}/publications?includeDeleted=perhaps")).await;
        assert_eq!(refusal(&wrong), (400, "invalid_query".to_owned()));
    }

    async fn viewers_read_and_strangers_do_not(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let viewer = centre.sign_in("viewer").await;
        assert_eq!(viewer.get(&format!("{ONE}?include=raw")).await.json()["provider_sources"]["crossref"]["raw"], json!({ "sample": true }));
        assert!(viewer.get(ONE).await.json()["provider_sources"]["crossref"]["raw"].is_null());
        assert_eq!(refusal(&viewer.get(&format!("{ONE}?include=all")).await), (400, "invalid_query".to_owned()));
        assert_eq!(refusal(&viewer.patch(ONE, &json!([])).await), (403, "forbidden".to_owned()));
        assert_eq!(refusal(&viewer.delete(ONE).await), (403, "forbidden".to_owned()));
        let bulk = viewer.post("/api/publications/bulk", &json!({ "action": "delete", "ids": ["10.5555/one"] })).await;
        assert_eq!(refusal(&bulk), (403, "forbidden".to_owned()));
        for path in [ONE, "/api/publications", "/api/publications/stats", "/api/publications/stats/timeseries"] {
            let answer = centre.service.call_dashboard("GET", path, &[], None).await;
            assert_eq!(refusal(&answer), (401, "unauthenticated".to_owned()), "{path}");
        }
        let other = sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&other, "workspace_admin").await;
        assert_eq!(refusal(&stranger.get(ONE).await), (404, "publication_not_found".to_owned()));
        assert_eq!(ids(&stranger, "status=all").await, (Vec::new(), 0));
        assert_eq!(public(&centre).await.len(), 5);
    }
}
