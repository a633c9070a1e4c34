//! Input that nobody would write, for what this crate reads itself: query strings, headers, numbers in bodies.

use ::fuzz::{any_json, around, hold};
use actix_web::http::header::HeaderValue;
use actix_web::rt::System;
use actix_web::test::TestRequest;
use domain::session::Signer;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Bench;
use super::samples::{api_key_text, wordpress_key};
use crate::wire::{LAST_SECOND, QueryReader, given_whole, whole};

const QUERY: &[&str] = &[
    "page=",
    "per_page=",
    "q=",
    "sort=",
    "updated_since=",
    "a=",
    "&",
    "=",
    ";",
    "%",
    "%2",
    "%FF",
    "%00",
    "%C3%A9",
    "+",
    " ",
    "-1",
    "+1",
    "0",
    "1",
    "100",
    "101",
    "2147483648",
    "9223372036854775808",
    "1e3",
    "1.0",
    "٣",
    ",",
    "0000-0002-1825-0097",
    "\u{0}",
    "[]",
    "#",
    "?",
];

#[test]
fn query_strings() {
    hold(&around(QUERY), |text| {
        let mut query = QueryReader::new(&text);
        let page = query.page();
        assert!(page.page >= 1 && (1..=100).contains(&page.per_page), "{text:?}");
        let since = query.updated_since();
        assert!(
            since.is_none_or(|since| (0..=LAST_SECOND).contains(&since)),
            "{text:?}"
        );
        let kept = query.text("q");
        assert!(
            kept.is_none_or(|kept| !kept.is_empty() && !kept.contains(char::is_control)),
            "{text:?}"
        );
        assert!(query.items("a", 10).len() <= 10, "{text:?}");
        let _ = query.parsed::<i64>("a");
        let _ = query.finish(());
    });
}

const HEADERS: &[&str] = &[
    "better-auth.session_token",
    "__Secure-better-auth.session_token",
    "better-auth.dont_remember",
    "=",
    ";",
    "; ",
    "Bearer ",
    "bearer",
    "lgc_",
    "lgi_",
    "b24gdGhlIGhvdXNl",
    "%",
    "%3D",
    "%FF",
    ".",
    "\"",
    "true",
    "\u{7f}",
    "é",
    " ",
    "\t",
    ",",
];

/// Nobody is let in, and nothing breaks, whatever the headers hold.
#[test]
fn credentials() {
    let mut bench = Bench::new();
    let secret = "a secret that only the tests know, long enough";
    bench.settings.dashboard.signer = Some(Signer::new(secret).unwrap());
    let running = bench.start();
    let keys = [api_key_text(), wordpress_key()];
    let values = (around(HEADERS), around(HEADERS), around(HEADERS));
    hold(&values, |(cookie, bearer, key)| {
        let header = |text: &str| HeaderValue::from_bytes(text.as_bytes()).ok();
        let (cookie, bearer, key) = (header(&cookie), header(&bearer), header(&key));
        System::new().block_on(async {
            let mut request = TestRequest::get().uri("/api/publications");
            for (name, value) in [("Cookie", cookie), ("Authorization", bearer)] {
                if let Some(value) = value {
                    request = request.insert_header((name, value));
                }
            }
            let reply = running.at_dashboard(request).await;
            assert!(matches!(reply.status, 400 | 401), "{}", reply.status);
            if let Some(key) = key.filter(|key| keys.iter().all(|known| known.as_bytes() != key.as_bytes())) {
                let request = TestRequest::get()
                    .uri("/v1/people")
                    .insert_header(("X-API-Key", key));
                let reply = running.send(request).await;
                assert!(matches!(reply.status, 400 | 401), "{}", reply.status);
            }
        });
    });
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    #[serde(deserialize_with = "whole")]
    small: u8,
    #[serde(default, deserialize_with = "given_whole")]
    large: Option<i64>,
}

/// A whole number is read where it fits, in all its spellings, and nothing else is.
#[test]
fn numbers_of_bodies() {
    let number = prop_oneof![
        any::<i64>().prop_map(Value::from),
        (-300_i32..600).prop_map(|n| json!(f64::from(n))),
        any::<f64>().prop_map(Value::from),
        any_json(&["small", "large"]),
    ];
    hold(&(number.clone(), number), |(small, large)| {
        let expected = |value: &Value| {
            let number = value.as_number()?;
            let exact = number.as_i64();
            exact.or_else(|| {
                let float = number
                    .as_f64()
                    .filter(|float| number.is_f64() && float.fract() == 0.0)?;
                (float.abs() <= 9_007_199_254_740_992.0).then(|| format!("{float:.0}").parse().unwrap())
            })
        };
        let read: Result<Numbers, _> = serde_json::from_value(json!({"small": small, "large": large}));
        let fits = expected(&small).and_then(|small| u8::try_from(small).ok());
        match (read, fits, expected(&large)) {
            (Ok(read), Some(small), Some(large)) => {
                assert_eq!((read.small, read.large), (small, Some(large)));
            }
            (Ok(read), fits, large) => panic!("{read:?} was read from {fits:?} and {large:?}"),
            (Err(why), fits, large) => assert!(fits.is_none() || large.is_none(), "{why}"),
        }
    });
}
