//! The source of a reference: which kind it is, and which of the record's fields references of this kind show.

use super::locator::{self, Locator};
use super::names::Name;
use super::{Reference, present};
use crate::partial_date::PartialDate;
use crate::publication::model::Record;

/// Fills in what the kind of work decides.
pub(super) fn describe(reference: &mut Reference, record: &Record) {
    match record.publication_type.as_deref().unwrap_or_default() {
        "journal-article" | "review-article" | "correction" | "retraction-notice" => {
            article(reference, record, None);
        }
        "editorial" => article(reference, record, Some("Editorial")),
        "letter" => article(reference, record, Some("Letter to the editor")),
        "book-review" => article(reference, record, Some("Book review")),
        "journal-issue" => issue(reference, record),
        "conference-paper" => conference(reference, record, None, "Conference paper"),
        "conference-abstract" => conference(reference, record, Some("Abstract"), "Conference abstract"),
        "poster" => talk(reference, record, "Poster presentation"),
        "presentation" => talk(reference, record, "Conference presentation"),
        "edited-book" | "proceedings" => edited(reference, record),
        "book" | "journal" => book(reference, record),
        "book-chapter" | "reference-entry" => part(reference, record),
        "thesis" => thesis(reference, record),
        "report" => report(reference, record),
        "standard" => standard(reference, record),
        "patent" => patent(reference, record),
        "blog-post" => dated(reference, record, "post-weblog"),
        "magazine-article" => dated(reference, record, "article-magazine"),
        "newspaper-article" => dated(reference, record, "article-newspaper"),
        "webpage" => webpage(reference, record),
        "media" => media(reference, record),
        "preprint" => preprint(reference, record),
        "dataset" => alone(reference, record, Some("Data set")),
        "software" => alone(reference, record, Some("Computer software")),
        "data-management-plan" => alone(reference, record, Some("Data management plan")),
        "peer-review" => alone(reference, record, Some("Peer review")),
        "component" => alone(reference, record, Some("Supplemental material")),
        "grant" => alone(reference, record, Some("Grant")),
        _ => other(reference, record),
    }
}

fn container(record: &Record) -> Option<String> {
    present(record.container_title.as_ref())
}

fn publisher(record: &Record) -> Option<String> {
    present(record.publisher.as_ref())
}

/// The word in brackets behind the title. CSL's `genre` would vanish beside an article number.
fn description(reference: &mut Reference, word: Option<&str>) {
    reference.set("medium", word.map(str::to_owned));
}

/// References of most kinds show the year alone (manual, 9.14).
fn year_only(reference: &mut Reference) {
    let year = |date: PartialDate| PartialDate::new(i64::from(date.year()), None, None).ok();
    reference.issued = reference.issued.and_then(year);
}

/// A publisher that is the author as well is named once (manual, 9.29).
fn unless_author(reference: &Reference, publisher: Option<String>) -> Option<String> {
    let same = |publisher: &String| match reference.authors.as_slice() {
        [Name::Whole(author)] => author.to_lowercase() == publisher.to_lowercase(),
        _ => false,
    };
    publisher.filter(|publisher| !same(publisher))
}

/// A work that stands for itself: title, description in brackets, publisher.
fn alone(reference: &mut Reference, record: &Record, word: Option<&str>) {
    year_only(reference);
    reference.editors.clear();
    description(reference, word);
    let source = publisher(record).or_else(|| container(record));
    let source = unless_author(reference, source);
    reference.set("publisher", source);
}

/// An article of a journal. Without the journal it stands for itself.
fn article(reference: &mut Reference, record: &Record, word: Option<&str>) {
    if container(record).is_none() {
        return alone(reference, record, word);
    }
    reference.kind = "article-journal";
    year_only(reference);
    reference.editors.clear();
    description(reference, word);
    within_journal(reference, record);
}

