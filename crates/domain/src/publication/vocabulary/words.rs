//! The registries' vocabularies, word by word.

use super::OTHER;

/// Crossref's types, with the subtype of posted content.
pub(super) fn crossref(word: &str, subtype: &str) -> &'static str {
    match word {
        "journal-article" => "journal-article",
        "posted-content" => posted_content(subtype),
        "proceedings-article" => "conference-paper",
        "proceedings" | "proceedings-series" => "proceedings",
        "book" | "monograph" | "reference-book" | "book-set" | "book-series" => "book",
        "edited-book" => "edited-book",
        "book-chapter" | "book-section" | "book-part" | "book-track" => "book-chapter",
        "reference-entry" => "reference-entry",
        "dissertation" => "thesis",
        "report" | "report-component" | "report-series" => "report",
        "standard" | "standard-series" => "standard",
        "dataset" | "database" => "dataset",
        "peer-review" => "peer-review",
        "component" => "component",
        "journal" => "journal",
        "journal-issue" | "journal-volume" => "journal-issue",
        "grant" => "grant",
        _ => OTHER,
    }
}

/// Kinds of posted content of Crossref's deposit schema.
fn posted_content(subtype: &str) -> &'static str {
    match subtype {
        "" | "preprint" => "preprint",
        "blog" | "blog-post" => "blog-post",
        "letter" => "letter",
        "dissertation" => "thesis",
        "report" | "working_paper" | "working-paper" => "report",
        _ => OTHER,
    }
}

/// DataCite's `resourceTypeGeneral`, refined by its free `resourceType` where the general word leaves it open.
pub(super) fn datacite(general: &str, free: &str, has_editors: bool) -> &'static str {
    let word = match general {
        "JournalArticle" | "DataPaper" => "journal-article",
        "Preprint" => "preprint",
        "ConferencePaper" => "conference-paper",
        "ConferenceProceeding" => "proceedings",
        "Poster" => "poster",
        "Presentation" => "presentation",
        "Book" if has_editors => "edited-book",
        "Book" => "book",
        "BookChapter" => "book-chapter",
        "Dissertation" => "thesis",
        "Report" => "report",
        "Standard" => "standard",
        "Dataset" => "dataset",
        "Software" | "ComputationalNotebook" | "Workflow" | "Model" => "software",
        "OutputManagementPlan" => "data-management-plan",
        "PeerReview" => "peer-review",
        "Audiovisual" | "Image" | "Sound" => "media",
        "Journal" => "journal",
        "Award" => "grant",
        // Text, Collection, Event, InteractiveResource, PhysicalObject, Service, …, Other, and none at all.
        _ => OTHER,
    };
    let refined = free_word(free);
    match (word, refined) {
        (
            "journal-article",
            Some(finer @ ("review-article" | "editorial" | "letter" | "correction" | "book-review")),
        )
        | ("conference-paper", Some(finer @ ("conference-abstract" | "poster" | "presentation"))) => finer,
        (OTHER, Some(finer)) if refines(general) => finer,
        _ => word,
    }
}

/// Whether a general word leaves open what the free one says. A collection of articles is no article.
fn refines(general: &str) -> bool {
    matches!(general, "" | "Text" | "Other" | "InteractiveResource" | "Event")
}

/// Phrases of free resource types, each with our word; the first that occurs, word for word, counts.
const FREE_WORDS: [(&str, &str); 73] = [
    ("data management plan", "data-management-plan"),
    ("output management plan", "data-management-plan"),
    ("peer review", "peer-review"),
    ("book review", "book-review"),
    ("rezension", "book-review"),
    ("review article", "review-article"),
    ("newspaper article", "newspaper-article"),
    ("newspaper", "newspaper-article"),
    ("magazine article", "magazine-article"),
    ("magazine", "magazine-article"),
    ("conference abstract", "conference-abstract"),
    ("meeting abstract", "conference-abstract"),
    ("poster", "poster"),
    ("presentation", "presentation"),
    ("slides", "presentation"),
    ("lecture", "presentation"),
    ("talk", "presentation"),
    ("conference paper", "conference-paper"),
    ("conference contribution", "conference-paper"),
    ("conference object", "conference-paper"),
    ("konferenzbeitrag", "conference-paper"),
    ("proceedings paper", "conference-paper"),
    ("proceedings article", "conference-paper"),
    ("in proceedings", "conference-paper"),
    ("inproceedings", "conference-paper"),
    ("proceedings", "proceedings"),
    ("preprint", "preprint"),
    ("pre print", "preprint"),
    ("eprint", "preprint"),
    ("book chapter", "book-chapter"),
    ("book part", "book-chapter"),
    ("book section", "book-chapter"),
    ("chapter", "book-chapter"),
    ("buchkapitel", "book-chapter"),
    ("encyclopedia entry", "reference-entry"),
    ("dictionary entry", "reference-entry"),
    ("reference entry", "reference-entry"),
    ("journal issue", "journal-issue"),
    ("periodical issue", "journal-issue"),
    ("blog", "blog-post"),
    ("blog post", "blog-post"),
    ("blog posting", "blog-post"),
    ("journal article", "journal-article"),
    ("journal contribution", "journal-article"),
    ("research article", "journal-article"),
    ("scholarly article", "journal-article"),
    ("zeitschriftenartikel", "journal-article"),
    ("article", "journal-article"),
    ("artigo", "journal-article"),
    ("thesis", "thesis"),
    ("dissertation", "thesis"),
    ("hochschulschrift", "thesis"),
    ("habilitation", "thesis"),
    ("report", "report"),
    ("deliverable", "report"),
    ("working paper", "report"),
    ("white paper", "report"),
    ("technical note", "report"),
    ("edited book", "edited-book"),
    ("monograph", "book"),
    ("monographie", "book"),
    ("book", "book"),
    ("webpage", "webpage"),
    ("web page", "webpage"),
    ("website", "webpage"),
    ("patent", "patent"),
    ("software", "software"),
    ("dataset", "dataset"),
    ("editorial", "editorial"),
    ("letter", "letter"),
    ("erratum", "correction"),
    ("corrigendum", "correction"),
    ("review", "review-article"),
];

