//! Character references: `&lt;`, `&#8211;`, `&#x2013;`, always with their semicolon.

/// Longest reference that is looked for, in bytes: the longest name of HTML has 31 letters.
const MAX_BYTES: usize = 40;

/// What the numeric references 128 to 159 mean in HTML: the characters of Windows-1252 at these places.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Which names are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// The five of XML.
    Xml,
    /// All of HTML.
    Html,
}

/// The character reference at the end of a text whose last character is `;`: where it starts and what it
/// stands for. Unknown names and impossible numbers are none.
pub(crate) fn at_end(text: &str, names: Names) -> Option<(usize, Vec<char>)> {
    let body = text.strip_suffix(';')?;
    let length = body.bytes().rev().take(MAX_BYTES).position(|byte| byte == b'&')?;
    let start = body.len().checked_sub(length + 1)?;
    let name = body.get(start + 1..)?;
    let meaning = match name.strip_prefix('#') {
        Some(number) => vec![numbered(number)?],
        None => named(name, names)?.chars().collect(),
    };
    Some((start, meaning))
}

fn named(name: &str, names: Names) -> Option<&'static str> {
    match names {
        Names::Xml => quick_xml::escape::resolve_xml_entity(name),
        Names::Html => quick_xml::escape::resolve_html5_entity(name),
    }
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(hex) => (hex, 16),
        None => (number, 10),
    };
    // `from_str_radix` would take a sign.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    let replaced = code
        .checked_sub(0x80)
        .and_then(|place| WINDOWS_1252.get(usize::try_from(place).ok()?))
        .copied();
    replaced.or_else(|| char::from_u32(code)).filter(|&c| c != '\0')
}

/// Text with the character references of XML decoded, however often they were escaped: `&amp;lt;` is `<`.
/// One walk, whatever the depth: a reference is decoded as soon as its semicolon is there.
pub(crate) fn decode_xml(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut waiting = Vec::new();
    for c in text.chars() {
        waiting.push(c);
        while let Some(next) = waiting.pop() {
            decoded.push(next);
            if next == ';'
                && let Some((start, meaning)) = at_end(&decoded, Names::Xml)
            {
                decoded.truncate(start);
                waiting.extend(meaning.into_iter().rev());
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_names_and_numbers() {
        let decoded = |text| {
            at_end(text, Names::Html).map(|(start, meaning)| (start, meaning.iter().collect::<String>()))
        };
        for (text, start, meaning) in [
            ("&lt;", 0, "<"),
            ("a &amp;", 2, "&"),
            ("&eacute;", 0, "é"),
            ("&#8211;", 0, "–"),
            ("&#x2013;", 0, "–"),
            ("&#X2013;", 0, "–"),
            ("&#150;", 0, "–"),
            ("&CounterClockwiseContourIntegral;", 0, "∳"),
            ("&&amp;", 1, "&"),
        ] {
            assert_eq!(decoded(text), Some((start, meaning.to_owned())), "{text}");
        }
        for text in [
            "&NA;",
            "&c;",
            "&;",
            "&#;",
            "&#x;",
            "&#0;",
            "&#xD800;",
            "&#99999999999;",
            "&#+65;",
            "lt;",
            "&lt",
        ] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn decodes_to_a_fixed_point() {
        for (raw, text) in [
            ("a &amp;amp;lt; b", "a < b"),
            ("&amp;eacute;", "&eacute;"),
            ("&#38;#38;lt;", "<"),
            ("&l&#116;;", "<"),
            ("a & b; c", "a & b; c"),
            ("", ""),
        ] {
            assert_eq!(decode_xml(raw), text);
        }
        let deep = format!("&{}", "amp;".repeat(100_000));
        assert_eq!(decode_xml(&deep), "&");
    }
}
