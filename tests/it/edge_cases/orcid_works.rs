//! What ORCID records list, and by which identifiers.

use serde_json::json;
use tests::on_both_databases;

use super::payloads::{crossref, external_id, group, orcid_record, own, summary, titled, with};
use super::scene::{ANA, BO, Scene, attention, scene};

on_both_databases! {
    async fn case_35_a_work_without_a_doi_keeps_its_other_ids(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        scene.registries.crossref(&crossref("10.5555/tides"));
        let doi_comes_third = summary(1, "Tides of the lagoon", &[
            own("source-work-id", "4711"), own("eid", "2-s2.0-85000000001"), own("doi", "10.5555/tides"),
        ]);
        let none = summary(2, "Known to Scopus only", &[own("eid", "2-s2.0-85000000002"), own("uri", "https://example.org/w")]);
        let groups = [group(&[doi_comes_third]), group(&[none])];
        for _ in 0..2 {
            let job = scene.ingest_groups(&groups).await;
            assert_eq!((&job["progress"]["total"], &job["progress"]["done"]), (&json!(2), &json!(2)), "{job}");
            assert_eq!(scene.dois().await, ["10.5555/tides"]);
            let works = scene.works();
            assert_eq!(works.len(), 1, "found again by iD and put-code");
            assert_eq!((&works[0]["title"], &works[0]["verified"]), (&json!("Known to Scopus only"), &json!(false)));
            assert!(works[0].to_string().contains("2-s2.0-85000000002"), "{}", works[0]);
            assert_eq!(works[0]["person_orcids"], json!([ANA]));
        }
        let public = scene.service.get("/v1/works").await.json();
        assert_eq!(public["total"], 0, "not public before somebody has verified it");
    }

    /// Decided: nothing is taken away because a record no longer lists it; the staff decides.
    async fn case_59_what_left_an_orcid_record_stays(db: &TestDatabase) {
        let scene = Scene::open(db).await;
        scene.registries.crossref(&crossref("10.5555/kept"));
        scene.registries.crossref(&crossref("10.5555/tides"));
        scene.ingest_claims(&["10.5555/kept", "10.5555/tides"]).await;
        let job = scene.ingest_claims(&["10.5555/tides"]).await;
        assert_eq!((&job["status"], &job["progress"]["total"]), (&json!("complete"), &json!(1)));
        assert_eq!(scene.dois().await, ["10.5555/kept", "10.5555/tides"]);
        assert_eq!(scene.paper("10.5555/kept").await["people"][0]["external_id"], ANA);
    }
}

#[tokio::test]
async fn case_36_the_doi_of_the_container_is_not_the_works() {
    scene!(scene);
    scene
        .registries
        .crossref(&titled("10.5555/journal", "The journal itself"));
    let groups = [
        group(&[summary(
            1,
            "An article",
            &[external_id("doi", "10.5555/journal", "part-of"), own("eid", "1")],
        )]),
        group(&[summary(
            2,
            "A chapter",
            &[
                external_id("isbn", "978-3-16-148410-0", "part-of"),
                external_id("doi", "10.5555/journal", "part-of"),
            ],
        )]),
        group(&[summary(
            3,
            "A grant",
            &[external_id("doi", "10.5555/journal", "funded-by")],
        )]),
    ];
    scene.ingest_groups(&groups).await;
    assert!(scene.dois().await.is_empty());
    assert_eq!(
        scene.work_titles(),
        ["A chapter", "A grant", "An article"],
        "one ISBN joins no two of them"
    );
    assert!(scene.registries.asked("crossref").await.is_empty());
}

/// Decided: a DOI is one record, and the registry says what it is: the book. Who lists a chapter of it under the book's
/// DOI is linked to the book, as that is what the iD says, but the staff is told.
#[tokio::test]
async fn case_37_two_chapters_under_the_doi_of_their_book() {
    scene!(scene);
    let book = with(
        titled("10.1201/b14859", "Spike Timing"),
        json!({ "type": "monograph", "author": [], "editor": [{ "given": "Ed", "family": "Itor" }] }),
    );
    scene.registries.crossref(&book);
    for (orcid, given, title) in [
        (ANA, "Ana", "Introduction"),
        (BO, "Bo", "Spike trains as event sequences"),
    ] {
        let chapter = with(
            summary(7, title, &[own("doi", "10.1201/b14859")]),
            json!({ "type": "book-chapter" }),
        );
        scene
            .registries
            .orcid(&orcid_record(orcid, given, "Reis", &[group(&[chapter])]));
        scene.ingest(orcid).await;
    }
    let paper = scene.paper("10.1201/b14859").await;
    assert_eq!(
        (&paper["title"], &paper["publication_type"]),
        (&json!("Spike Timing"), &json!("book")),
        "no chapter takes its place"
    );
    assert_eq!(scene.papers("").await["total"], 1);
    assert!(attention(&scene.staff_paper("10.1201/b14859").await).contains(&"claimed_as_chapter"));
    let own_doi = "10.1201/b14859-2";
    scene.registries.crossref(&with(
        titled(own_doi, "Spike trains"),
        json!({ "type": "book-chapter", "container-title": ["Spike Timing"] }),
    ));
    let chapter = with(
        summary(8, "Spike trains", &[own("doi", own_doi)]),
        json!({ "type": "book-chapter" }),
    );
    scene.ingest_groups(&[group(&[chapter])]).await;
    assert!(
        attention(&scene.staff_paper(own_doi).await).is_empty(),
        "a chapter with a DOI of its own is none"
    );
}

