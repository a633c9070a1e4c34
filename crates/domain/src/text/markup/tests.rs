//! Titles and abstracts of every kind that registries were seen to give.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::{MAX_BYTES, plain, plain_lines, safe_markup};

fn plain_text(raw: &str) -> String {
    plain(raw).unwrap_or_default()
}

fn html(raw: &str) -> String {
    safe_markup(raw).unwrap_or_default()
}

const MATH_TITLE: &str = concat!(
    r#"Growth of<mml:math xmlns:mml="http://www.w3.org/1998/Math/MathML" alttext="x &lt; 1"><mml:msub>"#,
    r#"<mml:mrow><mml:mi mathvariant="normal">LiNb</mml:mi></mml:mrow><mml:mn>2</mml:mn></mml:msub>"#,
    "<mml:annotation encoding=\"TeX\">LiNb_2</mml:annotation></mml:math>mixed crystals",
);

#[test]
fn plain_removes_tags_and_keeps_words_apart() {
    for (raw, text) in [
        ("<jats:p>Hello <jats:italic>x</jats:italic></jats:p>", "Hello x"),
        (
            "<jats:title>Aims</jats:title><jats:p>To know.</jats:p>",
            "Aims To know.",
        ),
        (
            "<jats:sec>\n  <jats:title>Aims</jats:title>\n  <jats:p>One</jats:p>\n</jats:sec>",
            "Aims One",
        ),
        ("one<br>two<br/>three<BR />four", "one two three four"),
        ("<p>(a)</p><p>(b)</p>", "(a) (b)"),
        (
            "H<sub>2</sub>O and <i>E. coli</i>K<sup>+</sup>",
            "H2O and E. coliK+",
        ),
        ("risk&#8208;<scp>averse</scp> <b>bold</b>er", "risk‐averse bolder"),
        (
            "<list><list-item>a</list-item><list-item>b</list-item></list>",
            "a b",
        ),
        (
            r#"<a href="https://example.org/?a=1&amp;b=2" title="x>y">link</a>s"#,
            "links",
        ),
        (
            "May 2012 <emph type=\"ital\">Archives</emph>",
            "May 2012 Archives",
        ),
        ("a<!-- no <b>word</b> < of --> b", "a b"),
        ("<![CDATA[a < b]]> c", "a < b c"),
        ("<?xml version=\"1.0\"?><!DOCTYPE x>text", "text"),
        ("<unknown:thing a='1'>kept</unknown:thing>", "kept"),
    ] {
        assert_eq!(plain_text(raw), text, "{raw}");
    }
}

#[test]
fn plain_keeps_what_only_looks_like_markup() {
    for text in [
        "regions <0.5 mm and >2 mm",
        "p < 0.05 and q > 3",
        "where x <y and z> w",
        "akzeptiertes Taxon <Taxon ist im akzeptierten Taxon (2017) enthalten>",
        "Q&A, AT&T, &c and &NA;",
        "&unknown; &; & ;",
        "write to <ana@example.org>",
        "10.5555/0003(2003)277<0001:TSSAAA>2.0.CO;2",
        "if a --> b then ]]> stays",
        "cut off <jats:p",
    ] {
        assert_eq!(plain_text(text), text);
    }
}

#[test]
fn plain_decodes_to_a_fixed_point() {
    for (raw, text) in [
        ("Clinical &amp; Translational Med", "Clinical & Translational Med"),
        ("C&amp;amp;T", "C&T"),
        (
            "Hybrid &lt;scp&gt;risk&lt;/scp&gt; optimizer",
            "Hybrid risk optimizer",
        ),
        (
            "&amp;lt;i&amp;gt;Escherichia&amp;lt;/i&amp;gt; coli",
            "Escherichia coli",
        ),
        ("caf&eacute; &#8211; &#x2013; &#150; &hellip;", "café – – – …"),
        ("regions &lt;0.5 mm and &gt;2 mm", "regions <0.5 mm and >2 mm"),
        ("a&nbsp;&nbsp;b", "a b"),
        ("<<b>b>x", "x"),
        ("&am<i></i>p;lt", "&lt"),
    ] {
        assert_eq!(plain_text(raw), text, "{raw}");
    }
}

