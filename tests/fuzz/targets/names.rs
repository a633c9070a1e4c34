//! Names of people, in all the ways in which records write them.

use domain::identifier::Orcid;
use domain::person::{PersonNames, name};
use domain::publication::matching::author_keys;
use domain::publication::model::Contributor;
use fuzz::{around, hold};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "Silva", "da", "de", "van der", "van", "O'", "’", "Mac", "-", ",", ", ", ".", "J.", "J", "J.-P.", "Jr.",
    "III", "Ana", "María", "José", "Ł", "ø", "ß", "İ", "Ng", "王", "小明", "-", " ", "\u{a0}", "(", ")",
    "et al.", "&", ";", "\u{301}", "١",
];

#[test]
fn reading() {
    let part = || prop::option::of(around(PIECES));
    let values = (
        part(),
        part(),
        part(),
        prop::collection::vec(around(PIECES), 0..6),
    );
    let nobody = Orcid::parse("0000-0002-1825-0097").unwrap();
    hold(&values, |(given, family, credit, other)| {
        let author = Contributor {
            position: 1,
            given: given.clone(),
            family: family.clone(),
            name: credit.clone(),
            ..Contributor::default()
        };
        let names = PersonNames {
            given,
            family,
            credit,
            other,
        };
        let shown = name::display(&names, &nobody);
        assert!(!shown.trim().is_empty(), "{names:?}");
        let _ = (
            name::sorted_as(&shown, None),
            name::searched_by(&names, &nobody, None),
        );
        let readings = name::readings(&names);
        let _ = name::best_agreement(&readings, &readings);
        let _ = name::nothing_in_common(&readings, &readings);
        let _ = (
            name::family_words(&names),
            name::keys(&names),
            author_keys(&author),
        );
    });
}
