//! Slugs: chosen by hand, unique for good, and the old ones lead to the new.

use reqwest::redirect::Policy;
use serde_json::json;
use tests::sample::{NOW, orcid, person};
use tests::{Centre, on_both_databases};

use super::{put, refusal, refused};

/// Status and `Location` of a read by slug, not followed.
async fn by_slug(centre: &Centre, slug: &str) -> (u16, String) {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(Policy::none())
        .build()
        .unwrap();
    let url = format!("{}/v1/people/by-slug/{slug}", centre.service.api);
    let answer = client
        .get(url)
        .header("X-API-Key", &centre.installation_key)
        .send()
        .await
        .unwrap();
    let location = answer
        .headers()
        .get("location")
        .map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), location.unwrap_or_default())
}

on_both_databases! {
    async fn old_slugs_lead_to_the_new_one(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let path = format!("/api/people/{}/slug", orcid(1));
        let to = |slug: &str| (308, format!("{}/v1/people/by-slug/{slug}", centre.service.api));
        let here = (200, String::new());
        assert_eq!(by_slug(&centre, "ana-reis").await, here);
        let set = put(&editor, &path, &json!({ "slug": "prof-reis" })).await;
        assert_eq!((set.status, &set.json()["slug"]), (200, &json!("prof-reis")), "{}", set.text);
        assert_eq!(by_slug(&centre, "prof-reis").await, here);
        assert_eq!(by_slug(&centre, "ana-reis").await, to("prof-reis"));
        let followed = centre.service.get_as(&centre.installation_key, "/v1/people/by-slug/ana-reis").await;
        assert_eq!((followed.status, &followed.json()["orcid_id"]), (200, &json!(orcid(1).as_str())));
        let listed = centre.service.get_as(&centre.installation_key, "/v1/people").await.json();
        assert_eq!(listed["people"][0]["slug"], "prof-reis");
        let set = put(&editor, &path, &json!({ "slug": "reis" })).await;
        assert_eq!(set.status, 200);
        for old in ["ana-reis", "prof-reis"] {
            assert_eq!(by_slug(&centre, old).await, to("reis"), "one step, however old");
        }
        // Nobody else ever gets one of hers; she may have them again.
        let his = format!("/api/people/{}/slug", orcid(2));
        for taken in ["reis", "prof-reis", "ana-reis"] {
            assert_eq!(refusal(&put(&editor, &his, &json!({ "slug": taken })).await), refused(409, "taken"), "{taken}");
        }
        assert_eq!(put(&editor, &path, &json!({ "slug": "ana-reis" })).await.status, 200);
        assert_eq!(by_slug(&centre, "ana-reis").await, here);
        assert_eq!(by_slug(&centre, "reis").await, to("ana-reis"));
        for (slug, expected) in [("nobody", refused(404, "person_not_found")), ("Ana-Reis", refused(404, "person_not_found"))] {
            let answer = centre.service.get_as(&centre.installation_key, &format!("/v1/people/by-slug/{slug}")).await;
            assert_eq!(refusal(&answer), expected, "{slug}");
        }
        let without_key = centre.service.get("/v1/people/by-slug/ana-reis").await;
        assert_eq!(refusal(&without_key), refused(401, "missing_api_key"));
        for slug in ["Ana", "ana--reis", "", "ana_reis", "çana", orcid(2).as_str(), &"a".repeat(191)] {
            assert_eq!(refusal(&put(&editor, &path, &json!({ "slug": slug })).await), refused(400, "invalid_body"), "{slug}");
        }
    }

    async fn a_slug_outlives_ingestion_renaming_and_merging(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let editor = centre.sign_in("editor").await;
        let path = format!("/api/people/{}/slug", orcid(1));
        assert_eq!(put(&editor, &path, &json!({ "slug": "zz-reis" })).await.status, 200);
        let mut renewed = person(1, "Anna", "Reis");
        renewed.fetched_at = NOW + 10;
        db.stores.people.upsert(&centre.workspace, &renewed, &[]).await.unwrap();
        assert_eq!(by_slug(&centre, "zz-reis").await, (200, String::new()));
        // ORCID merges her record into another: the old addresses go on leading to her.
        db.stores.people.upsert(&centre.workspace, &person(12, "Anna", "Reis"), &[orcid(1)]).await.unwrap();
        let now = editor.get(&format!("/api/people/{}", orcid(12))).await.json();
        let slug = now["slug"].as_str().unwrap();
        for old in ["zz-reis", "ana-reis"] {
            assert_eq!(by_slug(&centre, old).await, (308, format!("{}/v1/people/by-slug/{slug}", centre.service.api)));
        }
        let merged = format!("/api/people/{}/slug", orcid(12));
        assert_eq!(put(&editor, &merged, &json!({ "slug": "ana-reis" })).await.status, 200, "her own, from before");
        assert_eq!(by_slug(&centre, "ana-reis").await, (200, String::new()));
    }
}
