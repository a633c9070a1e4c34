//! Every edit of a publication with who and when, and taking one back.

use serde_json::{Value, json};
use tests::desk::SignedIn;
use tests::sample::{crossref, doi, orcid};
use tests::{Centre, TestDatabase, on_both_databases, sample};

use super::{refusal, refused};

const ONE: &str = "/api/publications/10.5555/one";
const HISTORY: &str = "/api/publications/10.5555%2Fone/history";

/// The public record, and both public lists that it stands in.
async fn public(centre: &Centre) -> Vec<String> {
    let mut answers = Vec::new();
    for path in [
        "/v1/doi/10.5555/one",
        "/v1/publications",
        "/integrations/v1/publications",
    ] {
        let answer = centre.service.get_as(&centre.installation_key, path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answers.push(answer.text);
    }
    answers
}

async fn replace(staff: &SignedIn, path: &str, value: Value) -> String {
    let mut operations = json!([{ "op": "add", "path": path }]);
    operations[0]["value"] = value;
    let answer = staff.patch(ONE, &operations).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    newest(staff).await
}

async fn newest(staff: &SignedIn) -> String {
    staff.get(HISTORY).await.json()["entries"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn revert(entry: &str) -> String {
    format!("{HISTORY}/{entry}/revert")
}

/// Crossref now says this.
async fn ingest(db: &TestDatabase, centre: &Centre, title: &str, later: i64) {
    let mut record = crossref(title, 2020, &[("Ana", "Reis")]);
    record.fetched_at = sample::NOW + later;
    let paper = sample::contribution(&doi("one"), record, &[orcid(1)]);
    let trail = domain::activity::Trail::default();
    db.stores
        .publications
        .contribute(&centre.workspace, vec![paper], &trail)
        .await
        .unwrap();
}

on_both_databases! {
    async fn an_edit_taken_back_leaves_the_publication_and_its_public_answers_as_before(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        assert_eq!(editor.get(HISTORY).await.json(), json!({ "entries": [], "total": 0, "next_cursor": null, "has_more": false }));
        let (before, seen) = (editor.get(ONE).await, public(&centre).await);
        let patch = json!([
            { "op": "replace", "path": "/title", "value": { "en": "Seagrass", "pt": "Ervas marinhas" } },
            { "op": "add", "path": "/authors/-", "value": { "given": "Rui", "family": "Costa" } },
            { "op": "replace", "path": "/publication_date", "value": "2019-03-04" },
            { "op": "add", "path": "/abstract", "value": "x".repeat(5_000) },
            { "op": "replace", "path": "/q", "value": 2 },
        ]);
        let edited = editor.patch(ONE, &patch).await;
        assert_eq!(edited.status, 200, "{}", edited.text);
        assert_ne!(public(&centre).await, seen);
        assert_eq!(editor.get(ONE).await.json()["person"].as_array().unwrap().len(), 2, "the new author was matched");

        let list = editor.get(HISTORY).await.json();
        let entry = &list["entries"][0];
        assert_eq!((&entry["actor"], &entry["actor_type"]), (&json!(editor.email), &json!("user")));
        assert_eq!((&entry["reverts"], &entry["reverted_by"]), (&Value::Null, &Value::Null));
        let names: Vec<&String> = entry["changes"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["abstract", "abstract_markup", "authors", "publication_date", "publication_year", "q", "title", "title_markup"]);
        assert_eq!(entry["changes"]["title"]["before"], "Seagrass meadows of the lagoon");
        assert_eq!(entry["changes"]["title"]["after"]["pt"], "Ervas marinhas");
        assert_eq!(entry["changes"]["title"]["edited_before"], false);
        assert_eq!(entry["changes"]["abstract"]["after"].as_str().unwrap().len(), 5_000, "values are whole, however long");

        let id = entry["id"].as_str().unwrap();
        let back = editor.post(&revert(id), &json!({})).await;
        assert_eq!(back.status, 200, "{}", back.text);
        assert_eq!((&back.json()["edit_count"], back.json()["changed"].as_array().unwrap().len()), (&json!(0), 8));
        let after = editor.get(ONE).await;
        assert_eq!(after.json(), before.json());
        assert_eq!(after.header("etag"), before.header("etag"));
        assert_eq!(public(&centre).await, seen);

        let list = editor.get(HISTORY).await.json();
        assert_eq!(list["total"], 2);
        assert_eq!(list["entries"][0]["reverts"], id);
        assert_eq!(list["entries"][1]["reverted_by"], list["entries"][0]["id"]);
        // Once more changes nothing; and the taking back can be taken back.
        assert_eq!(editor.post(&revert(id), &json!({})).await.json()["changed"], json!([]));
        let again = editor.post(&revert(list["entries"][0]["id"].as_str().unwrap()), &json!({})).await;
        assert_eq!(again.status, 200, "{}", again.text);
        let redone = editor.get(ONE).await.json();
        assert_eq!((&redone["edit_count"], &redone["q"]), (&json!(1), &json!(2)));
        assert_eq!(redone["merged"]["title"]["pt"], "Ervas marinhas");
        let events = centre.stores.activity.latest(&centre.workspace, 50).await.unwrap();
        let reverted = events.iter().filter(|event| event.kind == "publication.edit_reverted").count();
        assert_eq!(reverted, 2);
    }

    async fn later_edits_of_a_field_are_kept_unless_the_caller_insists(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let first = replace(&editor, "/title", json!("First")).await;
        let volume = replace(&editor, "/volume", json!("7")).await;
        let second = replace(&editor, "/title", json!("Second")).await;
        let before = editor.get(ONE).await.text;
        let answer = editor.post(&revert(&first), &json!({})).await;
        assert_eq!(refusal(&answer), refused(409, "revert_conflict"), "{}", answer.text);
        assert_eq!(answer.json()["details"]["fields"]["title"], json!([second]));
        assert_eq!(editor.get(ONE).await.text, before, "nothing was changed");
        // Without a body, too; and another field is in nobody's way.
        let post = editor.send(reqwest::Method::POST, &revert(&volume), None, &[]).await;
        assert_eq!(post.json()["changed"], json!(["volume"]));
        // The newest goes back to the one before it.
        assert_eq!(editor.post(&revert(&second), &json!({})).await.status, 200);
        assert_eq!(editor.get(ONE).await.json()["merged"]["title"], "First");
        let third = replace(&editor, "/title", json!("Third")).await;
        let insisted = editor.post(&revert(&first), &json!({ "force": true })).await;
        assert_eq!(insisted.status, 200, "{}", insisted.text);
        let now = editor.get(ONE).await.json();
        assert_eq!((&now["merged"]["title"], &now["edited"]), (&json!("Seagrass meadows of the lagoon"), &Value::Null));
        assert_ne!(third, first);
    }

    async fn what_the_registries_changed_in_between_stays(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let edit = replace(&editor, "/title", json!("By hand")).await;
        ingest(db, &centre, "Seagrass, corrected", 500).await;
        assert_eq!(editor.get(ONE).await.json()["merged"]["title"], "By hand");
        assert_eq!(editor.post(&revert(&edit), &json!({})).await.status, 200);
        let now = editor.get(ONE).await.json();
        assert_eq!((&now["merged"]["title"], &now["edited"]), (&json!("Seagrass, corrected"), &Value::Null));
        // And it follows the registries again.
        ingest(db, &centre, "Seagrass, corrected twice", 900).await;
        assert_eq!(editor.get(ONE).await.json()["merged"]["title"], "Seagrass, corrected twice");
    }

    async fn a_history_is_read_by_cursor_and_outlives_the_timeline(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        for n in 1..=5 {
            replace(&editor, "/volume", json!(n.to_string())).await;
        }
        let admin = centre.sign_in("workspace_admin").await;
        let cleaned = admin.post("/api/activity/cleanup", &json!({ "mode": "all", "confirmation": "cesam" })).await;
        assert_eq!(cleaned.status, 200, "{}", cleaned.text);
        let mut seen = Vec::new();
        let mut path = format!("{HISTORY}?perPage=2");
        loop {
            let list = editor.get(&path).await.json();
            assert_eq!(list["total"], 5);
            let entries = list["entries"].as_array().unwrap();
            seen.extend(entries.iter().map(|entry| entry["changes"]["volume"]["after"].as_str().unwrap().to_owned()));
            assert_eq!(list["has_more"], !list["next_cursor"].is_null());
            let Some(cursor) = list["next_cursor"].as_str() else { break };
            path = format!("{HISTORY}?perPage=2&cursor={cursor}");
            // What joins meanwhile comes before.
            if seen.len() == 2 {
                centre.sign_in("viewer").await;
            }
        }
        assert_eq!(seen, ["5", "4", "3", "2", "1"]);
        for wrong in ["perPage=0", "perPage=x", "cursor=abc"] {
            let answer = editor.get(&format!("{HISTORY}?{wrong}")).await;
            assert_eq!(refusal(&answer), refused(400, "invalid_query"), "{wrong}");
        }
    }

    async fn who_may_look_and_who_may_take_back(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let edit = replace(&editor, "/volume", json!("1")).await;
        let viewer = centre.sign_in("viewer").await;
        assert_eq!(viewer.get(HISTORY).await.status, 200);
        assert_eq!(refusal(&viewer.post(&revert(&edit), &json!({})).await), refused(403, "forbidden"));
        let nobody = centre.service.call_dashboard("GET", HISTORY, &[], None).await;
        assert_eq!(refusal(&nobody), refused(401, "unauthenticated"));
        let other = sample::workspace(&db.stores, "other").await;
        let stranger = centre.sign_in_to(&other, "workspace_admin").await;
        assert_eq!(refusal(&stranger.get(HISTORY).await), refused(404, "publication_not_found"));
        assert_eq!(refusal(&stranger.post(&revert(&edit), &json!({})).await), refused(404, "publication_not_found"));
        for (path, status, code) in [
            (revert("nothing"), 404, "history_entry_not_found"),
            ("/api/publications/10.5555/two/history/".to_owned() + &edit + "/revert", 404, "history_entry_not_found"),
            ("/api/publications/10.5555/none/history/".to_owned() + &edit + "/revert", 404, "publication_not_found"),
            ("/api/publications/nothing/history/x/revert".to_owned(), 400, "invalid_doi"),
            ("/api/publications/0.5/history/x/revert".to_owned(), 400, "invalid_doi"),
            ("/api/publications/www.example.org/history/x/revert".to_owned(), 400, "invalid_doi"),
        ] {
            assert_eq!(refusal(&editor.post(&path, &json!({})).await), refused(status, code), "{path}");
        }
        let body = editor.post(&revert(&edit), &json!({ "force": "yes" })).await;
        assert_eq!(refusal(&body), refused(400, "invalid_body"));
        // A DOI with a raw slash, and one that ends like the list.
        assert_eq!(editor.get("/api/publications/10.5555/one/history").await.json()["total"], 1);
        assert_eq!(refusal(&editor.get("/api/publications/10.5555/history").await), refused(404, "publication_not_found"));
    }
}
