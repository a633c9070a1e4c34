//! The text by which a publication is found: folded titles and folded author names.

use super::model::Record;
use crate::identifier::Orcid;
use crate::person::{PersonNames, name};
use crate::text::fold::words;

/// Bytes of title text; only a record that is no title at all has more.
const MOST_TITLE: usize = 50_000;
/// Bytes of author text: a work with 2,900 authors needs a third of it.
const MOST_AUTHORS: usize = 200_000;
/// Characters of a title that count for its place in a list.
const SORTED_BY: usize = 200;
/// So many terms a person is looked for by.
const MOST_TERMS: usize = 40;

/// Folded words joined by single blanks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchText {
    /// All titles: every language, subtitle, further titles.
    pub title: String,
    /// The authors' ORCID iDs, each one word of 16 characters, then their names.
    pub authors: String,
}

/// The search text of a record.
pub fn search_text(record: &Record) -> SearchText {
    let titles = record.title.iter().flat_map(|title| title.all());
    let titles = titles
        .chain(record.subtitle.as_deref())
        .chain(record.alternate_titles.iter().map(String::as_str));
    let ids = record
        .authors
        .iter()
        .filter_map(|author| author.orcid.as_deref())
        .map(id_token);
    let names = record.authors.iter().flat_map(|author| {
        [&author.given, &author.family, &author.name, &author.suffix]
            .into_iter()
            .flatten()
    });
    SearchText {
        title: joined(titles.flat_map(words), MOST_TITLE),
        // The iDs come first, so that names beyond the bound cost no sure match.
        authors: joined(ids.chain(names.flat_map(|name| words(name))), MOST_AUTHORS),
    }
}

/// The beginning of the title that lists in its order are sorted by: folded words; empty where there is none.
pub fn sort_title(record: &Record) -> String {
    let title = record.title.as_ref().map_or("", |title| title.any());
    let folded = words(title).join(" ");
    folded.chars().take(SORTED_BY).collect()
}

/// Words of which at least one stands in the author text of every publication that may name this person: the
/// iDs, and the words of all family names and spellings.
pub fn person_terms(names: &PersonNames, orcid: &Orcid, aliases: &[Orcid]) -> Vec<String> {
    let ids = std::iter::once(orcid)
        .chain(aliases)
        .map(|orcid| id_token(orcid.as_str()));
    let mut terms: Vec<String> = Vec::new();
    for term in ids.chain(name::family_words(names)) {
        if terms.len() < MOST_TERMS && !terms.contains(&term) {
            terms.push(term);
        }
    }
    terms
}

/// An ORCID iD as one folded word.
fn id_token(orcid: &str) -> String {
    orcid
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

/// Words joined by blanks, as many as fit.
fn joined(words: impl Iterator<Item = String>, most: usize) -> String {
    let mut text = String::new();
    for word in words {
        if text.len() + word.len() + 1 > most {
            break;
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::publication::Contributor;
    use crate::text::Localised;

    fn author(given: &str, family: &str, orcid: Option<&str>) -> Contributor {
        Contributor {
            given: Some(given.to_owned()),
            family: Some(family.to_owned()),
            orcid: orcid.map(str::to_owned),
            ..Contributor::default()
        }
    }

    #[test]
    fn all_titles_and_all_names() {
        let texts = BTreeMap::from([
            ("en".to_owned(), "Salt".to_owned()),
            ("pt".to_owned(), "Sal".to_owned()),
        ]);
        let record = Record {
            title: Some(Localised::ByLanguage(texts)),
            subtitle: Some("A study: part 2".to_owned()),
            alternate_titles: vec!["Brine".to_owned()],
            authors: vec![
                author("Ana Rita", "Costa", None),
                author("Bo", "Lind", Some("0000-0002-1694-233X")),
                Contributor {
                    name: Some("The Salt Group".to_owned()),
                    ..Contributor::default()
                },
            ],
            ..Record::default()
        };
        let text = search_text(&record);
        assert_eq!(text.title, "salt sal a study part 2 brine");
        assert_eq!(
            text.authors,
            "000000021694233x ana rita costa bo lind the salt group"
        );
        assert_eq!(search_text(&Record::default()), SearchText::default());
    }

    #[test]
    fn ids_survive_the_bound() {
        let mut authors: Vec<Contributor> = (0..9_000)
            .map(|n| author("Maximiliane", &format!("Mustermann{n}"), None))
            .collect();
        authors.push(author("Bo", "Lind", Some("0000-0002-1694-233X")));
        let text = search_text(&Record {
            authors,
            ..Record::default()
        });
        assert!(text.authors.len() <= MOST_AUTHORS);
        assert!(text.authors.len() > MOST_AUTHORS - 100);
        assert!(
            text.authors
                .starts_with("000000021694233x maximiliane mustermann0 ")
        );
        assert!(text.authors.split(' ').all(|word| !word.is_empty()));
    }

    #[test]
    fn a_person_is_looked_for_by_ids_and_family_names() {
        let orcid = Orcid::parse("0000-0002-1825-0097").unwrap();
        let alias = Orcid::parse("0000-0002-1694-233X").unwrap();
        let names = PersonNames {
            given: Some("Maria".to_owned()),
            family: Some("García de la Vega".to_owned()),
            credit: Some("M. Garcia".to_owned()),
            other: vec!["Maria Santos".to_owned()],
        };
        let terms = person_terms(&names, &orcid, &[alias]);
        assert_eq!(terms[..2], ["0000000218250097", "000000021694233x"]);
        for word in ["vega", "santos", "garcia"] {
            assert!(terms.iter().any(|term| term == word), "{word}: {terms:?}");
        }
        assert!(!terms.iter().any(|term| term == "de" || term == "la"));
        assert_eq!(
            person_terms(&PersonNames::default(), &orcid, &[]),
            ["0000000218250097"]
        );
    }
}
