//! Fields of recorded JSON: texts, lists, iDs.

use serde_json::Value;

/// The bare iD in a text, if its check digit is right.
pub(crate) fn orcid_id(text: &str) -> Option<String> {
    let digits: Vec<char> = text
        .trim()
        .trim_end_matches('/')
        .rsplit('/')
        .next()?
        .chars()
        .filter(|c| *c != '-' && !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let (check, rest) = digits.split_last()?;
    let total = rest
        .iter()
        .try_fold(0, |total, c| Some((total + c.to_digit(10)?) * 2))?;
    let expected = (12 - total % 11) % 11;
    let expected = if expected == 10 {
        'X'
    } else {
        char::from_digit(expected, 10)?
    };
    let bare: String = digits.iter().collect();
    let blocks: Option<Vec<&str>> = (0..4).map(|n| bare.get(n * 4..n * 4 + 4)).collect();
    (rest.len() == 15 && *check == expected).then(|| blocks.map(|blocks| blocks.join("-")))?
}

/// A text that says something; numbers count as text.
pub(crate) fn text(value: &Value, name: &str) -> Option<String> {
    let text = match value.get(name)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}

/// The first of a list of texts, or the text where there is no list.
pub(crate) fn first(value: &Value, name: &str) -> Option<String> {
    let Some(Value::Array(texts)) = value.get(name) else {
        return text(value, name);
    };
    let mut texts = texts.iter().filter_map(Value::as_str).map(str::trim);
    texts.find(|text| !text.is_empty()).map(str::to_owned)
}

/// The members of a list; none where there is no list.
pub(crate) fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        let id = "0000-0002-1694-233X";
        assert_eq!(
            orcid_id("http://orcid.org/0000-0002-1694-233x").as_deref(),
            Some(id)
        );
        assert_eq!(orcid_id("000000021694233X").as_deref(), Some(id));
        assert_eq!(orcid_id("0000-0002-1694-2330"), None);
        assert_eq!(orcid_id(""), None);
    }
}
