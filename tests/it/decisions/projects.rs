//! Projects, from their making to their restoration, and what the public sees of them.

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, on_both_databases, sample};

use super::{refusal, refused};

fn deep_sea() -> Value {
    json!({
        "id": "deep-sea",
        "programme": "Horizon Imaginary",
        "title": { "en": "Deep sea", "pt": "Mar profundo" },
        "abstract": { "en": "What lives below.", "pt": "O que vive em baixo." },
        "start_date": "2024-03",
        "end_date": "2026",
        "cesam_funding_amount": 125_000.5,
        "cesam_funding_currency": "USD",
        "total_funding_amount": 250_000.0,
        "total_funding_currency": "EUR",
        "funding_entities": ["Foundation", { "name": "Ministry of Tides", "country": "PT" }],
        "proponent_institution": "University of Nowhere",
        "project_logo": { "url": "https://www.example.org/logo.png", "alt": "Deep sea" },
        "funding_partner_images": [{ "url": "/ministry.png" }],
        "data": { "keywords": ["depth"] },
        "member_orcids": [orcid(1).as_str(), orcid(77).as_str()],
        "coordinator_orcids": [orcid(1).as_str()],
        "publication_ids": ["https://doi.org/10.5555/TWO"],
    })
}

/// Ids of the Integrations list.
async fn public(centre: &Centre) -> Vec<String> {
    let answer = centre
        .service
        .get_as(&centre.installation_key, "/integrations/v1/projects")
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let list = answer.json();
    let projects = list["projects"].as_array().unwrap().iter();
    let ids: Vec<String> = projects
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(list["total"], ids.len(), "{list}");
    ids
}

