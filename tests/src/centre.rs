//! A small research centre, served: a workspace with people and papers, an installation and an API key.

use domain::activity::Trail;
use domain::workspace::WorkspaceId;
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
        let ana: &[(&str, &str)] = &[("Ana", "Reis")];
        let papers: [(&str, &str, i64, &[(&str, &str)], &[u32]); 5] = [
            ("one", "Seagrass meadows of the lagoon", 2020, ana, &[1]),
            ("two", "Corals at depth", 2021, ana, &[1]),
            (
                "(SICI)1(2):3<4::AID-5>6.0.CO;2-X",
                "Old identifiers never die",
                1999,
                ana,
                &[1],
            ),
            ("his", "Sediments", 2022, &[("Rui", "Costa")], &[2]),
            (
                "both",
                "Seagrass & sediments",
                2023,
                &[("Ana", "Reis"), ("Rui", "Costa")],
                &[1, 2],
            ),
        ];
        for (suffix, title, year, authors, claimed_by) in papers {
            let claimed_by: Vec<_> = claimed_by.iter().map(|n| sample::orcid(*n)).collect();
            let paper = sample::contribution(
                &sample::doi(suffix),
                sample::crossref(title, year, authors),
                &claimed_by,
            );
            let stored = db
                .stores
                .publications
                .contribute(&workspace, vec![paper], &Trail::default())
                .await;
            stored.expect("a paper");
        }
        let command = |arguments: &[&str]| run_json(&db.url, &[], arguments);
        let installation = command(&[
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
        ]);
        let api_key = command(&[
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
        ]);
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
            service: Service::start(&db.url, "api", &[]),
            workspace,
        }
    }
}
