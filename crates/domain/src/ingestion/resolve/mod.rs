//! Which registry describes a DOI: its agency first, the others before giving up.

use std::sync::Arc;

use super::AgencyStore;
use crate::context::Clock;
use crate::identifier::Doi;
use crate::publication::contribution::{ProviderContribution, ProviderOutcome};
use crate::publication::{Contribution, Resolution};
use crate::registry::{Agency, AgencyRegistry, Answer, Destination, DoiRegistry, Provider, RegistryError};
use crate::storage::StoreError;

/// How long the agency of a prefix is believed: it hardly ever changes.
const AGENCY_SECONDS: i64 = 30 * 24 * 3600;

/// What the resolver needs.
#[derive(Clone)]
pub struct ResolverPorts {
    /// Crossref.
    pub crossref: Arc<dyn DoiRegistry>,
    /// DataCite.
    pub datacite: Arc<dyn DoiRegistry>,
    /// CSL JSON at doi.org, for the DOIs of other agencies.
    pub doi_org: Arc<dyn DoiRegistry>,
    /// OpenAlex, if it is to be asked.
    pub openalex: Option<Arc<dyn DoiRegistry>>,
    /// doi.org's agency look-up.
    pub agencies: Arc<dyn AgencyRegistry>,
    /// What it said before.
    pub memory: Arc<dyn AgencyStore>,
    /// Now.
    pub clock: Arc<dyn Clock>,
}

/// Finds who describes a DOI, and asks them.
#[derive(Clone)]
pub struct Resolver {
    ports: ResolverPorts,
}

/// What the registries say about a DOI.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolved {
    /// The DOI to store it under, aliases, and what each provider said. No claims yet.
    pub contribution: Contribution,
    /// Why it should be asked again: a provider could not answer.
    pub incomplete: Option<String>,
}

/// What the search for a describing registry has found so far.
struct Search {
    providers: Vec<ProviderContribution>,
    failure: Option<String>,
    /// doi.org resolves it, so its registry will describe it some day.
    is_registered: bool,
    /// Why doi.org could not be asked who describes a DOI, or what it is an alias of.
    astray: Option<String>,
}

impl Resolver {
    /// A resolver over these ports.
    pub fn new(ports: ResolverPorts) -> Self {
        Self { ports }
    }

    /// Asks about the candidates in order until a registry knows one. Registries that fail make the answer
    /// incomplete, never an error; only our own store can fail here.
    pub async fn resolve(&self, candidates: &[Doi]) -> Result<Option<Resolved>, StoreError> {
        let Some(first) = candidates.first() else {
            return Ok(None);
        };
        let mut search = Search {
            providers: Vec::new(),
            failure: None,
            is_registered: false,
            astray: None,
        };
        let mut chosen: Option<(Doi, Vec<Doi>)> = None;
        for candidate in candidates {
            if let Some(primary) = self.describe(candidate, &mut search).await? {
                let aliases = candidates
                    .iter()
                    .take_while(|c| *c != candidate)
                    .chain([candidate]);
                let aliases = aliases.filter(|alias| **alias != primary).cloned().collect();
                chosen = Some((primary, aliases));
                break;
            }
        }
        let found = chosen.is_some();
        let (doi, aliases) = chosen.unwrap_or_else(|| (first.clone(), Vec::new()));
        // OpenAlex may know a DOI that its agency's registry has lost.
        let described = self.enrich(&doi, &mut search).await || found;
        search.note_astray(self.ports.clock.now());
        let resolution = match (described, &search.failure) {
            (true, _) => Resolution::Registered,
            (false, Some(_)) => Resolution::Pending,
            (false, None) if search.is_registered => Resolution::Pending,
            (false, None) => Resolution::Unresolved,
        };
        Ok(Some(Resolved {
            contribution: Contribution {
                doi,
                aliases,
                resolution,
                providers: search.providers,
                claimed_by: Vec::new(),
                linked_by_hand: Vec::new(),
                now: self.ports.clock.now(),
            },
            incomplete: search.failure,
        }))
    }

    /// The DOI under which some agency's registry describes this one: usually itself, or what it is an alias of, which
    /// either the record says or doi.org.
    async fn describe(&self, doi: &Doi, search: &mut Search) -> Result<Option<Doi>, StoreError> {
        let Some(agency) = self.agency(doi, search).await? else {
            return Ok(None);
        };
        let ports = &self.ports;
        let order = match &agency {
            Agency::Crossref => [&ports.crossref, &ports.datacite, &ports.doi_org],
            Agency::DataCite => [&ports.datacite, &ports.crossref, &ports.doi_org],
            Agency::Other(_) => [&ports.doi_org, &ports.crossref, &ports.datacite],
        };
        for (rank, registry) in order.into_iter().enumerate() {
            let found = self.ask(registry.as_ref(), doi, search).await;
            if found && rank == 1 {
                let other = if agency == Agency::Crossref {
                    Agency::DataCite
                } else {
                    Agency::Crossref
                };
                ports
                    .memory
                    .remember(doi.as_str(), &other, ports.clock.now())
                    .await?;
            }
            if found {
                return Ok(Some(self.named(doi, &agency, registry.as_ref(), search).await));
            }
        }
        self.describe_alias(doi, &agency, search).await
    }

