//! What every list says about itself, and what left it.

use domain::person::Withdrawn;
use domain::storage::Page;
use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::listing::Paging;

/// Where in a list the answer is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageInfo {
    /// This page, from 1.
    #[schema(example = 1)]
    page: u32,
    /// Items per page.
    #[schema(example = 20)]
    per_page: u32,
    /// Items in the whole list.
    #[schema(example = 41)]
    total: u64,
    /// Pages in the whole list.
    #[schema(example = 3)]
    pages: u64,
    /// The next page of the same list; null at the end.
    #[schema(
        required = true,
        format = "uri",
        example = "https://api.example.org/v1/publications?page=2&per_page=20&sort=last_fetched_at&dir=desc"
    )]
    next_page_url: Option<String>,
}

impl PageInfo {
    /// Describes a page; `address` makes the address of another page of the same list.
    pub(crate) fn new<T>(
        found: &Page<T>,
        Paging { page, per_page }: Paging,
        address: impl FnOnce(u32) -> String,
    ) -> Self {
        let pages = found.pages(per_page);
        Self {
            page,
            per_page,
            total: found.total,
            pages,
            next_page_url: (u64::from(page) < pages).then(|| address(page + 1)),
        }
    }
}

/// A record that left the list: whoever keeps a copy should drop it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Deleted {
    /// Its DOI, ORCID iD or identifier.
    #[schema(example = "10.5555/12345678")]
    external_id: String,
    /// When it left (RFC 3339, UTC).
    #[schema(example = "2026-11-21T09:00:00Z")]
    deleted_at: String,
}

/// What left, as the wire shows it.
pub(crate) fn deleted(withdrawn: Vec<Withdrawn>) -> Vec<Deleted> {
    withdrawn
        .into_iter()
        .map(|gone| Deleted {
            external_id: gone.external_id,
            // Out of jiff's range only after the year 9999; the epoch then says "long ago".
            deleted_at: Timestamp::from_second(gone.at).unwrap_or_default().to_string(),
        })
        .collect()
}