/// Free resource types that mean something only when they stand alone.
const WHOLE_FREE_WORDS: [(&str, &str); 3] = [
    ("journal", "journal"),
    ("standard", "standard"),
    ("correction", "correction"),
];

/// Our word for a free resource type.
fn free_word(free: &str) -> Option<&'static str> {
    let free = spaced(free);
    let alone = WHOLE_FREE_WORDS.iter().find(|(word, _)| free.trim() == *word);
    let within = || {
        FREE_WORDS
            .iter()
            .find(|(phrase, _)| free.contains(&format!(" {phrase} ")))
    };
    alone.or_else(within).map(|(_, word)| *word)
}

/// Lower-case words with a blank around each: `JournalArticle` → ` journal article `.
fn spaced(text: &str) -> String {
    let mut words = String::from(" ");
    let mut after_lower = false;
    for c in text.chars() {
        if c.is_uppercase() && after_lower {
            words.push(' ');
        }
        after_lower = c.is_lowercase();
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    if !words.ends_with(' ') {
        words.push(' ');
    }
    words
}

/// Types of CSL JSON. Agencies also write Crossref's words there.
pub(super) fn csl(word: &str, subtype: &str, in_container: bool) -> &'static str {
    match word {
        "article-journal" => "journal-article",
        // CSL's word for preprints; agencies without better knowledge use it for articles as well.
        "article" if in_container => "journal-article",
        "article" => "preprint",
        "article-magazine" => "magazine-article",
        "article-newspaper" => "newspaper-article",
        "paper-conference" => "conference-paper",
        "chapter" => "book-chapter",
        "entry" | "entry-dictionary" | "entry-encyclopedia" => "reference-entry",
        "review" => "review-article",
        "review-book" => "book-review",
        "thesis" => "thesis",
        "software" => "software",
        "patent" => "patent",
        "periodical" => "journal",
        "speech" => "presentation",
        "post-weblog" => "blog-post",
        "post" | "webpage" => "webpage",
        "broadcast" | "figure" | "graphic" | "map" | "motion_picture" | "musical_score" | "performance"
        | "song" => "media",
        _ => crossref(word, subtype),
    }
}

/// ORCID's work types.
pub(super) fn orcid(word: &str) -> &'static str {
    match word {
        "journal-article" | "article-journal" => "journal-article",
        "review" => "review-article",
        "preprint" => "preprint",
        "working-paper" | "report" => "report",
        "conference-paper" | "conference-output" => "conference-paper",
        "conference-abstract" => "conference-abstract",
        "conference-poster" => "poster",
        "conference-presentation" | "lecture-speech" | "public-speech" => "presentation",
        "conference-proceedings" => "proceedings",
        "book" | "manual" => "book",
        "edited-book" => "edited-book",
        "book-chapter" | "chapter" => "book-chapter",
        "encyclopedia-entry" | "dictionary-entry" => "reference-entry",
        "book-review" => "book-review",
        "dissertation-thesis" | "dissertation" | "supervised-student-publication" => "thesis",
        "standards-and-policy" | "technical-standard" | "standard" => "standard",
        "data-set" | "dataset" => "dataset",
        "software" | "research-tool" => "software",
        "data-management-plan" => "data-management-plan",
        "peer-review" => "peer-review",
        "blog-post" => "blog-post",
        "website" | "online-resource" => "webpage",
        "magazine-article" => "magazine-article",
        "newspaper-article" | "newsletter-article" => "newspaper-article",
        "patent" | "invention" | "disclosure" => "patent",
        "moving-image" | "image" | "sound" | "musical-composition" | "artistic-performance" => "media",
        "journal-issue" => "journal-issue",
        _ => OTHER,
    }
}

/// OpenAlex's work types; `raw` is the agency's word that it saw. Its `article` is every kind of paper: the
/// source tells which.
pub(super) fn openalex(word: &str, raw: &str, source: Option<&str>, has_issn: bool) -> &'static str {
    match word {
        "article" => match (crossref(raw, ""), source) {
            (known, _) if known != OTHER => known,
            (_, Some("journal")) => "journal-article",
            (_, Some("conference")) => "conference-paper",
            (_, Some("repository")) => "preprint",
            (_, Some("book series" | "ebook platform")) => "book-chapter",
            _ if has_issn => "journal-article",
            _ => OTHER,
        },
        "review" => "review-article",
        "editorial" => "editorial",
        "letter" => "letter",
        "erratum" => "correction",
        "retraction" => "retraction-notice",
        "preprint" => "preprint",
        "conference-paper" => "conference-paper",
        "book" => "book",
        "book-chapter" => "book-chapter",
        "book-review" => "book-review",
        "reference-entry" => "reference-entry",
        "dissertation" => "thesis",
        "report" => "report",
        "standard" => "standard",
        "dataset" => "dataset",
        "software" => "software",
        "peer-review" => "peer-review",
        "supplementary-materials" => "component",
        "libguides" => "webpage",
        _ => OTHER,
    }
}
