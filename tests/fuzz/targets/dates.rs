//! Dates that are not complete.

use domain::partial_date::{PartialDate, earliest_and_most_precise};
use fuzz::{around, hold};
use proptest::prelude::*;

const PIECES: &[&str] = &[
    "2024",
    "2023",
    "0000",
    "9999",
    "10000",
    "-",
    "/",
    "02",
    "29",
    "31",
    "13",
    "00",
    "T00:00:00Z",
    "+01:00",
    "٢",
    "２０２４",
    " ",
    "1",
    "e",
];

#[test]
fn reading() {
    let number = || prop_oneof![any::<i64>(), -1_i64..3_000];
    let values = (
        around(PIECES),
        number(),
        prop::option::of(number()),
        prop::option::of(number()),
        any::<i64>(),
    );
    hold(&values, |(text, year, month, day, now)| {
        let read: Option<PartialDate> = text.parse().ok();
        let made = PartialDate::new(year, month, day).ok();
        for date in [read, made].into_iter().flatten() {
            assert_eq!(date.to_string().parse().ok(), Some(date), "{text:?}");
            let _ = (date.sort_key(), date.precision(), date.is_plausible(now));
        }
        if let (Some(one), Some(other)) = (read, made) {
            let chosen = earliest_and_most_precise(one, other);
            assert!(chosen == one || chosen == other);
        }
    });
}
