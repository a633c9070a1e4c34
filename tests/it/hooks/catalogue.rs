//! What happens to the catalogue is heard of by those installations that may see it, in the transaction that does it.

use domain::activity::{Actor, Trail};
use domain::installation::Scope;
use domain::maintenance::Reset;
use domain::membership::{MembershipStatus, Transition};
use domain::publication::curation::{Edit, Patch, Precondition, Removal, RemovalAction};
use domain::workspace::{EntityId, View, WorkspaceId};
use serde_json::json;
use tests::sample::{NOW, contribution, crossref, doi, entity, orcid, person, workspace};
use tests::{Listener, TestDatabase, on_both_databases, run_json_with};

/// Somebody of the centre, known since `at`.
async fn somebody(db: &TestDatabase, ws: &WorkspaceId, n: u32, at: i64) {
    let mut known = person(n, if n.is_multiple_of(2) { "Rui" } else { "Ana" }, "Reis");
    known.fetched_at = at;
    db.stores.people.upsert(ws, &known, &[]).await.unwrap();
}

/// Papers of somebody in one transaction.
async fn papers(db: &TestDatabase, ws: &WorkspaceId, suffixes: &[&str], title: &str, who: &[u32], at: i64) {
    let claimed: Vec<_> = who.iter().map(|n| orcid(*n)).collect();
    let papers = suffixes.iter().map(|suffix| {
        let mut paper = contribution(&doi(suffix), crossref(title, 2020, &[("Otto", "Zulu")]), &claimed);
        paper.now = at;
        paper
    });
    let papers = papers.collect();
    db.stores
        .publications
        .contribute(ws, papers, &Trail::default())
        .await
        .unwrap();
}

async fn join(db: &TestDatabase, ws: &WorkspaceId, n: u32, entity: &str, status: MembershipStatus, at: i64) {
    let asked = Transition {
        person: orcid(n),
        entity: EntityId::new(entity),
        status,
        starts_at: at,
    };
    let done = db
        .stores
        .memberships
        .transition(ws, &asked, &Trail::default())
        .await;
    done.unwrap().unwrap();
}

async fn patch(db: &TestDatabase, ws: &WorkspaceId, suffix: &str, field: &str, value: &str, at: i64) {
    let patch = format!("[{{\"op\": \"replace\", \"path\": \"/{field}\", \"value\": {value}}}]");
    let edit = Edit {
        patch: Patch::parse(patch.as_bytes()).unwrap(),
        precondition: Precondition::None,
        actor: Actor::Operator,
        now: at,
        event_id: format!("edit-{at}"),
    };
    db.stores
        .curation
        .edit(ws, &[doi(suffix)], &edit)
        .await
        .unwrap()
        .unwrap()
        .unwrap();
}

async fn remove(db: &TestDatabase, ws: &WorkspaceId, suffix: &str, action: RemovalAction, at: i64) {
    let removal = Removal {
        action,
        publications: vec![vec![doi(suffix)]],
        event_ids: vec![format!("remove-{at}")],
        actor: Actor::Operator,
        now: at,
    };
    db.stores.curation.remove(ws, &removal).await.unwrap();
}

fn of(kind: &str, id: &str) -> String {
    format!("{kind} {id}")
}

/// What was heard since the last time.
struct Ear {
    listener: Listener,
    known: usize,
}

impl Ear {
    async fn open(
        db: &TestDatabase,
        ws: &WorkspaceId,
        name: &str,
        scopes: &[Scope],
        entities: &[&str],
    ) -> Self {
        Self {
            listener: Listener::install(&db.stores, ws, name, scopes, entities).await,
            known: 0,
        }
    }

    async fn fresh(&mut self, db: &TestDatabase) -> Vec<String> {
        let mut heard = self.listener.heard(&db.stores).await;
        let new = heard.split_off(self.known);
        self.known += new.len();
        new
    }
}

