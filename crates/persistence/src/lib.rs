//! The catalogue in SQLite or PostgreSQL: the only crate that knows SQL.
//!
//! [`Database::connect`] reads the kind from the URL; [`Database::stores`] hands out the domain's ports. Queries
//! are written once (`db::on!`); the few fragments that differ are in `search.rs`. Rows are private, and their
//! mapping destructures, so that a new column breaks the build instead of vanishing.

mod activity;
mod agency;
mod api_key;
mod blocking;
mod db;
mod delivery;
mod error;
mod event;
mod exec;
mod group;
mod ingestion;
mod installation;
mod integration;
mod integrity;
mod json;
mod lists;
mod maintenance;
mod membership;
mod migrate;
mod moment;
mod news;
mod outbox;
mod outputs;
mod paged;
mod person;
mod profile;
mod project;
mod public_set;
mod publication;
mod read_model;
mod recent;
mod reopen;
mod revision;
mod schema;
mod search;
mod session;
mod slug;
mod stores;
mod tombstones;
mod totals;
mod trail;
mod view;
mod work;
mod workspace;

pub use db::{Database, Settings};
pub use stores::Stores;
