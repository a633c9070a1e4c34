//! Text that breaks those who think that a character is a byte, or a blank a blank.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// What has broken readers before, theirs or ours.
const ODD: [&str; 56] = [
    "",
    " ",
    "\t",
    "\n",
    "\r\n",
    "\u{0}",
    "\u{1b}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{ad}",
    "\u{301}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{2028}",
    "\u{2060}",
    "\u{feff}",
    "\u{fffd}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "İ",
    "ß",
    "ŉ",
    "ﬁ",
    "Ǆ",
    "K",
    "é",
    "e\u{301}",
    "한",
    "᭄",
    "𝔘",
    "👩‍👩‍👧‍👦",
    "🇵🇹",
    "%",
    "%2",
    "%2F",
    "%252F",
    "%zz",
    "%C3%28",
    "%00",
    "&amp;",
    "&#0;",
    "&#x110000;",
    "&",
    "<",
    ">",
    "</",
    "<!--",
    "]]>",
    "\\",
    "\"",
    "'",
    ",,",
    "9999999999999999999",
];

/// Text of any kind, most of it short.
pub fn odd_text() -> BoxedStrategy<String> {
    let odd = vec(select(ODD.as_slice()), 0..12).prop_map(|parts| parts.concat());
    let long = (select(ODD.as_slice()), 0_usize..4_000).prop_map(|(part, times)| part.repeat(times));
    prop_oneof![
        4 => any::<String>(),
        2 => "\\PC{0,60}",
        2 => "[ -~]{0,80}",
        3 => odd,
        1 => long.prop_filter("not too long", |text| text.len() < 20_000),
    ]
    .boxed()
}

/// Text made of the pieces that a reader looks for, between odd ones, and with a piece of itself cut away.
pub fn around(pieces: &'static [&'static str]) -> BoxedStrategy<String> {
    let piece = prop_oneof![
        5 => select(pieces).prop_map(str::to_owned),
        2 => select(ODD.as_slice()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
        1 => "[0-9a-zA-Z./:-]{0,12}",
    ];
    let built = vec(piece, 0..14).prop_map(|parts| parts.concat());
    let cut = (built.clone(), any::<usize>(), any::<usize>()).prop_map(|(text, from, length)| {
        let count = text.chars().count().max(1);
        let from = from % count;
        let length = length % 6;
        let kept = |(at, _): &(usize, char)| *at < from || *at >= from + length;
        text.chars().enumerate().filter(kept).map(|(_, c)| c).collect()
    });
    prop_oneof![3 => built, 1 => cut, 1 => odd_text()].boxed()
}
