//! RFC 6902: the public suite's cases, and what it leaves open, through the code that `PATCH` uses.

use serde_json::{Value, json};

use super::rfc6902_cases::{CASES, Case, Outcome};
use crate::publication::curation::Patch;
use crate::publication::curation::patch::{MAX_DEPTH, MAX_OPERATIONS, MAX_POINTER};

/// The document afterwards; `Err` where the text is no patch or does not apply.
fn run(document: &Value, patch: &str) -> Result<Value, String> {
    let patch = Patch::parse(patch.as_bytes()).map_err(|error| format!("malformed: {error}"))?;
    patch
        .apply(document)
        .map_err(|error| format!("conflict: {error}"))
}

#[test]
fn the_public_suite() {
    let mut refused = 0;
    for Case {
        document,
        patch,
        outcome,
    } in CASES
    {
        let document: Value = serde_json::from_str(document).unwrap();
        let found = run(&document, patch);
        match outcome {
            Outcome::Is(expected) => {
                let expected: Value = serde_json::from_str(expected).unwrap();
                assert_eq!(found, Ok(expected), "{document} {patch}");
            }
            Outcome::Unchanged => assert_eq!(found, Ok(document.clone()), "{document} {patch}"),
            Outcome::Malformed => {
                refused += 1;
                assert!(
                    found.clone().is_err_and(|why| why.starts_with("malformed")),
                    "{document} {patch}: {found:?}"
                );
            }
            Outcome::Conflict => {
                refused += 1;
                assert!(
                    found.clone().is_err_and(|why| why.starts_with("conflict")),
                    "{document} {patch}: {found:?}"
                );
            }
        }
    }
    // 95 records of `tests.json` and 17 of `spec_tests.json`, those that the suite itself disables included.
    assert_eq!((CASES.len(), refused), (112, 36));
}

#[test]
fn numbers_are_equal_by_value() {
    for (have, test, equal) in [
        ("1", "1.0", true),
        ("1.0", "1", true),
        ("1e2", "100", true),
        ("0", "-0.0", true),
        ("1", "1.5", false),
        ("1", "\"1\"", false),
        ("9007199254740993", "9007199254740992", false),
        ("[1, {\"a\": 2}]", "[1.0, {\"a\": 2.0}]", true),
        ("{\"a\": 1, \"b\": 2}", "{\"b\": 2, \"a\": 1}", true),
        ("{\"a\": 1}", "{\"a\": 1, \"b\": 2}", false),
        ("null", "false", false),
    ] {
        let document: Value = serde_json::from_str(&format!("{{\"x\": {have}}}")).unwrap();
        let patch = format!("[{{\"op\": \"test\", \"path\": \"/x\", \"value\": {test}}}]");
        assert_eq!(run(&document, &patch).is_ok(), equal, "{have} {test}");
    }
}

#[test]
fn malformed_patches_name_the_operation() {
    for (patch, operation, part) in [
        ("", None, "array"),
        ("{}", None, "array"),
        ("[1", None, "array"),
        (
            "[{\"op\": \"add\", \"path\": \"/a\", \"value\": 1}, 5]",
            Some(1),
            "invalid type",
        ),
        (
            "[{\"op\": \"add\", \"path\": \"/a\", \"value\": 1}, {\"op\": \"remove\"}]",
            Some(1),
            "path",
        ),
        ("[{\"path\": \"/a\"}]", Some(0), "op"),
        ("[{\"op\": \"add\", \"path\": \"a\", \"value\": 1}]", Some(0), ""),
        (
            "[{\"op\": \"add\", \"path\": \"/a~2\", \"value\": 1}]",
            Some(0),
            "",
        ),
        ("[{\"op\": \"add\", \"path\": 1, \"value\": 1}]", Some(0), ""),
        (
            "[{\"op\": \"add\", \"op\": \"remove\", \"path\": \"/a\", \"value\": 1}]",
            Some(0),
            "duplicate",
        ),
        (
            "[{\"op\": \"remove\", \"path\": \"/a\", \"path\": \"/b\"}]",
            Some(0),
            "duplicate",
        ),
        (
            "[{\"op\": \"add\", \"path\": \"/a\", \"value\": \"x\\u0000\"}]",
            Some(0),
            "U+0000",
        ),
        (
            "[{\"op\": \"add\", \"path\": \"/a\", \"value\": {\"\\u0000\": 1}}]",
            Some(0),
            "U+0000",
        ),
        (
            "[{\"op\": \"move\", \"from\": \"a\", \"path\": \"/b\"}]",
            Some(0),
            "",
        ),
    ] {
        let found = Patch::parse(patch.as_bytes()).unwrap_err();
        assert_eq!(found.operation, operation, "{patch}: {found}");
        assert!(found.reason.contains(part), "{patch}: {found}");
        assert!(!found.reason.contains(" line "), "{patch}: {found}");
    }
}

