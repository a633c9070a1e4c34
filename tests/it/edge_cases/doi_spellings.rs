//! DOIs as people and programs write them: in any case, escaped, in the midst of something else.

use serde_json::json;
use tests::on_both_databases;

use super::payloads::{crossref, group, own, summary, titled};
use super::scene::{Scene, scene};

on_both_databases! {
    /// Decided: the normal form is what is shown, too; how it was deposited stays in the provider's answer.
    async fn case_06_case_does_not_count_but_only_that_of_ascii_letters(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        scene.registries.crossref(&crossref("10.31219/osf.io/f7txY"));
        scene.registries.crossref(&titled("10.6002/häyry", "Small"));
        scene.ingest_claims(&["10.31219/osf.io/f7txY", "10.31219/OSF.IO/F7TXY", "10.6002/häyry"]).await;
        let imported = scene.import("10.31219/osf.io/F7txy").await;
        assert_eq!((imported.status, &imported.json()["created"]), (200, &json!(false)), "{}", imported.text);
        assert_eq!(scene.dois().await, ["10.31219/osf.io/f7txy", "10.6002/häyry"]);
        assert_eq!(scene.paper("10.31219/osf.io/F7TXY").await["doi"], "10.31219/osf.io/f7txy");
        assert_eq!(scene.look_up("10.6002/HÄYRY").await.status, 404);
        assert_eq!(scene.paper("10.6002/HäYRY").await["title"], "Small");
    }
}

#[tokio::test]
async fn case_07_escaped_for_html_twice() {
    scene!(scene);
    let doi = "10.1175/1520-0469(2002)059<2951:rossrb>2.0.co;2";
    scene.registries.crossref(&crossref(doi));
    let escaped = "10.1175/1520-0469(2002)059&amp;lt;2951:ROSSRB&amp;gt;2.0.CO;2";
    scene.ingest_claims(&[escaped]).await;
    assert_eq!(scene.dois().await, [doi]);
    assert_eq!(scene.paper(doi).await["resolution"], "registered");
}

#[tokio::test]
async fn case_08_in_the_midst_of_something_else() {
    scene!(scene);
    let spellings = [
        (
            "S0022-2828(12)00261-1 [pii]\n10.1016/j.yjmcc.2012.07.013",
            "10.1016/j.yjmcc.2012.07.013",
        ),
        ("http://10.1016/j.lrp.2014.03.001", "10.1016/j.lrp.2014.03.001"),
        (
            "Br J Sports Med 2013;47:e3 doi:10.1136/bjsports-2013-092558.24",
            "10.1136/bjsports-2013-092558.24",
        ),
    ];
    let mut groups: Vec<_> = Vec::new();
    for (put_code, (written, doi)) in (1..).zip(spellings) {
        scene.registries.crossref(&crossref(doi));
        groups.push(group(&[summary(put_code, "Found", &[own("doi", written)])]));
    }
    groups.push(group(&[summary(
        9,
        "No DOI at all",
        &[own("doi", "Br J Sports Med 2013;47:e3")],
    )]));
    let job = scene.ingest_groups(&groups).await;
    assert_eq!(
        (&job["progress"]["total"], &job["progress"]["done"]),
        (&json!(4), &json!(4)),
        "{job}"
    );
    let mut meant = spellings.map(|(_, doi)| doi);
    meant.sort_unstable();
    assert_eq!(scene.dois().await, meant);
    assert_eq!(scene.work_titles(), ["No DOI at all"]);
}

#[tokio::test]
async fn case_09_prefixes_are_numbers_and_may_be_divided() {
    scene!(scene);
    for doi in ["10.978.962201/9270", "10.1000.10/123456"] {
        scene.registries.crossref(&crossref(doi));
        assert_eq!(scene.import(doi).await.status, 201, "{doi}");
        assert_eq!(scene.paper(doi).await["doi"], doi);
    }
    for doi in [
        "10.10O0/123456",
        "10.1.NOTGOOD.0/123456",
        "10./x",
        "10.1000/",
        "20.1371/x",
    ] {
        let refused = scene.import(doi).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (400, &json!("invalid_doi")),
            "{doi}"
        );
        assert_eq!(scene.look_up(doi).await.status, 404, "{doi}");
    }
}

