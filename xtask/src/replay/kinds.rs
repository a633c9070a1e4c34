//! Types of works: the registries' words in ours, read from the published table.

/// What says nothing.
pub(super) const OTHER: &str = "other";

/// Crossref's types; posted content has subtypes.
pub(super) fn crossref(word: &str, subtype: Option<&str>) -> &'static str {
    match (word, subtype) {
        ("journal-article", _) => "journal-article",
        ("posted-content", None | Some("preprint")) => "preprint",
        ("posted-content", Some("blog")) => "blog-post",
        ("proceedings-article", _) => "conference-paper",
        ("proceedings" | "proceedings-series", _) => "proceedings",
        ("book" | "monograph" | "reference-book" | "book-set" | "book-series", _) => "book",
        ("edited-book", _) => "edited-book",
        ("book-chapter" | "book-section" | "book-part" | "book-track", _) => "book-chapter",
        ("reference-entry", _) => "reference-entry",
        ("dissertation", _) => "thesis",
        ("report" | "report-component" | "report-series", _) => "report",
        ("standard" | "standard-series", _) => "standard",
        ("dataset" | "database", _) => "dataset",
        ("peer-review", _) => "peer-review",
        ("component", _) => "component",
        ("journal", _) => "journal",
        ("journal-issue" | "journal-volume", _) => "journal-issue",
        ("grant", _) => "grant",
        _ => OTHER,
    }
}

/// CSL's words; agencies write Crossref's there as well.
pub(super) fn csl(word: &str, subtype: Option<&str>, in_container: bool) -> &'static str {
    match word {
        "article-journal" => "journal-article",
        "article" if in_container => "journal-article",
        "article" => "preprint",
        "paper-conference" => "conference-paper",
        "chapter" => "book-chapter",
        "entry-encyclopedia" | "entry-dictionary" | "entry" => "reference-entry",
        "review" => "review-article",
        "review-book" => "book-review",
        "thesis" => "thesis",
        "motion_picture" | "graphic" | "song" => "media",
        "webpage" => "webpage",
        "post-weblog" => "blog-post",
        "software" => "software",
        "speech" => "presentation",
        other => crossref(other, subtype),
    }
}

/// DataCite's general words; the free one counts where the general one leaves it open.
pub(super) fn datacite(general: &str, free: &str, edited: bool) -> &'static str {
    match general {
        "JournalArticle" | "DataPaper" => "journal-article",
        "Preprint" => "preprint",
        "ConferencePaper" => "conference-paper",
        "ConferenceProceeding" => "proceedings",
        "Poster" => "poster",
        "Presentation" => "presentation",
        "Book" if edited => "edited-book",
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
        "Text" | "Other" | "" => free_word(free),
        _ => OTHER,
    }
}

fn free_word(free: &str) -> &'static str {
    let letters: String = free
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    match letters.as_str() {
        "journalarticle" | "article" | "journalcontribution" | "zeitschriftenartikel" => "journal-article",
        "thesis" | "dissertation" | "phdthesis" | "thesisphd" | "doctoralthesis" | "masterthesis" => "thesis",
        "preprint" => "preprint",
        "report" | "workingpaper" | "technicalreport" | "projectdeliverable" => "report",
        "conferencepaper" => "conference-paper",
        "bookchapter" => "book-chapter",
        "book" => "book",
        "poster" | "conferenceposter" => "poster",
        "presentation" => "presentation",
        "datamanagementplan" => "data-management-plan",
        "blogposting" | "blogpost" => "blog-post",
        _ => OTHER,
    }
}

/// ORCID's work types.
pub(super) fn orcid(word: &str) -> &'static str {
    match word.to_lowercase().replace('_', "-").as_str() {
        "journal-article" => "journal-article",
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
        "book-chapter" => "book-chapter",
        "encyclopedia-entry" | "dictionary-entry" => "reference-entry",
        "book-review" => "book-review",
        "dissertation-thesis" | "dissertation" | "supervised-student-publication" => "thesis",
        "standards-and-policy" | "technical-standard" => "standard",
        "data-set" => "dataset",
        "software" | "research-tool" => "software",
        "data-management-plan" => "data-management-plan",
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

/// Kinds of articles that only OpenAlex tells apart.
pub(super) fn refinement(word: &str) -> Option<&'static str> {
    Some(match word {
        "review" => "review-article",
        "book-review" => "book-review",
        "editorial" => "editorial",
        "letter" => "letter",
        "erratum" => "correction",
        "retraction" => "retraction-notice",
        _ => return None,
    })
}

/// A notice about another work, by the kind of update.
pub(super) fn notice(kinds: &[String]) -> Option<&'static str> {
    let any = |words: &[&str]| kinds.iter().any(|kind| words.contains(&kind.as_str()));
    if any(&["retraction", "removal", "withdrawal"]) {
        return Some("retraction-notice");
    }
    let corrections = [
        "addendum",
        "clarification",
        "correction",
        "corrigendum",
        "err",
        "erratum",
        "expression-of-concern",
        "expression_of_concern",
        "partial_retraction",
        "partial-retraction",
    ];
    any(&corrections).then_some("correction")
}
