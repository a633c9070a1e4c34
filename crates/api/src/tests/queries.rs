//! Query parameters: defaults, bounds, repetitions, and what reaches the port.

use std::sync::{Arc, Mutex};

use domain::person::Withdrawn;
use domain::project::Currency;
use domain::publication::{PublicationQuery, PublicationSort};
use domain::storage::{Direction, Page, PageRequest};

use super::samples::{summary, wordpress_key};
use super::{Bench, Running};

type Asked = Arc<Mutex<Vec<PublicationQuery>>>;

fn recording(total: u64) -> (Running, Asked) {
    let mut bench = Bench::new();
    let asked = Asked::default();
    let seen = Arc::clone(&asked);
    bench
        .publications
        .expect_list_public()
        .returning(move |_, query| {
            seen.lock().unwrap().push(query.clone());
            Ok(Page {
                items: vec![summary("10.5555/1")],
                total,
            })
        });
    (bench.start(), asked)
}

#[actix_web::test]
async fn defaults_are_applied_and_echoed() {
    let (running, asked) = recording(41);
    let body = running.get("/v1/publications").await.json();
    let query = asked.lock().unwrap()[0].clone();
    assert_eq!(
        query.page,
        PageRequest {
            page: 1,
            per_page: 20
        }
    );
    assert_eq!(query.sort, PublicationSort::LastFetchedAt);
    assert_eq!(query.direction, Direction::Descending);
    assert!(query.with_people);
    assert_eq!(body["page"], 1);
    assert_eq!(body["per_page"], 20);
    assert_eq!(body["total"], 41);
    assert_eq!(body["pages"], 3);
    assert_eq!(
        (&body["sort"], &body["dir"], &body["q"]),
        (&"last_fetched_at".into(), &"desc".into(), &"".into())
    );
    assert!(body["publication_type"].is_null() && body["min_cited_by"].is_null());
    assert_eq!(
        body["next_page_url"],
        "https://api.example.org/v1/publications?page=2&per_page=20&sort=last_fetched_at&dir=desc"
    );
    assert!(body.get("data").is_none() && body.get("deleted").is_none());
}

#[actix_web::test]
async fn filters_reach_the_port_and_come_back() {
    let (running, asked) = recording(1);
    let path = "/v1/publications?page=3&per_page=7&q=%20S%C3%A3o+%00Pots%20&sort=cited_by_count&dir=asc\
                &publication_type=dataset&publication_year=2020&min_cited_by=3&utm=x&sort=publication_date";
    let body = running.get(path).await.json();
    let query = asked.lock().unwrap()[0].clone();
    assert_eq!(query.filter.q, "São  Pots");
    assert_eq!(query.filter.publication_type.as_deref(), Some("dataset"));
    assert_eq!(query.filter.publication_year, Some(2020));
    assert_eq!(query.filter.min_cited_by, Some(3));
    assert_eq!(
        query.sort,
        PublicationSort::PublicationDate,
        "the last one counts"
    );
    assert_eq!(query.direction, Direction::Ascending);
    assert_eq!((query.page.page, query.page.per_page), (3, 7));
    assert_eq!(body["q"], "São  Pots");
    assert_eq!(body["publication_year"], 2020);
    assert!(body["next_page_url"].is_null(), "past the end");
}

#[actix_web::test]
async fn empty_values_count_as_absent() {
    let (running, asked) = recording(0);
    let path =
        "/v1/publications?page=&per_page=&q=&sort=&dir=&publication_type=&publication_year=&min_cited_by=";
    assert_eq!(running.get(path).await.status, 200);
    let query = asked.lock().unwrap()[0].clone();
    assert_eq!(query.filter, domain::publication::PublicationFilter::default());
}

#[actix_web::test]
async fn blanks_are_no_text_and_no_number_or_word() {
    let (running, asked) = recording(0);
    for name in [
        "page",
        "per_page",
        "sort",
        "dir",
        "publication_year",
        "min_cited_by",
        "updated_since",
    ] {
        for blank in ["%20", "%00", "%C2%9A", "+%0A"] {
            let reply = running.get(&format!("/v1/publications?{name}={blank}")).await;
            assert_eq!(
                reply.refusal(),
                (400, "invalid_query".to_owned()),
                "{name}={blank}"
            );
        }
    }
    assert_eq!(running.get("/v1/publications?q=%20%00").await.status, 200);
    assert_eq!(asked.lock().unwrap()[0].filter.q, "");
}