/// Decided: an ORCID record's claim with such a DOI becomes an unverified work, so that nothing is lost; nobody is
/// asked about a DOI that was not written.
#[tokio::test]
async fn case_10_a_pasted_dash_is_told_never_mended_silently() {
    scene!(scene);
    let refused = scene.import("10.1007/s10711–018–0327–4").await;
    assert_eq!(
        (refused.status, &refused.json()["code"]),
        (400, &json!("invalid_doi")),
        "{}",
        refused.text
    );
    assert!(
        refused.text.contains("10.1007/s10711-018-0327-4"),
        "a suggestion: {}",
        refused.text
    );
    for (written, meant) in [
        (
            "10.30466/vrf.2019.98547.23\u{200e}50",
            "10.30466/vrf.2019.98547.2350",
        ),
        ("10.5555/a\u{2043}b", "10.5555/a-b"),
        ("10.5555/a¬b", "10.5555/a-b"),
    ] {
        let refused = scene.import(written).await;
        assert_eq!(refused.status, 400, "{written}: {}", refused.text);
        assert!(refused.text.contains(meant), "{written}: {}", refused.text);
    }
    scene.ingest_claims(&["10.1007/s10711–018–0327–4"]).await;
    assert!(scene.dois().await.is_empty());
    assert_eq!(scene.works().len(), 1);
    assert!(scene.registries.asked("crossref").await.is_empty());
}

#[tokio::test]
async fn case_11_two_slashes_are_one_at_one_publisher_only() {
    scene!(scene);
    scene.registries.crossref(&crossref("10.1037/0002-9432.72.1.50"));
    scene.registries.crossref(&crossref("10.1026//1616-1041.3.2.86"));
    scene
        .ingest_claims(&["10.1037//0002-9432.72.1.50", "10.1026//1616-1041.3.2.86"])
        .await;
    assert_eq!(
        scene.dois().await,
        ["10.1026//1616-1041.3.2.86", "10.1037/0002-9432.72.1.50"]
    );
    for path in [
        "10.1026//1616-1041.3.2.86",
        "10.1026%2F%2F1616-1041.3.2.86",
        "10.1037//0002-9432.72.1.50",
    ] {
        assert_eq!(
            scene.service.get(&format!("/v1/doi/{path}")).await.status,
            200,
            "{path}"
        );
    }
    assert_eq!(scene.look_up("10.1026/1616-1041.3.2.86").await.status, 404);
}

/// Decided: a short DOI is not looked up yet. It is refused where somebody can answer and stays a work without a DOI
/// where nobody can, so that it is never taken for another one.
#[tokio::test]
async fn case_12_in_the_address_of_a_publisher() {
    scene!(scene);
    let doi = "10.1371/journal.pone.0042793";
    scene.registries.crossref(&crossref(doi));
    scene.registries.crossref(&crossref("10.1002/mdc3.13466"));
    assert_eq!(
        scene
            .import(
                "https://journals.plos.org/plosone/article?uri=info%3adoi%2f10.1371%2fjournal.pone.0042793"
            )
            .await
            .status,
        201
    );
    assert_eq!(
        scene
            .import("https://onlinelibrary.wiley.com/doi/10.1002/mdc3.13466/epdf")
            .await
            .status,
        201
    );
    assert_eq!(scene.dois().await, ["10.1002/mdc3.13466", doi]);
    for short in ["https://doi.org/d8g2nw", "10/d8g2nw"] {
        let refused = scene.import(short).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (400, &json!("invalid_doi")),
            "{short}"
        );
    }
    scene.ingest_claims(&["10/d8g2nw"]).await;
    assert_eq!(scene.works().len(), 1);
}

/// Decided: in a search, a DOI is no word of a title: it finds nothing rather than everything. Records are looked up by
/// DOI at an address of their own.
#[tokio::test]
async fn case_13_a_doi_as_a_url_is_the_doi() {
    scene!(scene);
    let url = "https://doi.org/10.5555/Tides";
    scene.registries.crossref(&crossref("10.5555/tides"));
    scene
        .registries
        .crossref(&titled("10.5555/other", "Something else"));
    scene.ingest_claims(&[url, "10.5555/other"]).await;
    let asked = scene.registries.asked("crossref").await;
    assert!(
        asked.iter().all(|path| path.starts_with("/works/10.5555%2F")),
        "{asked:?}"
    );
    assert_eq!(
        scene.papers("q=https%3A%2F%2Fdoi.org%2F10.5555%2Ftides").await["total"],
        0
    );
    assert_eq!(scene.paper(url).await["doi"], "10.5555/tides");
}
