//! Which registry knows a DOI, and what it may answer instead of knowing it.

use serde_json::json;
use tests::on_both_databases;
use wiremock::ResponseTemplate;

use super::payloads::{claim, crossref, datacite, openalex, orcid_record, titled, with, without};
use super::registries::{found, status};
use super::scene::{ANA, BO, Scene, attention, scene};

on_both_databases! {
    async fn case_14_an_alias_is_kept_under_the_doi_that_it_leads_to(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let primary = "10.5555/primary";
        scene.registries.crossref(&titled(primary, "One paper, three names"));
        // Crossref has nothing for one alias, and the primary's record for the other.
        scene.registries.redirect("10.5555/alias", "/doi/10.5555/primary");
        scene.registries.crossref_at("10.5555/former", &titled(primary, "One paper, three names"));
        let job = scene.ingest_claims(&["10.5555/alias", "10.5555/former"]).await;
        assert_eq!((&job["progress"]["done"], &job["progress"]["failed"]), (&json!(2), &json!(0)), "{job}");
        assert_eq!(scene.dois().await, [primary]);
        for doi in ["10.5555/alias", "10.5555/former", primary] {
            assert_eq!(scene.paper(doi).await["doi"], primary, "{doi}");
        }
        scene.ingest_claims(&["10.5555/former", primary, "10.5555/alias"]).await;
        assert_eq!(scene.dois().await, [primary], "and once more");
    }

    /// Decided (`docs/decisions/0014-an-alias-and-its-primary-become-one.md`): the primary's record takes over what the
    /// alias's had, and sites are told that the alias's is gone.
    async fn case_14_two_records_that_turn_out_to_be_one(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        let (primary, alias) = ("10.5555/primary", "10.5555/alias");
        scene.registries.crossref(&titled(primary, "One paper"));
        scene.registries.crossref(&titled(alias, "One paper"));
        scene.registries.orcid(&orcid_record(BO, "Bo", "Lind", &[claim(1, alias)]));
        scene.ingest_claims(&[primary]).await;
        scene.ingest(BO).await;
        assert_eq!(scene.dois().await, [alias, primary]);
        let slug = scene.paper(primary).await["slug"].clone();
        scene.registries.crossref_at(alias, &titled(primary, "One paper"));
        scene.later().await;
        let job = scene.ingest(BO).await;
        assert_eq!((&job["status"], &job["progress"]["done"]), (&json!("complete"), &json!(1)), "{job}");
        let list = scene.papers("updated_since=1").await;
        assert_eq!((&list["total"], &list["publications"][0]["doi"]), (&json!(1), &json!(primary)));
        assert_eq!(list["deleted"][0]["external_id"], alias);
        for doi in [alias, primary] {
            let paper = scene.paper(doi).await;
            assert_eq!((&paper["doi"], &paper["slug"]), (&json!(primary), &slug), "{doi}");
            let people = paper["people"].as_array().unwrap();
            assert_eq!(people.len(), 2, "who claimed the alias wrote the paper: {people:?}");
        }
        let told = scene.staff.get("/api/activity?event_type=publication.joined").await.json();
        assert_eq!((&told["total"], &told["events"][0]["subject_id"]), (&json!(1), &json!(primary)));
    }
}

/// Decided: the record stays public, as the work exists, until the staff hides it; it is on their list, and no reader is
/// sent to a page that says "deleted".
#[tokio::test]
async fn case_15_a_deleted_doi_is_flagged() {
    scene!(scene);
    let deleted = json!({ "primary": { "URL": "http://www.crossref.org/deleted_DOI.html" } });
    let paper = scene
        .published(&with(
            crossref("10.5555/gone"),
            json!({ "resource": deleted, "URL": "https://doi.org/10.5555/gone" }),
        ))
        .await;
    assert_eq!(paper["data"]["url"], json!(null));
    assert_eq!(
        attention(&scene.staff_paper("10.5555/gone").await),
        ["deleted_doi"]
    );
}

/// Decided: a DOI that doi.org resolves and its registry does not describe yet is `pending`: kept from the ORCID record,
/// no failure of the job, and asked for by every later ingestion until it is described. One that doi.org does not resolve
/// either is `unresolved` and on the staff's list. The importer, which has nothing to keep, says "not now".
#[tokio::test]
async fn case_16_a_fresh_doi_is_pending_until_its_registry_has_it() {
    scene!(scene);
    let (fresh, typo) = ("10.5555/fresh", "10.5555/typo");
    scene
        .registries
        .redirect(fresh, "https://publisher.example/fresh");
    let refused = scene.import(fresh).await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (502, &json!("provider_unavailable"))
    );
    let job = scene.ingest_claims(&[fresh, typo]).await;
    assert_eq!(
        (&job["status"], &job["progress"]["failed"]),
        (&json!("complete"), &json!(0)),
        "{job}"
    );
    assert_eq!(scene.paper(fresh).await["resolution"], "pending");
    assert!(attention(&scene.staff_paper(fresh).await).is_empty());
    assert_eq!(scene.paper(typo).await["resolution"], "unresolved");
    assert_eq!(attention(&scene.staff_paper(typo).await), ["unresolved"]);
    scene.registries.crossref(&titled(fresh, "Fresh from the press"));
    scene.later().await;
    scene.ingest(ANA).await;
    let paper = scene.paper(fresh).await;
    assert_eq!(
        (&paper["resolution"], &paper["title"]),
        (&json!("registered"), &json!("Fresh from the press"))
    );
}

