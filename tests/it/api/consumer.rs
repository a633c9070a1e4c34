//! Reading the catalogue without a key, and with one.

use serde_json::{Value, json};
use tests::sample::orcid;
use tests::{Centre, on_both_databases};

fn dois(list: &Value) -> Vec<&str> {
    list["publications"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["doi"].as_str().unwrap())
        .collect()
}

on_both_databases! {
    async fn the_open_list_is_paged_sorted_and_searched(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let answer = centre.service.get("/v1/publications?per_page=2&sort=publication_date&dir=desc").await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let list = answer.json();
        assert_eq!((&list["total"], &list["pages"], &list["page"]), (&json!(5), &json!(3), &json!(1)));
        assert_eq!(dois(&list), ["10.5555/both", "10.5555/his"]);
        assert_eq!(list["publications"][0]["people"].as_array().unwrap().len(), 2);
        let mut walked = 2;
        let mut next = list["next_page_url"].as_str().map(str::to_owned);
        while let Some(url) = next {
            let path = url.strip_prefix(&centre.service.api).unwrap().to_owned();
            let page = centre.service.get(&path).await.json();
            walked += page["publications"].as_array().unwrap().len();
            next = page["next_page_url"].as_str().map(str::to_owned);
        }
        assert_eq!(walked, 5, "following next_page_url walks the whole list");
        let found = centre.service.get("/v1/publications?q=SEAGRASS").await.json();
        assert_eq!(found["total"], 2);
        assert_eq!(found["q"], "SEAGRASS");
        let past = centre.service.get("/v1/publications?page=99").await;
        assert_eq!((past.status, past.json()["publications"].as_array().unwrap().len()), (200, 0));
    }

    async fn a_doi_is_found_raw_encoded_and_in_any_case(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        for path in [
            "/v1/doi/10.5555/one",
            "/v1/doi/10.5555%2Fone",
            "/v1/doi/10.5555/ONE",
            "/v1/doi/10.5555/%28SICI%291%282%29%3A3%3C4%3A%3AAID-5%3E6.0.CO%3B2-X",
            "/v1/doi/10.5555%2F(sici)1(2):3%3C4::aid-5%3E6.0.co;2-x",
        ] {
            let answer = centre.service.get(path).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        }
        let detail = centre.service.get("/v1/doi/10.5555/both").await.json();
        assert_eq!(detail["data"]["authors"].as_array().unwrap().len(), 2);
        assert_eq!(detail["data"]["publication_date"], "2023", "no invented month");
        let missing = centre.service.get("/v1/doi/10.5555/none").await;
        assert_eq!((missing.status, &missing.json()["code"]), (404, &json!("publication_not_found")));
    }

    async fn an_unchanged_answer_is_304_and_a_change_is_seen_at_once(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let first = centre.service.get("/v1/publications").await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        assert_eq!(first.header("cache-control"), "public, max-age=60");
        let again = centre.service.get_with("/v1/publications", &[("If-None-Match", &tag)]).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        let body = json!({ "entity_id": "cesam", "status": "external" });
        let path = format!("/api/partners/people/{}/membership", orcid(1));
        let moved = centre.service.post_as(&centre.api_key, &path, &body).await;
        assert_eq!(moved.status, 200, "{}", moved.text);
        let changed = centre.service.get_with("/v1/publications", &[("If-None-Match", &tag)]).await;
        assert_eq!(changed.status, 200, "the very next request");
        assert_eq!(changed.json()["total"], 2, "papers of Rui stay public");
        assert_eq!(centre.service.get("/v1/doi/10.5555/one").await.status, 404);
    }

    async fn people_need_an_installation_credential(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let refused = centre.service.get("/v1/people").await;
        assert_eq!((refused.status, &refused.json()["code"]), (401, &json!("missing_api_key")));
        let wrong = centre.service.get_as("lgi_nonsense", "/v1/people").await;
        assert_eq!(wrong.status, 401);
        let list = centre.service.get_as(&centre.installation_key, "/v1/people").await;
        assert_eq!((list.status, &list.json()["total"]), (200, &json!(2)));
        assert_eq!(list.header("cache-control"), "private, max-age=60");
        assert_eq!(list.header("x-ratelimit-limit"), "1000");
        let ana = centre.service.get_as(&centre.installation_key, &format!("/v1/people/{}", orcid(1))).await.json();
        assert_eq!((&ana["name"], &ana["publication_count"]), (&json!("Ana Reis"), &json!(4)));
        let own = format!("/v1/people/{}/publications", orcid(2));
        assert_eq!(centre.service.get_as(&centre.installation_key, &own).await.json()["total"], 2);
    }

    async fn nonsense_gets_a_clear_refusal(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        for (path, field) in [
            ("/v1/publications?page=0", "page"),
            ("/v1/publications?page=abc", "page"),
            ("/v1/publications?per_page=101", "per_page"),
            ("/v1/publications?sort=nope", "sort"),
            ("/v1/publications?dir=sideways", "dir"),
            ("/v1/publications?publication_year=MMXX", "publication_year"),
        ] {
            let answer = centre.service.get(path).await;
            assert_eq!(answer.status, 400, "{path}");
            assert!(answer.json()["details"]["fields"][field].is_string(), "{path}: {}", answer.text);
        }
        let unknown = centre.service.get("/v1/nowhere").await;
        assert_eq!((unknown.status, &unknown.json()["code"]), (404, &json!("not_found")));
        assert!(!unknown.header("x-request-id").is_empty());
    }
}
