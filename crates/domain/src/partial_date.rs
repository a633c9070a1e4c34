//! Dates as registries know them: a year, a month or a day, never padded with invented parts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::civil_year::civil_year;

/// The first year that a publication may have.
const FIRST_YEAR: i64 = 1000;

/// `YYYY`, `YYYY-MM` or `YYYY-MM-DD` (EDTF level 0). The year is 1 to 9999; whether it is plausible for a
/// publication is a rule of [`crate::publication`], not of the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PartialDate {
    year: u16,
    month: Option<u8>,
    day: Option<u8>,
}

/// Text or parts that are no date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a date: expected YYYY, YYYY-MM or YYYY-MM-DD")]
pub struct InvalidDate;

impl PartialDate {
    /// From parts. A day needs a month, and both need to exist in the Gregorian calendar. Parts of 0 count as
    /// absent (`2012-00-00` is 2012).
    pub fn new(year: i64, month: Option<i64>, day: Option<i64>) -> Result<Self, InvalidDate> {
        let year = u16::try_from(year)
            .ok()
            .filter(|year| (1..=9999).contains(year))
            .ok_or(InvalidDate)?;
        let month = part(month, 12)?;
        let day = match month {
            Some(month) => part(day, days_in(year, month))?,
            None => part(day, 0)?,
        };
        Ok(Self { year, month, day })
    }

    /// Year.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// Month, 1 to 12.
    pub fn month(self) -> Option<u8> {
        self.month
    }

    /// Day of the month.
    pub fn day(self) -> Option<u8> {
        self.day
    }

    /// `yyyymmdd` with zeros for what is not known: sorts a year before its months.
    pub fn sort_key(self) -> i32 {
        self.year() * 10_000 + i32::from(self.month.unwrap_or(0)) * 100 + i32::from(self.day.unwrap_or(0))
    }

    /// Whether a publication can bear this date: a year from 1000 to the second one after `now` (Unix seconds).
    /// Early access runs ahead of the year by as much.
    pub fn is_plausible(self, now: i64) -> bool {
        (FIRST_YEAR..=civil_year(now).saturating_add(2)).contains(&i64::from(self.year()))
    }

    /// 1, 2 or 3 parts.
    pub fn precision(self) -> u8 {
        1 + u8::from(self.month.is_some()) + u8::from(self.day.is_some())
    }
}

/// A part of a date, where it is given. 0 counts as absent, as some registries write it.
fn part(value: Option<i64>, highest: u8) -> Result<Option<u8>, InvalidDate> {
    match value {
        None | Some(0) => Ok(None),
        Some(value) => match u8::try_from(value) {
            Ok(value) if value <= highest => Ok(Some(value)),
            _ => Err(InvalidDate),
        },
    }
}

/// Gregorian, also before 1582.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The earlier of two dates by what both of them tell; where they agree on that, the one that tells more. Of 2014
/// and 2014-03 it is 2014-03, of 2013 and 2014-01-01 it is 2013. The order of the arguments does not matter, nor that in
/// which more than two are compared.
pub fn earliest_and_most_precise(a: PartialDate, b: PartialDate) -> PartialDate {
    // What is not known sorts behind all that could be.
    let key = |date: PartialDate| {
        (
            date.year,
            date.month.unwrap_or(u8::MAX),
            date.day.unwrap_or(u8::MAX),
        )
    };
    if key(b) < key(a) { b } else { a }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = InvalidDate;

    /// Four, two and two digits; months and days of `00` count as absent.
    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        let mut parts = text.split('-');
        let year = digits(parts.next(), 4)?.ok_or(InvalidDate)?;
        let (month, day) = (digits(parts.next(), 2)?, digits(parts.next(), 2)?);
        if parts.next().is_some() {
            return Err(InvalidDate);
        }
        Self::new(year, month, day)
    }
}

/// A number of exactly `width` ASCII digits, where there is one at all.
fn digits(part: Option<&str>, width: usize) -> Result<Option<i64>, InvalidDate> {
    let Some(part) = part else { return Ok(None) };
    if part.len() != width || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(InvalidDate);
    }
    part.parse().ok().ok_or(InvalidDate).map(Some)
}