#[test]
fn plain_folds_blanks_and_drops_the_invisible() {
    assert_eq!(
        plain_text("  A title\n   over\tlines\u{a0}\u{2003}here \n"),
        "A title over lines here"
    );
    assert_eq!(
        plain_text("a\u{0}b\u{7}c\u{feff}d\u{ad}e\u{202e}f\u{fdd2}g"),
        "abcdefg"
    );
    assert_eq!(plain_text("<p>a </p> <p> b</p>"), "a b");
    for nothing in ["", "  \n", "<p> </p>", "&nbsp;", "<i></i>", "\u{0}", "<!-- x -->"] {
        assert_eq!(plain(nothing), None, "{nothing:?}");
        assert_eq!(safe_markup(nothing), None, "{nothing:?}");
    }
}

#[test]
fn plain_reads_formulas() {
    assert_eq!(plain_text(MATH_TITLE), "Growth of LiNb2 mixed crystals");
    for (raw, text) in [
        (
            "the (<inline-formula>\n <math>\n <mi>K</mi>\n </math>\n</inline-formula>-g-frame)",
            "the (K-g-frame)",
        ),
        ("a <math> </math> b<math> </math> c", "a b c"),
        ("<math><mi>x</mi></math>: a candidate", "x: a candidate"),
        (
            "of (<math><mi>x</mi></math>), non-<math><mi>x</mi></math>-like",
            "of (x), non-x-like",
        ),
        ("to<math><mo>(</mo><mi>x</mi><mo>)</mo></math>and", "to (x) and"),
        ("a <math> <mi>x</mi> <mo>=</mo> <mn>1</mn> </math> b", "a x = 1 b"),
        ("&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;y", "x y"),
        ("<tex-math>$\\alpha$</tex-math> decay", "$\\alpha$ decay"),
        (
            "n<tex-math><?CDATA $x > 1$?></tex-math> <math><mi>x</mi></math>n",
            "n x n",
        ),
        ("n <tex-math>$x$</tex-math><math><mi>x</mi></math>", "n x"),
        (
            "<tex-math>$x$</tex-math> and <math><mi>y</mi></math>",
            "$x$ and y",
        ),
    ] {
        assert_eq!(plain_text(raw), text, "{raw}");
    }
}

#[test]
fn plain_drops_scripts_but_not_words_about_them() {
    assert_eq!(plain_text("a<script>alert('<b>1</b>')</script>b"), "ab");
    assert_eq!(plain_text("a<style type='text/css'>p { x }</style> b"), "a b");
    assert_eq!(plain_text("&lt;script&gt;alert(1)&lt;/script&gt;b"), "b");
    assert_eq!(
        plain_text("On the use of &lt;script&gt; in pages"),
        "On the use of in pages"
    );
    assert_eq!(plain_text("stray</script> end"), "stray end");
}

#[test]
fn safe_markup_keeps_four_formats() {
    for (raw, safe) in [
        ("<jats:p>H<jats:sub>2</jats:sub>O</jats:p>", "H<sub>2</sub>O"),
        (
            "<jats:italic>E. coli</jats:italic> <bold>x</bold>",
            "<i>E. coli</i> <b>x</b>",
        ),
        (
            "<em class='x' onclick=\"y\">a</em><strong>b</strong>",
            "<i>a</i><b>b</b>",
        ),
        ("&amp;lt;i&amp;gt;E&amp;lt;/i&amp;gt;", "<i>E</i>"),
        ("<i>a</i><i>b</i>", "<i>ab</i>"),
        ("<i><i>a</i> b</i> c", "<i>a b</i> c"),
        ("<i>a<b>b</i>c</b>", "<i>a<b>b</b></i><b>c</b>"),
        ("<i>open", "<i>open</i>"),
        ("closed</i>", "closed"),
        ("a <i> b </i> c<sub></sub>", "a <i>b</i> c"),
        ("AT&amp;T &lt;0.5 &amp;lt; x", "AT&amp;T &lt;0.5 &lt; x"),
        ("<a href='javascript:x'>y</a><img src=x onerror=z>", "y"),
        ("<script>x</script><svg onload=alert(1)>t", "t"),
        ("say \"yes\" 'no'", "say \"yes\" 'no'"),
    ] {
        assert_eq!(html(raw), safe, "{raw}");
    }
    assert_eq!(html(MATH_TITLE), "Growth of LiNb2 mixed crystals");
}

