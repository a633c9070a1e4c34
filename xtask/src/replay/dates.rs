//! Publication dates as text, from the parts and texts that registries write.

use serde_json::Value;

/// Years outside are a registry's slip (`0000`) or another era (`2555`).
const YEARS: std::ops::RangeInclusive<u32> = 1000..=2100;

/// A date as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Date {
    year: u32,
    month: Option<u32>,
    day: Option<u32>,
}

/// What one registry says about the date of a work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Dated {
    /// It says something, be it impossible.
    pub(super) any: bool,
    /// `YYYY[-MM[-DD]]`.
    pub(super) date: Option<String>,
}

impl Date {
    /// Parts that no calendar has are left out.
    pub(super) fn new(year: u32, month: Option<u32>, day: Option<u32>) -> Self {
        let month = month.filter(|month| (1..=12).contains(month));
        let length = match month {
            Some(4 | 6 | 9 | 11) => 30,
            Some(2) if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
                29
            }
            Some(2) => 28,
            Some(_) => 31,
            None => 0,
        };
        Self {
            year,
            month,
            day: day.filter(|day| (1..=length).contains(day)),
        }
    }

    /// `{"date-parts": [[2012, 10, 5]]}`.
    pub(super) fn of_parts(value: Option<&Value>) -> Option<Self> {
        let parts = value?.get("date-parts")?.get(0)?;
        let part = |at: usize| number(parts.get(at)?);
        Some(Self::new(part(0)?, part(1), part(2)))
    }

    /// ISO 8601 with or without time; of a range its start.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        let start = text.trim().split(['/', 'T', ' ']).next()?;
        let mut parts = start.split('-');
        let year = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let mut part = || parts.next().and_then(|part| part.parse().ok());
        Some(Self::new(year, part(), part()))
    }

    /// ORCID's `{"year": {"value": "2012"}, "month": …, "day": …}`.
    pub(super) fn of_orcid(value: Option<&Value>) -> Option<Self> {
        let part = |name: &str| number(value?.get(name)?.get("value")?);
        Some(Self::new(part("year")?, part("month"), part("day")))
    }

    fn precision(self) -> usize {
        usize::from(self.month.is_some()) + usize::from(self.month.is_some() && self.day.is_some())
    }

    fn text(self) -> String {
        match (self.month, self.day) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            (None, _) => format!("{:04}", self.year),
        }
    }
}

impl Dated {
    /// The earliest of several, and as precise as one of them is.
    pub(super) fn earliest(dates: &[Date]) -> Self {
        let plausible: Vec<Date> = plausible(dates).collect();
        let date = plausible.iter().map(|date| date.year).min().map(|year| {
            let months = plausible.iter().filter(|date| date.year == year);
            let month = months.clone().filter_map(|date| date.month).min();
            let day = months
                .filter(|date| date.month == month)
                .filter_map(|date| date.day)
                .min();
            Date { year, month, day }.text()
        });
        Self {
            any: !dates.is_empty(),
            date,
        }
    }

    /// The most precise of the first kind that has any; among equals the earliest.
    pub(super) fn most_precise(kinds: &[Vec<Date>]) -> Self {
        let date = kinds
            .iter()
            .find_map(|dates| {
                plausible(dates).min_by_key(|date| (3 - date.precision(), date.year, date.month, date.day))
            })
            .map(Date::text);
        Self {
            any: kinds.iter().any(|dates| !dates.is_empty()),
            date,
        }
    }
}

fn plausible(dates: &[Date]) -> impl Iterator<Item = Date> {
    dates.iter().copied().filter(|date| YEARS.contains(&date.year))
}

fn number(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_u64().and_then(|number| u32::try_from(number).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_and_most_precise_wins() {
        let dates: Vec<Date> = ["2013-01-01", "2012", "2012-05", "2012-03-04", "0000"]
            .iter()
            .filter_map(|text| Date::of_text(text))
            .collect();
        assert_eq!(Dated::earliest(&dates).date.as_deref(), Some("2012-03-04"));
        let odd = Dated::earliest(&[Date::new(2555, None, None)]);
        assert_eq!((odd.any, odd.date), (true, None));
        let kinds = [vec![], dates];
        assert_eq!(Dated::most_precise(&kinds).date.as_deref(), Some("2012-03-04"));
    }

    #[test]
    fn parts_of_all_shapes() {
        let value = serde_json::json!({"date-parts": [["2012", 2, 30]]});
        assert_eq!(Date::of_parts(Some(&value)), Some(Date::new(2012, Some(2), None)));
        let none = serde_json::json!({"date-parts": [[null]]});
        assert_eq!(Date::of_parts(Some(&none)), None);
    }
}
