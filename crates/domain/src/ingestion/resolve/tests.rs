//! Who describes a DOI, under which DOI it is kept, and whether it is asked for again.

use super::*;
use crate::ingestion::store::MockAgencyStore;
use crate::registry::{MockAgencyRegistry, MockDoiRegistry, ProviderRecord};

const NOW: i64 = 1_780_272_000;

/// A clock that stands still.
struct Still;

impl Clock for Still {
    fn now(&self) -> i64 {
        NOW
    }
}

/// What the registries say.
struct World {
    agency: Option<Agency>,
    /// DOI asked → DOI that the record names.
    crossref: Vec<(&'static str, &'static str)>,
    datacite: Vec<(&'static str, &'static str)>,
    csl: Vec<(&'static str, &'static str)>,
    destination: Destination,
}

impl World {
    fn of(agency: Agency) -> Self {
        Self {
            agency: Some(agency),
            crossref: Vec::new(),
            datacite: Vec::new(),
            csl: Vec::new(),
            destination: Destination::Nowhere,
        }
    }

    fn resolver(self) -> Resolver {
        let mut memory = MockAgencyStore::new();
        memory.expect_remembered().returning(|_, _| Ok(Vec::new()));
        memory.expect_remember().returning(|_, _, _| Ok(()));
        let mut agencies = MockAgencyRegistry::new();
        let (agency, destination) = (self.agency, self.destination);
        agencies.expect_agency().returning(move |_| Ok(agency.clone()));
        agencies
            .expect_destination()
            .returning(move |_| Ok(destination.clone()));
        Resolver::new(ResolverPorts {
            crossref: registry(Provider::Crossref, self.crossref),
            datacite: registry(Provider::Datacite, self.datacite),
            doi_org: registry(Provider::DoiOrg, self.csl),
            openalex: None,
            agencies: Arc::new(agencies),
            memory: Arc::new(memory),
            clock: Arc::new(Still),
        })
    }
}

fn registry(provider: Provider, holds: Vec<(&'static str, &'static str)>) -> Arc<dyn DoiRegistry> {
    let mut registry = MockDoiRegistry::new();
    registry.expect_provider().return_const(provider);
    registry.expect_record().returning(move |doi| {
        let held = holds.iter().find(|(asked, _)| *asked == doi.as_str());
        Ok(held.map(|(_, named)| Answer {
            record: ProviderRecord {
                doi: Some((*named).to_owned()),
                ..ProviderRecord::empty(provider, NOW)
            },
            payload: "{}".to_owned(),
        }))
    });
    Arc::new(registry)
}

fn doi(text: &str) -> Doi {
    Doi::parse(text).unwrap()
}

/// DOI that it is stored under, aliases, resolution, and whether it is asked for again.
async fn resolved(world: World, asked: &str) -> (String, Vec<String>, Resolution, bool) {
    let found = world
        .resolver()
        .resolve(&doi(asked).candidates())
        .await
        .unwrap()
        .unwrap();
    let contribution = found.contribution;
    let aliases = contribution.aliases.iter().map(|alias| alias.as_str().to_owned());
    (
        contribution.doi.as_str().to_owned(),
        aliases.collect(),
        contribution.resolution,
        found.incomplete.is_some(),
    )
}

fn registered(primary: &str, aliases: &[&str]) -> (String, Vec<String>, Resolution, bool) {
    let aliases = aliases.iter().map(|alias| (*alias).to_owned()).collect();
    (primary.to_owned(), aliases, Resolution::Registered, false)
}

