//! Dates as registries write them, as far as a [`PartialDate`] can hold them.

use domain::partial_date::PartialDate;
use serde::Deserialize;

use crate::lenient::{Int, List, Text};

/// `{"date-parts": [[2012, 10, 5]]}` of Crossref and CSL; `[[null]]` is no date.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct DateParts {
    date_parts: List<List<Int>>,
    /// CSL may give a date as text instead.
    raw: Text,
}

impl DateParts {
    /// The date; of a range, its start.
    pub(crate) fn date(&self) -> Option<PartialDate> {
        let Some(parts) = self.date_parts.0.first() else {
            return self.raw.as_deref().and_then(parse);
        };
        let mut parts = parts.0.iter().map(|part| part.0);
        let year = parts.next().flatten()?;
        partial(year, parts.next().flatten(), parts.next().flatten())
    }
}

/// The date of these parts. An impossible day leaves the month, an impossible month the year.
pub(crate) fn partial(year: i64, month: Option<i64>, day: Option<i64>) -> Option<PartialDate> {
    PartialDate::new(year, month, day)
        .or_else(|_| PartialDate::new(year, month, None))
        .or_else(|_| PartialDate::new(year, None, None))
        .ok()
}

/// A date in text: ISO 8601 with or without a time, or EDTF. Of a range, its start; of an uncertain date
/// (`2012?`, `2012-05~`), the date; of a date with unspecified parts (`2012-XX`, `2012-uu`), what is specified.
pub(crate) fn parse(text: &str) -> Option<PartialDate> {
    let start = text.trim().split('/').next()?;
    let date = start.split(['T', ' ']).next()?.trim_end_matches(['?', '~', '%']);
    let mut parts = date.split('-');
    let year = parts.next().filter(|year| year.len() == 4).and_then(digits)?;
    let month = parts.next().and_then(digits);
    let day = month.and_then(|_| parts.next().and_then(digits));
    partial(year, month, day)
}

fn digits(text: &str) -> Option<i64> {
    let text = text.trim_matches(['?', '~', '%']);
    text.bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i64, month: Option<i64>, day: Option<i64>) -> Option<PartialDate> {
        let date = PartialDate::new(year, month, day);
        assert!(date.is_ok(), "{year} {month:?} {day:?}");
        date.ok()
    }

    #[test]
    fn date_parts() {
        for (json, expected) in [
            ("{\"date-parts\":[[2012,10,5]]}", date(2012, Some(10), Some(5))),
            ("{\"date-parts\":[[2012,10]]}", date(2012, Some(10), None)),
            ("{\"date-parts\":[[2012]]}", date(2012, None, None)),
            ("{\"date-parts\":[[\"2012\",\"10\"]]}", date(2012, Some(10), None)),
            ("{\"date-parts\":[[2012,null,5]]}", date(2012, None, None)),
            ("{\"date-parts\":[[2012,1],[2013,1]]}", date(2012, Some(1), None)),
            ("{\"date-parts\":[[null]]}", None),
            ("{\"date-parts\":[[]]}", None),
            ("{\"date-parts\":[]}", None),
            ("{\"date-parts\":null}", None),
            ("{\"date-parts\":[[99999]]}", None),
            ("{\"raw\":\"2012-10\"}", date(2012, Some(10), None)),
            ("{}", None),
        ] {
            let parts: DateParts = serde_json::from_str(json).unwrap();
            assert_eq!(parts.date(), expected, "{json}");
        }
    }

    #[test]
    fn texts() {
        for (text, expected) in [
            ("2012", date(2012, None, None)),
            ("2012-10", date(2012, Some(10), None)),
            ("2012-10-05", date(2012, Some(10), Some(5))),
            (" 2012-10-05 ", date(2012, Some(10), Some(5))),
            ("2016-12-15T17:39:26Z", date(2016, Some(12), Some(15))),
            ("2016-12-15 17:39", date(2016, Some(12), Some(15))),
            ("2012-10/2013-02", date(2012, Some(10), None)),
            ("2012/..", date(2012, None, None)),
            ("2012~", date(2012, None, None)),
            ("2012-05?", date(2012, Some(5), None)),
            ("2012-XX", date(2012, None, None)),
            ("2012-XX-05", date(2012, None, None)),
            ("../2012", None),
            ("201X", None),
            ("12", None),
            ("20121005", None),
            ("-0044", None),
            ("", None),
            ("unknown", None),
            ("2012-é", date(2012, None, None)),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }

    #[test]
    fn impossible_parts_leave_the_coarser_date() {
        assert_eq!(partial(2011, Some(2), Some(30)), date(2011, Some(2), None));
        assert_eq!(partial(2011, Some(13), Some(1)), date(2011, None, None));
        assert_eq!(partial(2011, Some(24), None), date(2011, None, None));
        assert_eq!(partial(70_000, None, None), None);
        assert_eq!(partial(-5, None, None), None);
    }
}
