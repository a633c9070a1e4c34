//! One registry's payload, read anew from its JSON: title, authors, date, type.

use serde_json::Value;

use super::dates::{Date, Dated};
use super::fields::{first, list, orcid_id, text};
use super::kinds;
use super::plain::plain;

/// What one registry says about a work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Reading {
    /// In plain text.
    pub(crate) title: Option<String>,
    /// In order; entries that name nobody are left out.
    pub(crate) authors: Vec<Author>,
    /// The date of publication.
    pub(crate) dated: Dated,
    /// Our word for its type; `None` where it names none.
    pub(crate) kind: Option<&'static str>,
    /// It is a notice about another work.
    pub(crate) notice: Option<&'static str>,
    /// OpenAlex's finer word for an article.
    pub(crate) refinement: Option<&'static str>,
}

/// An author by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Author {
    pub(crate) given: Option<String>,
    pub(crate) family: Option<String>,
    /// Whole, where it is not split.
    pub(crate) name: Option<String>,
    pub(crate) orcid: Option<String>,
}

impl Author {
    /// A name in parts says more than the same name whole; `None` where nobody is named.
    pub(crate) fn new(
        given: Option<String>,
        family: Option<String>,
        name: Option<String>,
        orcid: Option<String>,
    ) -> Option<Self> {
        let split = given.is_some() || family.is_some();
        let author = Self {
            given,
            family,
            name: name.filter(|_| !split),
            orcid,
        };
        (author != Self::default()).then_some(author)
    }
}