#[test]
fn hostile_text_takes_linear_time() {
    let began = Instant::now();
    let half = MAX_BYTES / 2;
    for (unit, end) in [
        ("<", ""),
        ("<i>", ""),
        ("<a b=\"", ">"),
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("&lt;", "&gt;"),
        ("&semi", ";"),
        ("<script>", "</script>"),
        ("<i>x<b>y<sup>z", "</i>"),
        ("<tex-math>", "</tex-math><math>"),
    ] {
        let raw = |half: usize| unit.repeat(half / unit.len()) + &end.repeat(half / end.len().max(1));
        assert!(
            plain(&raw(half)).is_none_or(|text| text.len() <= 2 * MAX_BYTES),
            "{unit}"
        );
        assert_balanced(&html(&raw(half / 16)));
    }
    // Quadratic work on a mebibyte would take hours.
    assert!(began.elapsed() < Duration::from_mins(1));
    assert_eq!(plain_text(&format!("&{}lt;b", "amp;".repeat(100_000))), "<b");
    assert!(plain(&"é".repeat(MAX_BYTES)).is_some_and(|text| text.len() == MAX_BYTES));
}

/// Only the four elements, each closed in its order.
fn assert_balanced(html: &str) {
    let mut open = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("every < begins a tag");
        assert!(!text.contains('>'), "a bare > in {html}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "{html}");
        } else {
            assert!(["i", "b", "sub", "sup"].contains(&tag), "{html}");
            open.push(tag);
        }
    }
    assert!(open.is_empty(), "{html}");
}

/// Well-formed markup.
fn well_formed() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "sea", "x", "é", "&amp;", "&lt;0.5", "&amp;gt;", "(", ",", " ", "\n  ",
    ])
    .prop_map(str::to_owned);
    let names = vec![
        "i",
        "jats:bold",
        "sub",
        "sup",
        "jats:p",
        "mml:math",
        "jats:sec",
        "scp",
        "td",
        "em",
    ];
    word.prop_recursive(4, 32, 6, move |inner| {
        let element = (
            prop::sample::select(names.clone()),
            prop::collection::vec(inner, 0..6),
        );
        element.prop_map(|(name, content)| format!("<{name} id=\"a>b\">{}</{name}>", content.concat()))
    })
}

/// Text in which markup is likely.
fn markup() -> impl Strategy<Value = String> {
    let pieces = [
        "<",
        ">",
        "</",
        "/>",
        "&",
        ";",
        "amp;",
        "&amp;",
        "&lt;",
        "&gt;",
        "&#38;",
        "lt",
        "gt",
        "\"",
        "'",
        "=",
        " ",
        "a",
        "x",
        "i",
        "b",
        "<i>",
        "</i>",
        "<b>",
        "</b>",
        "<sub>",
        "</sup>",
        "<sup>",
        "<p>",
        "</p>",
        "<br/>",
        "<!--",
        "-->",
        "<?",
        "?>",
        "<![CDATA[",
        "]]>",
        "<script>",
        "</script>",
        "<math>",
        "</math>",
        "<tex-math>",
        "</tex-math>",
        "<a b=\"",
        "é",
        "\u{0}",
        "\n",
        "&nbsp;",
        "&semi;",
        "0.5",
        ",",
        "(",
        "\u{fdd0}",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn plain_is_a_fixed_point(raw in prop_oneof![markup(), any::<String>()]) {
        if let Some(text) = plain(&raw) {
            prop_assert_eq!(plain(&text), Some(text));
        }
    }

    #[test]
    fn safe_markup_is_safe_and_a_fixed_point(raw in prop_oneof![markup(), any::<String>()]) {
        if let Some(safe) = safe_markup(&raw) {
            assert_balanced(&safe);
            prop_assert_eq!(safe_markup(&safe), Some(safe));
        }
    }

    #[test]
    fn safe_markup_says_what_plain_says(raw in well_formed()) {
        prop_assert_eq!(safe_markup(&raw).and_then(|safe| plain(&safe)), plain(&raw));
    }
}

#[test]
fn paragraphs_stay_unless_markup_reaches_over_them() {
    for (raw, text) in [
        ("One.\nTwo.", Some("One.\nTwo.")),
        ("  One.  \r\n\r\n Two &amp; three. ", Some("One.\n\nTwo & three.")),
        ("<p>One.</p>\n<p>Two.</p>", Some("One.\nTwo.")),
        ("One <img\nsrc=x onerror=alert(1)> two.", Some("One two.")),
        (
            "One <scr\nipt>two</script> three.",
            Some("One <scr\nipt>two three."),
        ),
        ("&lt;img\nsrc=x&gt; One.", Some("One.")),
        ("\n \n", None),
        ("<br/>\n<br/>", None),
    ] {
        assert_eq!(plain_lines(raw).as_deref(), text, "{raw:?}");
    }
}
