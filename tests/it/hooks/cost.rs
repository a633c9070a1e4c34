//! What telling costs an ingestion. Not a gate, a measurement: run it by name with `--run-ignored only --no-capture`.

use std::time::Instant;

use domain::activity::Trail;
use domain::installation::Scope;
use tests::sample::{NOW, contribution, crossref, doi, orcid, person, workspace};
use tests::{Listener, TestDatabase};

const PAPERS: u32 = 3_200;
/// As the pipeline stores them.
const BATCH: usize = 16;

/// Stores papers of one person in a workspace of its own; seconds.
async fn ingest(db: &TestDatabase, slug: &str, listeners: &[(&str, &[&str])]) -> f64 {
    let ws = workspace(&db.stores, slug).await;
    for (name, entities) in listeners {
        Listener::install(&db.stores, &ws, name, &Scope::ALL, entities).await;
    }
    db.stores
        .people
        .upsert(&ws, &person(1, "Ana", "Reis"), &[])
        .await
        .unwrap();
    let numbers: Vec<u32> = (0..PAPERS).collect();
    let begun = Instant::now();
    for batch in numbers.chunks(BATCH) {
        let papers = batch.iter().map(|n| {
            let record = crossref(&format!("Paper {n}"), 2020, &[("Ana", "Reis"), ("Otto", "Zulu")]);
            let mut paper = contribution(&doi(&format!("p{n}")), record, &[orcid(1)]);
            paper.now = NOW + i64::from(*n);
            paper
        });
        let papers = papers.collect();
        db.stores
            .publications
            .contribute(&ws, papers, &Trail::default())
            .await
            .unwrap();
    }
    begun.elapsed().as_secs_f64()
}

async fn measure(db: &TestDatabase) {
    let all: &[&str] = &[];
    ingest(db, "warm", &[]).await;
    for round in 0..3 {
        let name = |letter: char| format!("{letter}-{round}");
        let names = ['a', 'b', 'c', 'd'].map(name);
        let none = ingest(db, &format!("none-{round}"), &[]).await;
        let one = ingest(db, &format!("one-{round}"), &[(&names[0], all)]).await;
        let three = [
            (names[1].as_str(), all),
            (&names[2], &["cesam"]),
            (&names[3], all),
        ];
        let three = ingest(db, &format!("three-{round}"), &three).await;
        let backend = db.database.backend();
        println!(
            "{PAPERS} papers on {backend}: nobody listens {none:.2} s, one {one:.2} s, three {three:.2} s"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn an_ingestion_of_thousands_on_sqlite() {
    measure(&TestDatabase::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement"]
async fn an_ingestion_of_thousands_on_postgres() {
    if let Some(db) = TestDatabase::postgres().await {
        measure(&db).await;
    }
}