    /// The DOI that the answer of a registry names. Asked for an alias, Crossref may answer with the record of its primary
    /// DOI, and doi.org with what its agency says of that; the agency's own registry then has more to say.
    async fn named(
        &self,
        doi: &Doi,
        agency: &Agency,
        registry: &dyn DoiRegistry,
        search: &mut Search,
    ) -> Doi {
        let by_agency = match agency {
            Agency::DataCite => &self.ports.datacite,
            Agency::Crossref | Agency::Other(_) => &self.ports.crossref,
        };
        let is_csl = registry.provider() == Provider::DoiOrg;
        // What other agencies write there is not always a DOI of theirs.
        let is_sure = !is_csl || !matches!(agency, Agency::Other(_));
        let named = search.doi_said_by(registry.provider());
        match named.filter(|named| is_sure && named != doi) {
            Some(primary) => {
                if is_csl {
                    self.ask(by_agency.as_ref(), &primary, search).await;
                }
                primary
            }
            None => doi.clone(),
        }
    }

    /// An alias has no record of its own; doi.org redirects it to its primary DOI. A DOI that leads to a page, but that its
    /// registry does not have, was registered a moment ago: the next ingestion asks for it again.
    async fn describe_alias(
        &self,
        doi: &Doi,
        agency: &Agency,
        search: &mut Search,
    ) -> Result<Option<Doi>, StoreError> {
        let primary = match self.ports.agencies.destination(doi).await {
            Ok(Destination::Alias(primary)) if primary != *doi => primary,
            // Other agencies describe only some of their DOIs, now and later.
            Ok(Destination::Page) if matches!(agency, Agency::Crossref | Agency::DataCite) => {
                search.is_registered = true;
                return Ok(None);
            }
            Ok(_) => return Ok(None),
            Err(error) => {
                search.go_astray(&error);
                return Ok(None);
            }
        };
        let registry = match agency {
            Agency::DataCite => &self.ports.datacite,
            Agency::Crossref | Agency::Other(_) => &self.ports.crossref,
        };
        Ok(self
            .ask(registry.as_ref(), &primary, search)
            .await
            .then_some(primary))
    }

    async fn agency(&self, doi: &Doi, search: &mut Search) -> Result<Option<Agency>, StoreError> {
        let ports = &self.ports;
        let now = ports.clock.now();
        let keys = [doi.as_str().to_owned(), doi.prefix().to_owned()];
        let mut remembered = ports.memory.remembered(&keys, now - AGENCY_SECONDS).await?;
        // What was learnt about the very DOI counts more than its prefix.
        remembered.sort_by_key(|(key, _)| key != doi.as_str());
        if let Some((_, agency)) = remembered.into_iter().next() {
            return Ok(Some(agency));
        }
        match ports.agencies.agency(doi.prefix()).await {
            Ok(Some(agency)) => {
                ports.memory.remember(doi.prefix(), &agency, now).await?;
                Ok(Some(agency))
            }
            Ok(None) => Ok(None),
            Err(error) => {
                search.go_astray(&error);
                Ok(None)
            }
        }
    }

    /// Whether this registry describes the DOI; what it says is kept.
    async fn ask(&self, registry: &dyn DoiRegistry, doi: &Doi, search: &mut Search) -> bool {
        let answer = registry.record(doi).await;
        search.keep(registry, answer, self.ports.clock.now())
    }

    async fn enrich(&self, doi: &Doi, search: &mut Search) -> bool {
        match &self.ports.openalex {
            Some(openalex) => self.ask(openalex.as_ref(), doi, search).await,
            None => false,
        }
    }
}

impl Search {
    /// The DOI that a provider's answer names.
    fn doi_said_by(&self, provider: Provider) -> Option<Doi> {
        let asked = self.providers.iter().find(|asked| asked.provider == provider)?;
        match &asked.outcome {
            ProviderOutcome::Described(answer) => Doi::parse(answer.record.doi.as_deref()?).ok(),
            _ => None,
        }
    }

    fn fail(&mut self, error: &RegistryError) {
        self.failure.get_or_insert_with(|| error.to_string());
    }

    fn go_astray(&mut self, error: &RegistryError) {
        self.fail(error);
        self.astray.get_or_insert_with(|| error.to_string());
    }

    /// A look-up that failed is noted like an answer that failed, unless doi.org described the DOI all the same: what
    /// nothing is noted of would count as answered, and the next pass would not ask again.
    fn note_astray(&mut self, at: i64) {
        let of_doi_org = |kept: &&ProviderContribution| kept.provider == Provider::DoiOrg;
        let kept = self.providers.iter().find(of_doi_org);
        if kept.is_some_and(|kept| matches!(kept.outcome, ProviderOutcome::Described(_))) {
            return;
        }
        if let Some(error) = self.astray.take() {
            self.providers.retain(|kept| kept.provider != Provider::DoiOrg);
            self.providers.push(ProviderContribution {
                provider: Provider::DoiOrg,
                record_of: String::new(),
                at,
                outcome: ProviderOutcome::Failed(error),
            });
        }
    }

    fn keep(
        &mut self,
        registry: &dyn DoiRegistry,
        answer: Result<Option<Answer>, RegistryError>,
        at: i64,
    ) -> bool {
        let outcome = match answer {
            Ok(Some(answer)) => ProviderOutcome::Described(Box::new(answer)),
            Ok(None) => ProviderOutcome::NotFound,
            Err(RegistryError::OverBudget { provider }) => {
                ProviderOutcome::Skipped(format!("the budget for {provider} is used up"))
            }
            Err(error) => {
                if error.is_transient() {
                    self.fail(&error);
                }
                ProviderOutcome::Failed(error.to_string())
            }
        };
        let described = matches!(outcome, ProviderOutcome::Described(_));
        let provider = registry.provider();
        // One state a provider: a candidate that is known replaces those that were not.
        self.providers.retain(|kept| kept.provider != provider);
        self.providers.push(ProviderContribution {
            provider,
            record_of: String::new(),
            at,
            outcome,
        });
        described
    }
}

#[cfg(test)]
mod astray;
#[cfg(test)]
mod tests;