on_both_databases! {
    /// A jsonb gives large numbers back with all their digits, which a fast reader takes for more than the largest.
    async fn numbers_come_back_as_they_went(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        assert_eq!(editor.post("/api/projects", &deep_sea()).await.status, 201);
        for number in [f64::MAX, 1e308, f64::MIN_POSITIVE, 0.1 + 0.2, 9_007_199_254_740_993.0] {
            let change = json!({ "total_funding_amount": number, "data": { "least": -number } });
            let changed = editor.patch("/api/projects/deep-sea", &change).await;
            assert_eq!(changed.status, 200, "{number}: {}", changed.text);
            let read = editor.get("/api/projects/deep-sea").await.json();
            assert_eq!(read["total_funding_amount"].as_f64(), Some(number));
            assert_eq!(read["data"]["least"].as_f64(), Some(-number));
        }
    }

    async fn a_projects_life(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let made = editor.post("/api/projects", &deep_sea()).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let detail = editor.get("/api/projects/deep-sea").await.json();
        assert_eq!(made.json(), detail);
        for (member, value) in deep_sea().as_object().unwrap() {
            let expected = if member == "publication_ids" { json!(["10.5555/two"]) } else { value.clone() };
            assert_eq!(detail[member], expected, "{member}");
        }
        assert_eq!((&detail["visible"], &detail["deleted_at"], &detail["work_ids"]), (&json!(true), &Value::Null, &json!([])));

        // The Integrations list has every field of its contract.
        let list = centre.service.get_as(&centre.installation_key, "/integrations/v1/projects").await.json();
        let item = &list["projects"][0];
        assert_eq!((&item["title"], &item["abstract"]), (&json!("Deep sea"), &json!("What lives below.")));
        for member in ["programme", "start_date", "end_date", "cesam_funding_amount", "cesam_funding_currency", "total_funding_amount",
                       "total_funding_currency", "funding_entities", "proponent_institution", "project_logo", "funding_partner_images"] {
            assert_eq!(item[member], detail[member], "{member}");
        }
        let everyone = centre.service.get("/v1/projects/deep-sea").await.json();
        assert_eq!(everyone["data"]["translations"]["title"]["pt"], "Mar profundo");
        assert_eq!(everyone["coordinator_orcids"], detail["coordinator_orcids"]);
        let found = centre.service.get("/v1/projects?q=profundo").await.json();
        assert_eq!(found["total"], 1, "words of every language are searched");

        let change = json!({ "title": "Deeper sea", "end_date": null, "member_orcids": [], "publication_ids": ["10.5555/one", "10.5555/two"] });
        let changed = editor.patch("/api/projects/deep-sea", &change).await;
        assert_eq!(changed.status, 200, "{}", changed.text);
        assert_eq!(changed.json()["changed"], json!(["end_date", "member_orcids", "publication_ids", "title"]));
        assert_eq!(changed.json()["project"]["publication_ids"], json!(["10.5555/one", "10.5555/two"]));
        assert_eq!(changed.json()["project"]["programme"], "Horizon Imaginary", "what is left out stays");
        assert_eq!(editor.patch("/api/projects/deep-sea", &change).await.json()["changed"], json!([]));
        assert_eq!(centre.service.get("/v1/projects/deep-sea").await.json()["title"], "Deeper sea");

        // Hidden, shown, deleted, restored: the public notices at once, and is told.
        assert_eq!(public(&centre).await, ["deep-sea"]);
        editor.patch("/api/projects/deep-sea", &json!({ "visible": false })).await;
        assert_eq!(public(&centre).await, Vec::<String>::new());
        assert_eq!(centre.service.get("/v1/projects/deep-sea").await.status, 404);
        let gone = centre.service.get("/v1/projects?updated_since=0").await.json();
        assert_eq!(gone["deleted"][0]["external_id"], "deep-sea");
        editor.patch("/api/projects/deep-sea", &json!({ "visible": true })).await;
        assert_eq!(public(&centre).await, ["deep-sea"]);
        assert_eq!(editor.delete("/api/projects/deep-sea").await.json(), json!({ "success": true, "changed": true }));
        assert_eq!(editor.delete("/api/projects/deep-sea").await.json()["changed"], false);
        assert_eq!(public(&centre).await, Vec::<String>::new());
        assert!(editor.get("/api/projects/deep-sea").await.json()["deleted_at"].is_string());
        let restored = editor.post("/api/projects/deep-sea/restore", &json!({})).await;
        assert_eq!(restored.json(), json!({ "success": true, "changed": true }), "{}", restored.text);
        assert_eq!(public(&centre).await, ["deep-sea"]);
        assert_eq!(centre.stores.maintenance.differences(&centre.workspace).await.unwrap(), []);
        let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        let kinds: Vec<&str> = events.iter().rev().map(|event| event.kind.as_str()).filter(|kind| kind.starts_with("project.")).collect();
        assert_eq!(kinds.len(), 6, "{kinds:?}");
    }

    async fn lists_are_filtered_sorted_and_in_a_language(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        for (id, start, currency, visible) in [("a", Some("2020"), "EUR", true), ("b", None, "USD", true), ("c", Some("2022"), "EUR", false)] {
            let body = json!({ "id": id, "programme": "P", "title": { "en": format!("Sea {id}"), "pt": format!("Mar {id}") },
                               "start_date": start, "cesam_funding_currency": currency, "visible": visible });
            let made = editor.post("/api/projects", &body).await;
            assert_eq!(made.status, 201, "{}", made.text);
        }
        editor.delete("/api/projects/b").await;
        let ids = async |query: &str| {
            let answer = editor.get(&format!("/api/projects?{query}")).await;
            assert_eq!(answer.status, 200, "{query}: {}", answer.text);
            let list = answer.json();
            let ids: Vec<String> = list["projects"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
            (ids.join(" "), list["total"].as_u64().unwrap())
        };
        let found = |ids: &str, total: u64| (ids.to_owned(), total);
        assert_eq!(ids("sort=start_date&dir=asc").await, found("a c", 2));
        assert_eq!(ids("sort=start_date&dir=asc&status=all").await, found("a c b", 3));
        assert_eq!(ids("sort=start_date&status=all&perPage=2&page=2").await, found("b", 3));
        assert_eq!(ids("status=deleted").await, found("b", 1));
        assert_eq!(ids("visibility=hidden").await, found("c", 1));
        assert_eq!(ids("visibility=visible").await, found("a", 1));
        assert_eq!(ids("q=mar&funding_currency=USD&status=all").await, found("b", 1));
        let list = editor.get("/api/projects?locale=pt&q=c").await.json();
        assert_eq!((&list["projects"][0]["title"], &list["locale"], &list["sort"]), (&json!("Mar c"), &json!("pt"), &json!("created_at")));
        for wrong in ["perPage=0", "sort=title", "funding_currency=GBP", "locale=english", "status=gone"] {
            assert_eq!(refusal(&editor.get(&format!("/api/projects?{wrong}")).await), refused(400, "invalid_query"), "{wrong}");
        }
    }

    async fn what_is_refused_and_to_whom(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        assert_eq!(editor.post("/api/projects", &deep_sea()).await.status, 201);
        let with = |member: &str, value: Value| {
            let mut body = json!({ "programme": "P", "title": "Sea" });
            body[member] = value;
            body
        };
        for (body, member) in [
            (json!({ "title": "Sea" }), "programme"),
            (json!({ "programme": "P" }), "title"),
            (with("title", json!({ "portuguese": "Mar" })), "title"),
            (with("start_date", json!("2024-02-31")), "start_date"),
            (json!({ "programme": "P", "title": "Sea", "start_date": "2024-05", "end_date": "2024-04-30" }), "end_date"),
            (with("total_funding_amount", json!(-0.01)), "total_funding_amount"),
            (with("cesam_funding_amount", json!("many")), "cesam_funding_amount"),
            (with("cesam_funding_currency", json!("GBP")), "cesam_funding_currency"),
            (with("project_logo", json!({ "url": "javascript:alert(1)" })), "project_logo"),
            (with("member_orcids", json!(["0000-0000-0000-0000-1"])), "member_orcids"),
            (with("publication_ids", json!(["10.5555/none"])), "publication_ids"),
            (with("id", json!("Deep Sea")), "id"),
            (with("budget", json!(1)), "budget"),
        ] {
            let answer = editor.post("/api/projects", &body).await;
            assert_eq!(refusal(&answer), refused(400, "invalid_body"), "{body}: {}", answer.text);
            assert!(answer.json()["details"]["fields"][member].is_string(), "{body}: {}", answer.text);
        }
        assert_eq!(refusal(&editor.post("/api/projects", &deep_sea()).await), refused(409, "taken"));
        assert_eq!(refusal(&editor.post("/api/projects", &json!([])).await), refused(400, "invalid_body"));
        let before = editor.get("/api/projects/deep-sea").await.text;
        let late = editor.patch("/api/projects/deep-sea", &json!({ "start_date": "2027", "title": "Other" })).await;
        assert_eq!(refusal(&late), refused(400, "invalid_body"));
        assert_eq!(refusal(&editor.patch("/api/projects/deep-sea", &json!({ "id": "x" })).await), refused(400, "invalid_body"));
        assert_eq!(editor.get("/api/projects/deep-sea").await.text, before, "all of it or nothing");
        for path in ["/api/projects/none", "/api/projects/%00"] {
            assert_eq!(refusal(&editor.get(path).await), refused(404, "project_not_found"), "{path}");
            assert_eq!(refusal(&editor.patch(path, &json!({})).await), refused(404, "project_not_found"), "{path}");
            assert_eq!(refusal(&editor.delete(path).await), refused(404, "project_not_found"), "{path}");
            assert_eq!(refusal(&editor.post(&format!("{path}/restore"), &json!({})).await), refused(404, "project_not_found"), "{path}");
        }
        let viewer = centre.sign_in("viewer").await;
        assert_eq!(viewer.get("/api/projects/deep-sea").await.status, 200);
        assert_eq!(refusal(&viewer.post("/api/projects", &with("id", json!("mine"))).await), refused(403, "forbidden"));
        assert_eq!(refusal(&viewer.patch("/api/projects/deep-sea", &json!({})).await), refused(403, "forbidden"));
        assert_eq!(refusal(&viewer.delete("/api/projects/deep-sea").await), refused(403, "forbidden"));
        // Another centre has its own projects, by the same ids if it likes.
        let other = sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&other, "workspace_admin").await;
        assert_eq!(refusal(&stranger.get("/api/projects/deep-sea").await), refused(404, "project_not_found"));
        assert_eq!(stranger.get("/api/projects?status=all").await.json()["total"], 0);
        assert_eq!(refusal(&stranger.delete("/api/projects/deep-sea").await), refused(404, "project_not_found"));
        assert_eq!(stranger.post("/api/projects", &with("id", json!("deep-sea"))).await.status, 201);
        assert_eq!(editor.get("/api/projects/deep-sea").await.text, before);
    }
}