/// A Crossref message; CSL has the same shape with other words for types.
pub(crate) fn crossref(doi: &str, work: &Value, is_csl: bool) -> Reading {
    let subtype = text(work, "subtype");
    let in_container = first(work, "container-title").is_some();
    let kind = text(work, "type").map(|word| {
        if is_csl {
            kinds::csl(&word, subtype.as_deref(), in_container)
        } else {
            kinds::crossref(&word, subtype.as_deref())
        }
    });
    let date = |name: &str| Date::of_parts(work.get(name));
    let dates: Vec<Date> = [
        date("published-print"),
        date("published-online"),
        date("posted"),
        date("issued").or_else(|| date("published")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let about_others: Vec<String> = list(work, "update-to")
        .filter(|update| text(update, "DOI").is_some_and(|other| !other.eq_ignore_ascii_case(doi)))
        .filter_map(|update| {
            Some(
                text(update, "type")?
                    .trim()
                    .to_lowercase()
                    .replace([' ', '_'], "-"),
            )
        })
        .collect();
    Reading {
        title: first(work, "title").as_deref().and_then(plain),
        authors: list(work, "author").filter_map(crossref_author).collect(),
        dated: Dated::earliest(&dates),
        kind,
        notice: kinds::notice(&about_others),
        refinement: None,
    }
}

fn crossref_author(author: &Value) -> Option<Author> {
    let family = text(author, "family").map(|family| {
        let particles = ["dropping-particle", "non-dropping-particle"];
        let words = particles.iter().filter_map(|name| text(author, name));
        words.chain([family]).collect::<Vec<_>>().join(" ")
    });
    let name = text(author, "name").or_else(|| text(author, "literal"));
    Author::new(
        text(author, "given").as_deref().and_then(plain),
        family.as_deref().and_then(plain),
        name.as_deref().and_then(plain),
        text(author, "ORCID").as_deref().and_then(orcid_id),
    )
}

/// A DataCite resource.
pub(crate) fn datacite(resource: &Value) -> Reading {
    let Some(attributes) = resource.get("attributes") else {
        return Reading::default();
    };
    let types = attributes.get("types").unwrap_or(&Value::Null);
    let edited = list(attributes, "contributors")
        .any(|other| text(other, "contributorType").is_some_and(|role| role == "Editor"));
    let (general, free) = (text(types, "resourceTypeGeneral"), text(types, "resourceType"));
    let word = || {
        kinds::datacite(
            general.as_deref().unwrap_or_default(),
            free.as_deref().unwrap_or_default(),
            edited,
        )
    };
    let of_type = |wanted: &str| -> Vec<Date> {
        list(attributes, "dates")
            .filter(|date| text(date, "dateType").is_some_and(|kind| kind == wanted))
            .filter_map(|date| Date::of_text(&text(date, "date")?))
            .collect()
    };
    let year = attributes.get("publicationYear").and_then(|year| {
        let year = year
            .as_u64()
            .map(|year| year.to_string())
            .or(year.as_str().map(str::to_owned))?;
        Date::of_text(&format!("{year:0>4}"))
    });
    let kinds = [
        of_type("Issued"),
        of_type("Available"),
        year.into_iter().collect(),
    ];
    Reading {
        title: list(attributes, "titles")
            .find(|title| text(title, "titleType").is_none() && text(title, "title").is_some())
            .and_then(|title| plain(&text(title, "title")?)),
        authors: list(attributes, "creators").filter_map(creator).collect(),
        dated: Dated::most_precise(&kinds),
        kind: (general.is_some() || free.is_some()).then(word),
        ..Reading::default()
    }
}

fn creator(creator: &Value) -> Option<Author> {
    let part = |name: &str| text(creator, name).as_deref().and_then(plain);
    let (given, family, name) = (part("givenName"), part("familyName"), part("name"));
    let is_organisation = text(creator, "nameType").is_some_and(|kind| kind == "Organizational");
    let orcid = list(creator, "nameIdentifiers")
        .filter(|id| {
            text(id, "nameIdentifierScheme").map_or_else(
                || text(id, "nameIdentifier").is_some_and(|id| id.contains("orcid.org")),
                |scheme| scheme.eq_ignore_ascii_case("orcid"),
            )
        })
        .find_map(|id| text(id, "nameIdentifier"));
    let orcid = orcid.as_deref().and_then(orcid_id);
    if is_organisation {
        Author::new(None, None, name, orcid)
    } else {
        Author::new(given, family, name, orcid)
    }
}

/// An OpenAlex work. The iDs that it guesses are nobody's assertion.
pub(crate) fn openalex(work: &Value) -> Reading {
    let named = text(work, "type").unwrap_or_default();
    let place = work.get("primary_location").unwrap_or(&Value::Null);
    let source = place.get("source").unwrap_or(&Value::Null);
    let raw = text(place, "raw_type").or_else(|| text(work, "type_crossref"));
    let kind = match (kinds::refinement(&named), named.as_str()) {
        (Some(finer), _) => finer,
        (None, "article") => {
            let raw = kinds::crossref(raw.as_deref().unwrap_or_default(), None);
            match text(source, "type").as_deref() {
                _ if raw != kinds::OTHER => raw,
                Some("journal") => "journal-article",
                Some("conference") => "conference-paper",
                Some("repository") => "preprint",
                Some("book series" | "ebook platform") => "book-chapter",
                _ => kinds::OTHER,
            }
        }
        (None, "dissertation") => "thesis",
        (None, "preprint") => "preprint",
        (None, "supplementary-materials") => "component",
        (None, other) => kinds::crossref(other, None),
    };
    let authors = list(work, "authorships").filter_map(|authorship| {
        let name =
            text(authorship, "raw_author_name").or_else(|| text(authorship.get("author")?, "display_name"));
        Author::new(None, None, name.as_deref().and_then(plain), None)
    });
    let date = text(work, "publication_date").and_then(|date| Date::of_text(&date));
    Reading {
        title: first(work, "title")
            .or_else(|| text(work, "display_name"))
            .as_deref()
            .and_then(plain),
        authors: authors.collect(),
        dated: Dated::earliest(&date.into_iter().collect::<Vec<_>>()),
        kind: (!named.is_empty()).then_some(kind),
        notice: None,
        refinement: kinds::refinement(&named),
    }
}

/// A work summary of an ORCID record.
pub(crate) fn summary(summary: &Value) -> Reading {
    let title = summary
        .get("title")
        .and_then(|title| text(title.get("title")?, "value"));
    let date = Date::of_orcid(summary.get("publication-date"));
    Reading {
        title: title.as_deref().and_then(plain),
        dated: Dated::earliest(&date.into_iter().collect::<Vec<_>>()),
        kind: text(summary, "type").map(|word| kinds::orcid(&word)),
        ..Reading::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read() {
        let work = serde_json::json!({
            "DOI": "10.5555/a", "type": "journal-article", "title": ["", "A <i>title</i>"],
            "author": [{"family": "Berg", "given": "Ana", "name": "x"}, {"name": "The Lab"}, {}],
            "issued": {"date-parts": [[2012]]}, "published-print": {"date-parts": [[2012, 5]]},
            "update-to": [{"DOI": "10.5555/b", "type": "retraction"}],
        });
        let reading = crossref("10.5555/a", &work, false);
        assert_eq!(reading.title.as_deref(), Some("A title"));
        assert_eq!(reading.authors.len(), 2);
        assert_eq!(reading.dated.date.as_deref(), Some("2012-05"));
        assert_eq!(reading.notice, Some("retraction-notice"));
    }
}
