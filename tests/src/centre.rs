//! A small research centre, served: a workspace with people and papers, an installation and an API key.

use domain::activity::Trail;
use domain::workspace::WorkspaceId;
use persistence::Stores;
use serde_json::Value;

use crate::service::{Service, run_json};
use crate::{TestDatabase, sample};

/// A served workspace `cesam`.
pub struct Centre {
    /// The service.
    pub service: Service,
    /// The workspace.
    pub workspace: WorkspaceId,
    /// Key of an active WordPress installation with all scopes; origin `https://www.example.org`.
    pub installation_key: String,
    /// API key with all scopes.
    pub api_key: String,
    /// The ports of its database, to look behind the scenes.
    pub stores: Stores,
}

impl Centre {
    /// Ana Reis and Rui Costa with five papers: three of hers, one of his, one of both.
    pub async fn open(db: &TestDatabase) -> Self {
        let workspace = sample::workspace(&db.stores, "cesam").await;
        for (n, given, family) in [(1, "Ana", "Reis"), (2, "Rui", "Costa")] {
            let person = sample::person(n, given, family);
            db.stores
                .people
                .upsert(&workspace, &person, &[])
                .await
                .expect("a person");
        }
        write_papers(db, &workspace).await;
        let command = |arguments: &[&str]| run_json(&db.url, &[], arguments);
        let installation = command(INSTALLATION);
        let api_key = command(API_KEY);
        let text = |document: &Value, field: &str| {
            document
                .get(field)
                .and_then(Value::as_str)
                .expect("a key in plain text")
                .to_owned()
        };
        Self {
            installation_key: text(&installation, "key"),
            api_key: text(&api_key, "key"),
            service: Service::start(&db.url, "api,dashboard", &[]),
            workspace,
            stores: db.stores.clone(),
        }
    }
}

const INSTALLATION: &[&str] = &[
    "installation",
    "create",
    "--workspace",
    "cesam",
    "--platform",
    "wordpress",
    "--name",
    "Main site",
    "--origin",
    "https://www.example.org",
    "--scope",
    "people.read",
    "--scope",
    "publications.read",
    "--scope",
    "works.read",
    "--scope",
    "projects.read",
    "--active",
];

const API_KEY: &[&str] = &[
    "api-key",
    "create",
    "--workspace",
    "cesam",
    "--client-name",
    "partner",
    "--scope",
    "ingest",
    "--scope",
    "membership.update",
];

/// A paper of the centre.
struct Paper {
    suffix: &'static str,
    title: &'static str,
    year: i64,
    people: &'static [u32],
}

const PAPERS: [Paper; 5] = [
    Paper {
        suffix: "one",
        title: "Seagrass meadows of the lagoon",
        year: 2020,
        people: &[1],
    },
    Paper {
        suffix: "two",
        title: "Corals at depth",
        year: 2021,
        people: &[1],
    },
    Paper {
        suffix: "(SICI)1(2):3<4::AID-5>6.0.CO;2-X",
        title: "Old identifiers never die",
        year: 1999,
        people: &[1],
    },
    Paper {
        suffix: "his",
        title: "Sediments",
        year: 2022,
        people: &[2],
    },
    Paper {
        suffix: "both",
        title: "Seagrass & sediments",
        year: 2023,
        people: &[1, 2],
    },
];

async fn write_papers(db: &TestDatabase, workspace: &WorkspaceId) {
    for Paper {
        suffix,
        title,
        year,
        people,
    } in PAPERS
    {
        let claimed_by: Vec<_> = people.iter().map(|n| sample::orcid(*n)).collect();
        let authors: Vec<(&str, &str)> = people
            .iter()
            .map(|n| {
                if *n == 1 {
                    ("Ana", "Reis")
                } else {
                    ("Rui", "Costa")
                }
            })
            .collect();
        let record = sample::crossref(title, year, &authors);
        let paper = sample::contribution(&sample::doi(suffix), record, &claimed_by);
        let stored = db
            .stores
            .publications
            .contribute(workspace, vec![paper], &Trail::default())
            .await;
        stored.expect("a paper");
    }
}
