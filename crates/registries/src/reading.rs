//! Answers of the registries read without asking anybody: what was recorded, or kept of an earlier answer.
//!
//! The clients read what they are given with the same functions. `fetched_at` is the time of the answer in Unix
//! seconds; whatever cannot be read is a [`RegistryError`], never a panic.

use domain::identifier::Orcid;
use domain::registry::{Agency, OrcidRecord, ProviderRecord, RegistryError};

use crate::{crossref, datacite, doi_org, openalex, orcid};

/// A work of Crossref: `message` of its answer.
pub fn crossref_work(payload: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    crossref::understand_work(payload, fetched_at)
}

/// A DOI of DataCite: `data` of its answer.
pub fn datacite_doi(payload: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    datacite::understand_data(payload, fetched_at)
}

/// A work of OpenAlex.
pub fn openalex_work(payload: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    openalex::understand(payload, fetched_at)
}

/// CSL JSON of doi.org.
pub fn csl_item(payload: &str, fetched_at: i64) -> Result<ProviderRecord, RegistryError> {
    doi_org::understand_csl(payload, fetched_at)
}

/// What doi.org says of a prefix; `None` where no agency has it.
pub fn agency(payload: &str) -> Result<Option<Agency>, RegistryError> {
    doi_org::understand_agency(payload)
}

/// An ORCID record, and the iD that it says it is of.
pub fn orcid_record(
    payload: &str,
    asked: &Orcid,
    fetched_at: i64,
) -> Result<(Option<Orcid>, OrcidRecord), RegistryError> {
    orcid::understand(payload, asked, fetched_at)
}
