//! What every store promises, on both databases.

mod aliases;
mod api_keys;
mod author_links;
mod curation;
mod job_control;
mod jobs;
mod long_lists;
mod memberships;
mod migrations;
mod people;
mod profiles;
mod public_set;
mod publications;
mod read_model;
mod reset;
mod tenants;
mod timeline;
mod works;
