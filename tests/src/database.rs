//! A database for each test: a file, or a clone of a migrated PostgreSQL template.

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, RunQueryDsl as _, SqliteConnection};
use persistence::{Database, Settings, Stores};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// Any number, as long as all tests use the same.
const TEMPLATE_LOCK: i64 = 7_236_829;

/// The text of every table and index, and the columns of each table with their types and defaults.
const SQLITE_SCHEMA: &str = "SELECT name || ': ' || coalesce(sql, '') AS line FROM sqlite_master WHERE name NOT LIKE 'sqlite~_%' ESCAPE '~' \
     UNION ALL SELECT m.name || '.' || c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || \
     coalesce(c.dflt_value, '') || ' ' || c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite~_%' ESCAPE '~'";
/// The same as PostgreSQL tells it.
const POSTGRES_SCHEMA: &str = "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || \
     coalesce(column_default, '') FROM information_schema.columns WHERE table_schema = 'public' \
     UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
     UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint \
     WHERE connamespace = 'public'::regnamespace";

/// A line of a schema.
#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// A migrated database that is gone with the test.
pub struct TestDatabase {
    /// The database.
    pub database: Database,
    /// Its ports.
    pub stores: Stores,
    /// For processes of their own.
    pub url: String,
    _folder: Option<TempDir>,
    drop: Option<(String, String)>,
}

impl TestDatabase {
    /// A SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let url = format!("sqlite://{}", folder.path().join("test.db").display());
        Self::open(url, Some(folder), None).await
    }

    /// A PostgreSQL database of its own; `None` (and a word on stderr) where the run is for SQLite only.
    pub async fn postgres() -> Option<Self> {
        if setting("LEGACITI_TEST_SQLITE_ONLY").is_some() {
            eprintln!("skipped on PostgreSQL: the run is for SQLite only");
            return None;
        }
        let server = setting("LEGACITI_TEST_POSTGRES_URL")
            .expect("LEGACITI_TEST_POSTGRES_URL is not set: run the tests with `cargo xtask test`");
        let name = format!("legaciti_test_{}", uuid_like());
        let admin = connect(&server).await;
        let template = template(&admin, &server).await;
        let clone = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
        admin
            .batch_execute(&clone)
            .await
            .expect("a clone of the template");
        let url = with_database(&server, &name);
        Some(Self::open(url, None, Some((server, name))).await)
    }

    /// Runs SQL beside the service, to break something on purpose.
    pub async fn execute(&self, sql: &str) {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let mut connection = SqliteConnection::establish(path).expect("the file");
            connection.batch_execute(sql).expect("SQL that runs");
        } else {
            connect(&self.url)
                .await
                .batch_execute(sql)
                .await
                .expect("SQL that runs");
        }
    }

    /// Everything that is stored, as text: what a stolen copy would tell.
    pub async fn dump(&self) -> String {
        if let Some(path) = self.url.strip_prefix("sqlite://") {
            let files = ["", "-wal"].map(|end| std::fs::read(format!("{path}{end}")).unwrap_or_default());
            return String::from_utf8_lossy(&files.concat()).into_owned();
        }
        let client = connect(&self.url).await;
        let tables = "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'";
        let mut all = String::new();
        for table in client.query(tables, &[]).await.expect("the tables") {
            let name: String = table.get(0);
            let rows = format!("SELECT t::text FROM \"{name}\" t");
            for row in client.query(&rows, &[]).await.expect("rows") {
                all.push_str(row.get(0));
                all.push('\n');
            }
        }
        all
    }

    /// Every table, column, index and rule, a line each, sorted.
    pub async fn schema(&self) -> Vec<String> {
        let mut lines = if let Some(path) = self.url.strip_prefix("sqlite://") {
            let mut connection = SqliteConnection::establish(path).expect("the file");
            let rows: Vec<Line> = diesel::sql_query(SQLITE_SCHEMA)
                .load(&mut connection)
                .expect("the schema");
            rows.into_iter().map(|row| row.line).collect()
        } else {
            let rows = connect(&self.url).await.query(POSTGRES_SCHEMA, &[]).await;
            let rows = rows.expect("the schema");
            rows.iter().map(|row| row.get(0)).collect::<Vec<String>>()
        };
        lines.sort();
        lines
    }

    async fn open(url: String, folder: Option<TempDir>, drop: Option<(String, String)>) -> Self {
        let settings = Settings {
            url: url.clone(),
            pool: Some(8),
        };
        let database = Database::connect(&settings).await.expect("a database");
        database.migrate().await.expect("migrations");
        let stores = database.stores();
        Self {
            database,
            stores,
            url,
            _folder: folder,
            drop,
        }
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Some((server, name)) = self.drop.take() else {
            return;
        };
        // A drop cannot await, and the test's runtime is busy with it.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let admin = connect(&server).await;
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                admin.batch_execute(&sql).await.map_err(std::io::Error::other)
            })
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("a test database could not be dropped");
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told where their databases are by the environment"
)]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .expect("a PostgreSQL server");
    tokio::spawn(connection);
    client
}

/// The name of a migrated database to clone, made by whichever test comes first.
async fn template(admin: &Client, server: &str) -> String {
    let name = format!("legaciti_template_{}", fingerprint());
    admin
        .execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK])
        .await
        .expect("the template's lock");
    let found = admin
        .query_opt("SELECT 1 FROM pg_database WHERE datname = $1", &[&name])
        .await
        .expect("a look at the databases");
    if found.is_none() {
        let draft = format!("{name}_draft");
        let make = format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)");
        admin.batch_execute(&make).await.expect("no old draft");
        admin
            .batch_execute(&format!("CREATE DATABASE {draft}"))
            .await
            .expect("a draft");
        let settings = Settings {
            url: with_database(server, &draft),
            pool: Some(1),
        };
        let database = Database::connect(&settings).await.expect("the draft");
        database.migrate().await.expect("migrations");
        drop(database);
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1";
        admin
            .execute(end, &[&draft])
            .await
            .expect("no connections to the draft");
        admin
            .batch_execute(&format!("ALTER DATABASE {draft} RENAME TO {name}"))
            .await
            .expect("a template");
    }
    admin
        .execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK])
        .await
        .expect("the template's lock");
    name
}

/// Tells one set of migrations from another.
fn fingerprint() -> String {
    use std::hash::{DefaultHasher, Hash as _, Hasher as _};
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("migrations")
        .flatten()
        .map(|entry| entry.path().join("up.sql"))
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::fs::read(file).expect("a migration").hash(&mut hasher);
    }
    format!("{:016x}", hasher.finish())
}

fn with_database(server: &str, name: &str) -> String {
    let (base, query) = server
        .split_once('?')
        .map_or((server, None), |(base, query)| (base, Some(query)));
    let (authority, _) = base.rsplit_once('/').expect("a URL with a database");
    match query {
        Some(query) => format!("{authority}/{name}?{query}"),
        None => format!("{authority}/{name}"),
    }
}

/// Unique among the tests of a server.
fn uuid_like() -> String {
    use std::sync::atomic::{AtomicU32, Ordering};
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let elapsed = std::time::UNIX_EPOCH
        .elapsed()
        .expect("a clock after 1970")
        .as_nanos();
    format!(
        "{}_{elapsed:x}_{}",
        std::process::id(),
        COUNTER.fetch_add(1, Ordering::Relaxed)
    )
}
