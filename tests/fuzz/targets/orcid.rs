//! ORCID iDs, as people write them.

use domain::identifier::Orcid;
use fuzz::{around, hold};

const PIECES: &[&str] = &[
    "0000",
    "0002",
    "1825",
    "0097",
    "0000-0002-1825-0097",
    "000000021694233X",
    "-",
    "–",
    "\u{2212}",
    "\u{a0}",
    " ",
    "X",
    "x",
    "https://",
    "http://",
    "www.",
    "sandbox.",
    "orcid.org/",
    "orcid:",
    "ORCID iD: ",
    "/",
    "?",
    "#",
    "٠",
    "０",
    "\u{200b}",
];

#[test]
fn reading() {
    hold(&around(PIECES), |text| {
        if let Ok(orcid) = Orcid::parse(&text) {
            assert_eq!(orcid.as_str().len(), 19, "{text:?}");
            assert_eq!(Orcid::parse(orcid.as_str()).as_ref(), Ok(&orcid), "{text:?}");
            assert_eq!(Orcid::parse(&orcid.url()).as_ref(), Ok(&orcid), "{text:?}");
            let _ = orcid.is_in_assigned_block();
        }
    });
}
