//! ORCID iDs, with their check digit.

/// Longest text that is read, in bytes: an address with some room.
const MAX_INPUT: usize = 200;

/// The blocks that ORCID assigns, by the first fifteen digits.
const ASSIGNED: [std::ops::RangeInclusive<u64>; 2] =
    [15_000_000..=35_000_000, 900_000_000_000..=900_100_000_000];

/// An ORCID iD in its normal form `0000-0000-0000-000X`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Orcid(String);

/// Why text is no ORCID iD.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOrcid {
    /// Not sixteen digits in the usual groups.
    #[error("an ORCID iD has 16 digits, such as 0000-0002-1825-0097")]
    Shape,
    /// The last character is not the ISO 7064 MOD 11-2 check digit of the others.
    #[error("the check digit of this ORCID iD is wrong")]
    CheckDigit,
}

impl Orcid {
    /// Reads an iD: bare, without hyphens, with blanks or typographic hyphens between its groups, after
    /// `orcid:`, or as a URL (`http` or `https`, `www.` or `sandbox.`, with or without a trailing slash); the
    /// check digit is checked.
    pub fn parse(text: &str) -> Result<Self, InvalidOrcid> {
        if text.len() > MAX_INPUT {
            return Err(InvalidOrcid::Shape);
        }
        let digits = digits(bare(text)).ok_or(InvalidOrcid::Shape)?;
        let (base, check) = digits.split_at_checked(15).ok_or(InvalidOrcid::Shape)?;
        if !check.starts_with(check_digit(base)) {
            return Err(InvalidOrcid::CheckDigit);
        }
        let mut id = String::with_capacity(19);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && place % 4 == 0 {
                id.push('-');
            }
            id.push(digit);
        }
        Ok(Self(id))
    }

    /// The normal form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `https://orcid.org/` and the iD, as ORCID asks for it to be shown.
    pub fn url(&self) -> String {
        format!("https://orcid.org/{}", self.0)
    }

    /// Whether it lies in a block that ORCID assigns. Others are kept and flagged: `0000-0001-2345-6789` stands in much
    /// documentation.
    pub fn is_in_assigned_block(&self) -> bool {
        let base = self
            .0
            .chars()
            .filter_map(|c| c.to_digit(10))
            .take(15)
            .fold(0, |sum, digit| sum * 10 + u64::from(digit));
        ASSIGNED.iter().any(|block| block.contains(&base))
    }
}

/// The iD without what stands around it.
fn bare(text: &str) -> &str {
    let is_padding =
        |c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}');
    let mut text = text.trim_matches(is_padding);
    for prefix in [
        "https://",
        "http://",
        "www.",
        "sandbox.",
        "orcid.org/",
        "orcid.org:",
        "orcid:",
        "orcid id:",
        "orcid ",
    ] {
        if let Some((head, rest)) = text.split_at_checked(prefix.len())
            && head.eq_ignore_ascii_case(prefix)
        {
            text = rest;
        }
    }
    let end = text
        .find(['?', '#'])
        .and_then(|at| text.get(..at))
        .unwrap_or(text);
    end.strip_suffix('/').unwrap_or(end).trim_matches(is_padding)
}

/// Sixteen characters, the last a digit or `X`; separated in fours, if at all.
fn digits(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(16);
    for c in text.chars() {
        let is_separator = c == '-'
            || c == ' '
            || c == '\u{A0}'
            || ('\u{2010}'..='\u{2015}').contains(&c)
            || c == '\u{2212}';
        match c {
            '0'..='9' => digits.push(c),
            'x' | 'X' if digits.len() == 15 => digits.push('X'),
            _ if is_separator && matches!(digits.len(), 4 | 8 | 12) => {}
            _ => return None,
        }
    }
    (digits.len() == 16).then_some(digits)
}

/// ISO 7064 MOD 11-2.
fn check_digit(base: &str) -> char {
    let total = base
        .chars()
        .filter_map(|c| c.to_digit(10))
        .fold(0, |total, digit| (total + digit) * 2 % 11);
    char::from_digit((12 - total) % 11, 10).unwrap_or('X')
}

impl std::fmt::Display for Orcid {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Orcid {
    type Err = InvalidOrcid;

