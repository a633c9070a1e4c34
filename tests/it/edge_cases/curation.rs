//! What the staff decided, and registries that go on talking.

use serde_json::{Value, json};
use tests::on_both_databases;

use super::payloads::{author, claim, crossref, group, orcid_record, own, summary, titled, with};
use super::scene::{ANA, BO, Scene, encoded};

const DOI: &str = "10.5555/tides";

fn address(doi: &str) -> String {
    format!("/api/publications/{}", encoded(doi))
}

/// The staff applies a patch that has to be accepted.
async fn patch(scene: &Scene, operations: &Value) {
    let answer = scene.staff.patch(&address(DOI), operations).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

on_both_databases! {
    async fn case_52_what_was_turned_away_does_not_come_back(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let (deleted, hidden) = (DOI, "10.5555/hidden");
        scene.registries.crossref(&crossref(deleted));
        scene.registries.crossref(&crossref(hidden));
        let work = group(&[summary(9, "No DOI", &[own("eid", "1")])]);
        let groups = |title: &str| [
            group(&[summary(1, title, &[own("doi", "https://doi.org/10.5555/TIDES")])]),
            claim(2, hidden),
            work.clone(),
        ];
        scene.ingest_groups(&groups("Tides")).await;
        assert_eq!(scene.dois().await, [hidden, deleted]);
        assert_eq!(scene.staff.delete(&address(deleted)).await.status, 200);
        let hide = json!([{ "op": "replace", "path": "/visible", "value": false }]);
        assert_eq!(scene.staff.patch(&address(hidden), &hide).await.status, 200);
        assert!(scene.dois().await.is_empty(), "at once");
        // The same record, another person's record, another spelling, another title at the registry.
        scene.registries.crossref(&titled(deleted, "Another title"));
        scene.registries.orcid(&orcid_record(BO, "Bo", "Lind", &[claim(5, deleted), claim(6, hidden)]));
        scene.ingest_groups(&groups("Tides, again")).await;
        scene.ingest(BO).await;
        scene.import(&deleted.to_uppercase()).await;
        assert!(scene.dois().await.is_empty());
        assert_eq!(scene.works().len(), 1);
        let gone = scene.papers("updated_since=1").await;
        let gone = gone["deleted"].as_array().unwrap().iter();
        let mut left: Vec<&str> = gone.map(|item| item["external_id"].as_str().unwrap()).collect();
        left.sort_unstable();
        assert_eq!(left, [hidden, deleted], "sites are told what to take down");
        let of_staff = scene.staff_paper(deleted).await;
        assert!(of_staff["deleted_at"].is_string());
        assert_eq!(of_staff["merged"]["title"], "Another title", "kept up to date all the same");
    }

    async fn case_53_a_new_harvest_leaves_edits_alone(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        scene.published(&crossref(DOI)).await;
        patch(&scene, &json!([{ "op": "replace", "path": "/title", "value": "The lagoon's tides" }])).await;
        let renewed = with(titled(DOI, "Tides of the lagoon (corrected)"), json!({ "volume": "12" }));
        scene.later().await;
        let paper = scene.published(&renewed).await;
        assert_eq!((&paper["title"], &paper["data"]["volume"]), (&json!("The lagoon's tides"), &json!("12")));
        assert_eq!((&paper["edit_count"], &scene.papers("q=corrected").await["total"]), (&json!(1), &json!(0)));
        let conflict = &scene.staff_paper(DOI).await["conflicts"]["title"];
        assert_eq!(conflict, &json!({
            "original_at_edit": "Tides of the lagoon",
            "original_now": "Tides of the lagoon (corrected)",
            "edited": "The lagoon's tides",
        }));
    }

    /// Decided: an edit belongs to a whole field and keeps its value, so no pointer is ever applied to a list that it was
    /// not made for; a patch made against an older version is refused with what is wrong, never with a 500.
    async fn case_54_a_pointer_into_a_list_never_means_another_entry(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let authors = json!([author("Wei", "Zhang"), author("Bo", "Lind"), author("Ana", "Reis")]);
        scene.published(&with(crossref(DOI), json!({ "author": authors }))).await;
        let before = scene.staff.get(&address(DOI)).await;
        patch(&scene, &json!([
            { "op": "test", "path": "/authors/2/family", "value": "Reis" },
            { "op": "replace", "path": "/authors/2/given", "value": "Ana Maria" },
            { "op": "replace", "path": "/volume", "value": "4" },
        ])).await;
        // The registry puts somebody in front, then takes most away.
        let more = json!([author("New", "First"), author("Wei", "Zhang"), author("Bo", "Lind"), author("Ana", "Reis")]);
        for authors in [more, json!([author("Ana", "Reis")]), json!([])] {
            scene.registries.crossref(&with(crossref(DOI), json!({ "author": authors, "issue": "2" })));
            assert_eq!(scene.import(DOI).await.status, 200);
            let paper = scene.paper(DOI).await;
            let list = paper["data"]["authors"].as_array().unwrap();
            let name = |author: &Value| format!("{} {}", author["given"].as_str().unwrap(), author["family"].as_str().unwrap());
            let names: Vec<String> = list.iter().map(name).collect();
            assert_eq!(names, ["Wei Zhang", "Bo Lind", "Ana Maria Reis"]);
            let others = (&paper["data"]["volume"], &paper["data"]["issue"]);
            assert_eq!(others, (&json!("4"), &json!("2")), "other edits and fields go on");
        }
        assert!(scene.staff_paper(DOI).await["conflicts"]["authors"].is_object(), "somebody should look");
        let missing = scene.staff.patch(&address(DOI), &json!([{ "op": "remove", "path": "/authors/7" }])).await;
        assert_eq!((missing.status, &missing.json()["code"]), (409, &json!("patch_conflict")));
        let failed = json!([
            { "op": "test", "path": "/authors/0/family", "value": "Reis" },
            { "op": "remove", "path": "/authors/0" },
        ]);
        assert_eq!(scene.staff.patch(&address(DOI), &failed).await.status, 409);
        let body = json!([{ "op": "remove", "path": "/authors/0" }]);
        let headers = [("If-Match", before.header("etag"))];
        let stale = scene.staff.send(reqwest::Method::PATCH, &address(DOI), Some(&body), &headers).await;
        assert_eq!(stale.status, 412, "{}", stale.text);
        assert_eq!(scene.paper(DOI).await["data"]["authors"].as_array().unwrap().len(), 3);
    }

    async fn case_55_what_is_stored_is_found_by_the_next_request(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        assert_eq!(scene.papers("q=lagoon").await["total"], 0, "an answer to remember");
        scene.registries.crossref(&crossref(DOI));
        assert_eq!(scene.import(DOI).await.status, 201);
        for query in ["q=lagoon", "q=LAGOON tides", "publication_year=2021", "publication_type=journal-article", ""] {
            let list = scene.papers(&query.replace(' ', "%20")).await;
            assert_eq!((&list["total"], &list["publications"][0]["doi"]), (&json!(1), &json!(DOI)), "{query}");
        }
        let key = scene.plugin_key();
        let person = scene.service.get_as(&key, &format!("/v1/people/{ANA}")).await.json();
        assert_eq!(person["publication_count"], 1);
        patch(&scene, &json!([{ "op": "replace", "path": "/title", "value": "Marés" }])).await;
        assert_eq!(scene.papers("q=lagoon").await["total"], 0);
        assert_eq!(scene.papers("q=mares").await["total"], 1);
    }

    async fn case_56_ids_and_slugs_outlive_every_refresh(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let key = {
            scene.published(&crossref(DOI)).await;
            scene.plugin_key()
        };
        let paper = scene.paper(DOI).await["slug"].clone();
        let person = scene.service.get_as(&key, &format!("/v1/people/{ANA}")).await.json()["slug"].clone();
        assert_eq!(paper, "tides-of-the-lagoon");
        scene.registries.crossref(&titled(DOI, "Something else entirely"));
        scene.registries.orcid(&orcid_record(ANA, "Anna Maria", "Reis Costa", &[claim(1, DOI)]));
        scene.later().await;
        scene.ingest(ANA).await;
        let renewed = scene.paper(DOI).await;
        assert_eq!(renewed["title"], "Something else entirely");
        assert_eq!((&renewed["slug"], &renewed["external_id"]), (&paper, &json!(DOI)));
        let renamed = scene.service.get_as(&key, &format!("/v1/people/{ANA}")).await.json();
        assert_eq!((&renamed["slug"], &renamed["external_id"]), (&person, &json!(ANA)));
        // Nobody inherits it.
        scene.staff.delete(&address(DOI)).await;
        let other = scene.published(&crossref("10.5555/other")).await;
        assert_eq!(other["title"], "Tides of the lagoon");
        assert_ne!(other["slug"], paper);
        // Back again, it is what it was.
        let back = json!({ "action": "restore", "ids": [DOI] });
        let restored = scene.staff.post("/api/publications/bulk", &back).await;
        assert_eq!(restored.status, 200, "{}", restored.text);
        assert_eq!(scene.paper(DOI).await["slug"], paper);
    }
}
