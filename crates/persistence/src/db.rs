//! The two databases behind one type: pools, connections, transactions.

use std::sync::Arc;
use std::time::Duration;

use deadpool::managed::Manager;
use diesel::ConnectionError;
use diesel::connection::AnsiTransactionManager;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};
use domain::storage::StoreError;
use domain::workspace::WorkspaceId;
use futures_util::FutureExt;
use tokio::sync::{Mutex, Notify};

use crate::blocking::SqliteConn;
use crate::error::DbError;
use crate::news::{self, News};
use crate::revision::Revisions;

/// Where the catalogue is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `sqlite://PATH` or `postgres://…`.
    pub url: String,
    /// Connections for reading (SQLite) or in all (PostgreSQL); 4 and 16 where left out.
    pub pool: Option<u32>,
}

/// A database: cheap to clone.
#[derive(Clone)]
pub struct Database {
    pub(crate) pools: Pools,
    pub(crate) revisions: Arc<Revisions>,
    deliveries: Arc<Notify>,
    /// Held while connections are opened anew.
    pub(crate) reopening: Arc<Mutex<()>>,
}

#[derive(Clone)]
pub(crate) enum Pools {
    Postgres {
        pool: Pool<AsyncPgConnection>,
        url: String,
    },
    // One writer: SQLite has no more, and waiting in the pool is fairer than waiting in SQLite.
    Sqlite {
        read: Pool<SqliteConn>,
        write: Pool<SqliteConn>,
        path: String,
    },
}

/// A connection for one transaction, or for some reads.
pub(crate) struct Conn {
    pub(crate) link: Link,
    /// What its transaction has done to the public catalogue.
    pub(crate) news: News,
}

/// A connection of either kind; `on!` opens it.
#[expect(
    clippy::large_enum_variant,
    reason = "a handful exist at once, and each lives on its caller's stack"
)]
pub(crate) enum Link {
    Postgres(Object<AsyncPgConnection>),
    Sqlite(Object<SqliteConn>),
}

impl From<Link> for Conn {
    fn from(link: Link) -> Self {
        Self {
            link,
            news: News::default(),
        }
    }
}

/// Busy time-out first: the switch to WAL itself may have to wait.
const PRAGMAS: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; \
    PRAGMA synchronous = NORMAL; PRAGMA mmap_size = 17179869184; PRAGMA cache_size = -4000; \
    PRAGMA temp_store = MEMORY;";
const READ_ONLY: &str = "PRAGMA query_only = ON;";
/// A statement that takes longer than this is a bug; the caller has gone.
const POSTGRES_SETUP: &str = "SET statement_timeout = '30s'; SET lock_timeout = '20s';";
const POSTGRES_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
const WAIT_FOR_CONNECTION: Duration = Duration::from_secs(10);

impl Database {
    /// Opens pools; connects to PostgreSQL lazily, creates the SQLite file on first use, never creates tables.
    pub async fn connect(settings: &Settings) -> Result<Self, StoreError> {
        let pools = open(settings)?;
        let database = Self {
            pools,
            revisions: Arc::default(),
            deliveries: Arc::default(),
            reopening: Arc::default(),
        };
        database.ping().await?;
        Ok(database)
    }

    /// Rung when this process has queued deliveries.
    pub fn deliveries(&self) -> Arc<Notify> {
        Arc::clone(&self.deliveries)
    }