    fn from_str(text: &str) -> Result<Self, InvalidOrcid> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn accepts_every_usual_form() {
        for text in [
            "0000-0002-1694-233X",
            "0000-0002-1694-233x",
            " \u{200b}0000-0002-1694-233X\u{a0}\n",
            "000000021694233X",
            "0000 0002 1694 233X",
            "0000–0002–1694–233X",
            "0000\u{2011}0002\u{2011}1694\u{2011}233X",
            "https://orcid.org/0000-0002-1694-233X",
            "http://orcid.org/0000-0002-1694-233x/",
            "HTTPS://WWW.ORCID.ORG/0000-0002-1694-233X",
            "https://sandbox.orcid.org/0000-0002-1694-233X",
            "https://orcid.org/0000-0002-1694-233X?lang=en#works",
            "orcid.org/0000-0002-1694-233X",
            "orcid:0000-0002-1694-233X",
            "ORCID: 0000-0002-1694-233X",
            "ORCID iD: 0000-0002-1694-233X",
            "ORCID 0000-0002-1694-233X",
        ] {
            assert_eq!(
                Orcid::parse(text).unwrap().as_str(),
                "0000-0002-1694-233X",
                "{text}"
            );
        }
    }

    #[test]
    fn checks_the_digit() {
        for text in [
            "0000-0002-1825-0097",
            "0000-0001-5109-3700",
            "0000-0002-1694-233X",
            "0000-0002-2590-225X",
            "0000-0002-9079-593X",
            "0009-0005-6000-7479",
            "0009-0007-4600-3310",
            "0000-0001-5000-0007",
        ] {
            let orcid = Orcid::parse(text).unwrap();
            assert_eq!(orcid.to_string(), text);
            assert!(orcid.is_in_assigned_block(), "{text}");
        }
        for text in [
            "0000-0002-1825-0098",
            "0009-0004-9191-4557",
            "0000-0000-0000-0000",
            "0000-0002-1825-009X",
        ] {
            assert_eq!(Orcid::parse(text), Err(InvalidOrcid::CheckDigit), "{text}");
        }
    }

    #[test]
    fn refuses_other_shapes() {
        let long = format!("{}0000-0002-1825-0097", " ".repeat(MAX_INPUT));
        for text in [
            "",
            "https://orcid.org/",
            "0000-0002-1825-009",
            "0000-0002-1825-00970",
            "0000-0002-1825-X097",
            "000-00002-1825-0097",
            "0000_0002_1825_0097",
            "٠٠٠٠-0002-1825-0097",
            "https://example.org/0000-0002-1825-0097",
            "ana 0000-0002-1825-0097",
            long.as_str(),
        ] {
            assert_eq!(Orcid::parse(text), Err(InvalidOrcid::Shape), "{text}");
        }
    }

    #[test]
    fn knows_the_assigned_blocks() {
        for (text, assigned) in [
            ("0000-0001-2345-6789", false),
            ("0000-0000-0000-0001", false),
            ("0000-0003-5000-0001", true),
            ("0009-0000-0000-0009", true),
        ] {
            assert_eq!(
                Orcid::parse(text).map(|orcid| orcid.is_in_assigned_block()),
                Ok(assigned),
                "{text}"
            );
        }
    }

    #[test]
    fn has_an_address() {
        assert_eq!(
            Orcid::parse("0000000218250097").unwrap().url(),
            "https://orcid.org/0000-0002-1825-0097"
        );
    }

    proptest! {
        #[test]
        fn every_base_has_one_check_digit(base in "[0-9]{15}") {
            let valid: Vec<Orcid> =
                "0123456789X".chars().filter_map(|check| Orcid::parse(&format!("{base}{check}")).ok()).collect();
            prop_assert_eq!(valid.len(), 1);
            for orcid in valid {
                prop_assert_eq!(Orcid::parse(orcid.as_str()), Ok(orcid.clone()));
                prop_assert_eq!(Orcid::parse(&orcid.url()), Ok(orcid));
            }
        }

        #[test]
        fn a_wrong_digit_is_found(base in "[0-9]{15}", place in 0_usize..15, shift in 1_u32..10) {
            let check = check_digit(&base);
            let changed: String = base
                .chars()
                .enumerate()
                .map(|(at, c)| if at == place { char::from_digit((c.to_digit(10).unwrap() + shift) % 10, 10).unwrap() } else { c })
                .collect();
            prop_assert_eq!(Orcid::parse(&format!("{changed}{check}")), Err(InvalidOrcid::CheckDigit));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            if let Ok(orcid) = Orcid::parse(&text) {
                prop_assert_eq!(orcid.as_str().len(), 19);
            }
        }
    }
}
