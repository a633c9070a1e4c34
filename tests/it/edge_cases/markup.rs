//! Text of providers: markup, entities, and lists where one text was due.

use serde_json::{Value, json};

use super::payloads::{crossref, openalex, titled, with};
use super::scene::{Scene, scene};

/// Title and title's markup of a new record whose title is this.
async fn read(scene: &Scene, suffix: &str, title: &str) -> (Value, Value) {
    let paper = scene
        .published(&titled(&format!("10.5555/{suffix}"), title))
        .await;
    (paper["title"].clone(), paper["data"]["title_markup"].clone())
}

#[tokio::test]
async fn case_19_markup_of_titles_and_abstracts() {
    scene!(scene);
    let mathml = "Optical properties of<mml:math xmlns:mml=\"http://www.w3.org/1998/Math/MathML\"><mml:msub><mml:mi>\
        LiNb</mml:mi><mml:mrow><mml:mn>1</mml:mn><mml:mo>−</mml:mo><mml:mi>x</mml:mi></mml:mrow></mml:msub></mml:math>mixed \
        <jats:italic>crystals</jats:italic> in H<sub>2</sub>O";
    let (title, markup) = read(&scene, "mathml", mathml).await;
    assert_eq!(title, "Optical properties of LiNb1−x mixed crystals in H2O");
    let markup = markup.as_str().unwrap();
    assert!(
        markup.contains("<i>crystals</i>") && markup.contains("H<sub>2</sub>O"),
        "{markup}"
    );
    assert!(!markup.contains("mml") && !markup.contains("jats"), "{markup}");
    let jats = "<jats:title>Abstract</jats:title><jats:p>Tides <jats:bold>rise</jats:bold>.</jats:p><jats:p>And fall.</jats:p>";
    let paper = scene
        .published(&with(crossref("10.5555/jats"), json!({ "abstract": jats })))
        .await;
    assert_eq!(paper["data"]["abstract"], "Abstract Tides rise. And fall.");
    let markup = paper["data"]["abstract_markup"].as_str().unwrap();
    assert!(
        markup.contains("<b>rise</b>") && !markup.contains("jats"),
        "{markup}"
    );
    let raw = scene
        .staff
        .get("/api/publications/10.5555/jats?include=raw")
        .await
        .json();
    assert_eq!(
        raw["provider_sources"]["crossref"]["raw"]["abstract"], jats,
        "the original stays as it came"
    );
}

#[tokio::test]
async fn case_20_inequalities_are_no_tags() {
    scene!(scene);
    let (title, markup) = read(&scene, "inequality", "Regions <0.5 mm and >2 mm, p < 0.01").await;
    assert_eq!(title, "Regions <0.5 mm and >2 mm, p < 0.01");
    assert_eq!(markup, "Regions &lt;0.5 mm and &gt;2 mm, p &lt; 0.01");
}

#[tokio::test]
async fn case_21_entities_are_decoded_until_nothing_is_left() {
    scene!(scene);
    let (title, markup) = read(
        &scene,
        "twice",
        "Clinical &amp;amp; Translational Med: C&amp;T of &amp;lt;i&amp;gt;E. coli&amp;lt;/i&amp;gt;",
    )
    .await;
    assert_eq!(title, "Clinical & Translational Med: C&T of E. coli");
    assert_eq!(
        markup,
        "Clinical &amp; Translational Med: C&amp;T of <i>E. coli</i>"
    );
    let paper = scene
        .published(&with(
            crossref("10.5555/journal"),
            json!({ "container-title": ["Clinical &amp; Translational Med"] }),
        ))
        .await;
    assert_eq!(paper["data"]["container_title"], "Clinical & Translational Med");
    // What we give out, read again, is the same.
    let (again, _) = read(&scene, "again", title.as_str().unwrap()).await;
    assert_eq!(again, title);
}

#[tokio::test]
async fn case_57_nothing_that_a_site_shows_can_run() {
    scene!(scene);
    let evil = "Tides<script>alert(1)</script> <img src=x onerror=alert(2)> <b onclick=\"x()\">rise</b> <a href=\"javascript:x\">here</a>";
    let work = with(
        titled("10.5555/evil", evil),
        json!({
            "abstract": format!("<jats:p>{evil}</jats:p>"),
            "container-title": [evil],
            "author": [{ "given": "Ana", "family": "Reis<script>alert(3)</script>" }],
        }),
    );
    scene.published(&work).await;
    for answer in [
        scene.look_up("10.5555/evil").await.text,
        scene.service.get("/v1/publications").await.text,
        scene
            .service
            .get_as(&scene.plugin_key(), "/v1/publications")
            .await
            .text,
    ] {
        for word in [
            "<script",
            "alert",
            "onerror",
            "onclick",
            "javascript",
            "<img",
            "<a ",
        ] {
            assert!(!answer.contains(word), "{word}: {answer}");
        }
    }
    let paper = scene.paper("10.5555/evil").await;
    assert_eq!(paper["data"]["title_markup"], "Tides <b>rise</b> here");
    assert_eq!(paper["title"], "Tides rise here");
}

#[tokio::test]
async fn case_60_the_first_of_several_titles_is_the_title() {
    scene!(scene);
    let two = with(crossref("10.5555/two"), json!({ "title": ["Tides", "Marés"] }));
    let two = scene.published(&two).await;
    assert_eq!(
        (&two["title"], &two["data"]["alternate_titles"]),
        (&json!("Tides"), &json!(["Marés"]))
    );
    for (doi, title) in [("10.5555/none", json!([])), ("10.5555/blank", json!([" "]))] {
        scene.registries.openalex(
            doi,
            &with(openalex(doi), json!({ "title": "What OpenAlex calls it" })),
        );
        let paper = scene
            .published(&with(crossref(doi), json!({ "title": title })))
            .await;
        assert_eq!(paper["title"], "What OpenAlex calls it", "{doi}");
    }
    let work = with(crossref("10.5555/orcid"), json!({ "title": [] }));
    let paper = scene.published(&work).await;
    assert_eq!(
        paper["title"], "Tides of the lagoon",
        "what the ORCID record calls it"
    );
}
