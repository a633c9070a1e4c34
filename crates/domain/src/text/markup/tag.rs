//! One tag of HTML, JATS, `MathML` or the publishers' face markup, and what it means for text.

/// Longest tag in bytes; longer ones are text. Bounds the work for text that only looks like a tag.
const MAX_BYTES: usize = 2048;

/// Attributes that stand without a value. Any other word without `=` speaks for prose: `<a and b>`.
const BARE_ATTRIBUTES: [&str; 8] = [
    "async", "checked", "compact", "defer", "disabled", "hidden", "noshade", "nowrap",
];

/// A formatting that the safe form keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `i`
    Italic,
    /// `b`
    Bold,
    /// `sub`
    Subscript,
    /// `sup`
    Superscript,
}

impl Format {
    /// Every format, for look-ups.
    pub(super) const ALL: [Self; 4] = [Self::Italic, Self::Bold, Self::Subscript, Self::Superscript];

    /// The HTML element.
    pub(super) fn element(self) -> &'static str {
        match self {
            Self::Italic => "i",
            Self::Bold => "b",
            Self::Subscript => "sub",
            Self::Superscript => "sup",
        }
    }
}

/// What an element does to text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Separates words.
    Break,
    /// Formats and does not separate.
    Format(Format),
    /// A formula: separates where words would stick to it.
    Math,
    /// What surrounds a formula.
    Formula,
    /// A formula in TeX; goes when the same formula follows as `MathML`.
    Tex,
    /// Its content is nothing to read.
    Dropped,
    /// Means nothing for text.
    Transparent,
}

/// Where in its element a tag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// `<i>`
    Open,
    /// `</i>`
    Close,
    /// `<br/>`
    Empty,
}

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// Lower-case, without a namespace prefix.
    pub(super) name: String,
    /// What it does.
    pub(super) role: Role,
    /// Where it stands.
    pub(super) side: Side,
}

/// What text from a `<` to a `>` is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reading {
    /// A tag.
    Tag(Tag),
    /// A declaration or processing instruction, which says nothing.
    Void,
    /// This `>` stands inside of a quoted value or an instruction; a later one may end it.
    Unfinished,
    /// Prose: an inequality, a name in angle brackets.
    Text,
}

