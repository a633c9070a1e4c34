//! The dashboard from outside.

mod activity;
mod api_keys;
mod imports;
mod info;
mod ingestion;
mod site_tools;
