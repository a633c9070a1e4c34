//! When a work was published: the earliest date that a reader could have held it, as precise as anyone knows.

use super::draft::Draft;
use super::precedence::Field;
use crate::partial_date::PartialDate;
use crate::publication::model::Attention;
use crate::registry::{DateKind, Provider, ProviderDate, ProviderRecord};

/// Seconds of a day.
const DAY: i64 = 86_400;
/// The first year that a publication may have.
const FIRST_YEAR: i64 = 1000;

/// All dates of the record.
pub(super) fn dates(draft: &mut Draft<'_>) {
    let last_year = civil_year(draft.now).saturating_add(2);
    let plausible =
        move |dated: &ProviderDate| (FIRST_YEAR..=last_year).contains(&i64::from(dated.date.year()));

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
    dates.reduce(earlier_and_finer)
}

/// The most precise of all; the earliest of those.
fn most_precise(dates: impl Iterator<Item = PartialDate>) -> Option<PartialDate> {
    dates.min_by_key(|date| (std::cmp::Reverse(date.precision()), date.sort_key()))
}

// Stands in for `PartialDate::earliest_and_most_precise` until that is at hand.
fn earlier_and_finer(a: PartialDate, b: PartialDate) -> PartialDate {
    let parts = |date: PartialDate| (date.year(), date.month(), date.day());
    let ((year_a, month_a, day_a), (year_b, month_b, day_b)) = (parts(a), parts(b));
    let same_month = month_a.zip(month_b).is_none_or(|(x, y)| x == y);
    let same_day = day_a.zip(day_b).is_none_or(|(x, y)| x == y);
    let agree = year_a == year_b && same_month && same_day;
    let a_first = if agree {
        a.precision() >= b.precision()
    } else {
        a.sort_key() <= b.sort_key()
    };
    if a_first { a } else { b }
}

/// The year (UTC, proleptic Gregorian calendar) of a time in Unix seconds.
fn civil_year(seconds: i64) -> i64 {
    // Years are counted from 1 March, so that the leap day is a year's last; 719,468 days lie between
    // 1 March of the year 0 and 1 January 1970. An era of 400 years always has 146,097 days.
    let days = seconds.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // 306 days after 1 March the next calendar year begins.
    era * 400 + year_of_era + i64::from(day_of_year >= 306)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_civil_year() {
        for (seconds, year) in [
            (0, 1970),
            (-1, 1969),
            (951_782_400, 2000),    // 2000-02-29
            (1_735_689_599, 2024),  // 2024-12-31T23:59:59
            (1_735_689_600, 2025),  // 2025-01-01
            (1_798_761_599, 2026),  // 2026-12-31T23:59:59
            (4_102_444_800, 2100),  // 2100-01-01
            (-2_208_988_801, 1899), // 1899-12-31T23:59:59
            (-62_135_596_800, 1),   // 0001-01-01
            (-62_135_596_801, 0),
        ] {
            assert_eq!(civil_year(seconds), year, "{seconds}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_year_has_365_or_366_days(day in -3_000_000_i64..3_000_000) {
            let year = civil_year(day * DAY);
            let next = (365..=366).any(|n| civil_year((day + n) * DAY) == year + 1);
            proptest::prop_assert!(next);
            proptest::prop_assert!(civil_year((day + 364) * DAY) <= year + 1);
        }
    }
}
