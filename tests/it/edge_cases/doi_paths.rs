//! DOIs with awkward characters, from the bytes that we send to the paths that we answer at.

use serde_json::json;

use super::payloads::{crossref, titled};
use super::scene::{encoded, scene};

const SICI: &str = "10.1002/(SICI)1097-0274(199909)36:1+<1::AID-AJIM2>3.0.CO;2-0";

#[tokio::test]
async fn case_01_a_doi_with_all_characters_that_paths_may_not_hold() {
    scene!(scene);
    let paper = scene.published(&titled(SICI, "Farm injuries")).await;
    assert_eq!(paper["doi"], SICI.to_ascii_lowercase());
    assert_eq!(
        paper["doi_url"],
        "https://doi.org/10.1002/(sici)1097-0274(199909)36:1+%3C1::aid-ajim2%3E3.0.co;2-0"
    );
    let asked = scene.registries.asked("crossref").await;
    let sent = "/works/10.1002%2F(sici)1097-0274(199909)36%3A1%2B%3C1%3A%3Aaid-ajim2%3E3.0.co%3B2-0";
    assert_eq!(asked, [sent], "one path segment");
    for path in [
        // `+` is itself in a path, whether encoded or not.
        "10.1002/(SICI)1097-0274(199909)36:1+%3C1::AID-AJIM2%3E3.0.CO;2-0",
        "10.1002%2F(sici)1097-0274(199909)36%3A1%2B%3C1%3A%3Aaid-ajim2%3E3.0.co%3B2-0",
    ] {
        let found = scene.service.get(&format!("/v1/doi/{path}")).await;
        assert_eq!(
            (found.status, &found.json()["title"]),
            (200, &json!("Farm injuries")),
            "{path}"
        );
    }
}

/// Decided: a path that is encoded twice is no DOI that we know, and not decoded until it is one. The importer, where
/// somebody can answer, says what was probably meant as far as a DOI shows.
#[tokio::test]
async fn case_02_encoded_exactly_once() {
    scene!(scene);
    let doi = "10.1093/nar/gkaa892";
    scene.published(&crossref(doi)).await;
    for provider in ["crossref", "openalex", "doi"] {
        let asked = scene.registries.asked(provider).await;
        assert!(!asked.is_empty(), "{provider}");
        assert!(
            !asked.iter().any(|path| path.contains("%25")),
            "{provider}: {asked:?}"
        );
    }
    assert_eq!(
        scene.registries.asked("openalex").await,
        ["/works/doi%3A10.1093%2Fnar%2Fgkaa892"]
    );
    let twice = scene.service.get("/v1/doi/10.1093%252Fnar%252Fgkaa892").await;
    assert_eq!(
        (twice.status, &twice.json()["code"]),
        (404, &json!("publication_not_found"))
    );
    for (written, meant) in [
        ("10.1093%252Fnar%252Fgkaa892", ""),
        ("10.1093/nar%252Fgkaa892", doi),
    ] {
        let refused = scene.import(written).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (400, &json!("invalid_doi")),
            "{written}"
        );
        assert!(refused.text.contains(meant), "a suggestion: {}", refused.text);
    }
    assert_eq!(
        scene.registries.asked("crossref").await.len(),
        1,
        "nobody is asked what it may have meant"
    );
}

#[tokio::test]
async fn case_03_a_slash_at_the_end_may_belong_to_the_doi() {
    scene!(scene);
    let real = "10.36652/0042-4633-2023-102-5-404-413/";
    scene
        .registries
        .crossref(&titled(real, "Registered with its slash"));
    scene
        .registries
        .crossref(&titled("10.5555/tides", "Registered without"));
    let job = scene.ingest_claims(&[real, "10.5555/tides/"]).await;
    assert_eq!(
        (&job["progress"]["done"], &job["progress"]["failed"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(scene.dois().await, [real, "10.5555/tides"]);
    for path in [format!("/v1/doi/{real}"), format!("/v1/doi/{}", encoded(real))] {
        let found = scene.service.get(&path).await;
        assert_eq!(
            (found.status, &found.json()["doi"]),
            (200, &json!(real)),
            "{path}"
        );
    }
    // The slash that is not the DOI's leads to it all the same; the one that is cannot be left out.
    for path in ["10.5555/tides/", "10.5555%2Ftides%2F", "10.5555/tides"] {
        let found = scene.service.get(&format!("/v1/doi/{path}")).await;
        assert_eq!(
            (found.status, &found.json()["doi"]),
            (200, &json!("10.5555/tides")),
            "{path}"
        );
    }
    assert_eq!(
        scene
            .look_up("10.36652/0042-4633-2023-102-5-404-413")
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn case_04_nothing_of_ours_follows_a_doi_in_a_path() {
    scene!(scene);
    let (short, long, longer) = ("10.5555/tide", "10.5555/tide/agency", "10.5555/tide/publications");
    for doi in [short, long, longer] {
        scene.registries.crossref(&titled(doi, &format!("On {doi}")));
    }
    scene.ingest_claims(&[short, long, longer]).await;
    for doi in [short, long, longer] {
        for path in [doi.to_owned(), encoded(doi)] {
            let found = scene.service.get(&format!("/v1/doi/{path}")).await;
            assert_eq!((found.status, &found.json()["doi"]), (200, &json!(doi)), "{path}");
            let of_staff = scene.staff.get(&format!("/api/publications/{path}")).await;
            assert_eq!(
                (of_staff.status, &of_staff.json()["id"]),
                (200, &json!(doi)),
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn case_05_a_full_stop_at_the_end_is_tried_as_given_first() {
    scene!(scene);
    let (given, meant, real) = (
        "10.1016/j.ijom.2013.05.017.",
        "10.1016/j.ijom.2013.05.017",
        "10.5555/etc.",
    );
    scene.registries.crossref(&crossref(meant));
    scene.registries.crossref(&crossref(real));
    scene.ingest_claims(&[given, real]).await;
    assert_eq!(scene.dois().await, [meant, real]);
    let asked = scene.registries.asked("crossref").await;
    let place = |doi: &str| {
        asked
            .iter()
            .position(|path| path.ends_with(&doi.replace('/', "%2F")))
    };
    assert!(place(given) < place(meant), "{asked:?}");
    assert_eq!(
        scene.paper(given).await["doi"],
        meant,
        "the form that resolved is the key, the other leads to it"
    );
    assert_eq!(scene.paper(real).await["doi"], real);
}
