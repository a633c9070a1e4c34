//! What the credentials of an installation see that is limited to some entities.

use domain::activity::Trail;
use domain::text::Localised;
use domain::workspace::{Entity, EntityId};
use serde_json::{Value, json};
use tests::sample::{doi, orcid};
use tests::service::{run_json, run_json_with};
use tests::{Centre, TestDatabase, on_both_databases};

use super::{ok, text};

const LISTS: [&str; 8] = [
    "/v1/people",
    "/v1/publications",
    "/v1/works",
    "/v1/projects",
    "/integrations/v1/people",
    "/integrations/v1/publications",
    "/integrations/v1/works",
    "/integrations/v1/projects",
];

/// A unit, and something of each kind that Ana (1) and Rui (2) have alone.
async fn furnish(db: &TestDatabase, centre: &Centre) {
    let entity = Entity {
        id: EntityId::new("algae"),
        name: Localised::Plain("Algae".to_owned()),
        created_at: tests::sample::NOW,
        retired_at: None,
    };
    let made = db
        .stores
        .workspaces
        .create_entity(&centre.workspace, &entity, &Trail::default())
        .await;
    made.expect("an entity");
    for (n, name) in [(1, "ana"), (2, "rui")] {
        let own = orcid(n);
        let work = json!({ "id": format!("work-{name}"), "title": "A report", "verified": true, "person_orcids": [own.as_str()] });
        let project = json!({ "id": format!("project-{name}"), "title": "Tides", "programme": "Horizon", "member_orcids": [own.as_str()] });
        for (kind, document) in [("work", work), ("project", project)] {
            let arguments = [kind, "create", "--workspace", "cesam", "--file", "-"];
            run_json_with(&db.url, &arguments, &document.to_string());
        }
    }
}

/// By another process: what the service knows of revisions may be a second old.
async fn join(db: &TestDatabase, n: u32) {
    let own = orcid(n);
    let command = [
        "membership",
        "set",
        "--workspace",
        "cesam",
        "--entity",
        "algae",
        "--status",
        "cesam",
    ];
    run_json(&db.url, &[], &[&command[..], &[own.as_str()]].concat());
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
}

/// How many of each list there are for the installation.
async fn totals(centre: &Centre) -> Vec<u64> {
    let mut totals = Vec::new();
    for path in LISTS {
        let answer = centre.service.get_as(&centre.installation_key, path).await;
        let total = ok(&answer, 200)["total"].as_u64();
        totals.push(total.unwrap_or_else(|| panic!("{path} has no total: {}", answer.text)));
    }
    totals
}

/// Statuses of what Rui alone has, and of what Ana has too.
async fn details(centre: &Centre) -> Vec<(u16, u16)> {
    let pairs = [
        (
            format!("/v1/people/{}", orcid(2)),
            format!("/v1/people/{}", orcid(1)),
        ),
        (
            format!("/v1/people/{}/publications", orcid(2)),
            format!("/v1/people/{}/publications", orcid(1)),
        ),
        (
            format!("/v1/doi/{}", doi("his")),
            format!("/v1/doi/{}", doi("both")),
        ),
        ("/v1/works/work-rui".to_owned(), "/v1/works/work-ana".to_owned()),
        (
            "/v1/projects/project-rui".to_owned(),
            "/v1/projects/project-ana".to_owned(),
        ),
    ];
    let mut statuses = Vec::new();
    for (his, hers) in pairs {
        let his = centre.service.get_as(&centre.installation_key, &his).await.status;
        let hers = centre
            .service
            .get_as(&centre.installation_key, &hers)
            .await
            .status;
        statuses.push((his, hers));
    }
    statuses
}

on_both_databases! {
    async fn every_answer_keeps_to_the_chosen_entities(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        furnish(db, &centre).await;
        let admin = centre.sign_in("workspace_admin").await;
        let list = ok(&admin.get("/api/integrations/wordpress/installations").await, 200);
        let place = format!("/api/integrations/wordpress/installations/{}", text(&list["items"][0]["id"]));
        let narrow = async |body: Value| ok(&admin.patch(&place, &body).await, 200);
        let whole = [2, 5, 2, 2, 2, 5, 2, 2].to_vec();
        assert_eq!(totals(&centre).await, whole);
        assert_eq!(details(&centre).await, vec![(200, 200); 5]);
        let tag = centre.service.get_as(&centre.installation_key, "/v1/publications").await.header("etag").to_owned();

        narrow(json!({ "space_selection": "selected", "spaces": ["algae"] })).await;
        assert_eq!(totals(&centre).await, vec![0; 8], "nobody is there yet");
        assert_eq!(details(&centre).await, vec![(404, 404); 5]);
        join(db, 1).await;
        assert_eq!(totals(&centre).await, [1, 4, 1, 1, 1, 4, 1, 1], "what Ana has, alone or with Rui");
        assert_eq!(details(&centre).await, vec![(404, 200); 5]);
        let searched = ok(&centre.service.get_as(&centre.installation_key, "/v1/publications?q=sediments").await, 200);
        assert_eq!(searched["total"], 1, "the other one is his alone");
        let stale = centre.service.get_with("/v1/publications", &[("X-API-Key", &centre.installation_key), ("If-None-Match", &tag)]).await;
        assert_eq!(stale.status, 200, "a copy from before it was narrowed is not current");
        let everyone = ok(&centre.service.get("/v1/publications").await, 200);
        assert_eq!(everyone["total"], 5, "other readers see all");
        assert_eq!(ok(&centre.service.get_as(&centre.api_key, "/v1/publications").await, 200)["total"], 5);

        join(db, 2).await;
        assert_eq!(totals(&centre).await, whole);
        narrow(json!({ "spaces": [] })).await;
        assert_eq!(totals(&centre).await, vec![0; 8]);
        narrow(json!({ "space_selection": "all" })).await;
        assert_eq!(totals(&centre).await, whole);
        assert_eq!(details(&centre).await, vec![(200, 200); 5]);
    }
}
