//! How many publications came in lately: by day and by month, in UTC.

use std::collections::BTreeMap;

/// Days that are told.
const DAYS: i64 = 7;
/// Months that are told.
const MONTHS: i64 = 6;
/// Seconds of a day.
const DAY: i64 = 86_400;
const MONTH_NAMES: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// One day or month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// `2026-11-21` or `2026-11`.
    pub key: String,
    /// `21 Nov` or `Nov 2026`.
    pub label: String,
    /// So many publications.
    pub count: u64,
}

/// The last 7 days and the last 6 months, this day and this month included; oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrivals {
    /// By day.
    pub days: Vec<Arrival>,
    /// By month.
    pub months: Vec<Arrival>,
}

/// The first day (counted from 1970-01-01) that [`Arrivals::of`] wants to know of.
pub fn first_day(now: i64) -> i64 {
    let (year, month, _) = civil(now.div_euclid(DAY));
    let (year, month) = month_before(year, month, MONTHS - 1);
    day_number(year, month, 1).min(now.div_euclid(DAY) - DAYS + 1)
}

impl Arrivals {
    /// Puts counts by day (number since 1970-01-01) together. `now` in Unix seconds.
    pub fn of(by_day: &BTreeMap<i64, u64>, now: i64) -> Self {
        let today = now.div_euclid(DAY);
        let days = (today - DAYS + 1..=today).map(|day| {
            let (year, month, date) = civil(day);
            Arrival {
                key: format!("{year:04}-{month:02}-{date:02}"),
                label: format!("{date} {}", month_name(month)),
                count: by_day.get(&day).copied().unwrap_or(0),
            }
        });
        let (this_year, this_month, _) = civil(today);
        let months = (0..MONTHS).rev().map(|ago| {
            let (year, month) = month_before(this_year, this_month, ago);
            let (next_year, next_month) = month_before(year, month, -1);
            let of_month = day_number(year, month, 1)..day_number(next_year, next_month, 1);
            Arrival {
                key: format!("{year:04}-{month:02}"),
                label: format!("{} {year}", month_name(month)),
                count: by_day.range(of_month).map(|(_, count)| count).sum(),
            }
        });
        Self {
            days: days.collect(),
            months: months.collect(),
        }
    }
}

fn month_name(month: i64) -> &'static str {
    let index = usize::try_from(month - 1).unwrap_or(0);
    MONTH_NAMES.get(index).copied().unwrap_or_default()
}

/// The month so many months before (after, where negative).
fn month_before(year: i64, month: i64, ago: i64) -> (i64, i64) {
    let months = year * 12 + month - 1 - ago;
    (months.div_euclid(12), months.rem_euclid(12) + 1)
}

/// Year, month and day of a day's number. Years are counted from 1 March, as in [`crate::civil_year`].
fn civil(day: i64) -> (i64, i64, i64) {
    let days = day + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Five months from March on have 153 days, and so have the next five.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let date = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (
        era * 400 + year_of_era + i64::from(month_from_march >= 10),
        month,
        date,
    )
}

/// The number of a day; the reverse of [`civil`].
fn day_number(year: i64, month: i64, date: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * month_from_march + 2) / 5 + date - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-03-02T12:00:00Z
    const NOW: i64 = 1_772_452_800;

    fn keys(arrivals: &[Arrival]) -> Vec<(&str, &str, u64)> {
        arrivals
            .iter()
            .map(|arrival| (arrival.key.as_str(), arrival.label.as_str(), arrival.count))
            .collect()
    }

    #[test]
    fn the_last_week_and_the_last_six_months() {
        let counts = [
            ((2026, 3, 2), 4),
            ((2026, 2, 28), 2),
            ((2026, 2, 23), 1),
            ((2025, 10, 1), 7),
            ((2025, 9, 30), 100),
        ];
        let by_day = counts
            .into_iter()
            .map(|((year, month, date), count)| (day_number(year, month, date), count))
            .collect();
        let arrivals = Arrivals::of(&by_day, NOW);
        assert_eq!(
            keys(&arrivals.days),
            [
                ("2026-02-24", "24 Feb", 0),
                ("2026-02-25", "25 Feb", 0),
                ("2026-02-26", "26 Feb", 0),
                ("2026-02-27", "27 Feb", 0),
                ("2026-02-28", "28 Feb", 2),
                ("2026-03-01", "1 Mar", 0),
                ("2026-03-02", "2 Mar", 4),
            ]
        );
        assert_eq!(
            keys(&arrivals.months),
            [
                ("2025-10", "Oct 2025", 7),
                ("2025-11", "Nov 2025", 0),
                ("2025-12", "Dec 2025", 0),
                ("2026-01", "Jan 2026", 0),
                ("2026-02", "Feb 2026", 3),
                ("2026-03", "Mar 2026", 4),
            ]
        );
        assert_eq!(first_day(NOW), day_number(2025, 10, 1));
    }

    proptest::proptest! {
        #[test]
        fn days_and_dates_are_the_same(day in -1_000_000_i64..3_000_000) {
            let (year, month, date) = civil(day);
            proptest::prop_assert_eq!(day_number(year, month, date), day);
            proptest::prop_assert!((1..=12).contains(&month) && (1..=31).contains(&date));
            proptest::prop_assert_eq!(year, crate::civil_year::civil_year(day * DAY));
        }
    }
}
