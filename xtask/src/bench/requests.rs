//! What is asked: the requests of the service's users, and those that cost most. Every one is answered with as many items in
//! the smallest catalogue as in the largest, so that their times can be compared.

use super::load::Requests;

/// A request by name.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    /// Of the service that remembers nothing, so that every request is a query.
    pub(super) cold: bool,
    pub(super) requests: Requests,
}

/// What is in the catalogue that is asked.
pub(super) struct Known {
    /// Words of titles that few others have.
    pub(super) rare_words: Vec<String>,
    /// Of public records.
    pub(super) dois: Vec<String>,
}

/// Pages far enough apart to be different requests, near enough to cost the same.
fn pages(path: &str, from: u32, count: u32) -> Vec<String> {
    let separator = if path.contains('?') { '&' } else { '?' };
    (from..from + count)
        .map(|page| format!("{path}{separator}page={page}"))
        .collect()
}

/// Pages that both the service and the yardsticks are asked for. Deeper ones the service reads in another way, so that they
/// would not be compared with the same statements.
pub(super) const COLD_PAGES: u32 = 50;

/// All of them, for installations with these keys.
pub(super) fn all(size: u64, keys: &[String], etag: &str, known: &Known) -> Vec<Scenario> {
    let hot = |name, requests| Scenario {
        name,
        cold: false,
        requests,
    };
    let cold = |name, paths: Vec<String>| Scenario {
        name,
        cold: true,
        requests: Requests::to(paths),
    };
    let list = "/v1/publications";
    vec![
        hot("list, hot", Requests::to([list])),
        hot("list, 304", Requests::to([list]).with("If-None-Match", etag)),
        cold("list, cold", pages(list, 1, COLD_PAGES)),
        cold("page 5,000", pages(list, deep(size), 50)),
        cold("one rare word", words(&known.rare_words)),
        cold("one common word", pages("/v1/publications?q=coastal", 1, 20)),
        cold("two words", pages("/v1/publications?q=marine+water", 1, 3)),
        cold("type and year", years()),
        cold(
            "DOI",
            known.dois.iter().map(|doi| format!("/v1/doi/{doi}")).collect(),
        ),
        Scenario {
            name: "people",
            cold: true,
            requests: Requests::to(pages("/v1/people", 1, 20)).with_keys(keys),
        },
        Scenario {
            name: "integrations list",
            cold: true,
            requests: Requests::to(pages("/integrations/v1/publications", 1, COLD_PAGES)).with_keys(keys),
        },
    ]
}

/// Page 5,000, or one near the end of a smaller catalogue: past the end there would be nothing to do.
fn deep(size: u64) -> u32 {
    // A tenth of all publications is not public.
    let last = u32::try_from(size / 10 * 9 / 20).unwrap_or(u32::MAX);
    last.saturating_sub(50).clamp(1, 5_000)
}

fn words(words: &[String]) -> Vec<String> {
    words
        .iter()
        .map(|word| format!("/v1/publications?q={word}&per_page=1"))
        .collect()
}

fn years() -> Vec<String> {
    (2018..2026)
        .map(|year| {
            format!("/v1/publications?publication_type=journal-article&publication_year={year}&per_page=10")
        })
        .collect()
}
