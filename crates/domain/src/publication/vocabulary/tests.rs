//! Every row of the type table, from every vocabulary.

use super::*;
use crate::registry::{RawType, Update};

fn record(provider: Provider, value: &str) -> ProviderRecord {
    let vocabulary = provider.as_str().to_owned();
    let raw_type = Some(RawType {
        vocabulary,
        value: value.to_owned(),
    });
    ProviderRecord {
        raw_type,
        ..ProviderRecord::empty(provider, 0)
    }
}

fn word(records: &[ProviderRecord]) -> Option<&'static str> {
    let records: Vec<&ProviderRecord> = records.iter().collect();
    classify("10.5555/a", &records).map(|classified| classified.word)
}

fn assert_words(provider: Provider, table: &[(&str, &str)]) {
    for (raw, expected) in table {
        assert_eq!(
            word(&[record(provider, raw)]),
            Some(*expected),
            "{provider:?} {raw}"
        );
        assert!(is_known_type(expected), "{expected}");
    }
}

#[test]
fn crossref_words() {
    assert_words(
        Provider::Crossref,
        &[
            ("journal-article", "journal-article"),
            ("posted-content:preprint", "preprint"),
            ("posted-content:blog", "blog-post"),
            ("posted-content:other", "other"),
            ("posted-content", "preprint"),
            ("proceedings-article", "conference-paper"),
            ("proceedings", "proceedings"),
            ("proceedings-series", "proceedings"),
            ("book", "book"),
            ("monograph", "book"),
            ("reference-book", "book"),
            ("edited-book", "edited-book"),
            ("book-chapter", "book-chapter"),
            ("book-section", "book-chapter"),
            ("book-part", "book-chapter"),
            ("book-track", "book-chapter"),
            ("reference-entry", "reference-entry"),
            ("dissertation", "thesis"),
            ("report", "report"),
            ("report-component", "report"),
            ("report-series", "report"),
            ("standard", "standard"),
            ("dataset", "dataset"),
            ("database", "dataset"),
            ("peer-review", "peer-review"),
            ("component", "component"),
            ("journal", "journal"),
            ("journal-issue", "journal-issue"),
            ("journal-volume", "journal-issue"),
            ("grant", "grant"),
            ("other", "other"),
            ("something-new", "other"),
        ],
    );
}

#[test]
fn datacite_words() {
    assert_words(
        Provider::Datacite,
        &[
            ("JournalArticle", "journal-article"),
            ("JournalArticle:Review article", "review-article"),
            ("DataPaper", "journal-article"),
            ("Preprint", "preprint"),
            ("ConferencePaper", "conference-paper"),
            ("ConferencePaper:Conference abstract", "conference-abstract"),
            ("ConferenceProceeding", "proceedings"),
            ("Poster", "poster"),
            ("Presentation", "presentation"),
            ("Book", "book"),
            ("BookChapter", "book-chapter"),
            ("Dissertation:PhD thesis", "thesis"),
            ("Report", "report"),
            ("Standard", "standard"),
            ("Dataset", "dataset"),
            ("Dataset:article", "dataset"),
            ("Software", "software"),
            ("ComputationalNotebook", "software"),
            ("Workflow", "software"),
            ("Model", "software"),
            ("OutputManagementPlan", "data-management-plan"),
            ("PeerReview", "peer-review"),
            ("Audiovisual", "media"),
            ("Image", "media"),
            ("Sound", "media"),
            ("Journal", "journal"),
            ("Award", "grant"),
            ("Project", "other"),
            ("Instrument", "other"),
            ("Service", "other"),
            ("PhysicalObject", "other"),
            ("Event", "other"),
            ("Collection", "other"),
            ("Collection:Book Chapter", "other"),
            ("Other", "other"),
            ("Text", "other"),
            ("Text:", "other"),
            ("NotYetKnown", "other"),
        ],
    );
}

