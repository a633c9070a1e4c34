//! Whose a publication is, by the word of the staff, and that ingestion, matching and repair keep to it.

use serde_json::{Value, json};
use tests::desk::SignedIn;
use tests::sample::{orcid, person};
use tests::{Centre, on_both_databases, sample};

use super::{refusal, refused};
use crate::edge_cases::payloads::{author, claim, crossref, orcid_record, with};
use crate::edge_cases::scene::{ANA, BO, Scene};

const PEOPLE: &str = "/api/publications/10.5555/one/people";

/// (iD, position, origin, confirmed) of each linked person.
fn links(answer: &Value) -> Vec<(String, Value, String, bool)> {
    let people = answer["people"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    people
        .map(|one| {
            let confirmed = one["confirmed"].as_bool().unwrap();
            (
                text(&one["orcid_id"]),
                one["position"].clone(),
                text(&one["origin"]),
                confirmed,
            )
        })
        .collect()
}

async fn linked(staff: &SignedIn) -> Vec<(String, Value, String, bool)> {
    links(&staff.get(PEOPLE).await.json())
}

fn one(id: &str, position: Value, origin: &str, confirmed: bool) -> (String, Value, String, bool) {
    (id.to_owned(), position, origin.to_owned(), confirmed)
}

on_both_databases! {
    async fn links_are_made_moved_confirmed_and_taken_away(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let (ana, rui) = (orcid(1).to_string(), orcid(2).to_string());
        assert_eq!(linked(&editor).await, [one(&ana, json!(1), "name", false)]);
        let add = json!([{ "op": "add", "path": "/authors/-", "value": { "given": "R.", "family": "Kosta" } }]);
        assert_eq!(editor.patch("/api/publications/10.5555/one", &add).await.status, 200);

        let confirmed = editor.post(&format!("{PEOPLE}/{ana}/confirm"), &json!({})).await;
        assert_eq!((confirmed.status, &confirmed.json()["changed"]), (200, &json!(true)));
        assert_eq!(linked(&editor).await, [one(&ana, json!(1), "name", true)], "how it was found is still told");
        let again = editor.post(&format!("{PEOPLE}/{ana}/confirm"), &json!({})).await;
        assert_eq!((again.status, &again.json()["changed"]), (200, &json!(false)));

        let made = editor.post(PEOPLE, &json!({ "orcid_id": format!("https://orcid.org/{rui}"), "position": 2 })).await;
        assert_eq!((made.status, &made.json()["changed"]), (201, &json!(true)), "{}", made.text);
        assert_eq!(linked(&editor).await, [one(&ana, json!(1), "name", true), one(&rui, json!(2), "manual", true)]);
        assert_eq!(made.json()["author_match_state"], "complete");
        let same = editor.post(PEOPLE, &json!({ "orcid_id": rui, "position": 2 })).await;
        assert_eq!((same.status, &same.json()["changed"]), (200, &json!(false)));
        let his = centre.service.get_as(&centre.installation_key, &format!("/v1/people/{rui}/publications?per_page=100")).await.json();
        assert_eq!(his["total"], 3, "it is public at once");

        // The author that the staff gave to somebody is not given twice.
        let taken = editor.post(PEOPLE, &json!({ "orcid_id": rui, "position": 1 })).await;
        assert_eq!(refusal(&taken), refused(409, "position_taken"), "{}", taken.text);
        assert_eq!(taken.json()["details"]["orcid_id"], ana);
        let gone = editor.delete(&format!("{PEOPLE}/{rui}")).await;
        assert_eq!((gone.status, links(&gone.json()).len()), (200, 1), "{}", gone.text);
        assert_eq!(refusal(&editor.delete(&format!("{PEOPLE}/{rui}")).await), refused(404, "link_not_found"));

        let events = centre.stores.activity.latest(&centre.workspace, 10).await.unwrap();
        let kinds: Vec<&str> = events.iter().map(|event| event.kind.as_str()).collect();
        for kind in ["publication.person_linked", "publication.person_unlinked", "publication.person_confirmed"] {
            assert!(kinds.contains(&kind), "{kind}: {kinds:?}");
        }
    }

    async fn not_mine_is_remembered_until_it_is_withdrawn(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let admin = centre.sign_in("workspace_admin").await;
        let ana = orcid(1).to_string();
        let public = async || centre.service.get_as(&centre.installation_key, "/v1/doi/10.5555/one").await.status;
        assert_eq!(public().await, 200);
        let refuse = format!("{PEOPLE}/{ana}/not-mine");
        let answer = editor.post(&refuse, &json!({})).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let told = answer.json();
        assert_eq!((links(&told).len(), &told["not_mine"][0]["orcid_id"], &told["not_mine"][0]["by"]), (0, &json!(ana), &json!(editor.email)));
        assert_eq!(public().await, 404, "nobody of the centre is left");
        assert_eq!(editor.post(&refuse, &json!({})).await.json()["changed"], false);

        // Neither a repair of this publication nor of all, nor new names of hers, nor an edit, nor a new claim link her again.
        for path in ["", "/bulk"] {
            let body = if path.is_empty() { json!({ "doi": "10.5555/one" }) } else { json!({}) };
            let done = admin.post(&format!("/api/site-tools/repair-author-links{path}"), &body).await;
            assert_eq!(done.status, 200, "{}", done.text);
        }
        let mut renamed = person(1, "Ana", "Reis");
        renamed.names.credit = Some("Ana B. Reis".to_owned());
        db.stores.people.upsert(&centre.workspace, &renamed, &[]).await.unwrap();
        db.stores.publications.rematch_person(&centre.workspace, &orcid(1), sample::NOW).await.unwrap();
        let edit = json!([{ "op": "replace", "path": "/authors/0/given", "value": "Ana B." }]);
        assert_eq!(editor.patch("/api/publications/10.5555/one", &edit).await.status, 200);
        let mut record = sample::crossref("Seagrass again", 2020, &[("Ana", "Reis")]);
        record.fetched_at = sample::NOW + 500;
        record.authors[0].orcid = Some(ana.clone());
        let paper = sample::contribution(&sample::doi("one"), record, &[orcid(1)]);
        let trail = domain::activity::Trail::default();
        db.stores.publications.contribute(&centre.workspace, vec![paper], &trail).await.unwrap();
        assert_eq!((linked(&editor).await.len(), public().await), (0, 404));
        assert_eq!(editor.get(PEOPLE).await.json()["not_mine"].as_array().unwrap().len(), 1);

        let back = editor.delete(&refuse).await;
        assert_eq!(back.status, 200, "{}", back.text);
        assert_eq!(links(&back.json()), [one(&ana, json!(1), "name", false)], "matched anew at once");
        assert_eq!(public().await, 200);
        assert_eq!(refusal(&editor.delete(&refuse).await), refused(404, "link_not_found"));

        // Linking by hand ends a "not mine".
        editor.post(&refuse, &json!({})).await;
        assert_eq!(editor.post(PEOPLE, &json!({ "orcid_id": ana })).await.status, 201);
        let now = editor.get(PEOPLE).await.json();
        assert_eq!((links(&now), &now["not_mine"]), (vec![one(&ana, json!(1), "manual", true)], &json!([])));
    }

    async fn decisions_hold_when_the_records_are_ingested_again(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let paper = with(crossref("10.5555/tides"), json!({ "author": [author("Ana", "Reis"), author("Bo", "Lind")] }));
        scene.registries.crossref(&paper);
        scene.registries.crossref(&crossref("10.5555/other"));
        scene.registries.orcid(&orcid_record(BO, "Bo", "Lind", &[claim(1, "10.5555/tides")]));
        let job = scene.ingest_claims(&["10.5555/tides", "10.5555/other"]).await;
        assert_eq!(job["status"], "complete", "{job}");
        assert_eq!(scene.ingest(BO).await["status"], "complete");
        let people = "/api/publications/10.5555/tides/people";
        let both = links(&scene.staff.get(people).await.json());
        assert_eq!(both, [one(ANA, json!(1), "name", false), one(BO, json!(2), "name", false)]);

        // Ana: not mine. Bo: is the first author, by hand.
        assert_eq!(scene.staff.post(&format!("{people}/{ANA}/not-mine"), &json!({})).await.status, 200);
        let made = scene.staff.post(people, &json!({ "orcid_id": BO, "position": 1 })).await;
        assert_eq!(made.status, 200, "{}", made.text);
        let decided = vec![one(BO, json!(1), "manual", true)];
        assert_eq!(links(&made.json()), decided);

        // Crossref changes its mind about the title and now even gives the iDs; both records are ingested again.
        let mut signed = with(paper, json!({ "title": ["Tides, revised"] }));
        signed["author"][0]["ORCID"] = json!(format!("https://orcid.org/{ANA}"));
        scene.registries.crossref(&signed);
        scene.later().await;
        assert_eq!(scene.ingest(ANA).await["status"], "complete");
        scene.later().await;
        assert_eq!(scene.ingest(BO).await["status"], "complete");
        assert_eq!(scene.staff_paper("10.5555/tides").await["merged"]["title"], "Tides, revised", "it was renewed");
        assert_eq!(links(&scene.staff.get(people).await.json()), decided);
        let public = scene.paper("10.5555/tides").await;
        let seen: Vec<&str> = public["people"].as_array().unwrap().iter().map(|one| one["external_id"].as_str().unwrap()).collect();
        assert_eq!(seen, [BO]);
        let repaired = scene.staff.post("/api/site-tools/repair-author-links", &json!({ "doi": "10.5555/tides" })).await;
        assert_eq!((&repaired.json()["added"], &repaired.json()["removed"]), (&json!([]), &json!([])), "{}", repaired.text);
        // Ana's other paper is still hers; importing by DOI in her name is the staff's word, and counts.
        assert_eq!(scene.paper("10.5555/other").await["people"][0]["external_id"], ANA);
        assert_eq!(scene.import("10.5555/tides").await.status, 200);
        let named = links(&scene.staff.get(people).await.json());
        assert_eq!(named.iter().map(|one| one.0.as_str()).collect::<Vec<_>>().len(), 2, "{named:?}");
        assert_eq!(scene.staff.get(people).await.json()["not_mine"], json!([]));
    }

    async fn who_may_decide_and_what_cannot_be_decided(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let viewer = centre.sign_in("viewer").await;
        let (ana, rui, nobody) = (orcid(1).to_string(), orcid(2).to_string(), orcid(9).to_string());
        assert_eq!(viewer.get(PEOPLE).await.status, 200);
        let body = json!({ "orcid_id": ana, "position": 1 });
        assert_eq!(refusal(&viewer.post(PEOPLE, &body).await), refused(403, "forbidden"));
        assert_eq!(refusal(&viewer.delete(&format!("{PEOPLE}/{ana}")).await), refused(403, "forbidden"));
        for word in ["confirm", "not-mine"] {
            assert_eq!(refusal(&viewer.post(&format!("{PEOPLE}/{ana}/{word}"), &json!({})).await), refused(403, "forbidden"));
        }
        let other = sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&other, "workspace_admin").await;
        assert_eq!(refusal(&stranger.get(PEOPLE).await), refused(404, "publication_not_found"));
        assert_eq!(refusal(&stranger.post(PEOPLE, &body).await), refused(404, "publication_not_found"));
        assert_eq!(refusal(&stranger.post(&format!("{PEOPLE}/{ana}/not-mine"), &json!({})).await), refused(404, "publication_not_found"));
        let before = editor.get(PEOPLE).await.text;
        for (body, status, code) in [
            (json!({}), 400, "invalid_body"),
            (json!({ "orcid_id": "x" }), 400, "invalid_orcid"),
            (json!({ "orcid_id": ana, "position": 0 }), 400, "invalid_body"),
            (json!({ "orcid_id": ana, "position": 2 }), 400, "invalid_body"),
            (json!({ "orcid_id": ana, "place": 1 }), 400, "invalid_body"),
            (json!({ "orcid_id": nobody }), 404, "person_not_found"),
        ] {
            assert_eq!(refusal(&editor.post(PEOPLE, &body).await), refused(status, code), "{body}");
        }
        for (path, status, code) in [
            (format!("{PEOPLE}/{rui}/confirm"), 404, "link_not_found"),
            (format!("{PEOPLE}/{nobody}/confirm"), 404, "person_not_found"),
            (format!("{PEOPLE}/{nobody}/not-mine"), 404, "person_not_found"),
            (format!("{PEOPLE}/x/not-mine"), 400, "invalid_orcid"),
            (format!("/api/publications/10.5555/none/people/{ana}/confirm"), 404, "publication_not_found"),
            (format!("/api/publications/none/people/{ana}/confirm"), 400, "invalid_doi"),
        ] {
            assert_eq!(refusal(&editor.post(&path, &json!({})).await), refused(status, code), "{path}");
        }
        assert_eq!(editor.get(PEOPLE).await.text, before, "nothing was changed");
    }
}
