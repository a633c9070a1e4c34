//! Addresses that pages may link to: `http` and `https`, never what a browser would run (`javascript:`, `data:`).

use url::{ParseError, Url};

/// Whether text is an absolute address of the web, without blanks around it.
pub fn is_web_address(text: &str) -> bool {
    let is_web = Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    is_web && text == text.trim()
}

/// The same, or one that is relative to the page that shows it.
pub fn is_web_reference(text: &str) -> bool {
    is_web_address(text) || Url::parse(text) == Err(ParseError::RelativeUrlWithoutBase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_may_be_linked() {
        for (text, is_address, is_reference) in [
            ("https://example.org/x?y#z", true, true),
            ("HTTP://example.org", true, true),
            (" https://example.org", false, false),
            ("/logo.png", false, true),
            ("logo.png", false, true),
            ("javascript:alert(1)", false, false),
            (" JavaScript:alert(1)", false, false),
            ("java\nscript:alert(1)", false, false),
            ("\u{1}javascript:alert(1)", false, false),
            ("data:text/html,<script>alert(1)</script>", false, false),
            ("vbscript:x", false, false),
            ("file:///etc/passwd", false, false),
            ("info:eu-repo/x", false, false),
        ] {
            assert_eq!(is_web_address(text), is_address, "{text:?}");
            assert_eq!(is_web_reference(text), is_reference, "{text:?}");
        }
    }
}