impl Serialize for PartialDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PartialDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn date(text: &str) -> PartialDate {
        text.parse().unwrap()
    }

    #[test]
    fn reads_and_writes() {
        for (text, precision, sort_key) in [
            ("2014", 1, 20_140_000),
            ("2014-03", 2, 20_140_300),
            ("2014-03-09", 3, 20_140_309),
            ("0987", 1, 9_870_000),
            ("2024-02-29", 3, 20_240_229),
            ("2000-02-29", 3, 20_000_229),
        ] {
            assert_eq!(date(text).to_string(), text);
            assert_eq!(
                (date(text).precision(), date(text).sort_key()),
                (precision, sort_key)
            );
            assert_eq!(serde_json::to_string(&date(text)).unwrap(), format!("\"{text}\""));
            assert_eq!(
                serde_json::from_str::<PartialDate>(&format!("\"{text}\"")).unwrap(),
                date(text)
            );
        }
        assert_eq!(date("2012-00-00").to_string(), "2012");
        assert_eq!(date("2012-10-00").to_string(), "2012-10");
        assert!(date("2014").sort_key() < date("2014-01").sort_key());
    }

    #[test]
    fn refuses_what_no_calendar_has() {
        for text in [
            "",
            "0000",
            "14",
            "20144",
            "2014-3",
            "2014-3-9",
            "2014-13",
            "2014-02-29",
            "1900-02-29",
            "2014-04-31",
            "2014-01-32",
            "2014-00-05",
            "2014-01-01-01",
            "2014-",
            "-2014",
            "2014/03",
            " 2014",
            "2014-+3",
            "２０１４",
            "2014-03-09T00:00:00Z",
        ] {
            assert_eq!(text.parse::<PartialDate>(), Err(InvalidDate), "{text}");
        }
        assert_eq!(PartialDate::new(10_000, None, None), Err(InvalidDate));
        assert_eq!(PartialDate::new(-1, None, None), Err(InvalidDate));
        assert_eq!(PartialDate::new(2014, Some(-1), None), Err(InvalidDate));
        assert_eq!(PartialDate::new(2014, None, Some(1)), Err(InvalidDate));
        assert_eq!(PartialDate::new(2012, Some(0), Some(0)), Ok(date("2012")));
        assert!(serde_json::from_str::<PartialDate>("2014").is_err());
    }

    #[test]
    fn chooses_the_earliest_and_most_precise() {
        for (a, b, chosen) in [
            ("2014", "2014-03", "2014-03"),
            ("2014-05", "2014", "2014-05"),
            ("2013", "2014-01-01", "2013"),
            ("2014-03-09", "2014-03", "2014-03-09"),
            ("2014-04-01", "2014-03", "2014-03"),
            ("2014-03-09", "2014-03-08", "2014-03-08"),
        ] {
            assert_eq!(
                earliest_and_most_precise(date(a), date(b)),
                date(chosen),
                "{a} {b}"
            );
            assert_eq!(
                earliest_and_most_precise(date(b), date(a)),
                date(chosen),
                "{b} {a}"
            );
        }
    }

    fn any_date() -> impl Strategy<Value = PartialDate> {
        let parts = (
            1_i64..=9999,
            prop::option::of(1_i64..=12),
            prop::option::of(1_i64..=31),
        );
        parts.prop_filter_map("a day of the calendar", |(year, month, day)| {
            PartialDate::new(year, month, month.and(day)).ok()
        })
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(date in any_date()) {
            prop_assert_eq!(date.to_string().parse(), Ok(date));
        }

        #[test]
        fn choosing_is_a_minimum(a in any_date(), b in any_date(), c in any_date()) {
            let of = earliest_and_most_precise;
            prop_assert_eq!(of(a, b), of(b, a));
            prop_assert_eq!(of(of(a, b), c), of(a, of(b, c)));
            prop_assert!([a, b].contains(&of(a, b)));
        }

        #[test]
        fn never_panics(text in any::<String>(), year: i64, month: Option<i64>, day: Option<i64>) {
            let _ = text.parse::<PartialDate>();
            if let Ok(date) = PartialDate::new(year, month, day) {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
            }
        }
    }
}
