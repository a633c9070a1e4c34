//! What others say about the work: relations, notices, retraction, citation counts.

use super::draft::Draft;
use super::precedence::Field;
use crate::identifier::Doi;
use crate::publication::model::{Attention, CitedBy, Retraction, RetractionStatus};
use crate::publication::vocabulary::is_retraction_word;
use crate::registry::{Provider, ProviderRecord, Relation, Update};
use crate::text::fold::words;
use crate::text::markup::plain;

/// Relations and notices.
pub(super) fn relations(draft: &mut Draft<'_>) {
    draft.record.relations = draft.first_list(Field::Relations, |record| {
        let mut relations: Vec<Relation> = Vec::new();
        for relation in record.relations.iter().filter_map(tidy_relation) {
            if !relations.contains(&relation) {
                relations.push(relation);
            }
        }
        relations
    });
    draft.record.updates = draft.first_list(Field::Updates, |record| {
        let mut updates: Vec<Update> = Vec::new();
        for update in record.updates.iter().map(tidy_update) {
            if !updates.contains(&update) {
                updates.push(update);
            }
        }
        updates
    });
}

fn tidy_relation(relation: &Relation) -> Option<Relation> {
    let id_type = plain(&relation.id_type).unwrap_or_default().to_ascii_lowercase();
    let id = if id_type == "doi" {
        normal_doi(&relation.id)
    } else {
        plain(&relation.id)?
    };
    (!id.is_empty()).then(|| Relation {
        kind: plain(&relation.kind).unwrap_or_default(),
        id,
        id_type,
    })
}

fn tidy_update(update: &Update) -> Update {
    Update {
        kind: plain(&update.kind).unwrap_or_default().to_ascii_lowercase(),
        doi: normal_doi(&update.doi),
        source: update.source.as_deref().and_then(plain),
        ..update.clone()
    }
}

/// A DOI in its normal form; what is none stays as given, as plain text.
fn normal_doi(text: &str) -> String {
    Doi::parse(text).map_or_else(|_| plain(text).unwrap_or_default(), |doi| doi.as_str().to_owned())
}

/// Citation counts: all of them, and the largest.
pub(super) fn counts(draft: &mut Draft<'_>) {
    let mut cited_by = CitedBy::default();
    let mut largest: Option<(u64, &ProviderRecord)> = None;
    for record in draft.ordered(Field::CitedByCount) {
        let Some(count) = record.cited_by_count else {
            continue;
        };
        match record.provider {
            Provider::Crossref => cited_by.crossref = cited_by.crossref.or(Some(count)),
            Provider::Datacite => cited_by.datacite = cited_by.datacite.or(Some(count)),
            Provider::Openalex => cited_by.openalex = cited_by.openalex.or(Some(count)),
            Provider::DoiOrg | Provider::Orcid => {}
        }
        if largest.is_none_or(|(most, _)| count > most) {
            largest = Some((count, record));
        }
    }
    draft.record.cited_by = cited_by;
    if let Some((count, record)) = largest {
        draft.record.cited_by_count = Some(count);
        draft.note(Field::CitedByCount, record);
        draft.note(Field::CitedBy, record);
    }
}

/// Whether the work is retracted: any source's yes counts, and only a source that would know can say no.
pub(super) fn retraction(draft: &mut Draft<'_>) {
    let doi = draft.doi.as_str();
    let records: Vec<&ProviderRecord> = draft.ordered(Field::Retraction).collect();
    // A notice that retracts another work is flagged by OpenAlex now and then, as if it were that work.
    let is_notice = records.iter().any(|record| retracts_another(doi, record));
    let yes = records.iter().find_map(|record| {
        let source = notice_source(doi, record).or_else(|| {
            (record.is_retracted == Some(true) && !is_notice).then(|| record.provider.as_str().into())
        })?;
        Some((RetractionStatus::Yes, source, *record))
    });
    let says_retracted = draft
        .record
        .title
        .as_ref()
        .is_some_and(|title| title_says_retracted(title.any()));
    if yes.is_none() && says_retracted && !is_notice {
        // No registry confirms it; "no" would be worse than "unknown".
        draft.attention.insert(Attention::RetractionUnclear);
        return;
    }
    let no = || {
        let record = records.iter().find(|record| would_know(record))?;
        Some((RetractionStatus::No, record.provider.as_str().to_owned(), *record))
    };
    if let Some((status, source, record)) = yes.or_else(no) {
        draft.record.is_retracted = status == RetractionStatus::Yes;
        draft.record.retraction = Retraction {
            status,
            source: Some(source),
        };
        draft.note(Field::IsRetracted, record);
        draft.note(Field::Retraction, record);
    }
}

/// Who published a retraction of this work, if the record knows one. A work that names itself as the one it
/// retracts was withdrawn in place.
fn notice_source(doi: &str, record: &ProviderRecord) -> Option<String> {
    let notice = record.updates.iter().find(|update| {
        is_retraction_word(&update.kind) && (update.incoming || normal_doi(&update.doi) == doi)
    })?;
    Some(
        notice
            .source
            .as_deref()
            .and_then(plain)
            .unwrap_or_else(|| record.provider.as_str().to_owned()),
    )
}

/// The record is a notice that retracts some other work.
fn retracts_another(doi: &str, record: &ProviderRecord) -> bool {
    record
        .updates
        .iter()
        .any(|update| is_retraction_word(&update.kind) && !update.incoming && normal_doi(&update.doi) != doi)
}

/// Crossref lists the notices of publishers and of Retraction Watch; OpenAlex has a flag. The others are not
/// told.
fn would_know(record: &ProviderRecord) -> bool {
    record.provider == Provider::Crossref || record.is_retracted == Some(false)
}

/// Publishers put the word in front of the title: `RETRACTED ARTICLE: …`, `Retracted: …`, `[Retracted] …`,
/// `WITHDRAWN: …`. A title may begin with these words in earnest, hence the mark that has to follow.
fn title_says_retracted(title: &str) -> bool {
    let first = words(title);
    let first: Vec<&str> = first.iter().take(2).map(String::as_str).collect();
    let marked = title.trim_start().starts_with('[')
        || title
            .split_once(':')
            .is_some_and(|(head, _)| words(head).len() <= 2);
    match first.as_slice() {
        ["retracted", "article" | "chapter" | "paper"] => true,
        ["retracted" | "withdrawn", ..] => marked,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_say_so() {
        for title in [
            "Retracted: Effects of salt",
            "RETRACTED ARTICLE: Effects of salt",
            "RETRACTED ARTICLE Effects of salt",
            "[Retracted] Effects of salt",
            "WITHDRAWN: Effects of salt",
            "Withdrawn article: effects of salt",
        ] {
            assert!(title_says_retracted(title), "{title}");
        }
        for title in [
            "Retraction: Effects of salt",
            "Retracted landscapes of the north: a history",
            "Withdrawn consent",
            "Effects of salt (retracted)",
            "",
        ] {
            assert!(!title_says_retracted(title), "{title}");
        }
    }
}
