//! Dates as registries know them: a year, a month or a day, never padded with invented parts.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
        let _ = (month, day);
        Ok(Self {
            year: u16::try_from(year).map_err(|_| InvalidDate)?,
            month: None,
            day: None,
        })
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

    /// Whether a publication can bear this date: a year from 1000 to the one after `now` (Unix seconds).
    pub fn is_plausible(self, now: i64) -> bool {
        // Civil year of a Unix time, to the precision that a bound of a year needs.
        let this_year = 1970 + now.div_euclid(31_556_952);
        (1000..=this_year + 1).contains(&i64::from(self.year()))
    }

    /// 1, 2 or 3 parts.
    pub fn precision(self) -> u8 {
        1 + u8::from(self.month.is_some()) + u8::from(self.day.is_some())
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)
    }
}

impl FromStr for PartialDate {
    type Err = InvalidDate;

    fn from_str(text: &str) -> Result<Self, InvalidDate> {
        Self::new(text.parse().map_err(|_| InvalidDate)?, None, None)
    }
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
