//! What kind of work it is, in our words and in the registry's.

use super::draft::Draft;
use super::precedence::Field;
use crate::publication::model::Attention;
use crate::publication::vocabulary::classify;
use crate::registry::{Provider, ProviderRecord, RawType};
use crate::text::fold::words;
use crate::text::markup::plain;

/// What chapters are parts of.
const HOLDS_CHAPTERS: [&str; 3] = ["book", "edited-book", "proceedings"];

/// Publication type and raw type.
pub(super) fn kind(draft: &mut Draft<'_>) {
    let records: Vec<&ProviderRecord> = draft.ordered(Field::PublicationType).collect();
    if let Some(classified) = classify(draft.doi.as_str(), &records) {
        draft.record.publication_type = Some(classified.word.to_owned());
        draft.note(Field::PublicationType, classified.by);
        if HOLDS_CHAPTERS.contains(&classified.word) && is_claimed_as_chapter(draft) {
            draft.attention.insert(Attention::ClaimedAsChapter);
        }
    }
    draft.record.raw_type = draft.first(Field::RawType, |record| {
        record.raw_type.as_ref().and_then(as_text)
    });
}

/// The registry's word as plain text; DataCite lets depositors write whatever they like there.
fn as_text(raw: &RawType) -> Option<RawType> {
    Some(RawType {
        vocabulary: plain(&raw.vocabulary)?,
        value: plain(&raw.value)?,
    })
}

/// Whether somebody's ORCID record calls this a chapter of another title: people who have no DOI for their chapter
/// give its book's. The same title only has the wrong type.
fn is_claimed_as_chapter(draft: &Draft<'_>) -> bool {
    let titles = draft.record.title.iter().flat_map(|title| title.all());
    let titles: Vec<Vec<String>> = titles.map(words).collect();
    let claims = draft
        .records
        .iter()
        .filter(|record| record.provider == Provider::Orcid);
    claims
        .filter(|claim| {
            claim
                .raw_type
                .as_ref()
                .is_some_and(|raw| raw.value == "book-chapter")
        })
        .filter_map(|claim| claim.title.as_deref().and_then(plain))
        .any(|title| {
            let title = words(&title);
            !titles.iter().any(|known| begins_alike(known, &title))
        })
}

/// One title is the beginning of the other: subtitles come and go.
fn begins_alike(one: &[String], other: &[String]) -> bool {
    one.starts_with(other) || other.starts_with(one)
}
