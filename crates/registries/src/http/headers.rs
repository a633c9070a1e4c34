//! What the headers of an answer say about how often we may ask.

use std::time::{Duration, UNIX_EPOCH};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// What a registry grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Grant {
    /// Least time between two requests.
    pub(crate) period: Option<Duration>,
    /// Requests at once.
    pub(crate) concurrency: Option<usize>,
    /// Nothing is left of an allowance, for this long.
    pub(crate) exhausted_for: Option<Duration>,
}

impl Grant {
    /// Crossref says `x-rate-limit-limit: 10`, `x-rate-limit-interval: 1s` and `x-concurrency-limit: 3`. OpenAlex
    /// says what is left of a day's allowance and in how many seconds a new day begins, and what the answer cost.
    pub(crate) fn read(headers: &HeaderMap) -> Self {
        Self {
            period: period(headers),
            concurrency: number(headers, "x-concurrency-limit")
                .filter(|limit| *limit > 0)
                .and_then(|limit| usize::try_from(limit).ok()),
            exhausted_for: exhausted(headers),
        }
    }
}

/// A quarter more time than granted: windows begin when the registry says, not when we do.
fn period(headers: &HeaderMap) -> Option<Duration> {
    let limit = number(headers, "x-rate-limit-limit").filter(|limit| *limit > 0)?;
    let limit = u32::try_from(limit).ok()?;
    let interval = interval(text(headers, "x-rate-limit-interval")?)?;
    Some(interval * 5 / 4 / limit)
}

/// `1s`, `1m`, or seconds alone; at most an hour.
fn interval(text: &str) -> Option<Duration> {
    let (digits, unit) = match text.strip_suffix("ms") {
        Some(digits) => (digits, Duration::from_millis(1)),
        None => match text.strip_suffix(['s', 'm', 'h']) {
            Some(digits) if text.ends_with('m') => (digits, Duration::from_mins(1)),
            Some(digits) if text.ends_with('h') => (digits, Duration::from_hours(1)),
            Some(digits) => (digits, Duration::from_secs(1)),
            None => (text, Duration::from_secs(1)),
        },
    };
    let count: u32 = digits.trim().parse().ok().filter(|count| *count > 0)?;
    unit.checked_mul(count)
        .map(|interval| interval.min(Duration::from_hours(1)))
}

/// Answers that cost nothing say nothing about whether the next one is to be had.
fn exhausted(headers: &HeaderMap) -> Option<Duration> {
    let is_free = text(headers, "x-ratelimit-cost-usd")
        .or_else(|| text(headers, "x-ratelimit-credits-used"))
        .and_then(|cost| cost.parse::<f64>().ok())
        .is_some_and(|cost| cost <= 0.0);
    if is_free || number(headers, "x-ratelimit-remaining")? > 0 {
        return None;
    }
    let reset = number(headers, "x-ratelimit-reset")?;
    Some(Duration::from_secs(reset.min(24 * 3600)))
}

/// `Retry-After`: seconds, or a date. `now` is in Unix seconds.
pub(crate) fn retry_after(headers: &HeaderMap, now: i64) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = httpdate::parse_http_date(text).ok()?;
    let at = i64::try_from(at.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    Some(Duration::from_secs(u64::try_from(at - now).unwrap_or(0)))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// A whole number; fractions (`9.5`) are cut off.
fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    let text = text(headers, name)?;
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    whole.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    fn crossref(limit: &str, interval: &str) -> Option<Duration> {
        Grant::read(&headers(&[
            ("x-rate-limit-limit", limit),
            ("x-rate-limit-interval", interval),
        ]))
        .period
    }

    #[test]
    fn crossref_grants_a_rate() {
        assert_eq!(crossref("10", "1s"), Some(Duration::from_millis(125)));
        assert_eq!(crossref("5", "1s"), Some(Duration::from_millis(250)));
        assert_eq!(crossref("50", "1m"), Some(Duration::from_millis(1500)));
        assert_eq!(crossref("2.5", "1"), Some(Duration::from_millis(625)));
        assert_eq!(crossref("1", "250ms"), Some(Duration::from_micros(312_500)));
        for (limit, interval) in [
            ("0", "1s"),
            ("x", "1s"),
            ("10", "soon"),
            ("10", "0s"),
            ("-1", "1s"),
            ("10", ""),
        ] {
            assert_eq!(crossref(limit, interval), None, "{limit} {interval}");
        }
        assert_eq!(
            Grant::read(&headers(&[("x-concurrency-limit", "3")])).concurrency,
            Some(3)
        );
        assert_eq!(
            Grant::read(&headers(&[("x-concurrency-limit", "0")])).concurrency,
            None
        );
        assert_eq!(Grant::read(&HeaderMap::new()), Grant::default());
    }

    #[test]
    fn openalex_says_when_a_paid_allowance_is_gone() {
        let left = |pairs: &[(&'static str, &str)]| Grant::read(&headers(pairs)).exhausted_for;
        let gone = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "600")];
        assert_eq!(left(&gone), Some(Duration::from_mins(10)));
        assert_eq!(
            left(&[gone[0], gone[1], ("x-ratelimit-cost-usd", "0.0001")]),
            Some(Duration::from_mins(10))
        );
        assert_eq!(left(&[gone[0], gone[1], ("x-ratelimit-cost-usd", "0")]), None);
        assert_eq!(left(&[gone[0], gone[1], ("x-ratelimit-credits-used", "0")]), None);
        assert_eq!(left(&[("x-ratelimit-remaining", "7"), gone[1]]), None);
        assert_eq!(left(&gone[..1]), None);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let wait = |value: &str| retry_after(&headers(&[("retry-after", value)]), 1_445_412_470);
        assert_eq!(wait("7"), Some(Duration::from_secs(7)));
        assert_eq!(
            wait("Wed, 21 Oct 2015 07:28:00 GMT"),
            Some(Duration::from_secs(10))
        );
        assert_eq!(wait("Wed, 21 Oct 2015 07:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(wait("tomorrow"), None);
        assert_eq!(wait("-5"), None);
    }
}
