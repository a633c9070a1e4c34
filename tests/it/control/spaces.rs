//! The entities that installations may see.

use domain::activity::Trail;
use domain::text::Localised;
use domain::workspace::{Entity, EntityId, WorkspaceId};
use serde_json::json;
use tests::{Centre, TestDatabase, on_both_databases};

use super::{as_integration, id_of, install, names, ok, publish, refused, refused_field, text, walk};

async fn entities(db: &TestDatabase, workspace: &WorkspaceId, ids: &[&str]) {
    for id in ids {
        let entity = Entity {
            id: EntityId::new(*id),
            name: Localised::Plain(id.to_uppercase()),
            created_at: tests::sample::NOW,
            retired_at: None,
        };
        let made = db
            .stores
            .workspaces
            .create_entity(workspace, &entity, &Trail::default())
            .await;
        made.expect("an entity");
    }
}

on_both_databases! {
    async fn all_or_those_that_were_chosen(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let (admin, viewer) = (centre.sign_in("workspace_admin").await, centre.sign_in("viewer").await);
        entities(db, &centre.workspace, &["algae", "birds", "dunes"]).await;
        let place = install(&admin, "drupal").await;
        let path = format!("{place}/spaces");
        let (all, parts) = walk(&viewer, &path, 3).await;
        assert_eq!((names(&all, "space"), parts), (["algae", "birds", "cesam", "dunes"].map(str::to_owned).to_vec(), 2));
        let body = json!({ "spaces": ["dunes", "birds"] });
        assert_eq!(ok(&admin.patch(&place, &body).await, 200)["spaces"], json!(["birds", "dunes"]));
        assert_eq!(walk(&viewer, &path, 10).await.0.len(), 4, "chosen, but not limited to yet");
        assert_eq!(admin.patch(&place, &json!({ "space_selection": "selected" })).await.status, 200);
        let (some, _) = walk(&viewer, &path, 10).await;
        assert_eq!(names(&some, "space"), ["birds", "dunes"]);
        let (whole, _) = walk(&viewer, &format!("{path}?extended=true"), 1).await;
        assert_eq!((&whole[1]["space"]["id"], &whole[1]["space"]["name"]), (&json!("dunes"), &json!("DUNES")));
        let one = ok(&viewer.get(&format!("{path}/birds?extended=true")).await, 200);
        assert_eq!((&one["space"]["id"], &one["installation"]), (&json!("birds"), &json!(id_of(&place))));
        assert_eq!(ok(&viewer.get(&format!("{path}/birds")).await, 200)["space"], "birds");
        refused(&viewer.get(&format!("{path}/algae")).await, 404, "entity_not_found");
        refused(&viewer.get(&format!("{path}/nothing")).await, 404, "entity_not_found");
        refused_field(&viewer.get(&format!("{path}/birds?extended=maybe")).await, "extended");
        for (query, field) in [("limit=1001", "limit"), ("page=zz", "page"), ("extended=maybe", "extended")] {
            refused_field(&viewer.get(&format!("{path}?{query}")).await, field);
        }
        let nobody = "/api/integrations/drupal/installations/nobody/spaces";
        refused(&viewer.get(nobody).await, 404, "installation_not_found");
        refused(&viewer.get(&format!("{nobody}/birds")).await, 404, "installation_not_found");
        assert_eq!(admin.patch(&place, &json!({ "spaces": [] })).await.status, 200);
        assert_eq!(walk(&viewer, &path, 10).await.0.len(), 0, "chosen: none");
        assert_eq!(admin.delete(&place).await.status, 204);
        assert_eq!(walk(&viewer, &path, 10).await.0.len(), 0);
    }

    async fn across_installations(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let admin = centre.sign_in("workspace_admin").await;
        let secret = publish(&admin, "digest", &json!({})).await;
        entities(db, &centre.workspace, &["algae"]).await;
        install(&admin, "digest").await;
        let mare = tests::sample::workspace(&db.stores, "mare").await;
        entities(db, &mare, &["birds"]).await;
        let stranger = centre.sign_in_to(&mare, "workspace_admin").await;
        let there = stranger.post("/api/integrations/digest/installations", &json!({ "organization": "mare" })).await;
        let there = text(&ok(&there, 201)["id"]);
        let path = "/api/integrations/digest/spaces";
        assert_eq!(names(&walk(&admin, path, 10).await.0, "space"), ["algae", "cesam"]);
        assert_eq!(names(&walk(&stranger, path, 10).await.0, "space"), ["birds", "cesam"]);
        let read = async |query: &str| ok(&as_integration(&centre.service, &secret, "GET", &format!("{path}?{query}"), None).await, 200);
        let first = read("limit=3").await;
        let rest = read(&format!("limit=3&page={}", text(&first["next"]["page"]))).await;
        let mut all = first["items"].as_array().unwrap().clone();
        all.extend(rest["items"].as_array().unwrap().clone());
        let mut found = names(&all, "space");
        found.sort_unstable();
        assert_eq!((found, rest["next"].is_null()), (["algae", "birds", "cesam", "cesam"].map(str::to_owned).to_vec(), true));
        let place = format!("/api/integrations/digest/installations/{there}");
        assert_eq!(stranger.patch(&place, &json!({ "externalIds": ["tenant"] })).await.status, 200);
        let named = read("externalId=tenant&extended=true").await;
        assert_eq!((&named["items"][0]["space"]["id"], named["items"].as_array().unwrap().len()), (&json!("birds"), 2));
        refused(&admin.get("/api/integrations/unknown/spaces").await, 404, "integration_not_found");
        refused_field(&admin.get(&format!("{path}?limit=0")).await, "limit");
    }
}
