//! The system from outside.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::too_many_lines,
    reason = "a test that cannot go on fails, and tells its story in one piece"
)]

mod api;
mod contracts;
mod control;
mod dashboard;
mod decisions;
mod edge_cases;
mod hooks;
mod ingestion;
mod security;
mod staff;