    /// `sqlite` or `postgresql`.
    pub fn backend(&self) -> &'static str {
        match self.pools {
            Pools::Postgres { .. } => "postgresql",
            Pools::Sqlite { .. } => "sqlite",
        }
    }

    /// Whether it is the embedded one.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let mut conn = self.read().await?;
        on!(&mut conn, |c| c.batch_execute("SELECT 1").await).map_err(DbError::from)?;
        Ok(())
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<Conn, DbError> {
        let link = match &self.pools {
            Pools::Postgres { pool, .. } => Link::Postgres(pool.get().await?),
            Pools::Sqlite { read, .. } => Link::Sqlite(read.get().await?),
        };
        Ok(link.into())
    }

    async fn writer(&self) -> Result<Conn, DbError> {
        let link = match &self.pools {
            Pools::Postgres { pool, .. } => Link::Postgres(pool.get().await?),
            Pools::Sqlite { write, .. } => Link::Sqlite(write.get().await?),
        };
        Ok(link.into())
    }

    /// Runs `work` in one transaction; an error rolls back.
    pub(crate) async fn transaction<R, F>(&self, work: F) -> Result<R, DbError>
    where
        F: AsyncFnOnce(&mut Conn) -> Result<R, DbError>,
    {
        let mut conn = self.writer().await?;
        let result = conn.all_or_nothing(work).await;
        if result.is_ok() && conn.news.queued {
            self.deliveries.notify_one();
        }
        if result.as_ref().is_err_and(DbError::spoils_connections) {
            drop(conn);
            self.reopen();
        }
        result
    }

    /// Runs `work` on one unchanging state of the database, which keeps no writer away.
    pub(crate) async fn snapshot<R, F>(&self, work: F) -> Result<R, DbError>
    where
        F: AsyncFnOnce(&mut Conn) -> Result<R, DbError>,
    {
        let mut conn = self.read().await?;
        conn.begin_snapshot().await?;
        let result = work(&mut conn).await;
        conn.rollback().await?;
        result
    }

    /// Runs `work` in one transaction, alone among the writers of this workspace. Everything that touches the
    /// public set goes through here: two writers would otherwise decide from each other's past. Installations that see
    /// what has changed hear of it in the same transaction.
    pub(crate) async fn workspace_transaction<R, F>(
        &self,
        workspace: &WorkspaceId,
        work: F,
    ) -> Result<R, DbError>
    where
        F: AsyncFnOnce(&mut Conn) -> Result<R, DbError>,
    {
        let id = workspace.clone();
        let result = self
            .transaction(async |conn: &mut Conn| {
                conn.lock_workspace(id.as_str().to_owned()).await?;
                let done = work(conn).await?;
                Box::pin(news::spread(conn, &id)).await?;
                Ok(done)
            })
            .await;
        self.revisions.forget();
        result
    }
}

impl Conn {
    async fn begin(&mut self) -> Result<(), DbError> {
        match &mut self.link {
            Link::Postgres(c) => {
                <AsyncPgConnection as AsyncConnection>::TransactionManager::begin_transaction(&mut **c)
                    .await?;
            }
            // IMMEDIATE: a reader that turns writer half-way fails where another writer was quicker.
            Link::Sqlite(c) => {
                c.spawn_blocking(|c| AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"))
                    .await?;
            }
        }
        Ok(())
    }

    async fn begin_snapshot(&mut self) -> Result<(), DbError> {
        match &mut self.link {
            Link::Postgres(c) => {
                diesel_async::AnsiTransactionManager::begin_transaction_sql(&mut **c, POSTGRES_SNAPSHOT)
                    .await?;
            }
            Link::Sqlite(c) => {
                <SqliteConn as AsyncConnection>::TransactionManager::begin_transaction(&mut **c).await?;
            }
        }
        Ok(())
    }

    async fn all_or_nothing<R, F>(&mut self, work: F) -> Result<R, DbError>
    where
        F: AsyncFnOnce(&mut Self) -> Result<R, DbError>,
    {
        self.begin().await?;
        match work(self).await {
            Ok(value) => {
                self.commit().await?;
                Ok(value)
            }
            Err(error) => {
                // The first error tells more than a rollback that fails after it.
                if let Err(second) = self.rollback().await {
                    tracing::debug!(error = second.to_string(), "rollback failed");
                }
                Err(error)
            }
        }
    }

    async fn commit(&mut self) -> Result<(), DbError> {
        Ok(match &mut self.link {
            Link::Postgres(c) => {
                <AsyncPgConnection as AsyncConnection>::TransactionManager::commit_transaction(&mut **c).await
            }
            Link::Sqlite(c) => {
                <SqliteConn as AsyncConnection>::TransactionManager::commit_transaction(&mut **c).await
            }
        }?)
    }

    async fn rollback(&mut self) -> Result<(), DbError> {
        Ok(match &mut self.link {
            Link::Postgres(c) => {
                <AsyncPgConnection as AsyncConnection>::TransactionManager::rollback_transaction(&mut **c)
                    .await
            }
            Link::Sqlite(c) => {
                <SqliteConn as AsyncConnection>::TransactionManager::rollback_transaction(&mut **c).await
            }
        }?)
    }

    /// SQLite has one writer anyway.
    async fn lock_workspace(&mut self, workspace: String) -> Result<(), DbError> {
        if let Link::Postgres(c) = &mut self.link {
            let lock = diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 7))")
                .bind::<diesel::sql_types::Text, _>(workspace);
            diesel_async::RunQueryDsl::execute(lock, &mut **c).await?;
        }
        Ok(())
    }
}

