//! What the staff edited, and registries that change their minds: through the whole pipeline.

use std::sync::{Arc, Mutex};

use domain::activity::Actor;
use domain::identifier::Doi;
use domain::publication::curation::{Curated, EditOutcome, Patch, Precondition, RemovalAction};
use domain::registry::Provider;
use serde_json::{Value, json};
use tests::{Story, on_both_databases, replay, sample};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const DOI: &str = "10.5555/lagoon";

/// Crossref and OpenAlex with one paper each, which tests change; nobody else knows anything.
struct Registries {
    server: MockServer,
    crossref: Arc<Mutex<Value>>,
}

impl Registries {
    async fn start() -> Self {
        let crossref = Arc::new(Mutex::new(paper(
            "Tides of the lagoon",
            "Journal of Estuaries",
            4,
        )));
        let server = MockServer::start().await;
        let work = Arc::clone(&crossref);
        let answer = move |request: &Request| {
            let path = request.url.path();
            let found = |body: &Value| ResponseTemplate::new(200).set_body_json(body);
            if path.starts_with("/doi/ra/") {
                found(&json!([{ "DOI": "10.5555", "RA": "Crossref" }]))
            } else if path.starts_with("/crossref/works/") {
                found(&json!({ "status": "ok", "message-type": "work", "message": *work.lock().unwrap() }))
            } else if path.starts_with("/openalex/works/") {
                found(&enrichment())
            } else {
                ResponseTemplate::new(404)
            }
        };
        Mock::given(any()).respond_with(answer).mount(&server).await;
        Self { server, crossref }
    }

    fn says(&self, work: Value) {
        *self.crossref.lock().unwrap() = work;
    }
}

fn paper(title: &str, journal: &str, cited: u32) -> Value {
    json!({
        "DOI": DOI,
        "type": "journal-article",
        "title": [title],
        "container-title": [journal],
        "issued": { "date-parts": [[2021, 5]] },
        "author": [
            { "given": "Ana", "family": "Reis", "sequence": "first", "affiliation": [] },
            { "given": "Bo", "family": "Lind", "sequence": "additional", "affiliation": [] },
        ],
        "is-referenced-by-count": cited,
    })
}

fn enrichment() -> Value {
    json!({
        "id": "https://openalex.org/W123",
        "doi": format!("https://doi.org/{DOI}"),
        "title": "Tides of the lagoon",
        "cited_by_count": 9,
        "is_retracted": false,
        "open_access": { "is_oa": true, "oa_status": "gold", "oa_url": "https://example.org/lagoon.pdf" },
        "ids": { "openalex": "https://openalex.org/W123" },
    })
}

async fn detail(story: &Story) -> Curated {
    let dois = [Doi::parse(DOI).unwrap()];
    let curation = &story.system.stores.curation;
    curation.find(&story.workspace, &dois).await.unwrap().unwrap()
}

async fn edit(story: &Story, patch: &Value) -> EditOutcome {
    let patch = Patch::parse(patch.to_string().as_bytes()).unwrap();
    let doi = Doi::parse(DOI).unwrap();
    let curation = story.system.curation();
    let edited = curation.edit(&story.workspace, &doi, patch, Precondition::Any, Actor::Operator);
    edited.await.unwrap()
}

async fn kinds(story: &Story) -> Vec<String> {
    let events = story
        .system
        .stores
        .activity
        .latest(&story.workspace, 100)
        .await
        .unwrap();
    let mut kinds: Vec<String> = events.into_iter().map(|event| event.kind).collect();
    kinds.retain(|kind| kind.starts_with("publication.edit"));
    kinds.sort();
    kinds
}

on_both_databases! {
    async fn an_edited_title_and_authors_survive_new_provider_data(db: &TestDatabase) {
        let registries = Registries::start().await;
        let story = Story::among(db, replay::registries_at(&registries.server.uri())).await;
        story.import(DOI).await;
        let before = detail(&story).await;
        assert_eq!(before.providers[&Provider::Openalex].status, "ok");
        assert_eq!(before.merged.cited_by_count, Some(9));
        let edited = edit(&story, &json!([
            { "op": "replace", "path": "/title", "value": "The lagoon's tides" },
            { "op": "replace", "path": "/authors/1/family", "value": "Lindqvist" },
            { "op": "remove", "path": "/authors/1/given" },
        ])).await;
        assert_eq!(edited.changed, ["authors", "title", "title_markup"]);

        registries.says(paper("Tides of the lagoon (corrected)", "Estuaries and Coasts", 30));
        story.import(DOI).await;
        let after = detail(&story).await;
        assert_eq!(after.merged.title, Some("The lagoon's tides".into()));
        assert_eq!(after.merged.authors[1].family.as_deref(), Some("Lindqvist"));
        assert_eq!(after.original.title, Some("Tides of the lagoon (corrected)".into()));
        assert_eq!(after.merged.container_title.as_deref(), Some("Estuaries and Coasts"));
        assert_eq!((after.merged.cited_by_count, after.edit_count), (Some(30), 1));
        assert_eq!(after.edits.conflicts(&after.original).keys().collect::<Vec<_>>(), ["title"]);
        let applied = Patch::parse(after.edit_patch().unwrap().as_bytes()).unwrap()
            .apply(&Value::Object(after.original_document())).unwrap();
        assert_eq!(applied, Value::Object(after.merged_document()));
        assert_eq!(kinds(&story).await, ["publication.edit_conflict", "publication.edited"]);
        let everyone = story.public(DOI).await.unwrap();
        assert_eq!((everyone.data.title, everyone.edit_count), (Some("The lagoon's tides".into()), 1));

        // A third import with the same data changes and tells nothing more.
        story.import(DOI).await;
        assert_eq!(kinds(&story).await.len(), 2);
        registries.says(paper("The lagoon's tides", "Estuaries and Coasts", 31));
        story.import(DOI).await;
        let agreed = detail(&story).await;
        assert_eq!(agreed.edits.values.keys().collect::<Vec<_>>(), ["authors"]);
        assert_eq!(kinds(&story).await, ["publication.edit_conflict", "publication.edit_ended", "publication.edited"]);
    }

    async fn a_deleted_publication_stays_deleted_when_it_is_imported_again(db: &TestDatabase) {
        let registries = Registries::start().await;
        let story = Story::among(db, replay::registries_at(&registries.server.uri())).await;
        story.import(DOI).await;
        let curation = story.system.curation();
        let ids = [DOI.to_owned()];
        let removed = curation.remove(&story.workspace, &ids, RemovalAction::Delete, Actor::Operator).await;
        assert_eq!(removed.unwrap(), 1);
        registries.says(paper("Another title", "Estuaries and Coasts", 30));
        story.try_import(DOI).await.unwrap();
        assert!(story.public(DOI).await.is_none());
        let after = detail(&story).await;
        assert!(after.deleted_at.is_some());
        assert_eq!(after.merged.title, Some("Another title".into()), "it is kept up to date all the same");
        let restored = curation.remove(&story.workspace, &ids, RemovalAction::Restore, Actor::Operator).await;
        assert_eq!(restored.unwrap(), 1);
        assert_eq!(story.public(DOI).await.unwrap().people[0].orcid, sample::orcid(1));
    }
}