#[tokio::test]
async fn case_17_each_doi_is_asked_of_its_own_agency() {
    scene!(scene);
    scene.registries.datacite(&with(
        datacite("10.48550/arxiv.1706.03762"),
        json!({ "types": { "resourceTypeGeneral": "Preprint" } }),
    ));
    scene.registries.agency("10.1392/roma081203", "mEDRA");
    let csl = json!({
        "type": "article-journal", "DOI": "10.1392/roma081203", "title": "Roma", "container-title": "Rivista",
        "author": [{ "family": "Reis", "given": "Ana" }], "issued": { "date-parts": [[2008]] },
    });
    scene.registries.say("/doi/10.1392/roma081203", [found(&csl)]);
    scene.registries.crossref(&crossref("10.5555/tides"));
    let job = scene
        .ingest_claims(&["10.48550/arXiv.1706.03762", "10.1392/roma081203", "10.5555/tides"])
        .await;
    assert_eq!(
        (&job["status"], &job["progress"]["done"]),
        (&json!("complete"), &json!(3)),
        "{job}"
    );
    for (doi, provider, kind) in [
        ("10.48550/arxiv.1706.03762", "datacite", "preprint"),
        ("10.1392/roma081203", "doi_org", "journal-article"),
        ("10.5555/tides", "crossref", "journal-article"),
    ] {
        let paper = scene.paper(doi).await;
        assert_eq!(
            (&paper["resolution"], &paper["publication_type"]),
            (&json!("registered"), &json!(kind)),
            "{doi}"
        );
        assert_eq!(paper["enriched_metadata"][provider]["status"], "ok", "{doi}");
    }
    assert_eq!(
        scene.registries.asked("crossref").await,
        ["/works/10.5555%2Ftides"],
        "no other"
    );
    assert_eq!(
        scene.registries.asked("datacite").await,
        ["/dois/10.48550%2Farxiv.1706.03762"]
    );
}

#[tokio::test]
async fn case_18_not_found_is_an_answer_whatever_its_body_is_called() {
    scene!(scene);
    let dois = ["10.5555/text", "10.5555/json", "10.5555/html"];
    for (doi, media_type) in dois
        .iter()
        .zip(["text/plain", "application/json;charset=utf-8", "text/html"])
    {
        scene.registries.say(
            &format!("/crossref/works/{doi}"),
            [status(404, "Resource not found.", media_type)],
        );
    }
    let job = scene.ingest_claims(&dois).await;
    assert_eq!(
        (&job["status"], &job["progress"]["failed"]),
        (&json!("complete"), &json!(0)),
        "{job}"
    );
    for doi in dois {
        let paper = scene.paper(doi).await;
        assert_eq!(
            paper["enriched_metadata"]["crossref"]["status"], "not_found",
            "{doi}"
        );
        assert_eq!(paper["resolution"], "unresolved", "{doi}");
    }
    let refused = scene.import("10.5555/text").await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (404, &json!("doi_not_found"))
    );
}

/// Decided: that OpenAlex names another DOI makes no alias, because it puts a preprint and its article into one work: the
/// two stay two records here. What it says of the work counts for the DOI that was asked for.
#[tokio::test]
async fn case_42_openalex_may_answer_with_another_doi() {
    scene!(scene);
    let (preprint, article) = ("10.48550/arxiv.2101.00001", "10.5555/article");
    scene.registries.datacite(&with(
        datacite(preprint),
        json!({ "types": { "resourceTypeGeneral": "Preprint" } }),
    ));
    scene.registries.openalex(preprint, &openalex(article));
    scene.registries.crossref(&crossref(article));
    scene.registries.openalex(article, &openalex(article));
    scene.ingest_claims(&[preprint, article]).await;
    assert_eq!(scene.dois().await, [preprint, article]);
    for doi in [preprint, article] {
        let paper = scene.paper(doi).await;
        assert_eq!(
            (&paper["doi"], &paper["cited_by_count"]),
            (&json!(doi), &json!(9))
        );
    }
}

#[tokio::test]
async fn case_43_a_merged_openalex_work_is_followed() {
    scene!(scene);
    let doi = "10.5555/tides";
    scene
        .registries
        .crossref(&without(crossref(doi), "container-title"));
    let moved = ResponseTemplate::new(301).insert_header(
        "Location",
        format!("{}/openalex/works/W2", scene.registries.address()),
    );
    scene
        .registries
        .say(&format!("/openalex/works/doi:{doi}"), [moved]);
    let ids = json!({ "id": "https://openalex.org/W2", "ids": { "openalex": "https://openalex.org/W2" } });
    scene
        .registries
        .say("/openalex/works/w2", [found(&with(openalex(doi), ids))]);
    scene.ingest_groups(&[claim(1, doi)]).await;
    let paper = scene.paper(doi).await;
    let id = paper["data"]["identifiers"]["openalex"].as_str().unwrap();
    assert!(id.ends_with("W2"), "{id}");
    assert_eq!(paper["enriched_metadata"]["openalex"]["status"], "ok");
}