#[test]
fn the_free_word_refines_texts() {
    assert_words(
        Provider::Datacite,
        &[
            ("Text:Journal article", "journal-article"),
            ("Text:Journal Article ", "journal-article"),
            ("Text:JournalArticle", "journal-article"),
            ("Text:Journal contribution", "journal-article"),
            ("Text:Zeitschriftenartikel", "journal-article"),
            ("Text:Article", "journal-article"),
            ("Text:Particle list", "other"),
            ("Text:Thesis", "thesis"),
            ("Other:Thesis (PhD)", "thesis"),
            ("Text:Academic thesis", "thesis"),
            ("Text:Preprint", "preprint"),
            ("Text:Working Paper", "report"),
            ("Text:Technical Report", "report"),
            ("Text:Project deliverable", "report"),
            ("Text:Conference Paper", "conference-paper"),
            ("Text:ConferencePaper", "conference-paper"),
            ("Other:Conference Proceedings", "proceedings"),
            ("Text:Conference Poster", "poster"),
            ("Text:Presentation", "presentation"),
            ("Text:BookChapter", "book-chapter"),
            ("Text:MonographieMonograph", "book"),
            ("Text:RezensionReview", "book-review"),
            ("Text:Review", "review-article"),
            ("Text:Letter", "letter"),
            ("Text:blog post", "blog-post"),
            ("Text:Journal Issue", "journal-issue"),
            ("Text:Journal", "journal"),
            ("Text:Data Management Plan", "data-management-plan"),
            (":Thesis", "thesis"),
            ("Text:Text", "other"),
            ("Text:Species information", "other"),
        ],
    );
}

#[test]
fn a_datacite_book_with_editors_is_edited() {
    let mut book = record(Provider::Datacite, "Book");
    book.editors.push(crate::registry::ProviderContributor::default());
    assert_eq!(word(&[book]), Some("edited-book"));
}

#[test]
fn orcid_words() {
    let table = [
        ("journal-article", "journal-article"),
        ("review", "review-article"),
        ("preprint", "preprint"),
        ("working-paper", "report"),
        ("conference-paper", "conference-paper"),
        ("conference-output", "conference-paper"),
        ("conference-abstract", "conference-abstract"),
        ("conference-poster", "poster"),
        ("conference-presentation", "presentation"),
        ("lecture-speech", "presentation"),
        ("public-speech", "presentation"),
        ("conference-proceedings", "proceedings"),
        ("book", "book"),
        ("manual", "book"),
        ("edited-book", "edited-book"),
        ("book-chapter", "book-chapter"),
        ("encyclopedia-entry", "reference-entry"),
        ("dictionary-entry", "reference-entry"),
        ("book-review", "book-review"),
        ("dissertation-thesis", "thesis"),
        ("dissertation", "thesis"),
        ("supervised-student-publication", "thesis"),
        ("report", "report"),
        ("standards-and-policy", "standard"),
        ("technical-standard", "standard"),
        ("data-set", "dataset"),
        ("software", "software"),
        ("research-tool", "software"),
        ("data-management-plan", "data-management-plan"),
        ("blog-post", "blog-post"),
        ("website", "webpage"),
        ("online-resource", "webpage"),
        ("magazine-article", "magazine-article"),
        ("newspaper-article", "newspaper-article"),
        ("newsletter-article", "newspaper-article"),
        ("patent", "patent"),
        ("invention", "patent"),
        ("disclosure", "patent"),
        ("moving-image", "media"),
        ("image", "media"),
        ("sound", "media"),
        ("musical-composition", "media"),
        ("artistic-performance", "media"),
        ("journal-issue", "journal-issue"),
        ("other", "other"),
        ("undefined", "other"),
        ("spin-off-company", "other"),
        ("never-heard-of", "other"),
    ];
    assert_words(Provider::Orcid, &table);
    for (raw, expected) in table {
        assert_eq!(from_orcid(raw), expected);
    }
    assert_eq!(from_orcid(" JOURNAL_ARTICLE "), "journal-article");
}

#[test]
fn openalex_words() {
    assert_words(
        Provider::Openalex,
        &[
            ("article:journal-article", "journal-article"),
            ("article:proceedings-article", "conference-paper"),
            ("article", "other"),
            ("review", "review-article"),
            ("editorial", "editorial"),
            ("letter", "letter"),
            ("erratum", "correction"),
            ("retraction", "retraction-notice"),
            ("preprint", "preprint"),
            ("book", "book"),
            ("book-chapter", "book-chapter"),
            ("book-review", "book-review"),
            ("reference-entry", "reference-entry"),
            ("dissertation", "thesis"),
            ("report", "report"),
            ("standard", "standard"),
            ("dataset", "dataset"),
            ("peer-review", "peer-review"),
            ("supplementary-materials", "component"),
            ("libguides", "webpage"),
            ("paratext", "other"),
            ("other", "other"),
        ],
    );
    for (source, expected) in [
        ("journal", "journal-article"),
        ("conference", "conference-paper"),
        ("repository", "preprint"),
    ] {
        let article = ProviderRecord {
            container_kind: Some(source.to_owned()),
            ..record(Provider::Openalex, "article")
        };
        assert_eq!(word(&[article]), Some(expected));
    }
}

