//! Look-ups at doi.org that fail: what is noted, and what is settled.

use super::*;
use crate::ingestion::store::MockAgencyStore;
use crate::registry::{MockAgencyRegistry, MockDoiRegistry};

struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        7
    }
}

fn away() -> RegistryError {
    RegistryError::Unavailable {
        provider: "doi.org",
        reason: "no answer".to_owned(),
    }
}

/// A registry that knows nothing.
fn empty(provider: Provider) -> Arc<dyn DoiRegistry> {
    let mut registry = MockDoiRegistry::new();
    registry.expect_provider().return_const(provider);
    registry.expect_record().returning(|_| Ok(None));
    Arc::new(registry)
}

async fn resolved(agencies: MockAgencyRegistry) -> Resolved {
    let mut memory = MockAgencyStore::new();
    memory.expect_remembered().returning(|_, _| Ok(Vec::new()));
    memory.expect_remember().returning(|_, _, _| Ok(()));
    let resolver = Resolver::new(ResolverPorts {
        crossref: empty(Provider::Crossref),
        datacite: empty(Provider::Datacite),
        doi_org: empty(Provider::DoiOrg),
        openalex: Some(empty(Provider::Openalex)),
        agencies: Arc::new(agencies),
        memory: Arc::new(memory),
        clock: Arc::new(Still),
    });
    let doi = Doi::parse("10.5555/a").unwrap();
    resolver.resolve(&[doi]).await.unwrap().unwrap()
}

fn state(resolved: &Resolved, provider: Provider) -> Option<&ProviderOutcome> {
    let providers = &resolved.contribution.providers;
    let kept = providers.iter().find(|kept| kept.provider == provider);
    kept.map(|kept| &kept.outcome)
}

#[tokio::test]
async fn a_look_up_that_failed_is_noted_so_that_the_next_pass_asks_again() {
    let mut aliases = MockAgencyRegistry::new();
    aliases.expect_agency().returning(|_| Ok(Some(Agency::Crossref)));
    aliases.expect_destination().returning(|_| Err(away()));
    let mut agencies = MockAgencyRegistry::new();
    agencies.expect_agency().returning(|_| Err(away()));
    for failing in [aliases, agencies] {
        let found = resolved(failing).await;
        assert!(found.incomplete.is_some());
        assert_eq!(found.contribution.resolution, Resolution::Pending);
        assert!(matches!(
            state(&found, Provider::DoiOrg),
            Some(ProviderOutcome::Failed(_))
        ));
        assert_eq!(
            state(&found, Provider::Openalex),
            Some(&ProviderOutcome::NotFound)
        );
    }
}

#[tokio::test]
async fn a_doi_that_nobody_knows_is_settled() {
    let mut agencies = MockAgencyRegistry::new();
    agencies.expect_agency().returning(|_| Ok(Some(Agency::Crossref)));
    agencies
        .expect_destination()
        .returning(|_| Ok(Destination::Nowhere));
    let found = resolved(agencies).await;
    assert_eq!(found.incomplete, None);
    assert_eq!(found.contribution.resolution, Resolution::Unresolved);
    assert_eq!(state(&found, Provider::DoiOrg), Some(&ProviderOutcome::NotFound));
}
