//! A catalogue fed from the replayed registries, inside the test's own process.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::activity::Actor;
use domain::identifier::Doi;
use domain::ingestion::pipeline::Effort;
use domain::ingestion::{Enqueue, Job, JobOutcome, Pipeline};
use domain::publication::usecases::{ImportDoi, ImportError};
use domain::publication::{PublicPublication, PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::workspace::{View, WorkspaceId};
use registries::Registries;
use server::config::{CommandLine, Config, Sources};
use server::wire::{self, System, Tables};

use crate::{Replay, TestDatabase, sample};

/// A workspace, and the registries that fill it.
pub struct Story {
    /// The catalogue.
    pub system: System,
    /// Its workspace.
    pub workspace: WorkspaceId,
    registries: Registries,
}

impl Story {
    /// An empty workspace beside a replay server.
    pub async fn begin(db: &TestDatabase, replay: &Replay) -> Self {
        Self::among(db, replay.environment()).await
    }

    /// An empty workspace beside the registries that these settings name.
    pub async fn among(db: &TestDatabase, settings: Vec<(String, String)>) -> Self {
        let mut environment: BTreeMap<String, String> = settings.into_iter().collect();
        environment.insert("LEGACITI_DATABASE_URL".to_owned(), db.url.clone());
        let sources = Sources::read(CommandLine::default(), environment).expect("settings");
        let config = Config::resolve(&sources).expect("settings").config;
        let system = System::open(&wire::database_settings(&config), Tables::Migrate)
            .await
            .expect("a catalogue");
        let settings = wire::registry_settings(&config).expect("registries");
        let registries = wire::connect(&settings, &system.clock).expect("registries");
        let workspace = sample::workspace(&system.stores, "cesam").await;
        Self {
            system,
            workspace,
            registries,
        }
    }

    /// Imports a DOI for a member of the centre; its public record.
    pub async fn import(&self, doi: &str) -> PublicPublication {
        let person = sample::person(1, "Ana", "Reis");
        self.system
            .stores
            .people
            .upsert(&self.workspace, &person, &[])
            .await
            .expect("a person");
        let stored = self
            .try_import(doi)
            .await
            .unwrap_or_else(|error| panic!("{doi}: {error}"));
        self.public(stored.as_str())
            .await
            .unwrap_or_else(|| panic!("{doi} is not public"))
    }

    /// Imports a DOI for the member, who is there already.
    pub async fn try_import(&self, doi: &str) -> Result<Doi, ImportError> {
        let asked = ImportDoi {
            doi: doi.to_owned(),
            person_orcids: vec![sample::orcid(1).as_str().to_owned()],
            actor: Actor::Operator,
        };
        let importer = self.system.importer(&self.registries);
        Ok(importer.import(&self.workspace, asked).await?.doi)
    }

    /// Ingests one iD in one pass; the job as it ended.
    pub async fn ingest(&self, orcid: &str) -> (Job, JobOutcome) {
        let asked = Enqueue {
            orcid_ids: vec![orcid.to_owned()],
            skip_existing: false,
            trigger_source: None,
            actor: Actor::Operator,
            key_use: None,
        };
        self.system
            .queue()
            .enqueue(&self.workspace, asked)
            .await
            .expect("a job");
        let now = self.system.clock.now();
        let jobs = &self.system.stores.jobs;
        let claimed = jobs
            .claim("story", 1, now, 600, vec![self.system.ids.id()])
            .await
            .expect("a claim");
        let job = claimed.into_iter().next().expect("the job");
        let outcome = self.pipeline().run(&job, "story").await.expect("a pass");
        let trail = domain::activity::Trail::default();
        assert!(
            jobs.finish(&job, "story", &outcome, now, &trail)
                .await
                .expect("an end")
        );
        (job, outcome)
    }

    fn pipeline(&self) -> Pipeline {
        let effort = Effort {
            concurrency: 8,
            max_passes: 1,
            retry_seconds: 1,
        };
        self.system.pipeline(&self.registries, effort)
    }

    /// The public record of a DOI.
    pub async fn public(&self, doi: &str) -> Option<PublicPublication> {
        let doi = Doi::parse(doi).expect("a DOI");
        let publications = Arc::clone(&self.system.stores.publications);
        publications
            .find_public(&View::whole(self.workspace.clone()), &doi)
            .await
            .expect("an answer")
    }

    /// How many publications are public.
    pub async fn size(&self) -> u64 {
        let query = PublicationQuery {
            filter: PublicationFilter::default(),
            sort: PublicationSort::LastFetchedAt,
            direction: Direction::Descending,
            page: PageRequest { page: 1, per_page: 1 },
            with_people: false,
        };
        self.system
            .stores
            .publications
            .list_public(&View::whole(self.workspace.clone()), &query)
            .await
            .expect("a list")
            .total
    }
}
