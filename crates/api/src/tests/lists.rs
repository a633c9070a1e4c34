//! What CMS plugins rely on: changes, withdrawals, the WordPress shape, a person's publications.

use domain::person::{Person, Withdrawn};
use domain::storage::Page;
use serde_json::json;

use super::Bench;
use super::samples::{self, ORCID, api_key_text, drupal_key, orcid, summary, wordpress_key};

fn with_publications(bench: &mut Bench) {
    bench.publications.expect_list_public().returning(|_, _| {
        let mut long = summary("10.5555/2");
        long.title = None;
        long.journal = Some("J".repeat(600));
        long.publication_date = Some("2020-02-29".parse().unwrap());
        Ok(Page {
            items: vec![summary("10.5555/1"), long],
            total: 2,
        })
    });
}

#[actix_web::test]
async fn only_wordpress_gets_its_own_shape() {
    let mut bench = Bench::new();
    with_publications(&mut bench);
    let running = bench.start();
    let body = running
        .get_with("/v1/publications", &wordpress_key())
        .await
        .json();
    let data = body["data"].as_array().unwrap();
    assert_eq!(data.len(), 2);
    assert_eq!(
        data[0],
        json!({
            "external_id": "10.5555/1", "slug": "psychoceramics", "title": "Psychoceramics",
            "abstract": "Cracked pots.", "journal": "Journal of Psychoceramics", "doi": "10.5555/1",
            "publication_date": null,
            "people": [{"external_id": ORCID, "role": "author", "position": 1}],
        })
    );
    assert_eq!(data[1]["title"], "10.5555/2");
    assert_eq!(data[1]["journal"].as_str().unwrap().len(), 500);
    assert_eq!(data[1]["publication_date"], "2020-02-29");

    for key in [drupal_key(), api_key_text()] {
        let body = running.get_with("/v1/publications", &key).await.json();
        assert!(body.get("data").is_none());
        assert_eq!(body["publications"][0]["people"][0]["external_id"], ORCID);
    }
    assert!(running.get("/v1/publications").await.json().get("data").is_none());
}

#[actix_web::test]
async fn changes_come_with_what_left() {
    let gone = |id: &str| {
        vec![Withdrawn {
            external_id: id.to_owned(),
            at: 1_700_000_000,
        }]
    };
    let mut bench = Bench::new();
    with_publications(&mut bench);
    bench
        .publications
        .expect_withdrawn_since()
        .withf(|_, since| *since == 1_600_000_000)
        .returning(move |_, _| Ok(gone("10.5555/3")));
    bench.people.expect_list_public().returning(|_, query| {
        assert_eq!(query.updated_since, Some(1_600_000_000));
        Ok(Page {
            items: Vec::new(),
            total: 0,
        })
    });
    bench
        .people
        .expect_withdrawn_since()
        .returning(move |_, _| Ok(gone(ORCID)));
    let running = bench.start();
    for (path, id) in [
        ("/v1/publications", "10.5555/3"),
        ("/integrations/v1/publications", "10.5555/3"),
        ("/v1/people", ORCID),
        ("/integrations/v1/people", ORCID),
    ] {
        let body = running
            .get_with(&format!("{path}?updated_since=1600000000"), &wordpress_key())
            .await
            .json();
        let expected = json!([{"external_id": id, "deleted_at": "2023-11-14T22:13:20Z"}]);
        assert_eq!(body["deleted"], expected, "{path}");
        assert_eq!(body["updated_since"], 1_600_000_000, "{path}");
    }
}

#[actix_web::test]
async fn a_person_is_found_by_an_alias_and_their_publications_by_the_primary_id() {
    let alias = domain::identifier::Orcid::parse("0000-0001-5109-3700").unwrap();
    let mut bench = Bench::new();
    let asked = alias.clone();
    bench
        .people
        .expect_find_public()
        .withf(move |_, id| *id == asked)
        .returning(|_, _| Ok(Some(samples::person())));
    bench
        .publications
        .expect_list_public()
        .withf(|_, query| query.filter.person == Some(orcid()) && query.with_people)
        .returning(|_, _| {
            Ok(Page {
                items: vec![summary("10.5555/1")],
                total: 21,
            })
        });
    let running = bench.start();
    let path = format!("/v1/people/{alias}/publications");
    let reply = running.get_with(&path, &wordpress_key()).await;
    assert_eq!(reply.status, 200);
    let next = format!(
        "https://api.example.org/v1/people/{alias}/publications?page=2&per_page=20&sort=last_fetched_at&dir=desc"
    );
    assert_eq!(reply.json()["next_page_url"], next);
}

#[actix_web::test]
async fn links_begin_as_the_request_was_addressed_where_nothing_is_configured() {
    let mut bench = Bench::new();
    bench.settings.public_url = String::new();
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: vec![samples::work_summary()],
            total: 1,
        })
    });
    let running = bench.start();
    for (host, base) in [
        ("api.test:8080", "http://api.test:8080"),
        ("[::1]:8080", "http://[::1]:8080"),
        ("evil\"><script>", "http://localhost"),
    ] {
        let request = actix_web::test::TestRequest::get().uri("/v1/works");
        let reply = running.send(request.insert_header(("Host", host))).await;
        let expected = format!("{base}/v1/works/tide-tables");
        assert_eq!(reply.json()["works"][0]["href"], expected, "{host}");
    }
}

#[actix_web::test]
async fn unknown_people_are_404_everywhere() {
    let mut bench = Bench::new();
    bench
        .people
        .expect_find_public()
        .returning(|_, _| Ok(None::<Person>));
    let running = bench.start();
    for path in [
        "/v1/people/0000-0001-5109-3700",
        "/v1/people/nonsense",
        "/v1/people/%FF",
        "/v1/people/0000-0002-1825-0098",
        "/v1/people/0000-0001-5109-3700/publications",
        "/v1/people/nonsense/publications",
    ] {
        let reply = running.get_with(path, &wordpress_key()).await;
        assert_eq!(reply.refusal(), (404, "person_not_found".to_owned()), "{path}");
    }
}
