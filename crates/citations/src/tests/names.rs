//! Names: particles, initials, groups, many of them, none (manual, 9.7–9.12).

use serde_json::json;

use super::{Case, apa, check};

#[test]
fn names() {
    check(&cases());
}

fn by(authors: &serde_json::Value) -> serde_json::Value {
    json!({ "publication_type": "dataset", "title": "Salt", "authors": authors, "publication_date": "2020",
        "publisher": "Zenodo" })
}

pub(super) fn cases() -> Vec<Case> {
    vec![
        // 9.8: particles are part of the family name.
        (
            by(
                &json!([{ "given": "Pieter Q.", "family": "van der Berg" }, { "given": "Maria José", "family": "da Silva" },
                { "given": "Frans B. M.", "family": "de Waal" }]),
            ),
            "van der Berg, P. Q., da Silva, M. J., & de Waal, F. B. M. (2020). Salt [Data set]. Zenodo.",
        ),
        // Registries put them behind the given name as well.
        (
            by(
                &json!([{ "given": "Rob Van Der", "family": "Aa" }, { "given": "Maria José da", "family": "Silva" }]),
            ),
            "Van Der Aa, R., & da Silva, M. J. (2020). Salt [Data set]. Zenodo.",
        ),
        // Small words inside a family name or among the given names stay where they are.
        (
            by(
                &json!([{ "given": "Ana", "family": "Costa e Silva" }, { "given": "Maria da Luz", "family": "Reis" }]),
            ),
            "Costa e Silva, A., & Reis, M. da L. (2020). Salt [Data set]. Zenodo.",
        ),
        // 9.8: hyphens stay in both; a run of capitals is a run of initials.
        (
            by(
                &json!([{ "given": "Jean-Paul", "family": "Sartre-Lévy" }, { "given": "MJ", "family": "Ortega y Gasset" },
                { "given": "P.Q.", "family": "Østergård" }, { "given": "ørjan", "family": "Moe" }]),
            ),
            "Sartre-Lévy, J.-P., Ortega y Gasset, M. J., Østergård, P. Q., & Moe, Ø. (2020). Salt [Data set]. Zenodo.",
        ),
        // 9.8: generations stay, degrees go.
        (
            by(
                &json!([{ "given": "Martin Luther", "family": "King", "suffix": "Jr" },
                { "given": "Ida", "family": "Berg", "suffix": "PhD" }]),
            ),
            "King, M. L., Jr., & Berg, I. (2020). Salt [Data set]. Zenodo.",
        ),
        // 9.11: groups and single names are written whole.
        (
            by(&json!([{ "name": "Working Group on Eels, ICES" }])),
            "Working Group on Eels, ICES. (2020). Salt [Data set]. Zenodo.",
        ),
        (
            by(
                &json!([{ "family": "Plato" }, { "given": "Voltaire" }, { "given": "Ida", "family": "Berg" }]),
            ),
            "Plato, Voltaire, & Berg, I. (2020). Salt [Data set]. Zenodo.",
        ),
        // Only people have an ORCID iD.
        (
            by(&json!([{ "name": "Berg, Ida Marie", "orcid": "0000-0002-1825-0097" }])),
            "Berg, I. M. (2020). Salt [Data set]. Zenodo.",
        ),
        // 9.12: without an author the title stands in front; 9.17: without a date.
        (
            json!({ "publication_type": "dataset", "doi": "10.5555/d", "title": "Salt of the lagoon",
                "publisher": "Zenodo" }),
            "Salt of the lagoon [Data set]. (n.d.). Zenodo. https://doi.org/10.5555/d",
        ),
    ]
}

fn people(count: usize) -> serde_json::Value {
    let family = |n: usize| json!({ "given": "Ada", "family": format!("N{n}") });
    by(&(1..=count).map(family).collect())
}

#[test]
fn twenty_people_are_all_named() {
    let text = apa(&people(20)).unwrap();
    assert!(text.contains("N18, A., N19, A., & N20, A. (2020)"), "{text}");
}

/// 9.8: nineteen, an ellipsis without an ampersand, the last.
#[test]
fn of_more_than_twenty_the_first_nineteen_and_the_last_are_named() {
    for count in [21, 22, 3000] {
        let text = apa(&people(count)).unwrap();
        let expected = format!("N18, A., N19, A., … N{count}, A. (2020). Salt [Data set]. Zenodo.");
        assert!(text.ends_with(&expected), "{text}");
        assert!(text.starts_with("N1, A., N2, A., "), "{text}");
    }
}
