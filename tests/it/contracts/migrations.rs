//! Migrations that can be taken back, and databases that some of them have not reached yet.

use std::fs;
use std::path::{Path, PathBuf};

use tests::{Centre, Service, TestDatabase, on_both_databases};

/// The first of those that a database may lack while it has later ones.
const FIRST: &str = "000013";

/// The folders of these migrations on this database, oldest first.
fn folders(db: &TestDatabase) -> Vec<PathBuf> {
    let kind = if db.url.starts_with("sqlite:") {
        "sqlite"
    } else {
        "postgres"
    };
    let all = fs::read_dir(format!("{}/../migrations/{kind}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let mut folders: Vec<PathBuf> = all.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| number(folder).as_str() >= FIRST);
    folders.sort();
    folders
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().to_string_lossy().into_owned()
}

/// `000013` of `2026-11-22-000013_control_plane`.
fn number(folder: &Path) -> String {
    let name = name(folder);
    let version = name.split('_').next().unwrap_or_default();
    version.rsplit('-').next().unwrap_or_default().to_owned()
}

/// Takes a migration back.
async fn undo(db: &TestDatabase, folder: &Path) {
    let down = fs::read_to_string(folder.join("down.sql")).unwrap();
    db.execute(&down).await;
    let version: String = name(folder).split('_').next().unwrap().replace('-', "");
    let forget = format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'");
    db.execute(&forget).await;
}

/// Whether a process of its own reads what was stored before.
async fn reads(db: &TestDatabase, centre: &Centre) {
    let service = Service::start(&db.url, "api,dashboard", &[]);
    let answer = service.get_as(&centre.installation_key, "/v1/publications").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.json()["total"].as_i64().unwrap() > 0);
}

on_both_databases! {
    async fn what_is_taken_back_comes_again(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let folders = folders(db);
        assert!(folders.len() >= 2);
        let before = db.schema().await;
        for folder in folders.iter().rev() {
            undo(db, folder).await;
        }
        let without = db.schema().await;
        assert!(!without.iter().any(|line| line.contains("integration_events")));
        let pending = db.database.pending_migrations().await.unwrap();
        let names: Vec<String> = folders.iter().map(|folder| name(folder)).collect();
        assert_eq!(pending, names);
        assert_eq!(db.database.migrate().await.unwrap().len(), folders.len());
        assert_eq!(db.schema().await, before, "the same tables, indexes and rules as before");
        reads(db, &centre).await;
    }

    async fn an_older_one_comes_after_a_newer_one(db: &TestDatabase) {
        let centre = Centre::open(db).await;
        let folders = folders(db);
        let (older, newer) = (&folders[0], &folders[1]);
        let before = db.schema().await;
        // Those after them may build on both; these two do not know of each other.
        for folder in folders[2..].iter().rev() {
            undo(db, folder).await;
        }
        undo(db, older).await;
        let pending = db.database.pending_migrations().await.unwrap();
        assert!(pending.contains(&name(older)) && !pending.contains(&name(newer)), "{pending:?}");
        let done = db.database.migrate().await.unwrap();
        assert_eq!(done.len(), folders.len() - 1, "{done:?}");
        assert_eq!(db.schema().await, before);
        assert!(db.database.pending_migrations().await.unwrap().is_empty());
        reads(db, &centre).await;
    }
}
