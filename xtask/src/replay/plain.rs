//! Plain text of what registries write: entities decoded, tags removed, white space folded.

use quick_xml::escape::resolve_html5_entity;

/// Escaped markup is decoded this often at most.
const ROUNDS: usize = 3;

/// The plain form; `None` where nothing is left.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..ROUNDS {
        let next = untagged(&decoded(&text));
        if next == text {
            break;
        }
        text = next;
    }
    let folded: Vec<&str> = text.split_whitespace().collect();
    (!folded.is_empty()).then(|| folded.join(" "))
}

/// Where tags stood, the amount of white space is a matter of taste; a soft hyphen is no part of the text.
pub(super) fn same(one: &str, other: &str) -> bool {
    let bare = |text: &str| -> String {
        text.chars()
            .filter(|c| !c.is_whitespace() && *c != '\u{ad}')
            .collect()
    };
    one == other || bare(one) == bare(other)
}

/// One round of entities; what only looks like one stays.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let meant = after
            .split_once(';')
            .and_then(|(name, tail)| Some((entity(name)?, tail)));
        if let Some((meant, tail)) = meant {
            out.push_str(&meant);
            rest = tail;
        } else {
            out.push('&');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<String> {
    let Some(number) = name.strip_prefix('#') else {
        return resolve_html5_entity(name).map(str::to_owned);
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    char::from_u32(code).map(String::from)
}

/// Tags begin with a letter or a slash: `p < 0.05` has none.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let starts = after.strip_prefix(['/', '!', '?']).unwrap_or(after);
        let tag = after.split_once('>').filter(|(tag, _)| {
            starts.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-') && !tag.contains('<')
        });
        if let Some((_, tail)) = tag {
            rest = tail;
        } else {
            out.push('<');
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        for (raw, expected) in [
            (" A\n  title ", "A title"),
            ("H<sub>2</sub>O &amp; &lt;scp&gt;DNA&lt;/scp&gt;", "H2O & DNA"),
            ("Tom &c &NA; p < 0.05", "Tom &c &NA; p < 0.05"),
            ("caf&eacute; &#233; &#xe9;", "café é é"),
        ] {
            assert_eq!(plain(raw).as_deref(), Some(expected), "{raw}");
        }
        assert_eq!(plain(" <i> </i> "), None);
        assert!(same("a = b", "a=b") && same("ab\u{ad}c", "abc") && !same("a b", "a c"));
    }
}