#[actix_web::test]
async fn the_next_page_keeps_the_question() {
    let (running, _) = recording(5);
    let path = "/v1/publications?per_page=2&q=a%26b%20%C3%A7&publication_type=x&ignored=1";
    let body = running.get(path).await.json();
    let next = body["next_page_url"].as_str().unwrap();
    assert_eq!(
        next,
        "https://api.example.org/v1/publications?page=2&per_page=2&q=a%26b+%C3%A7&sort=last_fetched_at\
         &dir=desc&publication_type=x"
    );
    let relative = next.strip_prefix("https://api.example.org").unwrap();
    let again = running.get(relative).await.json();
    assert_eq!(again["q"], "a&b ç");
    assert_eq!(again["page"], 2);
}

#[actix_web::test]
async fn bounds_are_kept_and_all_faults_are_named() {
    let (running, asked) = recording(0);
    for query in [
        "page=0",
        "page=-1",
        "page=abc",
        "page=1.5",
        "page=4294967296",
        "page=2147483648",
        "per_page=0",
        "per_page=101",
        "per_page=1000",
        "sort=nope",
        "sort=title",
        "dir=sideways",
        "dir=ASC",
        "publication_year=20x",
        "publication_year=0",
        "min_cited_by=-1",
        "min_cited_by=many",
        "updated_since=-1",
        "updated_since=yesterday",
    ] {
        let reply = running.get(&format!("/v1/publications?{query}")).await;
        assert_eq!(reply.refusal(), (400, "invalid_query".to_owned()), "{query}");
        let name = query.split('=').next().unwrap();
        assert!(reply.json()["details"]["fields"][name].is_string(), "{query}");
    }
    let long = "x".repeat(201);
    let reply = running.get(&format!("/v1/publications?q={long}")).await;
    assert_eq!(reply.refusal(), (400, "invalid_query".to_owned()));
    let reply = running.get("/v1/publications?page=0&per_page=0&sort=x").await;
    let body = reply.json();
    assert_eq!(body["details"]["fields"].as_object().unwrap().len(), 3);
    assert_eq!(
        body["details"]["fields"]["sort"],
        "must be one of last_fetched_at, publication_date, cited_by_count"
    );
    assert!(asked.lock().unwrap().is_empty(), "nothing was asked");
    for query in ["page=2147483647&per_page=100", "per_page=1", "q=%FF%FE"] {
        let reply = running.get(&format!("/v1/publications?{query}")).await;
        assert_eq!(reply.status, 200, "{query}");
    }
}

#[actix_web::test]
async fn the_other_lists_check_theirs() {
    let running = Bench::new().start();
    for path in [
        "/v1/projects?sort=title",
        "/v1/projects?funding_currency=GBP",
        "/v1/works?sort=last_fetched_at",
        "/v1/works?per_page=101",
        "/v1/works?publication_year=x",
        "/v1/people?page=0",
        "/v1/people?updated_since=x",
        "/v1/people/0000-0002-1825-0097/publications?dir=up",
        "/integrations/v1/people?page=abc",
        "/integrations/v1/works?dir=sideways",
        "/integrations/v1/projects?per_page=1000",
        "/integrations/v1/publications?sort=nope",
    ] {
        let reply = running.get_with(path, &wordpress_key()).await;
        assert_eq!(reply.refusal(), (400, "invalid_query".to_owned()), "{path}");
    }
}

#[actix_web::test]
async fn currencies_and_work_types_reach_their_ports() {
    let mut bench = Bench::new();
    bench
        .projects
        .expect_list_public()
        .withf(|_, query| {
            query.filter.funding_currency == Some(Currency::Usd) && query.filter.updated_since == Some(5)
        })
        .returning(|_, _| {
            Ok(Page {
                items: Vec::new(),
                total: 0,
            })
        });
    bench
        .projects
        .expect_withdrawn_since()
        .withf(|_, since| *since == 5)
        .returning(|_, _| {
            Ok(vec![Withdrawn {
                external_id: "deep-sea".to_owned(),
                at: 6,
            }])
        });
    bench
        .works
        .expect_list_public()
        .withf(|_, query| query.filter.work_type.as_deref() == Some("report"))
        .returning(|_, _| {
            Ok(Page {
                items: Vec::new(),
                total: 0,
            })
        });
    let running = bench.start();
    let body = running
        .get("/v1/projects?funding_currency=USD&updated_since=5")
        .await
        .json();
    assert_eq!(body["funding_currency"], "USD");
    assert_eq!(body["deleted"][0]["external_id"], "deep-sea");
    let body = running.get("/v1/works?work_type=report").await.json();
    assert_eq!(body["work_type"], "report");
}
