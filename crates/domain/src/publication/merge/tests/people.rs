//! Authors and editors.

use super::*;
use crate::publication::model::Attention;
use Provider::{Crossref, Datacite, Openalex, Orcid};

const ID: &str = "0000-0002-1825-0097";
const OTHER_ID: &str = "0000-0001-5109-3700";

fn written(provider: Provider, authors: &[ProviderContributor]) -> ProviderRecord {
    ProviderRecord {
        authors: authors.to_vec(),
        ..dated(provider, &[(DateKind::Issued, "2019")])
    }
}

fn placed(given: &str, family: &str, affiliation: ProviderAffiliation) -> ProviderContributor {
    ProviderContributor {
        affiliations: vec![affiliation],
        ..named(given, family)
    }
}

#[test]
fn one_list_counts_in_its_order() {
    let group = ProviderContributor {
        name: text(" The Salt Group "),
        ..ProviderContributor::default()
    };
    let nobody = ProviderContributor {
        given: text(" "),
        ..ProviderContributor::default()
    };
    let chair = ProviderContributor {
        role: text("Chair"),
        suffix: text("Jr."),
        ..named(" Ana ", "Costa")
    };
    let crossref = written(Crossref, &[chair, nobody, group, named("Bo", "Lind")]);
    let openalex = written(Openalex, &[named("X", "Y")]);
    let result = merged(&[openalex, crossref]);
    let authors = &result.record.authors;
    assert_eq!(authors.iter().map(|a| a.position).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(
        (authors[0].given.as_deref(), authors[0].family.as_deref()),
        (Some("Ana"), Some("Costa"))
    );
    assert_eq!(
        (authors[0].suffix.as_deref(), authors[0].role.as_deref()),
        (Some("Jr."), Some("chair"))
    );
    assert_eq!(
        (authors[1].name.as_deref(), authors[1].family.as_deref()),
        (Some("The Salt Group"), None)
    );
    assert_eq!(authors[2].role.as_deref(), Some("author"));
    assert_eq!(by(&result, "authors"), Some(Crossref));
}

#[test]
fn an_empty_list_leaves_the_authors_to_the_next() {
    let result = merged(&[
        written(Crossref, &[]),
        written(Openalex, &[with_id("Ana", "Costa", ID)]),
    ]);
    assert_eq!(result.record.authors[0].family.as_deref(), Some("Costa"));
    // OpenAlex's own guess at an iD is nobody's assertion.
    assert_eq!(result.record.authors[0].orcid, None);
    assert_eq!(by(&result, "authors"), Some(Openalex));
}

#[test]
fn ids_are_in_normal_form_or_dropped() {
    let right = ProviderContributor {
        orcid_authenticated: true,
        ..with_id("Ana", "Costa", "http://orcid.org/0000-0002-1825-0097")
    };
    let wrong = ProviderContributor {
        orcid_authenticated: true,
        ..with_id("Bo", "Lind", "https://orcid.org/0000-0002-1825-0098")
    };
    let blank = with_id("Cy", "Mora", " ");
    let result = merged(&[written(Crossref, &[right, wrong, blank])]);
    let authors = &result.record.authors;
    assert_eq!(
        (authors[0].orcid.as_deref(), authors[0].orcid_authenticated),
        (Some(ID), true)
    );
    assert_eq!(
        (authors[1].orcid.as_deref(), authors[1].orcid_authenticated),
        (None, false)
    );
    assert_eq!(authors[2].orcid, None);
    assert_eq!(result.attention, [Attention::InvalidOrcid]);
}

#[test]
fn repeated_and_unassigned_ids_are_kept_and_flagged() {
    let twice = merged(&[written(
        Crossref,
        &[with_id("Ana", "Costa", ID), with_id("Bo", "Lind", ID)],
    )]);
    assert!(
        twice
            .record
            .authors
            .iter()
            .all(|author| author.orcid.as_deref() == Some(ID))
    );
    assert_eq!(twice.attention, [Attention::RepeatedOrcid]);
    let outside = merged(&[written(
        Datacite,
        &[with_id("Ana", "Costa", "0000-0001-2345-6789")],
    )]);
    assert_eq!(
        outside.record.authors[0].orcid.as_deref(),
        Some("0000-0001-2345-6789")
    );
    assert_eq!(outside.attention, [Attention::UnassignedOrcid]);
    assert!(
        merged(&[written(Crossref, &[with_id("Ana", "Costa", ID)])])
            .attention
            .is_empty()
    );
}

#[test]
fn an_authenticated_id_stands_above_datacites_and_that_above_the_rest() {
    let datacite = written(Datacite, &[with_id("A.", "Costa", OTHER_ID)]);
    let plain = written(Crossref, &[with_id("Ana", "Costa", ID)]);
    let mut sure = plain.clone();
    sure.authors[0].orcid_authenticated = true;
    let orcid = |records: &[ProviderRecord]| merged(records).record.authors[0].orcid.clone();
    assert_eq!(
        orcid(&[plain.clone(), datacite.clone()]).as_deref(),
        Some(OTHER_ID)
    );
    assert_eq!(orcid(&[sure, datacite]).as_deref(), Some(ID));
    let somebody_else = written(Datacite, &[with_id("Bo", "Lind", OTHER_ID)]);
    assert_eq!(orcid(&[plain, somebody_else]).as_deref(), Some(ID));
}

#[test]
fn affiliations_with_ror_come_first() {
    let ror = "https://ror.org/05abc12d3";
    let crossref = written(
        Crossref,
        &[
            placed(
                "Ana",
                "Costa",
                at(Some("Salt Institute"), Some("ror.org/05abc12d3")),
            ),
            placed("Bo", "Lind", at(Some("Inst. of Salt"), None)),
            named("Cy", "Mora"),
            placed("Di", "Nunes", at(Some("Brine Lab"), None)),
        ],
    );
    let openalex = written(
        Openalex,
        &[
            placed(
                "Ana",
                "Costa",
                at(Some("Other"), Some("https://ror.org/05xyz12d3")),
            ),
            placed("B.", "Lind", at(Some("Salt Institute"), Some(ror))),
            placed("Cy", "Mora", at(Some("Sea, raw"), None)),
            placed("Somebody", "Else", at(Some("Elsewhere"), Some(ror))),
        ],
    );
    let authors = merged(&[crossref, openalex]).record.authors;
    let place = |position| {
        let first = author(&authors, position).affiliations.first().unwrap();
        (first.name.clone().unwrap(), first.ror.clone())
    };
    assert_eq!(place(1), ("Salt Institute".to_owned(), Some(ror.to_owned())));
    assert_eq!(place(2), ("Salt Institute".to_owned(), Some(ror.to_owned())));
    assert_eq!(place(3), ("Sea, raw".to_owned(), None));
    assert_eq!(place(4), ("Brine Lab".to_owned(), None));
}

#[test]
fn editors_stand_apart() {
    let record = ProviderRecord {
        editors: vec![named("Ed", "Itor")],
        ..written(Crossref, &[])
    };
    let result = merged(&[record, written(Orcid, &[named("Ana", "Costa")])]);
    assert_eq!(result.record.editors[0].role.as_deref(), Some("editor"));
    assert_eq!(
        (by(&result, "editors"), by(&result, "authors")),
        (Some(Crossref), Some(Orcid))
    );
}
