//! DOIs, as people and registries write them.

use domain::identifier::Doi;
use fuzz::{around, hold};

const PIECES: &[&str] = &[
    "10.",
    "10.1000",
    "10.5555/",
    "/",
    "//",
    "doi:",
    "DOI ",
    "https://doi.org/",
    "http://dx.doi.org/",
    "https://www.example.org/doi/abs/",
    "info:doi/",
    "urn:doi:",
    "abc",
    "<",
    ">",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    "#",
    "?",
    "&",
    "%",
    "%2F",
    "%2f",
    "%3C",
    "%25",
    ".",
    ",",
    ":",
    "–",
    "\u{2011}",
    " ",
    "\u{200b}",
    "SICI",
    "é",
    "İ",
    "\\",
    "..",
];

#[test]
fn reading() {
    hold(&around(PIECES), |text| match Doi::parse(&text) {
        Ok(doi) => {
            // The normal form is one: read again, it is itself, from a path and from a URL too.
            assert_eq!(Doi::parse(doi.as_str()).as_ref(), Ok(&doi), "{text:?}");
            assert_eq!(Doi::parse(&doi.path_segment()).as_ref(), Ok(&doi), "{text:?}");
            assert_eq!(Doi::parse(&doi.url()).as_ref(), Ok(&doi), "{text:?}");
            assert_eq!(Doi::from_stored(doi.as_str()).as_ref(), Ok(&doi), "{text:?}");
            assert_eq!(doi.candidates().first(), Some(&doi));
            assert!(doi.as_str().starts_with(doi.prefix()));
        }
        Err(why) => {
            if let Some(meant) = why.suggestion() {
                assert_eq!(Doi::parse(meant.as_str()).as_ref(), Ok(meant), "{text:?}");
            }
            let _ = why.to_string();
            let _ = Doi::from_stored(&text);
        }
    });
}