/// Expands an expression once for each database; `Db` names the backend inside it.
macro_rules! on {
    ($conn:expr, |$c:ident| $body:expr) => {
        match &mut ($conn).link {
            $crate::db::Link::Postgres(pooled) => {
                type Db = diesel::pg::Pg;
                // Only boxed queries name the backend.
                let _ = std::marker::PhantomData::<Db>;
                let $c: &mut diesel_async::AsyncPgConnection = &mut *pooled;
                $body
            }
            $crate::db::Link::Sqlite(pooled) => {
                type Db = diesel::sqlite::Sqlite;
                // Only boxed queries name the backend.
                let _ = std::marker::PhantomData::<Db>;
                let $c: &mut $crate::blocking::SqliteConn = &mut *pooled;
                $body
            }
        }
    };
}
pub(crate) use on;

fn open(settings: &Settings) -> Result<Pools, DbError> {
    if let Some(path) = settings.url.strip_prefix("sqlite://") {
        let readers = settings
            .pool
            .map_or(4, |n| usize::try_from(n.max(1)).unwrap_or(4));
        return Ok(Pools::Sqlite {
            read: sqlite_pool(path, readers, true)?,
            write: sqlite_pool(path, 1, false)?,
            path: path.to_owned(),
        });
    }
    if settings.url.starts_with("postgres://") || settings.url.starts_with("postgresql://") {
        let size = settings
            .pool
            .map_or(16, |n| usize::try_from(n.max(1)).unwrap_or(16));
        return Ok(Pools::Postgres {
            pool: postgres_pool(&settings.url, size)?,
            url: settings.url.clone(),
        });
    }
    Err(DbError::Settings(
        "the database URL has to begin with sqlite:// or postgres://".to_owned(),
    ))
}

fn sqlite_pool(path: &str, size: usize, read_only: bool) -> Result<Pool<SqliteConn>, DbError> {
    let mut config = ManagerConfig::<SqliteConn>::default();
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |path| {
        let path = path.to_owned();
        async move {
            let mut conn = SqliteConn::establish(&path).await?;
            conn.batch_execute(PRAGMAS)
                .await
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
            if read_only {
                conn.batch_execute(READ_ONLY)
                    .await
                    .map_err(ConnectionError::CouldntSetupConfiguration)?;
            }
            Ok(conn)
        }
        .boxed()
    });
    build(AsyncDieselConnectionManager::new_with_config(path, config), size)
}

fn postgres_pool(url: &str, size: usize) -> Result<Pool<AsyncPgConnection>, DbError> {
    let mut config = ManagerConfig::<AsyncPgConnection>::default();
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |url| {
        let url = url.to_owned();
        async move {
            let mut conn = AsyncPgConnection::establish(&url).await?;
            conn.batch_execute(POSTGRES_SETUP)
                .await
                .map_err(ConnectionError::CouldntSetupConfiguration)?;
            Ok(conn)
        }
        .boxed()
    });
    build(AsyncDieselConnectionManager::new_with_config(url, config), size)
}

fn build<M: Manager>(manager: M, size: usize) -> Result<deadpool::managed::Pool<M>, DbError> {
    deadpool::managed::Pool::builder(manager)
        .max_size(size)
        .runtime(deadpool::Runtime::Tokio1)
        .wait_timeout(Some(WAIT_FOR_CONNECTION))
        .create_timeout(Some(WAIT_FOR_CONNECTION))
        .build()
        .map_err(|error| DbError::Settings(error.to_string()))
}
