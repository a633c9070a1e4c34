//! Titles and abstracts with markup of all kinds.

use domain::text::fold::{fold, words};
use domain::text::markup::{plain, safe_markup};
use fuzz::{around, hold};

const PIECES: &[&str] = &[
    "<i>",
    "</i>",
    "<I>",
    "<b",
    "</",
    ">",
    "<",
    "<sub>",
    "<jats:p>",
    "</jats:p>",
    "<jats:title>Abstract</jats:title>",
    "<mml:math>",
    "<mml:mi>x</mml:mi>",
    "</mml:math>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?xml",
    "?>",
    "&lt;",
    "&gt;",
    "&amp;",
    "&amp;lt;",
    "&#60;",
    "&#x3c;",
    "&#0;",
    "&nbsp;",
    "&NA;",
    "&c",
    "&",
    ";",
    "$x_1$",
    "\\textit{",
    "}",
    "x",
    " ",
    "\n",
    "onclick=",
    "\"",
    "'",
    "<img src=x onerror=alert(1)>",
    "<a href=\"javascript:x\">",
    "<svg/onload=x>",
    "\u{0}",
    "é",
    "<table>",
    "<select>",
    "<template>",
    "<noscript>",
    "<p",
    "<math>",
    "<annotation-xml>",
    "<style>",
];

/// The only tags that may be left.
const SAFE: [&str; 8] = ["<i>", "</i>", "<b>", "</b>", "<sub>", "</sub>", "<sup>", "</sup>"];

#[test]
fn cleaning() {
    hold(&around(PIECES), |raw| {
        let _ = plain(&raw);
        if let Some(markup) = safe_markup(&raw) {
            let left = SAFE
                .iter()
                .fold(markup.clone(), |text, tag| text.replace(tag, ""));
            assert!(!left.contains('<'), "{raw:?}: {markup:?}");
        }
    });
}

#[test]
fn folding() {
    hold(&around(PIECES), |text| {
        let folded = fold(&text);
        assert_eq!(fold(&folded), folded, "{text:?}");
        assert!(words(&text).iter().all(|word| !word.is_empty()), "{text:?}");
    });
}