/// Journal, volume, issue, pages.
fn within_journal(reference: &mut Reference, record: &Record) {
    reference.set("container-title", container(record));
    reference.set("volume", record.volume.clone());
    reference.set("issue", record.issue.clone());
    match locator::of_article(record) {
        Some(Locator::Pages(pages)) => reference.set("page", Some(pages)),
        Some(Locator::Article(number)) => reference.set("number", Some(number)),
        None => {}
    }
}

/// A whole issue: its editors stand in front (manual, example 10.1.12).
fn issue(reference: &mut Reference, record: &Record) {
    if container(record).is_none() {
        return edited(reference, record);
    }
    reference.kind = "article-journal";
    year_only(reference);
    if !reference.editors.is_empty() {
        reference.authors.clear();
    }
    within_journal(reference, record);
}

/// A paper of a conference is an article where the proceedings are a journal, a chapter where they are a book
/// (manual, 10.5). Neither is CSL's `paper-conference`, which is for what was only spoken.
fn conference(reference: &mut Reference, record: &Record, word: Option<&str>, without_source: &str) {
    let is_book = !record.isbn.is_empty() || !reference.editors.is_empty();
    let is_serial = present(record.volume.as_ref()).is_some() || present(record.issue.as_ref()).is_some();
    match container(record) {
        None => alone(reference, record, Some(without_source)),
        Some(_) if is_serial && !is_book => article(reference, record, word),
        Some(_) => {
            part(reference, record);
            description(reference, word);
        }
    }
}

/// Something shown to an audience: the conference is its source, else where it was put.
fn talk(reference: &mut Reference, record: &Record, word: &str) {
    reference.kind = "speech";
    reference.editors.clear();
    description(reference, Some(word));
    let source = container(record).or_else(|| publisher(record));
    reference.set("publisher", source);
}

/// A book. Its container is a series, which is named only with the volume that the book is in it.
fn book(reference: &mut Reference, record: &Record) {
    reference.kind = "book";
    year_only(reference);
    let volume = present(record.volume.as_ref()).filter(|volume| is_number(volume));
    if let (Some(series), Some(_)) = (container(record), &volume) {
        let own = reference.texts.insert("title", series);
        reference.set("volume-title", own);
    }
    reference.set("volume", volume);
    let publisher = unless_author(reference, publisher(record));
    reference.set("publisher", publisher);
}

/// A book whose editors stand in front.
fn edited(reference: &mut Reference, record: &Record) {
    if !reference.editors.is_empty() {
        reference.authors.clear();
    }
    book(reference, record);
}

/// A chapter or an entry: `In E. Editor (Ed.), Book (pp. 1–20). Publisher.`
fn part(reference: &mut Reference, record: &Record) {
    // CSL's `chapter` puts the book's editors in front of a chapter without an author; its `entry` does not.
    reference.kind = "entry";
    year_only(reference);
    let volume = present(record.volume.as_ref());
    let books = record.alternate_container_titles.iter();
    let own_title = books.rev().find_map(|title| present(Some(title)));
    match (container(record), own_title) {
        // Registries name the series first, then the book.
        (Some(series), Some(own)) if volume.as_deref().is_some_and(is_number) => {
            reference.set("container-title", Some(series));
            reference.set("volume-title", Some(own));
            reference.set("volume", volume);
        }
        (_, Some(own)) => reference.set("container-title", Some(own)),
        (Some(book), None) => {
            reference.set("container-title", Some(book));
            reference.set("volume", volume);
        }
        (None, None) => reference.editors.clear(),
    }
    reference.set("page", locator::pages(record));
    let publisher = unless_author(reference, publisher(record));
    reference.set("publisher", publisher);
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit())
}

/// `Title [Doctoral dissertation, University].` The institution is what registries call the publisher.
fn thesis(reference: &mut Reference, record: &Record) {
    reference.kind = "thesis";
    year_only(reference);
    reference.editors.clear();
    let raw = record.raw_type.as_ref().map(|raw| raw.value.to_lowercase());
    reference.set("genre", Some(degree(&raw.unwrap_or_default()).to_owned()));
    reference.set("publisher", publisher(record).or_else(|| container(record)));
}