#[test]
fn csl_words() {
    assert_words(
        Provider::DoiOrg,
        &[
            ("article-journal", "journal-article"),
            ("journal-article", "journal-article"),
            ("posted-content", "preprint"),
            ("article", "preprint"),
            ("paper-conference", "conference-paper"),
            ("chapter", "book-chapter"),
            ("book", "book"),
            ("thesis", "thesis"),
            ("post-weblog", "blog-post"),
            ("graphic", "media"),
            ("dataset", "dataset"),
            ("standard", "standard"),
            ("document", "other"),
        ],
    );
}

#[test]
fn the_agency_counts_first_and_others_fill_in() {
    use Provider::{Crossref, Datacite, Openalex, Orcid};
    let table: [(&[(Provider, &str)], &str); 9] = [
        (
            &[(Crossref, "book-chapter"), (Orcid, "journal-article")],
            "book-chapter",
        ),
        (
            &[
                (Crossref, "posted-content:other"),
                (Orcid, "report"),
                (Openalex, "preprint"),
            ],
            "report",
        ),
        (
            &[(Crossref, "other"), (Orcid, "other"), (Openalex, "book")],
            "book",
        ),
        (&[(Datacite, "Text"), (Openalex, "dissertation")], "thesis"),
        (
            &[
                (Datacite, "Text"),
                (Orcid, "journal-article"),
                (Openalex, "review"),
            ],
            "review-article",
        ),
        (
            &[(Crossref, "journal-article"), (Openalex, "editorial")],
            "editorial",
        ),
        (
            &[(Crossref, "journal-article"), (Openalex, "paratext")],
            "journal-article",
        ),
        (
            &[(Crossref, "proceedings-article"), (Openalex, "review")],
            "conference-paper",
        ),
        (&[(Crossref, "other"), (Orcid, "undefined")], "other"),
    ];
    for (said, expected) in table {
        let records: Vec<ProviderRecord> = said.iter().map(|(by, raw)| record(*by, raw)).collect();
        assert_eq!(word(&records), Some(expected), "{said:?}");
    }
    assert_eq!(word(&[]), None);
    assert_eq!(word(&[ProviderRecord::empty(Crossref, 0)]), None);
}

#[test]
fn notices_about_other_works() {
    for (kind, about, incoming, expected) in [
        ("retraction", "10.5555/other", false, "retraction-notice"),
        ("withdrawal", "10.5555/other", false, "retraction-notice"),
        ("removal", "10.5555/other", false, "retraction-notice"),
        ("correction", "10.5555/other", false, "correction"),
        ("erratum", "10.5555/other", false, "correction"),
        ("expression_of_concern", "10.5555/other", false, "correction"),
        ("partial_retraction", "10.5555/other", false, "correction"),
        ("new_version", "10.5555/other", false, "journal-article"),
        ("correction", "10.5555/A", false, "journal-article"),
        ("retraction", "10.5555/other", true, "journal-article"),
    ] {
        let update = Update {
            kind: kind.to_owned(),
            doi: about.to_owned(),
            source: None,
            date: None,
            incoming,
        };
        let notice = ProviderRecord {
            updates: vec![update],
            ..record(Provider::Crossref, "journal-article")
        };
        assert_eq!(word(&[notice]), Some(expected), "{kind} {about} {incoming}");
    }
}

#[test]
fn filters_know_our_words_and_their_aliases() {
    assert_eq!(filter_words("thesis"), ["thesis"]);
    assert_eq!(filter_words("dissertation"), ["thesis"]);
    assert_eq!(filter_words(" Journal-Article "), ["journal-article"]);
    assert!(filter_words("").is_empty());
    assert!(filter_words("nonsense").is_empty());
    for (alias, word) in ALIASES {
        assert!(is_known_type(word) && !is_known_type(alias), "{alias}");
    }
    assert!(!is_known_type("dissertation"));
}
