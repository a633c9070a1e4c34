//! Web origins, of sites and of dashboards, and slugs.

use domain::identifier::{Origin, slug};
use domain::session::trust::{OriginPattern, origin_of};
use fuzz::{around, hold};

const PIECES: &[&str] = &[
    "https://",
    "http://",
    "HTTPS://",
    "www.example.org",
    "example.org",
    "*.example.org",
    "*",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "[",
    "]",
    ":",
    ":8080",
    ":65536",
    ":443",
    "/",
    "?",
    "#",
    "@",
    "user:pw@",
    "xn--",
    "müller.example",
    ".",
    "..",
    "%2e",
    "\\",
    "null",
    "file://",
    "javascript:",
    "-",
];

#[test]
fn reading() {
    hold(&(around(PIECES), around(PIECES)), |(text, other)| {
        if let Ok(origin) = Origin::parse(&text) {
            assert_eq!(Origin::parse(origin.as_str()).as_ref(), Ok(&origin), "{text:?}");
        }
        if let Some(origin) = origin_of(&text) {
            assert_eq!(origin_of(&origin).as_deref(), Some(origin.as_str()), "{text:?}");
        }
        if let Ok(pattern) = OriginPattern::parse(&text) {
            let _ = pattern.matches(&other);
        }
    });
}

#[test]
fn slugs() {
    hold(&(around(PIECES), 0_u32..1_000_000), |(text, number)| {
        let base = slug::from_text(&text, "record");
        for slug in [slug::numbered(&base, number), base] {
            assert!(slug::is_slug(&slug), "{text:?}: {slug:?}");
        }
        for slug in slug::choices(&text, "10.5555/12345678") {
            assert!(slug::is_slug(&slug), "{text:?}: {slug:?}");
        }
    });
}
