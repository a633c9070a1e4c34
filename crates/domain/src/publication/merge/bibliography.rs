//! Volume, pages, numbers and identifiers: plain, in one spelling, and otherwise as given.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::precedence::Field;
use crate::publication::model::Attention;
use crate::registry::OtherId;
use crate::text::markup::plain;

/// Volume, issue, pages, article number, ISSNs, ISBNs and the landing page.
pub(super) fn numbers(draft: &mut Draft<'_>) {
    draft.record.volume = draft.first(Field::Volume, |record| record.volume.as_deref().and_then(plain));
    draft.record.issue = draft.first(Field::Issue, |record| record.issue.as_deref().and_then(plain));
    let article_number = draft.first(Field::ArticleNumber, |record| {
        record.article_number.as_deref().and_then(plain)
    });
    draft.record.page = draft.first(Field::Page, |record| {
        let own_number = record.article_number.as_deref().and_then(plain);
        // OpenAlex puts article numbers among the pages; a registry that means both says so itself.
        record
            .page
            .as_deref()
            .and_then(plain)
            .filter(|page| own_number.is_some() || Some(page) != article_number.as_ref())
    });
    draft.record.article_number = article_number;
    draft.record.issn = draft.first_list(Field::Issn, |record| numbers_of(&record.issn, issn));
    draft.record.isbn = draft.first_list(Field::Isbn, |record| numbers_of(&record.isbn, str::to_owned));
    let mut described = draft.ordered(Field::Url);
    if described.any(|record| record.url.as_deref().is_some_and(says_deleted)) {
        draft.attention.insert(Attention::DeletedDoi);
    }
    draft.record.url = draft.first(Field::Url, |record| {
        trimmed(record.url.as_deref()).filter(|url| is_web_url(url) && !says_deleted(url))
    });
}

/// Whether an address is the page that Crossref sends readers of a deleted DOI to. The record itself is still given.
fn says_deleted(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    url.contains("crossref.org/") && url.trim_end().ends_with("/deleted_doi.html")
}

/// Identifiers beside the DOI, kind by kind.
pub(super) fn identifiers(draft: &mut Draft<'_>) {
    let mut identifiers = BTreeMap::new();
    let mut first = None;
    for record in draft.ordered(Field::Identifiers) {
        for (kind, value) in record.identifiers.iter().filter_map(identifier) {
            first.get_or_insert(record);
            identifiers.entry(kind).or_insert(value);
        }
    }
    if let Some(record) = first {
        draft.note(Field::Identifiers, record);
    }
    draft.record.identifiers = identifiers;
}

/// Kind and bare value of an identifier; `None` for those that have fields of their own.
fn identifier(id: &OtherId) -> Option<(String, String)> {
    let value = plain(&id.value)?;
    let kind = plain(&id.kind)?.to_ascii_lowercase();
    let (kind, value) = match kind.as_str() {
        // ISSN and ISBN name the container as often as the work.
        "" | "doi" | "issn" | "isbn" => return None,
        "pmc" | "pmcid" => ("pmcid".to_owned(), pmcid(last_segment(&value))),
        "pmid" | "openalex" | "mag" => (kind, last_segment(&value).to_owned()),
        "arxiv" => (kind, arxiv(&value).to_owned()),
        _ => (kind, value),
    };
    (!value.is_empty()).then_some((kind, value))
}

/// `PMC` and digits.
fn pmcid(value: &str) -> String {
    let value = value.to_ascii_uppercase();
    if value.bytes().all(|b| b.is_ascii_digit()) {
        format!("PMC{value}")
    } else {
        value
    }
}

/// An arXiv id without scheme or address; old ones hold a slash (`hep-th/9901001`).
fn arxiv(value: &str) -> &str {
    let value = value.rsplit_once("/abs/").map_or(value, |(_, id)| id);
    value
        .strip_prefix("arXiv:")
        .or_else(|| value.strip_prefix("arxiv:"))
        .unwrap_or(value)
}

/// What follows the last slash of an address (`https://pubmed.ncbi.nlm.nih.gov/123/`); other values as they are.
fn last_segment(value: &str) -> &str {
    if !value.contains("://") {
        return value;
    }
    let value = value.trim_end_matches('/');
    value.rsplit_once('/').map_or(value, |(_, segment)| segment)
}

/// Numbers without padding, addresses, blanks and repetitions.
fn numbers_of(raw: &[String], spell: impl Fn(&str) -> String) -> Vec<String> {
    let mut numbers = Vec::new();
    for raw in raw {
        let Some(raw) = plain(raw) else { continue };
        let number = spell(last_segment(&raw));
        if !number.is_empty() && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// An ISSN with its hyphen and a capital check digit; anything else as it is.
fn issn(raw: &str) -> String {
    let compact: String = raw
        .chars()
        .filter(|c| *c != '-')
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let is_issn = compact.len() == 8
        && compact
            .char_indices()
            .all(|(at, c)| c.is_ascii_digit() || (at == 7 && c == 'X'));
    match compact.split_at_checked(4) {
        Some((head, tail)) if is_issn => format!("{head}-{tail}"),
        _ => raw.to_owned(),
    }
}

/// Text without padding; `None` where nothing is left.
pub(super) fn trimmed(raw: Option<&str>) -> Option<String> {
    raw.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// An address that a browser opens.
pub(super) fn is_web_url(url: &str) -> bool {
    let scheme = url
        .split_once("://")
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: &str, value: &str) -> Option<(String, String)> {
        identifier(&OtherId {
            kind: kind.to_owned(),
            value: value.to_owned(),
        })
    }

    #[test]
    fn identifiers_are_bare() {
        for (kind, value, expected) in [
            (
                "pmid",
                "https://pubmed.ncbi.nlm.nih.gov/123/",
                Some(("pmid", "123")),
            ),
            ("PMID", " 123 ", Some(("pmid", "123"))),
            ("pmc", "PMC77", Some(("pmcid", "PMC77"))),
            (
                "pmcid",
                "https://www.ncbi.nlm.nih.gov/pmc/articles/77",
                Some(("pmcid", "PMC77")),
            ),
            ("openalex", "https://openalex.org/W12", Some(("openalex", "W12"))),
            ("arxiv", "arXiv:2101.00001", Some(("arxiv", "2101.00001"))),
            (
                "arxiv",
                "https://arxiv.org/abs/hep-th/9901001",
                Some(("arxiv", "hep-th/9901001")),
            ),
            ("eid", "2-s2.0-1", Some(("eid", "2-s2.0-1"))),
            (
                "uri",
                "https://example.org/a",
                Some(("uri", "https://example.org/a")),
            ),
            ("doi", "10.5555/a", None),
            ("isbn", "9780000000000", None),
            ("eid", "  ", None),
        ] {
            let expected = expected.map(|(kind, value)| (kind.to_owned(), value.to_owned()));
            assert_eq!(id(kind, value), expected, "{kind} {value}");
        }
    }

    #[test]
    fn issns_have_one_spelling() {
        let raw = [
            "http://id.crossref.org/issn/1234567x",
            "1234-567X",
            " 2049-3630 ",
            "",
            "n/a",
        ];
        let raw: Vec<String> = raw.map(str::to_owned).to_vec();
        assert_eq!(numbers_of(&raw, issn), ["1234-567X", "2049-3630", "n/a"]);
    }
}
