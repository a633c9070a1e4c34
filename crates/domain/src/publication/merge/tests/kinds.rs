//! Records that stand for something else than a work: a deleted DOI, a book in place of a chapter.

use super::*;
use crate::publication::model::Attention;
use Provider::{Crossref, Openalex, Orcid};

fn at_page(provider: Provider, url: &str) -> ProviderRecord {
    ProviderRecord {
        url: text(url),
        ..titled(provider, "Salt")
    }
}

#[test]
fn a_deleted_doi_has_no_page() {
    let page = "https://press.example.org/salt";
    for (records, url, is_deleted) in [
        (
            vec![at_page(Crossref, "http://www.crossref.org/deleted_DOI.html")],
            None,
            true,
        ),
        (
            vec![at_page(Crossref, "https://crossref.org/deleted_doi.html ")],
            None,
            true,
        ),
        (
            vec![
                at_page(Crossref, "http://www.crossref.org/deleted_DOI.html"),
                at_page(Openalex, page),
            ],
            Some(page),
            true,
        ),
        (vec![at_page(Crossref, page)], Some(page), false),
        (
            vec![at_page(Crossref, "https://press.example.org/deleted_DOI.html")],
            Some("https://press.example.org/deleted_DOI.html"),
            false,
        ),
    ] {
        let merged = merged(&records);
        assert_eq!(merged.record.url.as_deref(), url, "{records:?}");
        let flagged = merged.attention.contains(&Attention::DeletedDoi);
        assert_eq!(flagged, is_deleted, "{records:?}");
    }
}

#[test]
fn a_book_claimed_as_one_of_its_chapters() {
    for (registry_type, orcid_type, title, is_flagged) in [
        ("monograph", "book-chapter", "Introduction", true),
        ("edited-book", "book-chapter", "Of brine", true),
        ("proceedings", "book-chapter", "Of brine", true),
        // Only the type is wrong.
        ("monograph", "book-chapter", "SALT", false),
        ("monograph", "book-chapter", "Salt: a history", false),
        ("monograph", "book", "Introduction", false),
        ("book-chapter", "book-chapter", "Introduction", false),
        ("journal-article", "book-chapter", "Introduction", false),
        ("monograph", "book-chapter", "", false),
    ] {
        let registry = ProviderRecord {
            raw_type: raw_type(registry_type),
            ..titled(Crossref, "Salt")
        };
        let claim = ProviderRecord {
            raw_type: raw_type(orcid_type),
            ..titled(Orcid, title)
        };
        let flagged = merged(&[registry, claim])
            .attention
            .contains(&Attention::ClaimedAsChapter);
        assert_eq!(
            flagged, is_flagged,
            "{registry_type} claimed as {orcid_type} {title:?}"
        );
    }
}
