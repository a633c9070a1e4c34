//! When a work was published: the earliest date that a reader could have held it, as precise as anyone knows.

use super::draft::Draft;
use super::precedence::Field;
use crate::partial_date::{PartialDate, earliest_and_most_precise};
use crate::publication::model::Attention;
use crate::registry::{DateKind, Provider, ProviderDate, ProviderRecord};

/// All dates of the record.
pub(super) fn dates(draft: &mut Draft<'_>) {
    let now = draft.now;
    let plausible = move |dated: &ProviderDate| dated.date.is_plausible(now);

    // The best provider that has a date decides, also when its date is of no use: a weaker one's would be no
    // better founded, and the staff should see that something is wrong.
    let decider = draft
        .ordered(Field::PublicationDate)
        .find(|record| !record.dates.is_empty());
    let Some(record) = decider else {
        draft.attention.insert(Attention::MissingDate);
        return;
    };
    if record.dates.iter().any(|dated| !plausible(dated)) {
        draft.attention.insert(Attention::ImplausibleDate);
    }
    let dates: Vec<ProviderDate> = record
        .dates
        .iter()
        .filter(|dated| plausible(dated))
        .copied()
        .collect();
    if let Some(date) = published(record.provider, &dates) {
        draft.record.publication_date = Some(date);
        draft.record.publication_year = Some(date.year());
        draft.note(Field::PublicationDate, record);
        draft.note(Field::PublicationYear, record);
    }
    let earliest_of = |kind: DateKind| {
        move |record: &ProviderRecord| {
            earliest(
                record
                    .dates
                    .iter()
                    .filter(|d| d.kind == kind && plausible(d))
                    .map(|d| d.date),
            )
        }
    };
    draft.record.published_online = draft.first(Field::PublishedOnline, earliest_of(DateKind::Online));
    draft.record.published_print = draft.first(Field::PublishedPrint, earliest_of(DateKind::Print));
}

/// The publication date of one provider's plausible dates.
fn published(provider: Provider, dates: &[ProviderDate]) -> Option<PartialDate> {
    let of_kind = |kind: DateKind| {
        dates
            .iter()
            .filter(move |dated| dated.kind == kind)
            .map(|dated| dated.date)
    };
    if provider == Provider::Datacite {
        return most_precise(of_kind(DateKind::Issued))
            .or_else(|| most_precise(of_kind(DateKind::Available)))
            .or_else(|| most_precise(of_kind(DateKind::Year)));
    }
    earliest(dates.iter().map(|dated| dated.date))
}

/// The earliest of all; where one says the same as another but less precisely, the more precise one.
fn earliest(dates: impl Iterator<Item = PartialDate>) -> Option<PartialDate> {
    dates.reduce(earliest_and_most_precise)
}

/// The most precise of all; the earliest of those.
fn most_precise(dates: impl Iterator<Item = PartialDate>) -> Option<PartialDate> {
    dates.min_by_key(|date| (std::cmp::Reverse(date.precision()), date.sort_key()))
}
