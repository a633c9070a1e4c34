//! Works by hand and works from ORCID records: verified, edited, hidden, deleted, restored.

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, on_both_databases, sample};

use super::{refusal, refused};
use crate::edge_cases::payloads::{group, own, summary};
use crate::edge_cases::scene::{ANA, Scene};

fn tables() -> Value {
    json!({
        "id": "tide-tables",
        "title": { "en": "Tide tables", "pt": "Tabelas de marés" },
        "work_type": "report",
        "publication_date": "2024-05",
        "container_title": "Reports of the Centre",
        "url": "https://www.example.org/reports/1",
        "abstract": "When, and how high.",
        "identifiers": [{ "type": "isbn", "value": "978-0-00-000000-2" }],
        "person_orcids": [orcid(1).as_str()],
    })
}

/// Ids of the Integrations list.
async fn public(centre: &Centre) -> Vec<String> {
    let list = centre
        .service
        .get_as(&centre.installation_key, "/integrations/v1/works")
        .await
        .json();
    let works = list["works"].as_array().unwrap().iter();
    let ids: Vec<String> = works.map(|one| one["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(list["total"], ids.len(), "{list}");
    ids
}

on_both_databases! {
    async fn a_works_life(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let project = json!({ "id": "sea", "programme": "P", "title": "Sea" });
        assert_eq!(editor.post("/api/projects", &project).await.status, 201);
        let made = editor.post("/api/works", &tables()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let detail = editor.get("/api/works/tide-tables").await.json();
        assert_eq!(made.json(), detail);
        for (member, value) in tables().as_object().unwrap() {
            assert_eq!(&detail[member], value, "{member}");
        }
        assert_eq!((&detail["verified"], &detail["promoted_to"], &detail["found_in"]), (&json!(false), &Value::Null, &Value::Null));
        assert_eq!(public(&centre).await, Vec::<String>::new(), "nobody has checked it");
        let verified = editor.post("/api/works/tide-tables/verify", &json!({})).await;
        assert_eq!((verified.status, &verified.json()["changed"]), (200, &json!(["verified"])), "{}", verified.text);
        assert_eq!(public(&centre).await, ["tide-tables"]);
        let everyone = centre.service.get("/v1/works/tide-tables").await.json();
        assert_eq!((&everyone["title"], &everyone["abstract"]), (&json!("Tide tables"), &json!("When, and how high.")));
        assert_eq!(centre.service.get("/v1/works?q=tabelas").await.json()["total"], 1, "words of every language are searched");

        let change = json!({ "title": "Tide tables, revised", "url": null, "project_ids": ["sea"], "person_orcids": [orcid(1).as_str(), orcid(2).as_str()] });
        let changed = editor.patch("/api/works/tide-tables", &change).await;
        assert_eq!(changed.json()["changed"], json!(["person_orcids", "project_ids", "title", "url"]), "{}", changed.text);
        assert_eq!(editor.get("/api/projects/sea").await.json()["work_ids"], json!(["tide-tables"]));
        assert_eq!(centre.service.get("/v1/works/tide-tables").await.json()["person_orcids"].as_array().unwrap().len(), 2);

        editor.patch("/api/works/tide-tables", &json!({ "visible": false })).await;
        assert_eq!(public(&centre).await, Vec::<String>::new());
        let gone = centre.service.get("/v1/works?updated_since=0").await.json();
        assert_eq!(gone["deleted"][0]["external_id"], "tide-tables");
        editor.patch("/api/works/tide-tables", &json!({ "visible": true })).await;
        assert_eq!(editor.delete("/api/works/tide-tables").await.json(), json!({ "success": true, "changed": true }));
        assert_eq!(public(&centre).await, Vec::<String>::new());
        assert_eq!(editor.get("/api/works").await.json()["total"], 0);
        assert_eq!(editor.get("/api/works?status=deleted").await.json()["total"], 1);
        assert_eq!(editor.post("/api/works/tide-tables/restore", &json!({})).await.json()["changed"], true);
        assert_eq!(public(&centre).await, ["tide-tables"]);
        let back = editor.post("/api/works/tide-tables/verify", &json!({ "verified": false })).await;
        assert_eq!(back.json()["changed"], json!(["verified"]));
        assert_eq!(public(&centre).await, Vec::<String>::new());
        assert_eq!(centre.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);
    }

    async fn lists_are_filtered(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        for (id, who, kind, year, verified) in [("a", 1, "report", "2020", true), ("b", 2, "software", "2021", false), ("c", 1, "report", "2022", false)] {
            let body = json!({ "id": id, "title": format!("Tides {id}"), "work_type": kind, "publication_date": year,
                               "person_orcids": [orcid(who).as_str()], "verified": verified });
            assert_eq!(editor.post("/api/works", &body).await.status, 201);
        }
        let ids = async |query: &str| {
            let answer = editor.get(&format!("/api/works?{query}")).await;
            assert_eq!(answer.status, 200, "{query}: {}", answer.text);
            let list = answer.json();
            let ids: Vec<String> = list["works"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
            (ids.join(" "), list["total"].as_u64().unwrap())
        };
        let found = |ids: &str, total: u64| (ids.to_owned(), total);
        assert_eq!(ids("sort=publication_date&dir=asc").await, found("a b c", 3));
        assert_eq!(ids("sort=publication_year&perPage=1").await, found("c", 3));
        assert_eq!(ids("verification=verified").await, found("a", 1));
        assert_eq!(ids("verification=unverified&sort=publication_date").await, found("c b", 2));
        assert_eq!(ids(&format!("orcid_id={}&sort=publication_date", orcid(1))).await, found("c a", 2));
        assert_eq!(ids("work_type=software").await, found("b", 1));
        assert_eq!(ids("publication_year=2022&q=tide").await, found("c", 1));
        for wrong in ["verification=yes", "orcid_id=x", "sort=title", "publication_year=0"] {
            assert_eq!(refusal(&editor.get(&format!("/api/works?{wrong}")).await), refused(400, "invalid_query"), "{wrong}");
        }
    }

    async fn what_the_staff_made_of_a_work_stays_when_its_record_is_ingested_again(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let record = |title: &str| vec![
            group(&[summary(1, &format!("{title} one"), &[own("isbn", "978-0-00-000000-2")])]),
            group(&[summary(2, &format!("{title} two"), &[])]),
            group(&[summary(3, &format!("{title} three"), &[])]),
        ];
        scene.ingest_groups(&record("Report")).await;
        let list = async || {
            let list = scene.staff.get("/api/works?status=all&sort=created_at&perPage=100").await.json();
            let works = list["works"].as_array().unwrap().clone();
            works.into_iter().map(|work| (work["title"].as_str().unwrap().to_owned(), work)).collect::<Vec<_>>()
        };
        let id = async |title: &str| list().await.into_iter().find(|(own, _)| own == title).unwrap().1["id"].as_str().unwrap().to_owned();
        let (one, two, three) = (id("Report one").await, id("Report two").await, id("Report three").await);
        assert_eq!(scene.staff.get(&format!("/api/works/{one}")).await.json()["found_in"], ANA);
        scene.staff.patch(&format!("/api/works/{one}"), &json!({ "title": "By hand" })).await;
        scene.staff.patch(&format!("/api/works/{two}"), &json!({ "person_orcids": [] })).await;
        scene.staff.delete(&format!("/api/works/{three}")).await;
        scene.later().await;
        scene.ingest_groups(&record("Renamed")).await;
        let titles: Vec<String> = { let mut all: Vec<String> = list().await.into_iter().map(|(title, _)| title).collect(); all.sort(); all };
        assert_eq!(titles, ["By hand", "Renamed three", "Renamed two"], "none twice");
        assert_eq!(scene.staff.get(&format!("/api/works/{two}")).await.json()["person_orcids"], json!([]), "nobody was added");
        assert!(scene.staff.get(&format!("/api/works/{three}")).await.json()["deleted_at"].is_string(), "it stays deleted");
    }

    async fn what_is_refused_and_to_whom(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        assert_eq!(editor.post("/api/works", &tables()).await.status, 201);
        let with = |member: &str, value: Value| {
            let mut body = json!({ "title": "Tides" });
            body[member] = value;
            body
        };
        for (body, member) in [
            (json!({}), "title"),
            (with("title", json!("  ")), "title"),
            (with("work_type", json!("pamphlet")), "work_type"),
            (with("publication_date", json!("9999")), "publication_date"),
            (with("url", json!("javascript:alert(1)")), "url"),
            (with("identifiers", json!([{ "type": "isbn" }])), "identifiers"),
            (with("person_orcids", json!([orcid(9).as_str()])), "person_orcids"),
            (with("project_ids", json!(["none"])), "project_ids"),
            (with("id", json!("A b")), "id"),
            (with("doi", json!("10.5555/a")), "doi"),
        ] {
            let answer = editor.post("/api/works", &body).await;
            assert_eq!(refusal(&answer), refused(400, "invalid_body"), "{body}: {}", answer.text);
            assert!(answer.json()["details"]["fields"][member].is_string(), "{body}: {}", answer.text);
        }
        assert_eq!(refusal(&editor.post("/api/works", &tables()).await), refused(409, "taken"));
        let before = editor.get("/api/works/tide-tables").await.text;
        let stranger = json!({ "title": "Other", "person_orcids": [orcid(9).as_str()] });
        assert_eq!(refusal(&editor.patch("/api/works/tide-tables", &stranger).await), refused(400, "invalid_body"));
        assert_eq!(editor.get("/api/works/tide-tables").await.text, before, "all of it or nothing");
        let path = "/api/works/none";
        assert_eq!(refusal(&editor.get(path).await), refused(404, "work_not_found"));
        assert_eq!(refusal(&editor.patch(path, &json!({})).await), refused(404, "work_not_found"));
        assert_eq!(refusal(&editor.delete(path).await), refused(404, "work_not_found"));
        for word in ["restore", "verify"] {
            assert_eq!(refusal(&editor.post(&format!("{path}/{word}"), &json!({})).await), refused(404, "work_not_found"), "{word}");
        }
        let viewer = centre.sign_in("viewer").await;
        let own = "/api/works/tide-tables";
        assert_eq!(viewer.get(own).await.status, 200);
        assert_eq!(refusal(&viewer.post("/api/works", &with("id", json!("x"))).await), refused(403, "forbidden"));
        assert_eq!(refusal(&viewer.patch(own, &json!({})).await), refused(403, "forbidden"));
        assert_eq!(refusal(&viewer.delete(own).await), refused(403, "forbidden"));
        assert_eq!(refusal(&viewer.post(&format!("{own}/verify"), &json!({})).await), refused(403, "forbidden"));
        let other = sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&other, "workspace_admin").await;
        assert_eq!(refusal(&stranger.get(own).await), refused(404, "work_not_found"));
        assert_eq!(refusal(&stranger.post(&format!("{own}/verify"), &json!({})).await), refused(404, "work_not_found"));
        assert_eq!(refusal(&stranger.post(&format!("{own}/promote"), &json!({ "doi": "10.5555/one" })).await), refused(404, "work_not_found"));
        assert_eq!(stranger.get("/api/works?status=all").await.json()["total"], 0);
        assert_eq!(editor.get(own).await.text, before);
    }
}
