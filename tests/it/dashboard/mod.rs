//! The dashboard from outside.

mod activity;
mod api_keys;
mod better_auth;
mod imports;
mod info;
mod ingestion;
mod people;
mod publications;
mod roles;
mod session_life;
mod site_tools;
mod working_day;
