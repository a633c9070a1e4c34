//! Starting over: what goes, what stays, and what clients are told.

use domain::activity::{Actor, Trail};
use domain::ingestion::{JobId, NewJob};
use domain::maintenance::{Reset, ResetCounts};
use domain::person::PersonQuery;
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::workspace::{View, WorkspaceId};
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{TestDatabase, on_both_databases};

const PAGE: PageRequest = PageRequest {
    page: 1,
    per_page: 50,
};

async fn fill(db: &TestDatabase, ws: &WorkspaceId) {
    for (n, given, family) in [(1, "Ana", "Reis"), (2, "Rui", "Costa")] {
        db.stores
            .people
            .upsert(ws, &person(n, given, family), &[])
            .await
            .unwrap();
    }
    let papers = ["a", "b", "c"].map(|suffix| {
        contribution(
            &doi(suffix),
            crossref("Salt", 2024, &[("Ana", "Reis")]),
            &[orcid(1)],
        )
    });
    db.stores
        .publications
        .contribute(ws, papers.to_vec(), &Trail::default())
        .await
        .unwrap();
    let job = NewJob {
        id: JobId::new(format!("job-{ws}")),
        orcid: orcid(1),
    };
    db.stores
        .jobs
        .enqueue(ws, &[job], NOW, &Trail::default())
        .await
        .unwrap();
}

fn order(clear_jobs: bool, event_id: &str) -> Reset {
    Reset {
        clear_jobs,
        now: NOW + 100,
        actor: Actor::Operator,
        event_id: event_id.to_owned(),
    }
}

async fn sizes(db: &TestDatabase, ws: &WorkspaceId) -> (u64, u64) {
    let query = PublicationQuery {
        filter: PublicationFilter::default(),
        sort: PublicationSort::LastFetchedAt,
        direction: Direction::Descending,
        page: PAGE,
        with_people: true,
    };
    let publications = db
        .stores
        .publications
        .list_public(&View::whole(ws.clone()), &query)
        .await
        .unwrap();
    assert_eq!(
        publications.total,
        u64::try_from(publications.items.len()).unwrap(),
        "the kept size is true"
    );
    let people = PersonQuery {
        q: String::new(),
        updated_since: None,
        page: PAGE,
    };
    let people = db
        .stores
        .people
        .list_public(&View::whole(ws.clone()), &people)
        .await
        .unwrap();
    assert_eq!(
        people.total,
        u64::try_from(people.items.len()).unwrap(),
        "the kept size is true"
    );
    (publications.total, people.total)
}

async fn gone(db: &TestDatabase, ws: &WorkspaceId, since: i64) -> Vec<String> {
    let publications = db.stores.publications.withdrawn_since(ws, since).await.unwrap();
    let people = db.stores.people.withdrawn_since(ws, since).await.unwrap();
    publications
        .into_iter()
        .chain(people)
        .map(|gone| gone.external_id)
        .collect()
}

on_both_databases! {
    async fn the_catalogue_goes_and_the_rest_stays(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        let other = workspace(&db.stores, "other").await;
        fill(db, &ws).await;
        fill(db, &other).await;
        assert_eq!(sizes(db, &ws).await, (3, 1));
        let expected = ResetCounts {
            publications: 3,
            people: 2,
            memberships: 2,
            publication_links: 3,
            ..ResetCounts::default()
        };
        let foreseen = db.stores.maintenance.reset_counts(&ws, false).await.unwrap();
        assert_eq!(foreseen, expected);
        assert_eq!(sizes(db, &ws).await, (3, 1), "counting takes nothing away");
        let revision = db.stores.workspaces.revision(&ws).await.unwrap();
        assert_eq!(db.stores.maintenance.reset(&ws, &order(false, "e-1")).await.unwrap(), expected);
        assert_eq!(sizes(db, &ws).await, (0, 0));
        assert!(db.stores.workspaces.revision(&ws).await.unwrap().number > revision.number);
        assert_eq!(db.stores.jobs.counts(Some(ws.clone())).await.unwrap().queued, 1, "jobs stay unless told");
        assert_eq!(db.stores.workspaces.entities(&ws).await.unwrap().len(), 1);
        let events = db.stores.activity.latest(&ws, 10).await.unwrap();
        assert_eq!((events[0].kind.as_str(), events[0].details["deleted"]["publications"].as_u64()), ("workspace.reset", Some(3)));
        assert_eq!(sizes(db, &other).await, (3, 1), "another workspace is left alone");

        let jobs = db.stores.maintenance.reset(&ws, &order(true, "e-2")).await.unwrap();
        assert_eq!(jobs, ResetCounts { ingestion_jobs: 1, ..ResetCounts::default() });
        assert_eq!(db.stores.jobs.counts(Some(ws)).await.unwrap().queued, 0);
        assert_eq!(db.stores.jobs.counts(Some(other)).await.unwrap().queued, 1);
    }

    async fn clients_are_told_what_was_erased_until_it_is_back(db: &TestDatabase) {
        let ws = workspace(&db.stores, "cesam").await;
        fill(db, &ws).await;
        let slug = db.stores.publications.find_public(&View::whole(ws.clone()), &doi("a")).await.unwrap().unwrap().slug;
        db.stores.maintenance.reset(&ws, &order(true, "e-1")).await.unwrap();
        let ana = orcid(1).as_str().to_owned();
        let all = ["10.5555/a", "10.5555/b", "10.5555/c", ana.as_str()];
        assert_eq!(gone(db, &ws, NOW + 100).await, all);
        assert!(gone(db, &ws, NOW + 101).await.is_empty());

        db.stores.people.upsert(&ws, &person(1, "Ana", "Reis"), &[]).await.unwrap();
        let again = contribution(&doi("a"), crossref("Salt", 2024, &[("Ana", "Reis")]), &[orcid(1)]);
        db.stores.publications.contribute(&ws, vec![again], &Trail::default()).await.unwrap();
        assert_eq!(gone(db, &ws, NOW + 100).await, ["10.5555/b", "10.5555/c"]);
        let back = db.stores.publications.find_public(&View::whole(ws.clone()), &doi("a")).await.unwrap().unwrap();
        assert_eq!(back.slug, slug, "an address that was given stays with its record");
        // Erased a second time, each is told once.
        let mut twice = order(true, "e-2");
        twice.now = NOW + 500;
        db.stores.maintenance.reset(&ws, &twice).await.unwrap();
        assert_eq!(gone(db, &ws, NOW + 500).await, ["10.5555/a", ana.as_str()]);
        assert_eq!(gone(db, &ws, NOW).await.len(), 4);
    }
}
