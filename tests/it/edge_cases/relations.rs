//! Works that belong together: versions, reviews, retractions.

use serde_json::{Value, json};

use super::payloads::{crossref, datacite, openalex, titled, with};
use super::scene::{attention, scene};

/// Crossref's way to name related DOIs.
fn related(kind: &str, dois: &[&str]) -> Value {
    let others: Vec<Value> = dois
        .iter()
        .map(|doi| json!({ "id-type": "doi", "id": doi, "asserted-by": "object" }))
        .collect();
    json!({ kind: others })
}

/// Relations of a record as pairs.
fn relations(paper: &Value) -> Vec<(&str, &str)> {
    let relations = paper["data"]["relations"].as_array().unwrap().iter();
    relations
        .map(|other| (other["type"].as_str().unwrap(), other["id"].as_str().unwrap()))
        .collect()
}

/// Decided (`docs/decisions/0007-no-type-is-hidden-by-default.md`): peer reviews are public like the rest; a site that
/// wants articles asks for them.
#[tokio::test]
async fn case_40_one_paper_and_its_six_dois() {
    scene!(scene);
    let (preprint, article) = ("10.5194/esd-2021-5", "10.5194/esd-13-1-2022");
    let reviews = [
        "10.5194/esd-2021-5-ac1",
        "10.5194/esd-2021-5-rc1",
        "10.5194/esd-2021-5-rc2",
    ];
    let mut relation = related("has-review", &reviews);
    relation["is-preprint-of"] = related("is-preprint-of", &[article])["is-preprint-of"].clone();
    scene.registries.crossref(&with(
        titled(preprint, "Drought"),
        json!({ "type": "posted-content", "subtype": "preprint", "relation": relation }),
    ));
    scene.registries.crossref(&with(
        titled(article, "Drought"),
        json!({ "relation": related("has-preprint", &[preprint]) }),
    ));
    for review in reviews {
        scene.registries.crossref(&with(
            titled(review, "Comment on Drought"),
            json!({ "type": "peer-review", "relation": related("is-review-of", &[preprint]) }),
        ));
    }
    scene
        .ingest_claims(&[preprint, article, reviews[0], reviews[1], reviews[2]])
        .await;
    assert_eq!(
        scene.papers("").await["total"],
        5,
        "the same title joins no two of them"
    );
    assert_eq!(
        relations(&scene.paper(article).await),
        [("has-preprint", preprint)]
    );
    let early = scene.paper(preprint).await;
    let mut found = relations(&early);
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("has-review", reviews[0]),
            ("has-review", reviews[1]),
            ("has-review", reviews[2]),
            ("is-preprint-of", article)
        ]
    );
    for (kind, total) in [("journal-article", 1), ("preprint", 1), ("peer-review", 3)] {
        assert_eq!(
            scene.papers(&format!("publication_type={kind}")).await["total"],
            total,
            "{kind}"
        );
    }
}

#[tokio::test]
async fn case_41_versions_are_records_that_name_each_other() {
    scene!(scene);
    let (concept, version) = ("10.5281/zenodo.10213243", "10.5281/zenodo.10213244");
    let other = |kind: &str, doi: &str| json!({ "relationType": kind, "relatedIdentifier": doi, "relatedIdentifierType": "DOI" });
    scene.registries.datacite(&with(
        datacite(concept),
        json!({ "relatedIdentifiers": [other("HasVersion", version)] }),
    ));
    scene.registries.datacite(&with(
        datacite(version),
        json!({ "relatedIdentifiers": [other("IsVersionOf", &concept.to_uppercase())] }),
    ));
    let (first, second) = ("10.26434/chemrxiv.12782456", "10.26434/chemrxiv.12782456.v2");
    let preprint = json!({ "type": "posted-content", "subtype": "preprint" });
    scene
        .registries
        .crossref(&with(crossref(first), preprint.clone()));
    scene.registries.crossref(&with(
        with(crossref(second), preprint),
        json!({ "relation": related("is-version-of", &[first]) }),
    ));
    scene.ingest_claims(&[concept, version, first, second]).await;
    assert_eq!(
        scene.papers("").await["total"],
        4,
        "neither is taken for the other"
    );
    assert_eq!(relations(&scene.paper(concept).await), [("has-version", version)]);
    assert_eq!(
        relations(&scene.paper(version).await),
        [("is-version-of", concept)]
    );
    assert_eq!(relations(&scene.paper(second).await), [("is-version-of", first)]);
}

#[tokio::test]
async fn case_51_a_retraction_told_on_either_side() {
    scene!(scene);
    let notice = |doi: &str, source: &str| {
        json!([{ "DOI": doi, "type": "retraction", "label": "Retraction", "source": source,
        "updated": { "date-parts": [[2010, 2, 6]] } }])
    };
    let told = scene
        .published(&with(
            crossref("10.1126/science.1112286"),
            json!({ "updated-by": notice("10.5555/notice", "retraction-watch") }),
        ))
        .await;
    assert_eq!(
        (&told["is_retracted"], &told["data"]["retraction"]),
        (
            &json!(true),
            &json!({ "status": "yes", "source": "retraction-watch" })
        )
    );
    let only_openalex = "10.5555/flagged";
    scene.registries.openalex(
        only_openalex,
        &with(openalex(only_openalex), json!({ "is_retracted": true })),
    );
    let flagged = scene.published(&crossref(only_openalex)).await;
    assert_eq!(
        (&flagged["is_retracted"], &flagged["data"]["retraction"]["source"]),
        (&json!(true), &json!("openalex"))
    );
    // The notice itself is not retracted, whatever OpenAlex makes of it.
    let itself = "10.5555/notice";
    scene
        .registries
        .openalex(itself, &with(openalex(itself), json!({ "is_retracted": true })));
    let itself_is = scene
        .published(&with(
            titled(itself, "Retraction: Tides"),
            json!({ "update-to": notice("10.1126/science.1112286", "publisher") }),
        ))
        .await;
    assert_eq!(
        (&itself_is["is_retracted"], &itself_is["publication_type"]),
        (&json!(false), &json!("retraction-notice"))
    );
    let sound = scene.published(&crossref("10.5555/sound")).await;
    assert_eq!(
        (&sound["is_retracted"], &sound["data"]["retraction"]["status"]),
        (&json!(false), &json!("no"))
    );
    assert!(attention(&scene.staff_paper("10.5555/sound").await).is_empty());
}
