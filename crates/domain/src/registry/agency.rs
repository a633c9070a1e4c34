//! doi.org: whose a DOI is, and where it leads.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::RegistryError;
use crate::identifier::Doi;

/// A registration agency (doi.org `ra`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Agency {
    /// Crossref.
    Crossref,
    /// DataCite.
    DataCite,
    /// mEDRA, JaLC, KISTI, OP, Airiti, CNKI, …: by its name.
    Other(String),
}

impl Agency {
    /// From doi.org's word.
    pub fn from_name(name: &str) -> Self {
        match name {
            "Crossref" => Self::Crossref,
            "DataCite" => Self::DataCite,
            other => Self::Other(other.to_owned()),
        }
    }

    /// doi.org's word.
    pub fn name(&self) -> &str {
        match self {
            Self::Crossref => "Crossref",
            Self::DataCite => "DataCite",
            Self::Other(name) => name,
        }
    }
}

/// Where doi.org sends readers of a DOI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Nowhere: doi.org does not know it, or says nothing of use.
    Nowhere,
    /// To another DOI, which this one is an alias of.
    Alias(Doi),
    /// To a page of its publisher's: the DOI is registered, whoever may describe it.
    Page,
}

/// Port: doi.org, which knows the agency of each DOI and where aliases lead.
#[cfg_attr(any(test, feature = "mock"), mockall::automock)]
#[async_trait]
pub trait AgencyRegistry: Send + Sync {
    /// The agency that a prefix belongs to; `None` where doi.org knows none.
    async fn agency(&self, prefix: &str) -> Result<Option<Agency>, RegistryError>;
    /// Where doi.org sends readers of a DOI.
    async fn destination(&self, doi: &Doi) -> Result<Destination, RegistryError>;
}
