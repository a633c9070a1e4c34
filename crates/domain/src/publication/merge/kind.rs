//! What kind of work it is, in our words and in the registry's.

use super::draft::Draft;
use super::precedence::Field;
use crate::publication::vocabulary::classify;
use crate::registry::ProviderRecord;

/// Publication type and raw type.
pub(super) fn kind(draft: &mut Draft<'_>) {
    let records: Vec<&ProviderRecord> = draft.ordered(Field::PublicationType).collect();
    if let Some(classified) = classify(draft.doi.as_str(), &records) {
        draft.record.publication_type = Some(classified.word.to_owned());
        draft.note(Field::PublicationType, classified.by);
    }
    draft.record.raw_type = draft.first(Field::RawType, |record| record.raw_type.clone());
}
