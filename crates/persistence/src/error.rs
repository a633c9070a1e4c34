//! From what the database says to what the domain understands.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};
use diesel_async::pooled_connection::deadpool::PoolError;
use domain::storage::{StoreError, UniqueKey};

/// What can go wrong inside this crate.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DbError {
    #[error(transparent)]
    Query(#[from] DieselError),
    #[error("no connection: {0}")]
    Pool(#[from] PoolError),
    #[error("migration: {0}")]
    Migration(String),
    #[error("the API-key log refused the row")]
    KeyLog(#[source] DieselError),
    #[error("the record changed in between")]
    Conflict,
    #[error("unreadable value in {0}")]
    Corrupt(&'static str),
    #[error("{0}")]
    Settings(String),
    #[error("a blocking task ended early: {0}")]
    Task(#[from] tokio::task::JoinError),
    #[error("compression: {0}")]
    Io(#[from] std::io::Error),
}

impl From<DbError> for StoreError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Query(DieselError::DatabaseError(kind, info)) => of_database(kind, info),
            DbError::KeyLog(cause) => match of_query(cause) {
                Self::Unavailable(source) => Self::Unavailable(source),
                other => Self::KeyLog(Box::new(other)),
            },
            DbError::Query(other) => of_query(other),
            DbError::Pool(_) => Self::Unavailable(Box::new(error)),
            DbError::Conflict => Self::Conflict,
            DbError::Corrupt(place) => Self::Corrupt { place },
            DbError::Migration(_) | DbError::Settings(_) | DbError::Task(_) | DbError::Io(_) => {
                Self::Failed(Box::new(error))
            }
        }
    }
}

fn of_query(error: DieselError) -> StoreError {
    match error {
        DieselError::DatabaseError(kind, info) => of_database(kind, info),
        DieselError::BrokenTransactionManager => StoreError::Unavailable(Box::new(error)),
        other => StoreError::Failed(Box::new(other)),
    }
}

fn of_database(kind: DatabaseErrorKind, info: Box<dyn DatabaseErrorInformation + Send + Sync>) -> StoreError {
    match kind {
        DatabaseErrorKind::UniqueViolation => return StoreError::Taken(unique_key(info.as_ref())),
        DatabaseErrorKind::ForeignKeyViolation => return StoreError::Conflict,
        _ => {}
    }
    let away = matches!(
        kind,
        DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ReadOnlyTransaction
    ) || is_passing(info.message());
    let source = Box::new(DieselError::DatabaseError(kind, info));
    if away {
        StoreError::Unavailable(source)
    } else {
        StoreError::Failed(source)
    }
}

/// Messages of conditions that pass: diesel has no kinds for them.
fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 12] = [
        "database is locked",
        "database table is locked",
        "disk I/O error",
        "database or disk is full",
        "attempt to write a readonly database",
        "unable to open database file",
        "terminating connection",
        "the database system is",
        "connection closed",
        "deadlock detected",
        "canceling statement",
        "too many clients",
    ];
    PASSING.iter().any(|part| message.contains(part))
}

/// What PostgreSQL calls a constraint, and what SQLite says of its columns.
const KEYS: [(&str, &str, UniqueKey); 9] = [
    ("workspaces_slug_key", "workspaces.slug", UniqueKey::WorkspaceSlug),
    (
        "entities_pkey",
        "entities.workspace_id, entities.id",
        UniqueKey::Entity,
    ),
    (
        "categories_pkey",
        "categories.workspace_id, categories.id",
        UniqueKey::Category,
    ),
    ("user_email_key", "user.email", UniqueKey::UserEmail),
    (
        "organization_slug_key",
        "organization.slug",
        UniqueKey::WorkspaceSlug,
    ),
    ("projects_project_id", "projects.project_id", UniqueKey::Project),
    ("works_work_id", "works.work_id", UniqueKey::Work),
    (
        "integrations_name_key_key",
        "integrations.name_key",
        UniqueKey::Integration,
    ),
    (
        "installation_origins_origin",
        "installation_origins.origin",
        UniqueKey::Origin,
    ),
];

/// PostgreSQL names the constraint, SQLite its columns.
fn unique_key(info: &(dyn DatabaseErrorInformation + Send + Sync)) -> UniqueKey {
    let text = info.constraint_name().unwrap_or_else(|| info.message());
    let found = KEYS
        .iter()
        .find(|(name, columns, _)| text.contains(name) || text.contains(columns));
    found.map_or(UniqueKey::Other, |(_, _, key)| *key)
}
