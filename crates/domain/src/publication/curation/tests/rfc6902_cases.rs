//! The records of the public suite of RFC 6902 (json-patch-tests: `tests.json`, then `spec_tests.json`), as a table: a
//! document, a patch, what comes of it. Records that the suite disables are here too.

/// What comes of a patch.
#[derive(Debug)]
pub(super) enum Outcome {
    /// This document.
    Is(&'static str),
    /// The same document.
    Unchanged,
    /// It is no patch.
    Malformed,
    /// It does not apply.
    Conflict,
}

/// One record.
#[derive(Debug)]
pub(super) struct Case {
    pub(super) document: &'static str,
    pub(super) patch: &'static str,
    pub(super) outcome: Outcome,
}

const fn is(document: &'static str, patch: &'static str, expected: &'static str) -> Case {
    Case {
        document,
        patch,
        outcome: Outcome::Is(expected),
    }
}

const fn unchanged(document: &'static str, patch: &'static str) -> Case {
    Case {
        document,
        patch,
        outcome: Outcome::Unchanged,
    }
}

const fn malformed(document: &'static str, patch: &'static str) -> Case {
    Case {
        document,
        patch,
        outcome: Outcome::Malformed,
    }
}

const fn conflict(document: &'static str, patch: &'static str) -> Case {
    Case {
        document,
        patch,
        outcome: Outcome::Conflict,
    }
}

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    // Patches without operations leave every kind of document alone.
    unchanged("{}", "[]"),
    unchanged(r#"{"foo": 1}"#, "[]"),
    is(r#"{"foo": 1, "bar": 2}"#, "[]", r#"{"bar": 2, "foo": 1}"#),
    is(r#"[{"foo": 1, "bar": 2}]"#, "[]", r#"[{"bar": 2, "foo": 1}]"#),
    is(r#"{"foo": {"foo": 1, "bar": 2}}"#, "[]", r#"{"foo": {"bar": 2, "foo": 1}}"#),
    // Adding: members, elements, whole documents.
    is(r#"{"foo": null}"#, r#"[{"op": "add", "path": "/foo", "value": 1}]"#, r#"{"foo": 1}"#),
    is("[]", r#"[{"op": "add", "path": "/0", "value": "foo"}]"#, r#"["foo"]"#),
    unchanged(r#"["foo"]"#, "[]"),
    is("{}", r#"[{"op": "add", "path": "/foo", "value": "1"}]"#, r#"{"foo": "1"}"#),
    is("{}", r#"[{"op": "add", "path": "/foo", "value": 1}]"#, r#"{"foo": 1}"#),
    is(r#""foo""#, r#"[{"op": "replace", "path": "", "value": "bar"}]"#, r#""bar""#),
    is("{}", r#"[{"op": "add", "path": "", "value": []}]"#, "[]"),
    is("[]", r#"[{"op": "add", "path": "", "value": {}}]"#, "{}"),
    is("[]", r#"[{"op": "add", "path": "/-", "value": "hi"}]"#, r#"["hi"]"#),
    is("{}", r#"[{"op": "add", "path": "/", "value": 1}]"#, r#"{"": 1}"#),
    is(r#"{"foo": {}}"#, r#"[{"op": "add", "path": "/foo/", "value": 1}]"#, r#"{"foo": {"": 1}}"#),
    is(r#"{"foo": 1}"#, r#"[{"op": "add", "path": "/bar", "value": [1, 2]}]"#, r#"{"foo": 1, "bar": [1, 2]}"#),
    is(r#"{"foo": 1, "baz": [{"qux": "hello"}]}"#, r#"[{"op": "add", "path": "/baz/0/foo", "value": "world"}]"#, r#"{"foo": 1, "baz": [{"qux": "hello", "foo": "world"}]}"#),
    conflict(r#"{"bar": [1, 2]}"#, r#"[{"op": "add", "path": "/bar/8", "value": "5"}]"#),
    conflict(r#"{"bar": [1, 2]}"#, r#"[{"op": "add", "path": "/bar/-1", "value": "5"}]"#),
    is(r#"{"foo": 1}"#, r#"[{"op": "add", "path": "/bar", "value": true}]"#, r#"{"foo": 1, "bar": true}"#),
    is(r#"{"foo": 1}"#, r#"[{"op": "add", "path": "/bar", "value": false}]"#, r#"{"foo": 1, "bar": false}"#),
    is(r#"{"foo": 1}"#, r#"[{"op": "add", "path": "/bar", "value": null}]"#, r#"{"foo": 1, "bar": null}"#),
    is(r#"{"foo": 1}"#, r#"[{"op": "add", "path": "/0", "value": "bar"}]"#, r#"{"foo": 1, "0": "bar"}"#),
    is(r#"["foo"]"#, r#"[{"op": "add", "path": "/1", "value": "bar"}]"#, r#"["foo", "bar"]"#),
    is(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/1", "value": "bar"}]"#, r#"["foo", "bar", "sil"]"#),
    is(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/0", "value": "bar"}]"#, r#"["bar", "foo", "sil"]"#),
    is(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/2", "value": "bar"}]"#, r#"["foo", "sil", "bar"]"#),
    conflict(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/3", "value": "bar"}]"#),
    // Only plain decimal numbers are indices.
    unchanged(r#"{"1e0": "foo"}"#, r#"[{"op": "test", "path": "/1e0", "value": "foo"}]"#),
    conflict(r#"["foo", "bar"]"#, r#"[{"op": "test", "path": "/1e0", "value": "bar"}]"#),
    conflict(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/bar", "value": 42}]"#),
    is(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/1", "value": ["bar", "baz"]}]"#, r#"["foo", ["bar", "baz"], "sil"]"#),
    // Removing and replacing.
    is(r#"{"foo": 1, "bar": [1, 2, 3, 4]}"#, r#"[{"op": "remove", "path": "/bar"}]"#, r#"{"foo": 1}"#),
    is(r#"{"foo": 1, "baz": [{"qux": "hello"}]}"#, r#"[{"op": "remove", "path": "/baz/0/qux"}]"#, r#"{"foo": 1, "baz": [{}]}"#),
    is(r#"{"foo": 1, "baz": [{"qux": "hello"}]}"#, r#"[{"op": "replace", "path": "/foo", "value": [1, 2, 3, 4]}]"#, r#"{"foo": [1, 2, 3, 4], "baz": [{"qux": "hello"}]}"#),
    is(r#"{"foo": [1, 2, 3, 4], "baz": [{"qux": "hello"}]}"#, r#"[{"op": "replace", "path": "/baz/0/qux", "value": "world"}]"#, r#"{"foo": [1, 2, 3, 4], "baz": [{"qux": "world"}]}"#),
    is(r#"["foo"]"#, r#"[{"op": "replace", "path": "/0", "value": "bar"}]"#, r#"["bar"]"#),
    is(r#"[""]"#, r#"[{"op": "replace", "path": "/0", "value": 0}]"#, "[0]"),
    is(r#"[""]"#, r#"[{"op": "replace", "path": "/0", "value": true}]"#, "[true]"),
    is(r#"[""]"#, r#"[{"op": "replace", "path": "/0", "value": false}]"#, "[false]"),
    is(r#"[""]"#, r#"[{"op": "replace", "path": "/0", "value": null}]"#, "[null]"),
    is(r#"["foo", "sil"]"#, r#"[{"op": "replace", "path": "/1", "value": ["bar", "baz"]}]"#, r#"["foo", ["bar", "baz"]]"#),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "replace", "path": "", "value": {"baz": "qux"}}]"#, r#"{"baz": "qux"}"#),
    conflict(r#"{"bar": "baz"}"#, r#"[{"op": "replace", "path": "/foo/bar", "value": false}]"#),
    // Unknown members are ignored; null is a value like any other.
    unchanged(r#"{"foo": 1}"#, r#"[{"op": "test", "path": "/foo", "value": 1, "spurious": 1}]"#),
    unchanged(r#"{"foo": null}"#, r#"[{"op": "test", "path": "/foo", "value": null}]"#),
    is(r#"{"foo": null}"#, r#"[{"op": "replace", "path": "/foo", "value": "truthy"}]"#, r#"{"foo": "truthy"}"#),
    is(r#"{"foo": null}"#, r#"[{"op": "move", "from": "/foo", "path": "/bar"}]"#, r#"{"bar": null}"#),
    is(r#"{"foo": null}"#, r#"[{"op": "copy", "from": "/foo", "path": "/bar"}]"#, r#"{"foo": null, "bar": null}"#),
    is(r#"{"foo": null}"#, r#"[{"op": "remove", "path": "/foo"}]"#, "{}"),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "replace", "path": "/foo", "value": null}]"#, r#"{"foo": null}"#),
    // Tests compare by value, whatever the order of members.
    unchanged(r#"{"foo": {"foo": 1, "bar": 2}}"#, r#"[{"op": "test", "path": "/foo", "value": {"bar": 2, "foo": 1}}]"#),
    unchanged(r#"{"foo": [{"foo": 1, "bar": 2}]}"#, r#"[{"op": "test", "path": "/foo", "value": [{"bar": 2, "foo": 1}]}]"#),
    unchanged(r#"{"foo": {"bar": [1, 2, 5, 4]}}"#, r#"[{"op": "test", "path": "/foo", "value": {"bar": [1, 2, 5, 4]}}]"#),
    conflict(r#"{"foo": {"bar": [1, 2, 5, 4]}}"#, r#"[{"op": "test", "path": "/foo", "value": [1, 2]}]"#),
    unchanged(r#"{"foo": 1}"#, r#"[{"op": "test", "path": "", "value": {"foo": 1}}]"#),
    unchanged(r#"{"": 1}"#, r#"[{"op": "test", "path": "/", "value": 1}]"#),
    unchanged(r#"{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}"#, r#"[{"op": "test", "path": "/foo", "value": ["bar", "baz"]}, {"op": "test", "path": "/foo/0", "value": "bar"}, {"op": "test", "path": "/", "value": 0}, {"op": "test", "path": "/a~1b", "value": 1}, {"op": "test", "path": "/c%d", "value": 2}, {"op": "test", "path": "/e^f", "value": 3}, {"op": "test", "path": "/g|h", "value": 4}, {"op": "test", "path": "/i\\j", "value": 5}, {"op": "test", "path": "/k\"l", "value": 6}, {"op": "test", "path": "/ ", "value": 7}, {"op": "test", "path": "/m~0n", "value": 8}]"#),
    // Moving and copying.
    unchanged(r#"{"foo": 1}"#, r#"[{"op": "move", "from": "/foo", "path": "/foo"}]"#),
    is(r#"{"foo": 1, "baz": [{"qux": "hello"}]}"#, r#"[{"op": "move", "from": "/foo", "path": "/bar"}]"#, r#"{"baz": [{"qux": "hello"}], "bar": 1}"#),
    is(r#"{"baz": [{"qux": "hello"}], "bar": 1}"#, r#"[{"op": "move", "from": "/baz/0/qux", "path": "/baz/1"}]"#, r#"{"baz": [{}, "hello"], "bar": 1}"#),
    is(r#"{"baz": [{"qux": "hello"}], "bar": 1}"#, r#"[{"op": "copy", "from": "/baz/0", "path": "/boo"}]"#, r#"{"baz": [{"qux": "hello"}], "bar": 1, "boo": {"qux": "hello"}}"#),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "add", "path": "", "value": {"baz": "qux"}}]"#, r#"{"baz": "qux"}"#),
    is("[1, 2]", r#"[{"op": "add", "path": "/-", "value": {"foo": ["bar", "baz"]}}]"#, r#"[1, 2, {"foo": ["bar", "baz"]}]"#),
    is("[1, 2, [3, [4, 5]]]", r#"[{"op": "add", "path": "/2/1/-", "value": {"foo": ["bar", "baz"]}}]"#, r#"[1, 2, [3, [4, 5, {"foo": ["bar", "baz"]}]]]"#),
    conflict(r#"{"foo": 1, "baz": [{"qux": "hello"}]}"#, r#"[{"op": "remove", "path": "/baz/1e0/qux"}]"#),
    is("[1, 2, 3, 4]", r#"[{"op": "remove", "path": "/0"}]"#, "[2, 3, 4]"),
    is("[1, 2, 3, 4]", r#"[{"op": "remove", "path": "/1"}, {"op": "remove", "path": "/2"}]"#, "[1, 3]"),
    conflict("[1, 2, 3, 4]", r#"[{"op": "remove", "path": "/1e0"}]"#),
    conflict(r#"[""]"#, r#"[{"op": "replace", "path": "/1e0", "value": false}]"#),
    conflict(r#"{"baz": [1, 2, 3], "bar": 1}"#, r#"[{"op": "copy", "from": "/baz/1e0", "path": "/boo"}]"#),
    conflict(r#"{"foo": 1, "baz": [1, 2, 3, 4]}"#, r#"[{"op": "move", "from": "/baz/1e0", "path": "/foo"}]"#),
    conflict(r#"["foo", "sil"]"#, r#"[{"op": "add", "path": "/1e0", "value": "bar"}]"#),
    // Operations that lack a member, or are none.
    malformed("{}", r#"[{"op": "add", "value": "bar"}]"#),
    malformed("{}", r#"[{"op": "add", "path": null, "value": "bar"}]"#),
    malformed("{}", r#"[{"op": "add", "path": "foo", "value": "bar"}]"#),
    malformed("[1]", r#"[{"op": "add", "path": "/-"}]"#),
    malformed("[1]", r#"[{"op": "replace", "path": "/0"}]"#),
    malformed("[null]", r#"[{"op": "test", "path": "/0"}]"#),
    malformed("[false]", r#"[{"op": "test", "path": "/0"}]"#),
    malformed("[1]", r#"[{"op": "copy", "path": "/-"}]"#),
    conflict(r#"{"foo": 1}"#, r#"[{"op": "copy", "from": "/bar", "path": "/foo"}]"#),
    malformed(r#"{"foo": 1}"#, r#"[{"op": "move", "path": ""}]"#),
    conflict(r#"{"foo": 1}"#, r#"[{"op": "move", "from": "/bar", "path": "/foo"}]"#),
    malformed(r#"{"foo": "bar"}"#, r#"[{"op":"add","path":"/baz","value":"qux","op":"move","from":"/foo"}]"#),
    malformed(r#"{"foo": 1}"#, r#"[{"op": "spam", "path": "/foo", "value": 1}]"#),
    conflict(r#"["foo", "bar"]"#, r#"[{"op": "test", "path": "/00", "value": "foo"}]"#),
    conflict(r#"["foo", "bar"]"#, r#"[{"op": "test", "path": "/01", "value": "bar"}]"#),
    conflict(r#"{"foo": "bar"}"#, r#"[{"op": "remove", "path": "/baz"}]"#),
    conflict(r#"{"foo": "bar"}"#, r#"[{"op": "remove", "path": "/missing1/missing2"}]"#),
    conflict(r#"["foo", "bar"]"#, r#"[{"op": "remove", "path": "/2"}]"#),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "add", "path": "/FOO", "value": "BAR"}]"#, r#"{"foo": "bar", "FOO": "BAR"}"#),
    is(r#"{"foo": {"bar": {"baz": [{"boo": "net"}]}}}"#, r#"[{"op": "copy", "from": "/foo", "path": "/bak"}, {"op": "replace", "path": "/bak/bar/baz/0/boo", "value": "qux"}]"#, r#"{"foo": {"bar": {"baz": [{"boo": "net"}]}}, "bak": {"bar": {"baz": [{"boo": "qux"}]}}}"#),
    is(r#"{"foo": {"bar": {"baz": [{"boo": "net"}]}}}"#, r#"[{"op": "copy", "from": "/foo", "path": "/bak"}, {"op": "replace", "path": "/foo/bar/baz/0/boo", "value": "qux"}]"#, r#"{"foo": {"bar": {"baz": [{"boo": "qux"}]}}, "bak": {"bar": {"baz": [{"boo": "net"}]}}}"#),
    // RFC 6902: section 4.1, then appendix A from 1 to 16.
    conflict(r#"{"q": {"bar": 2}}"#, r#"[{"op": "add", "path": "/a/b", "value": 1}]"#),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "add", "path": "/baz", "value": "qux"}]"#, r#"{"baz": "qux", "foo": "bar"}"#),
    is(r#"{"foo": ["bar", "baz"]}"#, r#"[{"op": "add", "path": "/foo/1", "value": "qux"}]"#, r#"{"foo": ["bar", "qux", "baz"]}"#),
    is(r#"{"baz": "qux", "foo": "bar"}"#, r#"[{"op": "remove", "path": "/baz"}]"#, r#"{"foo": "bar"}"#),
    is(r#"{"foo": ["bar", "qux", "baz"]}"#, r#"[{"op": "remove", "path": "/foo/1"}]"#, r#"{"foo": ["bar", "baz"]}"#),
    is(r#"{"baz": "qux", "foo": "bar"}"#, r#"[{"op": "replace", "path": "/baz", "value": "boo"}]"#, r#"{"baz": "boo", "foo": "bar"}"#),
    is(r#"{"foo": {"bar": "baz", "waldo": "fred"}, "qux": {"corge": "grault"}}"#, r#"[{"op": "move", "from": "/foo/waldo", "path": "/qux/thud"}]"#, r#"{"foo": {"bar": "baz"}, "qux": {"corge": "grault", "thud": "fred"}}"#),
    is(r#"{"foo": ["all", "grass", "cows", "eat"]}"#, r#"[{"op": "move", "from": "/foo/1", "path": "/foo/3"}]"#, r#"{"foo": ["all", "cows", "eat", "grass"]}"#),
    unchanged(r#"{"baz": "qux", "foo": ["a", 2, "c"]}"#, r#"[{"op": "test", "path": "/baz", "value": "qux"}, {"op": "test", "path": "/foo/1", "value": 2}]"#),
    conflict(r#"{"baz": "qux"}"#, r#"[{"op": "test", "path": "/baz", "value": "bar"}]"#),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "add", "path": "/child", "value": {"grandchild": {}}}]"#, r#"{"foo": "bar", "child": {"grandchild": {}}}"#),
    is(r#"{"foo": "bar"}"#, r#"[{"op": "add", "path": "/baz", "value": "qux", "xyz": 123}]"#, r#"{"foo": "bar", "baz": "qux"}"#),
    conflict(r#"{"foo": "bar"}"#, r#"[{"op": "add", "path": "/baz/bat", "value": "qux"}]"#),
    malformed(r#"{"foo": "bar"}"#, r#"[{"op":"add","path":"/baz","value":"qux","op":"remove"}]"#),
    unchanged(r#"{"/": 9, "~1": 10}"#, r#"[{"op": "test", "path": "/~01", "value": 10}]"#),
    conflict(r#"{"/": 9, "~1": 10}"#, r#"[{"op": "test", "path": "/~01", "value": "10"}]"#),
    is(r#"{"foo": ["bar"]}"#, r#"[{"op": "add", "path": "/foo/-", "value": ["abc", "def"]}]"#, r#"{"foo": ["bar", ["abc", "def"]]}"#),
];