#[tokio::test]
async fn a_record_is_kept_under_the_doi_that_it_names() {
    for (holds, asked, expected) in [
        (
            ("10.5555/a", "10.5555/A"),
            "10.5555/a",
            registered("10.5555/a", &[]),
        ),
        (
            ("10.5555/a", "https://doi.org/10.5555/a"),
            "10.5555/a",
            registered("10.5555/a", &[]),
        ),
        (
            ("10.5555/a", "10.5555/b"),
            "10.5555/a",
            registered("10.5555/b", &["10.5555/a"]),
        ),
        // What cannot be read names nothing.
        (
            ("10.5555/a", "unknown"),
            "10.5555/a",
            registered("10.5555/a", &[]),
        ),
        // As given is not known, without the dot is.
        (
            ("10.5555/a", "10.5555/a"),
            "10.5555/a.",
            registered("10.5555/a", &["10.5555/a."]),
        ),
        (
            ("10.5555/a", "10.5555/b"),
            "10.5555/a.",
            registered("10.5555/b", &["10.5555/a.", "10.5555/a"]),
        ),
        // Answered as given, under the DOI without it.
        (
            ("10.5555/a.", "10.5555/a"),
            "10.5555/a.",
            registered("10.5555/a", &["10.5555/a."]),
        ),
    ] {
        for agency in [Agency::Crossref, Agency::DataCite] {
            let mut world = World::of(agency.clone());
            match agency {
                Agency::Crossref => world.crossref.push(holds),
                _ => world.datacite.push(holds),
            }
            assert_eq!(
                resolved(world, asked).await,
                expected,
                "{holds:?} at {}",
                agency.name()
            );
        }
    }
}

#[tokio::test]
async fn doi_org_says_it_where_the_registry_has_nothing_for_the_alias() {
    let mut world = World::of(Agency::Crossref);
    world.csl.push(("10.5555/a", "10.5555/b"));
    world.crossref.push(("10.5555/b", "10.5555/b"));
    let found = world
        .resolver()
        .resolve(&[doi("10.5555/a")])
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.contribution.doi, doi("10.5555/b"));
    assert_eq!(found.contribution.aliases, [doi("10.5555/a")]);
    let described: Vec<Provider> = found
        .contribution
        .providers
        .iter()
        .filter(|asked| matches!(asked.outcome, ProviderOutcome::Described(_)))
        .map(|asked| asked.provider)
        .collect();
    assert_eq!(
        described,
        [Provider::DoiOrg, Provider::Crossref],
        "the primary's own record as well"
    );
    // CSL of other agencies holds all sorts of things.
    let mut world = World::of(Agency::Other("mEDRA".to_owned()));
    world.csl.push(("10.5555/a", "10.5555/b"));
    assert_eq!(resolved(world, "10.5555/a").await, registered("10.5555/a", &[]));
}

#[tokio::test]
async fn what_doi_org_resolves_and_nobody_describes_is_pending() {
    let primary = Destination::Alias(doi("10.5555/primary"));
    let medra = || Agency::Other("mEDRA".to_owned());
    for (agency, destination, resolution) in [
        (Agency::Crossref, Destination::Page, Resolution::Pending),
        (Agency::DataCite, Destination::Page, Resolution::Pending),
        (medra(), Destination::Page, Resolution::Unresolved),
        (Agency::Crossref, Destination::Nowhere, Resolution::Unresolved),
        (medra(), Destination::Nowhere, Resolution::Unresolved),
        // An alias of something that is not described either.
        (Agency::Crossref, primary, Resolution::Unresolved),
    ] {
        let world = World {
            destination: destination.clone(),
            ..World::of(agency.clone())
        };
        let expected = ("10.5555/new".to_owned(), Vec::new(), resolution, false);
        let name = agency.name();
        assert_eq!(
            resolved(world, "10.5555/new").await,
            expected,
            "{destination:?} at {name}"
        );
    }
    let nobodys = World {
        agency: None,
        destination: Destination::Page,
        ..World::of(Agency::Crossref)
    };
    assert_eq!(resolved(nobodys, "10.5555/new").await.2, Resolution::Unresolved);
}

#[tokio::test]
async fn an_alias_is_kept_under_its_primary_doi() {
    let mut world = World {
        destination: Destination::Alias(doi("10.5555/primary")),
        ..World::of(Agency::Crossref)
    };
    world.crossref.push(("10.5555/primary", "10.5555/primary"));
    assert_eq!(
        resolved(world, "10.5555/alias").await,
        registered("10.5555/primary", &["10.5555/alias"])
    );
}
