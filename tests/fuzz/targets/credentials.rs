//! Keys, session cookies and bearer tokens.

use domain::identifier::{Key, KeyHash, KeyKind};
use domain::session::Signer;
use domain::session::password::{is_email, normal_email};
use fuzz::{around, hold, odd_text};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "lgc_",
    "lgi_",
    "LGC_",
    "_",
    "rvcLfYAvBPPyJ7PQuIRo8XvxNT0qUGadRdRzPU4btyD3",
    "ENrYp",
    "0",
    "z",
    "=",
    "%3D",
    "%2B",
    "+",
    "/",
    ".",
    "b24gdGhlIGhvdXNl",
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    "BA7816BF",
    "Bearer ",
    "@",
    "ana@example.org",
    "\"",
    ";",
    " ",
];

#[test]
fn keys() {
    let kind = prop_oneof![Just(KeyKind::ApiKey), Just(KeyKind::Installation)];
    let values = (
        around(PIECES),
        any::<[u8; 32]>(),
        kind,
        any::<usize>(),
        any::<char>(),
    );
    hold(&values, |(text, secret, kind, place, other)| {
        if let Ok(key) = Key::parse(&text) {
            assert_eq!(
                Key::parse(key.reveal()).map(|key| key.hash()).ok(),
                Some(key.hash())
            );
        }
        let key = Key::from_secret(kind, &secret);
        let read = Key::parse(key.reveal()).map(|key| (key.kind(), key.hash()));
        assert_eq!(read.ok(), Some((kind, key.hash())));
        // One wrong character is noticed before anybody looks for the key.
        let place = place % key.reveal().chars().count();
        let typo: String = key
            .reveal()
            .chars()
            .enumerate()
            .map(|(at, c)| if at == place { other } else { c })
            .collect();
        assert!(typo == key.reveal() || Key::parse(&typo).is_err(), "{typo:?}");
        if let Ok(hash) = KeyHash::parse(&text) {
            assert_eq!(hash.as_str().len(), 64, "{text:?}");
        }
        assert!(!format!("{key:?}").contains(key.reveal()));
    });
}

#[test]
fn sessions() {
    let signer = Signer::new("a secret that only the tests know, long enough").unwrap();
    hold(&(around(PIECES), odd_text()), |(text, value)| {
        // Whatever opens was signed, by this secret.
        if let Some(value) = signer.open(&text) {
            assert_eq!(signer.open(&signer.sign(&value)), Some(value), "{text:?}");
        }
        let _ = (normal_email(&text), is_email(&text));
        let ours = signer.sign(&value);
        let foreign = Signer::new("another secret that only the tests know, as long").unwrap();
        assert_eq!(foreign.open(&ours), None, "{value:?}");
        assert_eq!(foreign.open(&signer.cookie(&value)), None, "{value:?}");
    });
}
