//! Registries that count and time every question, by provider and kind of answer.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use domain::identifier::{Doi, Orcid};
use domain::registry::{
    Agency, AgencyRegistry, Answer, Destination, DoiRegistry, OrcidAnswer, OrcidRegistry, Provider,
    RegistryError,
};
use metrics::{counter, histogram};

/// A registry behind counters.
pub(super) struct Observed<T: ?Sized>(pub(super) Arc<T>);

#[async_trait]
impl OrcidRegistry for Observed<dyn OrcidRegistry> {
    async fn record(&self, orcid: &Orcid) -> Result<OrcidAnswer, RegistryError> {
        let found = |answer: &OrcidAnswer| matches!(answer, OrcidAnswer::Found(_));
        observe(Provider::Orcid.as_str(), self.0.record(orcid), found).await
    }
}

#[async_trait]
impl DoiRegistry for Observed<dyn DoiRegistry> {
    fn provider(&self) -> Provider {
        self.0.provider()
    }

    async fn record(&self, doi: &Doi) -> Result<Option<Answer>, RegistryError> {
        observe(self.provider().as_str(), self.0.record(doi), Option::is_some).await
    }
}

#[async_trait]
impl AgencyRegistry for Observed<dyn AgencyRegistry> {
    async fn agency(&self, prefix: &str) -> Result<Option<Agency>, RegistryError> {
        observe("doi_ra", self.0.agency(prefix), Option::is_some).await
    }

    async fn destination(&self, doi: &Doi) -> Result<Destination, RegistryError> {
        let is_alias = |found: &Destination| matches!(found, Destination::Alias(_));
        observe("doi_alias", self.0.destination(doi), is_alias).await
    }
}

async fn observe<T>(
    provider: &'static str,
    question: impl Future<Output = Result<T, RegistryError>> + Send,
    found: impl FnOnce(&T) -> bool,
) -> Result<T, RegistryError> {
    let begun = Instant::now();
    let answer = question.await;
    let kind = match &answer {
        Ok(answer) if found(answer) => "found",
        Ok(_) => "not_found",
        Err(RegistryError::RateLimited { .. }) => "rate_limited",
        Err(RegistryError::Unavailable { .. }) => "unavailable",
        Err(RegistryError::Unreadable { .. }) => "unreadable",
        Err(RegistryError::OverBudget { .. }) => "over_budget",
        Err(RegistryError::Refused { .. }) => "refused",
    };
    counter!("legaciti_provider_questions_total", "provider" => provider, "answer" => kind).increment(1);
    histogram!("legaciti_provider_question_seconds", "provider" => provider)
        .record(begun.elapsed().as_secs_f64());
    answer
}
