//! The registries over HTTP: ORCID, Crossref, DataCite, OpenAlex and doi.org behind the ports of
//! [`domain::registry`].
//!
//! [`RegistrySettings`] says where they are and how often they may be asked, [`Registries::connect`] sets up their
//! clients. Each registry has a folder: `mod.rs` asks, `wire.rs` is its JSON, `record.rs` turns that into our words
//! without judging them. `guarded` asks sites and webhooks, whose addresses are somebody's word. `http` is how all of them are asked, `lenient` how their JSON is read.

mod crossref;
mod datacite;
mod dates;
mod doi_org;
mod guarded;
mod http;
mod lenient;
mod openalex;
mod orcid;
pub mod reading;
mod settings;

#[cfg(test)]
mod corpus;
#[cfg(test)]
mod testing;

use std::sync::Arc;

use domain::context::Clock;
use domain::registry::{AgencyRegistry, DoiRegistry, OrcidRegistry};

pub use guarded::{Errand, GuardedClient, Reply};
pub use http::ConnectError;
pub use settings::{InvalidRate, OrcidClient, ProviderSettings, Rate, RegistrySettings};

/// The adapters, each with its own client, limits and circuit breaker; clones share them.
#[derive(Clone)]
pub struct Registries {
    /// ORCID.
    pub orcid: Arc<dyn OrcidRegistry>,
    /// Crossref.
    pub crossref: Arc<dyn DoiRegistry>,
    /// DataCite.
    pub datacite: Arc<dyn DoiRegistry>,
    /// OpenAlex.
    pub openalex: Arc<dyn DoiRegistry>,
    /// CSL JSON at doi.org.
    pub doi_csl: Arc<dyn DoiRegistry>,
    /// Agencies and aliases at doi.org.
    pub agencies: Arc<dyn AgencyRegistry>,
}

impl Registries {
    /// Sets up all clients; asks nothing yet. Once per process: limits hold for the clients made here.
    pub fn connect(settings: &RegistrySettings, clock: &Arc<dyn Clock>) -> Result<Self, ConnectError> {
        let clock = || Arc::clone(clock);
        let (agencies, doi_csl) = doi_org::connect(settings, clock())?;
        Ok(Self {
            orcid: Arc::new(orcid::OrcidApi::new(settings, clock())?),
            crossref: Arc::new(crossref::Crossref::new(settings, clock())?),
            datacite: Arc::new(datacite::Datacite::new(settings, clock())?),
            openalex: Arc::new(openalex::Openalex::new(settings, clock())?),
            doi_csl: Arc::new(doi_csl),
            agencies: Arc::new(agencies),
        })
    }
}
