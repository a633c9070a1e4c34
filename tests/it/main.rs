//! The system from outside.

mod contracts;
mod ingestion;