on_both_databases! {
    async fn everything_that_changes_the_public_set_is_told(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let mut ear = Ear::open(db, &ws, "digest", &Scope::ALL, &[]).await;
        let (ana, rui) = (orcid(1), orcid(2));
        let (ana, rui) = (ana.as_str(), rui.as_str());
        somebody(db, &ws, 1, NOW).await;
        assert_eq!(ear.fresh(db).await, [""; 0], "nobody sees who has published nothing");
        papers(db, &ws, &["a", "b"], "Corals", &[1], NOW + 1).await;
        let published = [of("publication.published", "10.5555/a"), of("publication.published", "10.5555/b"), of("person.published", ana)];
        assert_eq!(ear.fresh(db).await, published, "one transaction, in this order");
        papers(db, &ws, &["a", "b"], "Corals", &[1], NOW + 2).await;
        assert_eq!(ear.fresh(db).await, [""; 0], "the same again");
        papers(db, &ws, &["a"], "Corals at depth", &[1], NOW + 2).await;
        assert_eq!(ear.fresh(db).await, [of("publication.updated", "10.5555/a")]);
        papers(db, &ws, &["a"], "Corals at great depth", &[1], NOW + 2).await;
        assert_eq!(ear.fresh(db).await, [of("publication.updated", "10.5555/a")], "twice in a second are two");
        patch(db, &ws, "a", "title", "\"Corals, edited\"", NOW + 3).await;
        assert_eq!(ear.fresh(db).await, [of("publication.updated", "10.5555/a")]);
        patch(db, &ws, "a", "visible", "false", NOW + 4).await;
        assert_eq!(ear.fresh(db).await, [of("publication.withdrawn", "10.5555/a")]);
        papers(db, &ws, &["a"], "Corals unseen", &[1], NOW + 5).await;
        assert_eq!(ear.fresh(db).await, [""; 0], "what is hidden changes in silence");
        remove(db, &ws, "b", RemovalAction::Delete, NOW + 6).await;
        assert_eq!(ear.fresh(db).await, [of("publication.withdrawn", "10.5555/b"), of("person.withdrawn", ana)]);
        patch(db, &ws, "a", "visible", "true", NOW + 7).await;
        assert_eq!(ear.fresh(db).await, [of("publication.published", "10.5555/a"), of("person.published", ana)]);
        remove(db, &ws, "b", RemovalAction::Restore, NOW + 8).await;
        assert_eq!(ear.fresh(db).await, [of("publication.published", "10.5555/b")]);
        let mut renamed = person(1, "Ana Maria", "Reis");
        renamed.fetched_at = NOW + 9;
        db.stores.people.upsert(&ws, &renamed, &[]).await.unwrap();
        assert_eq!(ear.fresh(db).await, [of("person.updated", ana)]);
        db.stores.people.upsert(&ws, &renamed, &[]).await.unwrap();
        assert_eq!(ear.fresh(db).await, [""; 0], "the same name again");
        somebody(db, &ws, 2, NOW + 10).await;
        papers(db, &ws, &["b"], "Corals", &[1, 2], NOW + 11).await;
        assert_eq!(ear.fresh(db).await, [of("publication.updated", "10.5555/b"), of("person.published", rui)]);
        join(db, &ws, 1, "cesam", MembershipStatus::External, NOW + 12).await;
        assert_eq!(ear.fresh(db).await, [of("publication.withdrawn", "10.5555/a"), of("person.updated", ana)]);
        let reset = Reset { clear_jobs: false, actor: Actor::Operator, event_id: "reset".to_owned(), now: NOW + 13 };
        db.stores.maintenance.reset(&ws, &reset).await.unwrap();
        let gone = [of("publication.withdrawn", "10.5555/b"), of("person.withdrawn", ana), of("person.withdrawn", rui)];
        assert_eq!(ear.fresh(db).await, gone);
    }

    async fn scopes_narrow_what_is_heard(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let mut papers_only = Ear::open(db, &ws, "papers", &[Scope::PublicationsRead], &[]).await;
        let mut people_only = Ear::open(db, &ws, "people", &[Scope::PeopleRead], &[]).await;
        let mut neither = Ear::open(db, &ws, "neither", &[Scope::WorksRead, Scope::ProjectsRead], &[]).await;
        somebody(db, &ws, 1, NOW).await;
        papers(db, &ws, &["a"], "Corals", &[1], NOW + 1).await;
        assert_eq!(papers_only.fresh(db).await, [of("publication.published", "10.5555/a")]);
        assert_eq!(people_only.fresh(db).await, [of("person.published", orcid(1).as_str())]);
        assert_eq!(neither.fresh(db).await, [""; 0]);
    }

    async fn entities_narrow_what_is_heard(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        entity(&db.stores, &ws, "mare").await;
        let mut mare = Ear::open(db, &ws, "of-mare", &Scope::ALL, &["mare"]).await;
        let mut all = Ear::open(db, &ws, "of-all", &Scope::ALL, &[]).await;
        let (ana, rui) = (orcid(1), orcid(2));
        let (ana, rui) = (ana.as_str(), rui.as_str());
        somebody(db, &ws, 1, NOW).await;
        somebody(db, &ws, 2, NOW).await;
        join(db, &ws, 2, "mare", MembershipStatus::Internal, NOW + 1).await;
        papers(db, &ws, &["hers"], "Corals", &[1], NOW + 2).await;
        papers(db, &ws, &["his"], "Sediments", &[2], NOW + 3).await;
        assert_eq!(mare.fresh(db).await, [of("publication.published", "10.5555/his"), of("person.published", rui)]);
        assert_eq!(all.fresh(db).await.len(), 4);
        // She joins: what is hers comes into sight, though others see it already.
        join(db, &ws, 1, "mare", MembershipStatus::Internal, NOW + 4).await;
        assert_eq!(mare.fresh(db).await, [of("publication.published", "10.5555/hers"), of("person.published", ana)]);
        assert_eq!(all.fresh(db).await, [of("person.updated", ana)]);
        // Another status in the same entity: she still belongs to it.
        join(db, &ws, 1, "mare", MembershipStatus::External, NOW + 5).await;
        assert_eq!(mare.fresh(db).await, [of("person.updated", ana)]);
        assert_eq!(all.fresh(db).await, [of("person.updated", ana)]);
        somebody(db, &ws, 3, NOW + 5).await;
        papers(db, &ws, &["theirs"], "Tides", &[3], NOW + 5).await;
        assert_eq!(mare.fresh(db).await, [""; 0]);
        assert_eq!(all.fresh(db).await.len(), 2);
        // He turns out to be an author as well: for the entity that is a publication more.
        papers(db, &ws, &["theirs"], "Tides", &[2, 3], NOW + 6).await;
        assert_eq!(mare.fresh(db).await, [of("publication.published", "10.5555/theirs")]);
        assert_eq!(all.fresh(db).await, [of("publication.updated", "10.5555/theirs")]);
        papers(db, &ws, &["theirs"], "Tides of the lagoon", &[2, 3], NOW + 7).await;
        assert_eq!(mare.fresh(db).await, [of("publication.updated", "10.5555/theirs")]);
        let reset = Reset { clear_jobs: false, actor: Actor::Operator, event_id: "reset".to_owned(), now: NOW + 8 };
        db.stores.maintenance.reset(&ws, &reset).await.unwrap();
        let mut gone = mare.fresh(db).await;
        gone.sort();
        let people = [of("person.withdrawn", ana), of("person.withdrawn", rui)];
        let papers = ["hers", "his", "theirs"].map(|suffix| of("publication.withdrawn", &format!("10.5555/{suffix}")));
        let mut expected: Vec<String> = people.into_iter().chain(papers).collect();
        expected.sort();
        assert_eq!(gone, expected, "not the third of them, who does not belong to it");
    }

    async fn projects_are_told_of_as_well(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let mut ear = Ear::open(db, &ws, "digest", &[Scope::ProjectsRead], &[]).await;
        let mut limited = Ear::open(db, &ws, "limited", &[Scope::ProjectsRead], &["cesam"]).await;
        somebody(db, &ws, 1, NOW).await;
        for (id, members) in [("with", vec![orcid(1).as_str().to_owned()]), ("without", Vec::new())] {
            let project = json!({ "id": id, "title": "Tides", "programme": "Sea", "member_orcids": members }).to_string();
            run_json_with(&db.url, &["project", "create", "--workspace", "cesam", "--file", "-"], &project);
        }
        assert_eq!(ear.fresh(db).await, [of("project.published", "with"), of("project.published", "without")]);
        assert_eq!(limited.fresh(db).await, [of("project.published", "with")], "the other belongs to nobody of the entity");
        let reset = Reset { clear_jobs: false, actor: Actor::Operator, event_id: "reset".to_owned(), now: NOW + 8 };
        db.stores.maintenance.reset(&ws, &reset).await.unwrap();
        // The command line has written at the present time, which is later than the sample's.
        let heard = |events: Vec<domain::event::IntegrationEvent>| events.iter().filter(|event| event.kind.as_str() == "project.withdrawn").count();
        assert_eq!(heard(ear.listener.events(&db.stores).await), 2);
        assert_eq!(heard(limited.listener.events(&db.stores).await), 1);
    }

    async fn only_who_listens_hears(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        let elsewhere = Listener::install(&db.stores, &other, "elsewhere", &Scope::ALL, &[]).await;
        let disabled = Listener::install(&db.stores, &ws, "disabled", &Scope::ALL, &[]).await;
        let off = domain::installation::InstallationStatus::Disabled;
        db.stores.installations.set_status(&ws, &disabled.installation, off, &Trail::default()).await.unwrap().unwrap();
        somebody(db, &ws, 1, NOW).await;
        papers(db, &ws, &["a"], "Corals", &[1], NOW + 1).await;
        assert!(elsewhere.events(&db.stores).await.is_empty(), "another workspace");
        assert_eq!(disabled.heard(&db.stores).await, [""; 0]);
        db.execute("UPDATE integrations SET webhook_url = NULL WHERE name = 'disabled'").await;
        let on = domain::installation::InstallationStatus::Active;
        db.stores.installations.set_status(&ws, &disabled.installation, on, &Trail::default()).await.unwrap().unwrap();
        papers(db, &ws, &["b"], "Corals", &[1], NOW + 2).await;
        assert_eq!(disabled.heard(&db.stores).await, [""; 0], "nowhere to deliver to");
    }

    async fn what_cannot_be_told_is_not_done(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let listener = Listener::install(&db.stores, &ws, "digest", &Scope::ALL, &[]).await;
        somebody(db, &ws, 1, NOW).await;
        db.execute("ALTER TABLE event_deliveries RENAME TO elsewhere").await;
        let paper = contribution(&doi("a"), crossref("Corals", 2020, &[("Otto", "Zulu")]), &[orcid(1)]);
        let refused = db.stores.publications.contribute(&ws, vec![paper], &Trail::default()).await;
        assert!(refused.is_err());
        db.execute("ALTER TABLE elsewhere RENAME TO event_deliveries").await;
        assert_eq!(listener.heard(&db.stores).await, [""; 0]);
        assert_eq!(db.stores.publications.find_public(&View::whole(ws.clone()), &doi("a")).await.unwrap(), None);
    }

    async fn a_publication_with_another_doi_leaves_under_the_old_one(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let mut ear = Ear::open(db, &ws, "digest", &[Scope::PublicationsRead], &[]).await;
        somebody(db, &ws, 1, NOW).await;
        papers(db, &ws, &["old"], "Corals", &[1], NOW + 1).await;
        ear.fresh(db).await;
        let mut paper = contribution(&doi("new"), crossref("Corals", 2020, &[("Otto", "Zulu")]), &[orcid(1)]);
        paper.aliases = vec![doi("old")];
        paper.now = NOW + 2;
        db.stores.publications.contribute(&ws, vec![paper], &Trail::default()).await.unwrap();
        assert_eq!(ear.fresh(db).await, [of("publication.withdrawn", "10.5555/old"), of("publication.published", "10.5555/new")]);
    }
}
