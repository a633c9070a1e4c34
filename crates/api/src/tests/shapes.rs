//! Bodies as they leave, one snapshot each.

use domain::storage::Page;
use serde_json::Value;

use super::Bench;
use super::samples::{self, ORCID, wordpress_key};

fn full() -> Bench {
    let mut bench = Bench::new();
    bench.people.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: vec![samples::person_summary()],
            total: 1,
        })
    });
    bench
        .people
        .expect_find_public()
        .returning(|_, id| Ok((id.as_str() == ORCID).then(samples::person)));
    bench.publications.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: vec![samples::summary(samples::DOI)],
            total: 1,
        })
    });
    bench
        .publications
        .expect_find_public()
        .returning(|_, doi| Ok((doi.as_str() == samples::DOI).then(|| samples::publication(samples::DOI))));
    bench.works.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: vec![samples::work_summary()],
            total: 1,
        })
    });
    bench
        .works
        .expect_find_public()
        .returning(|_, id| Ok((id.as_str() == "tide-tables").then(samples::work)));
    bench.projects.expect_list_public().returning(|_, _| {
        Ok(Page {
            items: vec![samples::project()],
            total: 1,
        })
    });
    bench
        .projects
        .expect_find_public()
        .returning(|_, id| Ok((id.as_str() == "deep-sea").then(samples::project)));
    bench.installations.expect_origin().returning(|id| {
        let (installation, _) = samples::wordpress();
        Ok(installation.origins.into_iter().find(|origin| origin.id == *id))
    });
    bench
}

async fn body(path: &str) -> Value {
    let reply = full().start().get_with(path, &wordpress_key()).await;
    assert_eq!(reply.status, 200, "{path}");
    reply.json()
}

#[actix_web::test]
async fn consumer_publications() {
    insta::assert_json_snapshot!(body("/v1/publications").await);
}

#[actix_web::test]
async fn consumer_publication() {
    insta::assert_json_snapshot!(body("/v1/doi/10.5555/12345678").await);
}

#[actix_web::test]
async fn consumer_people() {
    insta::assert_json_snapshot!(body("/v1/people").await);
}

#[actix_web::test]
async fn consumer_person() {
    insta::assert_json_snapshot!(body(&format!("/v1/people/{ORCID}")).await);
}

#[actix_web::test]
async fn consumer_projects() {
    insta::assert_json_snapshot!(body("/v1/projects").await);
}

#[actix_web::test]
async fn consumer_project() {
    insta::assert_json_snapshot!(body("/v1/projects/deep-sea").await);
}

#[actix_web::test]
async fn consumer_works() {
    insta::assert_json_snapshot!(body("/v1/works").await);
}

#[actix_web::test]
async fn consumer_work() {
    insta::assert_json_snapshot!(body("/v1/works/tide-tables").await);
}

#[actix_web::test]
async fn integrations_publications() {
    insta::assert_json_snapshot!(body("/integrations/v1/publications").await);
}

#[actix_web::test]
async fn integrations_projects() {
    insta::assert_json_snapshot!(body("/integrations/v1/projects").await);
}

#[actix_web::test]
async fn integrations_people() {
    insta::assert_json_snapshot!(body("/integrations/v1/people").await);
}

#[actix_web::test]
async fn integrations_installation() {
    insta::assert_json_snapshot!(body("/integrations/v1/installation").await);
}

#[actix_web::test]
async fn both_surfaces_list_the_same_works() {
    let (mut one, mut other) = (body("/v1/works").await, body("/integrations/v1/works").await);
    one["next_page_url"].take();
    other["next_page_url"].take();
    assert_eq!(one, other);
}

#[actix_web::test]
async fn health() {
    let running = Bench::new().start();
    assert_eq!(
        running.get("/health").await.json(),
        serde_json::json!({"status": "ok"})
    );
    assert_eq!(
        running.get("/integrations/v1/health").await.json(),
        serde_json::json!({"status": "ok", "version": "2026-04-22"})
    );
}

#[actix_web::test]
async fn an_origins_proof_is_plain_text() {
    let running = full().start();
    for (id, status, text) in [
        ("o-wordpress", 200, "legaciti-verification=abc"),
        (
            "00000000-0000-4000-8000-000000000000",
            404,
            "there is no such origin",
        ),
        ("%20", 400, "this is no origin identifier"),
        ("a%2Fb", 400, "this is no origin identifier"),
    ] {
        let reply = running.get(&format!("/integrations/v1/verify/{id}")).await;
        assert_eq!(reply.status, status, "{id}");
        assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(String::from_utf8(reply.body).unwrap(), text);
    }
}
