//! Names of authors: organisations, single names, particles, accents, and iDs that are somebody else's.

use serde_json::{Value, json};

use super::payloads::{author, claim, crossref, openalex, orcid_record, with};
use super::scene::{ANA, BO, Scene, scene};

/// `person_orcid → position` of the people whom a public record names.
fn people(paper: &Value) -> Vec<(&str, Option<u64>)> {
    let people = paper["people"].as_array().unwrap().iter();
    people
        .map(|person| {
            (
                person["external_id"].as_str().unwrap(),
                person["position"].as_u64(),
            )
        })
        .collect()
}

/// The state that a plugin sees.
async fn match_state(scene: &Scene, doi: &str) -> Value {
    let list = scene
        .service
        .get_as(&scene.plugin_key(), "/integrations/v1/publications")
        .await
        .json();
    let items = list["publications"].as_array().unwrap();
    items.iter().find(|item| item["doi"] == doi).unwrap()["author_match_state"].clone()
}

/// Somebody of these names claims a work of these authors: its public record.
async fn claimed_by(scene: &Scene, doi: &str, (given, family): (&str, &str), authors: &Value) -> Value {
    scene
        .registries
        .crossref(&with(crossref(doi), json!({ "author": authors })));
    scene
        .registries
        .orcid(&orcid_record(BO, given, family, &[claim(1, doi)]));
    scene.ingest(BO).await;
    scene.paper(doi).await
}

#[tokio::test]
async fn case_28_a_consortium_is_an_author() {
    scene!(scene);
    let consortium = json!({ "name": "GTEx Consortium", "sequence": "first", "affiliation": [] });
    let alone = scene
        .published(&with(
            crossref("10.1038/nature24277"),
            json!({ "author": [consortium] }),
        ))
        .await;
    assert_eq!(alone["data"]["authors"][0]["name"], "GTEx Consortium");
    assert_eq!(alone["data"]["authors"].as_array().unwrap().len(), 1);
    assert_eq!(people(&alone), [(ANA, None)], "claimed by Ana, who is not named");
    let citation = scene.staff_paper("10.1038/nature24277").await["apa_citation"].clone();
    assert!(
        citation.as_str().unwrap().starts_with("GTEx Consortium. (2021"),
        "{citation}"
    );
    let among = json!([author("Bo", "Lind"), consortium, author("Ana", "Reis")]);
    let among = scene
        .published(&with(crossref("10.5555/among"), json!({ "author": among })))
        .await;
    assert_eq!(people(&among), [(ANA, Some(3))], "places are as they are given");
}

#[tokio::test]
async fn case_29_people_with_one_name() {
    scene!(scene);
    let authors = json!([
        { "family": "Suharto", "sequence": "first", "affiliation": [] },
        { "given": "", "family": "Madonna", "affiliation": [] },
        { "given": "Plato", "affiliation": [] },
        { "name": "Pelé", "affiliation": [] },
        { "given": " ", "family": "", "affiliation": [] },
        author("Ana", "Reis"),
    ]);
    let paper = scene
        .published(&with(crossref("10.5555/single"), json!({ "author": authors })))
        .await;
    let list = paper["data"]["authors"].as_array().unwrap();
    assert_eq!(list.len(), 5, "an entry that names nobody is nobody");
    assert_eq!(
        (&list[1]["given"], &list[1]["family"]),
        (&json!(null), &json!("Madonna"))
    );
    assert_eq!(list[3]["name"], "Pelé");
    assert_eq!(people(&paper), [(ANA, Some(5))]);
    let citation = scene.staff_paper("10.5555/single").await["apa_citation"].clone();
    let citation = citation.as_str().unwrap();
    assert!(
        citation.starts_with("Suharto, Madonna, Plato, Pelé, & Reis, A. (2021"),
        "{citation}"
    );
}

#[tokio::test]
async fn case_30_particles_on_either_side() {
    scene!(scene);
    let split_badly = json!([author("Rob Van Der", "Aa"), author("Ana", "Reis")]);
    let paper = claimed_by(&scene, "10.5555/bad", ("Rob", "van der Aa"), &split_badly).await;
    assert_eq!(people(&paper), [(BO, Some(1)), (ANA, Some(2))]);
    let other_way = json!([author("Rob", "Van der Aa")]);
    let paper = claimed_by(&scene, "10.5555/other", ("Rob van", "Der Aa"), &other_way).await;
    assert_eq!(people(&paper), [(BO, Some(1))]);
}

