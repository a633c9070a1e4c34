//! What every store promises, on both databases.

mod curation;
mod jobs;
mod memberships;
mod people;
mod profiles;
mod public_set;
mod publications;
mod tenants;
mod works;
