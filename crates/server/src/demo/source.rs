//! Where the demo takes its publications from: the real registries where they answer, else a bundled one.

use std::sync::Arc;
use std::time::Duration;

use domain::context::Clock;
use domain::identifier::Orcid;
use domain::registry::{OrcidRegistry, RegistryError};
use registries::{Rate, RegistrySettings};
use tokio::time::timeout;

use super::registry::{self, Bundled};
use crate::cli::CliError;
use crate::wire;

/// Registries that do not answer in this time are not there.
const PATIENCE: Duration = Duration::from_secs(3);
/// Whom to ingest from the real registries where nobody is named: the iDs that ORCID's and DataCite's own
/// documentation uses as examples, the first of them of somebody who does not exist.
const KNOWN: [&str; 3] = [
    "0000-0002-1825-0097",
    "0000-0001-5109-3700",
    "0000-0003-1419-2405",
];

/// What to ask, and about whom.
pub(super) struct Source {
    pub(super) settings: RegistrySettings,
    pub(super) orcids: Vec<String>,
    /// The bundled registry, running; it stops when this is dropped.
    pub(super) bundled: Option<Bundled>,
}

impl Source {
    /// `orcids` as the caller named them, perhaps none.
    pub(super) async fn choose(
        settings: RegistrySettings,
        clock: &Arc<dyn Clock>,
        orcids: Vec<String>,
        offline: bool,
    ) -> Result<Self, CliError> {
        if offline {
            return Self::bundled(settings, orcids);
        }
        let Err(reason) = probe(&settings, clock).await else {
            let orcids = if orcids.is_empty() {
                KNOWN.map(str::to_owned).into()
            } else {
                orcids
            };
            return Ok(Self {
                settings,
                orcids,
                bundled: None,
            });
        };
        if !orcids.is_empty() {
            return Err(CliError::failed(format!(
                "{reason}: these iDs cannot be ingested now; `legaciti demo --offline` needs no network"
            )));
        }
        eprintln!("{reason}: the demo shows the fictional people it brings along");
        Self::bundled(settings, orcids)
    }

    fn bundled(mut settings: RegistrySettings, orcids: Vec<String>) -> Result<Self, CliError> {
        let bundled = registry::start()?;
        settings.orcid.base_url = bundled.orcid_base_url.clone();
        settings.crossref.base_url = bundled.crossref_base_url.clone();
        settings.datacite.base_url = bundled.datacite_base_url.clone();
        settings.openalex.base_url = bundled.openalex_base_url.clone();
        settings.doi_org.base_url = bundled.doi_base_url.clone();
        settings.orcid_client = None;
        settings.openalex_key = None;
        for provider in [
            &mut settings.orcid,
            &mut settings.crossref,
            &mut settings.datacite,
            &mut settings.openalex,
            &mut settings.doi_org,
        ] {
            provider.rate = Rate::Off;
            provider.daily_budget = None;
        }
        let orcids = if orcids.is_empty() {
            bundled.orcid_ids.clone()
        } else {
            orcids
        };
        Ok(Self {
            settings,
            orcids,
            bundled: Some(bundled),
        })
    }
}

/// Whether ORCID and doi.org answer: the one leads to publications, the other to who describes them.
async fn probe(settings: &RegistrySettings, clock: &Arc<dyn Clock>) -> Result<(), String> {
    let registries = wire::connect(settings, clock).map_err(|error| error.to_string())?;
    let [known, ..] = KNOWN;
    let known = Orcid::parse(known).map_err(|error| error.to_string())?;
    let questions = async {
        let (orcid, agency) = tokio::join!(
            ask(registries.orcid.as_ref(), &known),
            registries.agencies.agency("10.5555")
        );
        orcid.and(agency.map(drop)).map_err(|error| error.to_string())
    };
    timeout(PATIENCE, questions).await.unwrap_or_else(|_| {
        Err(format!(
            "the registries do not answer within {} s",
            PATIENCE.as_secs()
        ))
    })
}

async fn ask(registry: &dyn OrcidRegistry, orcid: &Orcid) -> Result<(), RegistryError> {
    registry.record(orcid).await.map(drop)
}