#[tokio::test]
async fn case_31_accents_and_letters_of_other_alphabets_do_not_divide() {
    scene!(scene);
    for (n, (given, family, as_printed)) in (1..).zip([
        ("José", "Martínez García", author("Jose", "Martinez Garcia")),
        ("Sören", "Groß", author("Soren", "Gross")),
        ("Bjørn", "Łukasiewicz", author("Bjorn", "Lukasiewicz")),
        ("Işıl", "Yılmaz", author("Isil", "Yilmaz")),
        // Composed on one side, with combining marks on the other.
        ("Inés", "Núñez", author("Ine\u{301}s", "Nu\u{301}n\u{303}ez")),
    ]) {
        let authors = json!([author("Wei", "Zhang"), as_printed]);
        let paper = claimed_by(&scene, &format!("10.5555/paper.{n}"), (given, family), &authors).await;
        assert_eq!(people(&paper), [(BO, Some(2))], "{given} {family}");
        let found = scene
            .staff
            .get(&format!("/api/people?q={}", super::scene::encoded(family)))
            .await;
        assert_eq!(found.json()["total"], 1, "{family}: {}", found.text);
    }
}

#[tokio::test]
async fn case_32_an_id_on_the_wrong_author_links_nobody() {
    scene!(scene);
    let doi = "10.5555/wrong";
    let with_anas_id = with(
        author("Wei", "Zhang"),
        json!({ "ORCID": format!("https://orcid.org/{ANA}"), "authenticated-orcid": false }),
    );
    scene.registries.crossref(&with(
        crossref(doi),
        json!({ "author": [with_anas_id, author("Bo", "Lind")] }),
    ));
    scene
        .registries
        .orcid(&orcid_record(BO, "Bo", "Lind", &[claim(1, doi)]));
    scene.ingest(BO).await;
    assert_eq!(
        people(&scene.paper(doi).await),
        [(BO, Some(2))],
        "Ana is not Wei Zhang"
    );
    let of_staff = scene.staff_paper(doi).await;
    assert_eq!(super::scene::attention(&of_staff), ["orcid_name_conflict"]);
    assert_eq!(match_state(&scene, doi).await, "needs_attention");
}

#[tokio::test]
async fn case_33_ids_that_openalex_guesses_reach_no_record() {
    scene!(scene);
    let doi = "10.5555/guess";
    let guess = json!({ "author": { "display_name": "A. Other", "orcid": format!("https://orcid.org/{ANA}") }, "raw_author_name": "A. Other" });
    scene
        .registries
        .openalex(doi, &with(openalex(doi), json!({ "authorships": [guess] })));
    scene
        .registries
        .orcid(&orcid_record(BO, "Bo", "Lind", &[claim(1, doi)]));
    scene.ingest(BO).await;
    let paper = scene.paper(doi).await;
    assert_eq!(paper["data"]["authors"][0]["name"], "A. Other");
    assert_eq!(paper["data"]["authors"][0]["orcid"], json!(null));
    assert_eq!(people(&paper), [(BO, None)]);
}

#[tokio::test]
async fn case_34_the_nine_hundredth_of_three_thousand_authors() {
    scene!(scene);
    let doi = "10.5555/collider";
    let mut authors: Vec<Value> = (1..=3000)
        .map(|n| author(&format!("Given{n}"), &format!("Family{n}")))
        .collect();
    authors[899] = author("Ana", "Reis");
    let authors = json!(authors);
    scene
        .registries
        .crossref(&with(crossref(doi), json!({ "author": authors })));
    // OpenAlex cuts its lists at a hundred; it is not asked for the list.
    let hundred = json!({ "authorships": vec![json!({ "raw_author_name": "Somebody Else" }); 100], "is_authors_truncated": true });
    scene.registries.openalex(doi, &with(openalex(doi), hundred));
    scene.ingest_claims(&[doi]).await;
    let paper = scene.paper(doi).await;
    assert_eq!(paper["data"]["authors"].as_array().unwrap().len(), 3000);
    assert_eq!(people(&paper), [(ANA, Some(900))]);
    assert_eq!(
        scene.papers("").await["publications"][0]["people"][0]["position"],
        900
    );
}
