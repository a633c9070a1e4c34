//! The registries over HTTP: ORCID, Crossref, DataCite, OpenAlex and doi.org behind the ports of
//! [`domain::registry`].
//!
//! [`RegistrySettings`] says where they are and how often they may be asked, [`Registries::connect`] sets up their
//! clients. Each registry has a folder: `mod.rs` asks, `wire.rs` is its JSON, `record.rs` turns that into our words
//! without judging them. `http` is how all of them are asked, `lenient` how their JSON is read.

mod crossref;
mod datacite;
mod dates;
mod http;
mod lenient;
mod openalex;
mod settings;

pub use http::ConnectError;
pub use settings::{InvalidRate, OrcidClient, ProviderSettings, Rate, RegistrySettings};