/// What kind of thesis a registry's word means. Registries say dissertation for all of them, and the finer word,
/// where there is one, behind it.
fn degree(raw: &str) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|word| raw.contains(word));
    if says(&["master", "msc", "mestrado"]) {
        "Master’s thesis"
    } else if says(&["bachelor", "licenciatura", "undergraduate"]) {
        "Bachelor’s thesis"
    } else if raw.is_empty() || says(&["dissertation", "phd", "doctor", "doutor"]) {
        "Doctoral dissertation"
    } else {
        "Thesis"
    }
}

fn report(reference: &mut Reference, record: &Record) {
    reference.kind = "report";
    year_only(reference);
    reference.editors.clear();
    let series = container(record).filter(|series| Some(series) != publisher(record).as_ref());
    reference.set("collection-title", series);
    for (name, value) in [("volume", &record.volume), ("issue", &record.issue)] {
        reference.set(name, value.clone().filter(|value| is_number(value.trim())));
    }
    let publisher = unless_author(reference, publisher(record));
    reference.set("publisher", publisher);
}

/// Standards are by the organisation that sets them.
fn standard(reference: &mut Reference, record: &Record) {
    if reference.authors.is_empty() {
        reference.authors.extend(publisher(record).map(Name::Whole));
    }
    alone(reference, record, None);
}

/// `Title (Patent No. 123).` where the number is known.
fn patent(reference: &mut Reference, record: &Record) {
    let known = ["patent", "patent-number", "patent_number"];
    let number = known
        .iter()
        .find_map(|name| present(record.identifiers.get(*name)));
    if number.is_none() {
        return alone(reference, record, Some("Patent"));
    }
    alone(reference, record, None);
    reference.kind = "patent";
    reference.set("number", number);
}

/// Blogs, magazines and newspapers: the full date counts.
fn dated(reference: &mut Reference, record: &Record, kind: &'static str) {
    reference.kind = kind;
    reference.editors.clear();
    within_journal(reference, record);
    if container(record).is_none() {
        reference.set("container-title", publisher(record));
    }
}

/// `Title. Site.`; the site is left out where it is the author (manual, 10.16).
fn webpage(reference: &mut Reference, record: &Record) {
    reference.kind = "webpage";
    reference.editors.clear();
    let site = container(record).or_else(|| publisher(record));
    let site = unless_author(reference, site);
    reference.set("container-title", site);
}

/// Films, recordings and images, by the registry's word.
fn media(reference: &mut Reference, record: &Record) {
    let raw = record
        .raw_type
        .as_ref()
        .map(|raw| raw.value.to_lowercase())
        .unwrap_or_default();
    let says = |words: &[&str]| words.iter().any(|word| raw.contains(word));
    let (kind, word) = if says(&["moving", "audiovisual", "video", "film"]) {
        (Some("motion_picture"), "Video")
    } else if says(&["sound", "audio", "music", "podcast"]) {
        (Some("motion_picture"), "Audio recording")
    } else if says(&["image", "photo", "figure"]) {
        (None, "Image")
    } else {
        (None, "Audiovisual material")
    };
    let date = reference.issued;
    alone(reference, record, Some(word));
    if let Some(kind) = kind {
        reference.kind = kind;
        reference.issued = date;
    }
}

/// The server stands in the publisher's place (manual, 10.8).
fn preprint(reference: &mut Reference, record: &Record) {
    alone(reference, record, None);
    reference.texts.remove("publisher");
    reference.set("publisher", container(record).or_else(|| publisher(record)));
}

/// What we cannot tell: an article where it has an article's place, else a work by itself.
fn other(reference: &mut Reference, record: &Record) {
    let has_place = [
        &record.volume,
        &record.issue,
        &record.page,
        &record.article_number,
    ]
    .into_iter()
    .any(|field| present(field.as_ref()).is_some());
    if has_place && container(record).is_some() {
        article(reference, record, None);
    } else {
        alone(reference, record, None);
    }
}