#[test]
fn patches_have_bounds() {
    let remove = |path: &str| json!({ "op": "remove", "path": path });
    let many = |n: usize| Value::Array(vec![json!({ "op": "test", "path": "", "value": {} }); n]).to_string();
    assert!(Patch::parse(many(MAX_OPERATIONS).as_bytes()).is_ok());
    assert!(Patch::parse(many(MAX_OPERATIONS + 1).as_bytes()).is_err());
    let long = |n: usize| json!([remove(&format!("/{}", "x".repeat(n)))]).to_string();
    assert!(Patch::parse(long(MAX_POINTER - 1).as_bytes()).is_ok());
    assert!(Patch::parse(long(MAX_POINTER).as_bytes()).is_err());
    let deep = |n: usize| json!([remove(&"/x".repeat(n))]).to_string();
    assert!(Patch::parse(deep(MAX_DEPTH).as_bytes()).is_ok());
    assert!(Patch::parse(deep(MAX_DEPTH + 1).as_bytes()).is_err());
    let nested = |n: usize| {
        let value = format!("{}{}", "[".repeat(n), "]".repeat(n));
        format!("[{{\"op\": \"add\", \"path\": \"/x\", \"value\": {value}}}]")
    };
    assert!(Patch::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    assert!(run(&json!({}), &nested(MAX_DEPTH - 1)).is_ok());
    assert!(
        run(&json!({}), &nested(MAX_DEPTH)).is_err(),
        "one level too deep for its place"
    );
    assert!(Patch::parse(nested(100).as_bytes()).is_err());
    assert!(Patch::parse(nested(60_000).as_bytes()).is_err());
}

#[test]
fn copies_cannot_grow_without_end() {
    let doubling = json!({ "op": "copy", "from": "/a", "path": "/a/-" });
    let patch = Value::Array(vec![doubling; MAX_OPERATIONS]).to_string();
    let found = run(&json!({ "a": ["salt"] }), &patch).unwrap_err();
    assert!(
        found.contains("copies too much") || found.contains("too deep"),
        "{found}"
    );
    let wide: Vec<Value> = (0..99)
        .map(|n| json!({ "op": "copy", "from": "/a", "path": format!("/b{n}") }))
        .collect();
    let document = json!({ "a": "x".repeat(5_000) });
    let found = run(&document, &Value::Array(wide).to_string()).unwrap_err();
    assert!(found.contains("copies too much"), "{found}");
}

#[test]
fn what_is_written_is_told() {
    let patch = json!([
        { "op": "test", "path": "/doi", "value": "x" },
        { "op": "move", "from": "/a/b", "path": "/c~1d" },
        { "op": "copy", "from": "/doi", "path": "/e" },
        { "op": "replace", "path": "", "value": {} },
    ]);
    let patch = Patch::parse(patch.to_string().as_bytes()).unwrap();
    let named = |index: usize, name: &str| (index, name.to_owned());
    assert_eq!(
        patch.written(),
        [named(1, "a"), named(1, "c/d"), named(2, "e"), named(3, "")]
    );
    assert_eq!((patch.len(), patch.is_empty()), (4, false));
}
