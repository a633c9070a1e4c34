//! The calendar year of a time.

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The year (UTC, proleptic Gregorian calendar) of a time in Unix seconds.
pub(crate) fn civil_year(seconds: i64) -> i64 {
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