#[tokio::test]
async fn case_38_one_group_is_one_work_with_the_ids_of_all_its_sources() {
    scene!(scene);
    let by_hand = with(
        summary(1, "tides of lagoon", &[own("eid", "2-s2.0-1")]),
        json!({ "display-index": "0" }),
    );
    let preferred = with(
        summary(2, "Tides of the lagoon, preferred", &[own("eid", "2-s2.0-1")]),
        json!({ "display-index": "2" }),
    );
    let with_doi = with(
        summary(
            3,
            "TIDES",
            &[own("eid", "2-s2.0-1"), own("doi", "10.5555/orcid-only")],
        ),
        json!({ "display-index": "1" }),
    );
    let job = scene
        .ingest_groups(&[group(&[by_hand, preferred, with_doi])])
        .await;
    assert_eq!(job["progress"]["total"], 1, "{job}");
    let paper = scene.paper("10.5555/orcid-only").await;
    assert_eq!(
        paper["title"], "Tides of the lagoon, preferred",
        "the highest index, wherever it stands"
    );
    assert!(scene.works().is_empty());
}

#[tokio::test]
async fn case_39_a_preprint_and_its_article_in_one_group_are_two_related_records() {
    scene!(scene);
    let (preprint, article) = ("10.1101/242230", "10.5555/article");
    let relation = json!({ "is-preprint-of": [{ "id-type": "doi", "id": "10.5555/ARTICLE", "asserted-by": "subject" }] });
    scene.registries.crossref(&with(
        titled(preprint, "Early tides"),
        json!({ "type": "posted-content", "subtype": "preprint", "relation": relation }),
    ));
    scene.registries.crossref(&titled(article, "Tides"));
    let summaries = [
        summary(
            1,
            "Tides",
            &[own("doi", article), external_id("doi", preprint, "version-of")],
        ),
        summary(2, "Early tides", &[own("doi", preprint)]),
    ];
    let job = scene.ingest_groups(&[group(&summaries)]).await;
    assert_eq!(
        (&job["progress"]["total"], &job["progress"]["failed"]),
        (&json!(2), &json!(0)),
        "{job}"
    );
    assert_eq!(scene.dois().await, [preprint, article]);
    let early = scene.paper(preprint).await;
    assert_eq!(
        (&early["title"], &early["publication_type"]),
        (&json!("Early tides"), &json!("preprint"))
    );
    assert_eq!(
        early["data"]["relations"],
        json!([{ "type": "is-preprint-of", "id": article, "id_type": "doi" }])
    );
}

/// Decided: a work without a title is called "Untitled" until somebody completes it; a publication has none and is on the
/// staff's list.
#[tokio::test]
async fn case_47_works_without_title_or_date_are_kept() {
    scene!(scene);
    let bare = |put_code: i64, ids: &[serde_json::Value]| {
        with(
            summary(put_code, "", ids),
            json!({ "title": null, "publication-date": null, "type": null }),
        )
    };
    let job = scene
        .ingest_groups(&[
            group(&[bare(1, &[])]),
            group(&[bare(2, &[own("doi", "10.5555/bare")])]),
        ])
        .await;
    assert_eq!(
        (&job["progress"]["done"], &job["progress"]["failed"]),
        (&json!(2), &json!(0)),
        "{job}"
    );
    assert_eq!(scene.work_titles(), ["Untitled"]);
    let paper = scene.paper("10.5555/bare").await;
    assert_eq!(
        (&paper["title"], &paper["publication_date"]),
        (&json!(null), &json!(null))
    );
    assert_eq!(
        attention(&scene.staff_paper("10.5555/bare").await),
        ["missing_title", "missing_date", "unresolved"]
    );
    let plugin = scene
        .service
        .get_as(&scene.plugin_key(), "/v1/publications")
        .await
        .json();
    assert_eq!(
        plugin["data"][0]["title"], "10.5555/bare",
        "a plugin's title column is never empty"
    );
}

#[tokio::test]
async fn case_48_words_that_nobody_knows_yet() {
    scene!(scene);
    let talk = with(
        summary(1, "A talk", &[own("doi", "10.5555/talk")]),
        json!({ "type": "conference-presentation" }),
    );
    let hologram = with(
        summary(2, "A hologram", &[own("doi", "10.5555/hologram")]),
        json!({ "type": "holo-lecture" }),
    );
    let odd_id = with(
        summary(
            3,
            "Odd",
            &[
                external_id("doi", "10.5555/odd", "cousin-of"),
                own("blockchain", "0x1"),
            ],
        ),
        json!({ "type": "holo-lecture" }),
    );
    let job = scene
        .ingest_groups(&[group(&[talk]), group(&[hologram]), group(&[odd_id])])
        .await;
    assert_eq!(
        (&job["progress"]["done"], &job["progress"]["failed"]),
        (&json!(3), &json!(0)),
        "{job}"
    );
    assert_eq!(
        scene.paper("10.5555/talk").await["publication_type"],
        "presentation"
    );
    let paper = scene.paper("10.5555/hologram").await;
    assert_eq!(paper["publication_type"], "other");
    assert_eq!(
        paper["data"]["raw_type"],
        json!({ "vocabulary": "orcid", "value": "holo-lecture" })
    );
    assert_eq!(scene.work_titles(), ["Odd"]);
    let crossref_word = with(crossref("10.5555/crossref"), json!({ "type": "holo-article" }));
    scene.registries.crossref(&crossref_word);
    assert_eq!(scene.import("10.5555/crossref").await.status, 201);
    let paper = scene.paper("10.5555/crossref").await;
    assert_eq!(
        (&paper["publication_type"], &paper["data"]["raw_type"]["value"]),
        (&json!("other"), &json!("holo-article"))
    );
}