/// Reads text that starts with `<` and ends with `>`.
pub(super) fn read(text: &str) -> Reading {
    if text.len() > MAX_BYTES {
        return Reading::Text;
    }
    let Some(inner) = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return Reading::Text;
    };
    if let Some(instruction) = inner.strip_prefix('?') {
        let ends = instruction.ends_with('?') || !instruction.contains(char::is_whitespace);
        return if ends { Reading::Void } else { Reading::Unfinished };
    }
    if let Some(declaration) = inner.strip_prefix('!') {
        let starts = declaration.starts_with(|c: char| c.is_ascii_alphabetic() || c == '[');
        return if starts { Reading::Void } else { Reading::Text };
    }
    let (inner, closing) = inner
        .strip_prefix('/')
        .map_or((inner, false), |rest| (rest, true));
    let (name, attributes) = split(inner, |c| !(c.is_ascii_alphanumeric() || "_:-".contains(c)));
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || name.ends_with(':') {
        return Reading::Text;
    }
    let side = match (closing, read_attributes(attributes)) {
        (_, Attributes::OpenQuote) => return Reading::Unfinished,
        (true, Attributes::None) => Side::Close,
        (_, Attributes::Wrong) | (true, _) => return Reading::Text,
        (false, Attributes::Slash) => Side::Empty,
        (false, Attributes::None | Attributes::Some) => Side::Open,
    };
    let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
    Reading::Tag(Tag {
        role: role(&name),
        name,
        side,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Attributes {
    None,
    Some,
    Slash,
    OpenQuote,
    Wrong,
}

fn read_attributes(text: &str) -> Attributes {
    let mut rest = text.trim_start();
    if rest.is_empty() {
        return Attributes::None;
    }
    if !text.starts_with([' ', '/']) {
        return Attributes::Wrong;
    }
    while !rest.is_empty() {
        if rest == "/" {
            return Attributes::Slash;
        }
        // A browser takes a slash between attributes for a blank.
        if let Some(after) = rest.strip_prefix('/') {
            rest = after.trim_start();
            continue;
        }
        let (name, after) = split(rest, |c| c.is_whitespace() || "=/\"'<>".contains(c));
        let Some(value) = after.trim_start().strip_prefix('=') else {
            if !BARE_ATTRIBUTES.contains(&name.to_ascii_lowercase().as_str()) {
                return Attributes::Wrong;
            }
            rest = after.trim_start();
            continue;
        };
        if name.is_empty() {
            return Attributes::Wrong;
        }
        let value = value.trim_start();
        rest = match value.chars().next() {
            Some(quote @ ('"' | '\'')) => match value.get(1..).and_then(|quoted| quoted.split_once(quote)) {
                Some((_, after)) => after.trim_start(),
                None => return Attributes::OpenQuote,
            },
            _ => split(value, |c| c.is_whitespace() || "\"'<>".contains(c))
                .1
                .trim_start(),
        };
        if rest == value {
            return Attributes::Wrong;
        }
    }
    Attributes::Some
}

/// Text before and from the first character that ends it.
fn split(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.find(ends)
        .and_then(|at| text.split_at_checked(at))
        .unwrap_or((text, ""))
}

fn role(name: &str) -> Role {
    match name {
        "i" | "italic" | "em" | "emph" => Role::Format(Format::Italic),
        "b" | "bold" | "strong" => Role::Format(Format::Bold),
        "sub" | "inf" | "subscript" => Role::Format(Format::Subscript),
        "sup" | "superscript" => Role::Format(Format::Superscript),
        "math" => Role::Math,
        "inline-formula" => Role::Formula,
        "tex-math" => Role::Tex,
        "annotation" | "annotation-xml" | "script" | "style" => Role::Dropped,
        "abstract" | "article" | "aside" | "attrib" | "blockquote" | "body" | "boxed-text" | "br"
        | "break" | "caption" | "dd" | "def" | "def-item" | "def-list" | "disp-formula" | "disp-quote"
        | "div" | "dl" | "dt" | "fig" | "figcaption" | "figure" | "footer" | "h1" | "h2" | "h3" | "h4"
        | "h5" | "h6" | "header" | "hr" | "html" | "label" | "li" | "list" | "list-item" | "mspace"
        | "mtable" | "mtd" | "mtr" | "ol" | "p" | "para" | "pre" | "sec" | "section" | "subtitle"
        | "table" | "table-wrap" | "tbody" | "td" | "tfoot" | "th" | "thead" | "title" | "tr"
        | "trans-abstract" | "trans-title" | "ul" | "verse-group" | "verse-line" => Role::Break,
        _ => Role::Transparent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> Option<(String, Side)> {
        match read(text) {
            Reading::Tag(tag) => Some((tag.name, tag.side)),
            Reading::Void | Reading::Unfinished | Reading::Text => None,
        }
    }

    #[test]
    fn reads_tags() {
        for (text, name, side) in [
            ("<i>", "i", Side::Open),
            ("</i >", "i", Side::Close),
            ("<BR/>", "br", Side::Empty),
            ("<br />", "br", Side::Empty),
            ("<jats:p>", "p", Side::Open),
            (
                r#"<mml:math xmlns:mml="http://example.org/a>b" display='inline'>"#,
                "math",
                Side::Open,
            ),
            ("<a href=http://example.org/x>", "a", Side::Open),
            ("<td nowrap colspan=2>", "td", Side::Open),
            ("<list-item>", "list-item", Side::Open),
            (r#"<a b="c"d="e">"#, "a", Side::Open),
            ("<svg/onload=alert(1)>", "svg", Side::Open),
            (r#"<img/src="x"/ /onerror=alert(1)/>"#, "img", Side::Open),
            (r#"<img src="x" / >"#, "img", Side::Open),
        ] {
            assert_eq!(tag(text), Some((name.to_owned(), side)), "{text}");
        }
    }

    #[test]
    fn leaves_prose() {
        let long = format!("<a b=\"{}\">", "x".repeat(MAX_BYTES));
        for text in [
            "<0.5 mm and >",
            "<a and b>",
            "<a/b>",
            "<b and c>",
            "<>",
            "< i>",
            "</>",
            "<ana@example.org>",
            "<https://example.org/>",
            "</i x=\"1\">",
            "<i \"x\">",
            "<i =x>",
            "<i x=>",
            "<i x=<y>",
            "<p.x>",
            "<e.g.>",
            "<!-->",
            long.as_str(),
        ] {
            assert_eq!(read(text), Reading::Text, "{text}");
        }
    }

    #[test]
    fn knows_what_is_unfinished_and_void() {
        assert_eq!(read(r#"<a title="x>"#), Reading::Unfinished);
        assert_eq!(read("<?tex a >"), Reading::Unfinished);
        for text in [
            "<?tex a > b ?>",
            "<?xml?>",
            "<?tlsb=-0.1pt>",
            "<!DOCTYPE html>",
            "<![endif]>",
        ] {
            assert_eq!(read(text), Reading::Void, "{text}");
        }
    }
}
