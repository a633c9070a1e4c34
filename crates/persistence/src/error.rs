//! From what the database says to what the domain understands.

use std::sync::Arc;

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
    /// Several callers waited for the same read.
    #[error("{0}")]
    Shared(Arc<DbError>),
}

impl DbError {
    /// Whether trying again later may help.
    fn passes(&self) -> bool {
        match self {
            Self::Query(DieselError::DatabaseError(kind, info)) => is_away(*kind, info.message()),
            Self::Query(DieselError::BrokenTransactionManager) | Self::Pool(_) => true,
            Self::Shared(cause) => cause.passes(),
            _ => false,
        }
    }
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
            DbError::Shared(cause) => match Arc::try_unwrap(cause) {
                Ok(own) => own.into(),
                Err(shared) if shared.passes() => Self::Unavailable(Box::new(DbError::Shared(shared))),
                Err(shared) => Self::Failed(Box::new(DbError::Shared(shared))),
            },
            DbError::Conflict => Self::Conflict,
            DbError::Corrupt(place) => Self::Corrupt { place },
            DbError::Migration(_) | DbError::Settings(_) | DbError::Task(_) | DbError::Io(_) => {
                Self::Failed(Box::new(error))
            }
        }
    }
}

impl DbError {
    /// Whether the connections themselves are of no more use for writing: see `Database::reopen`.
    pub(crate) fn spoils_connections(&self) -> bool {
        let (Self::Query(cause) | Self::KeyLog(cause)) = self else {
            return false;
        };
        let message = cause.to_string();
        READ_ONLY.iter().any(|part| message.contains(part))
    }
}

/// What SQLite says on a connection that cannot write any more.
const READ_ONLY: [&str; 2] = ["attempt to write a readonly database", "disk I/O error"];

fn of_query(error: DieselError) -> StoreError {
    match error {
        DieselError::DatabaseError(kind, info) => of_database(kind, info),
        DieselError::BrokenTransactionManager => StoreError::Unavailable(Box::new(error)),
        // The rollback failed because the connection or the transaction was gone; why is told by the commit.
        DieselError::RollbackErrorOnCommit { commit_error, .. } => of_query(*commit_error),
        other => StoreError::Failed(Box::new(other)),
    }
}

fn of_database(kind: DatabaseErrorKind, info: Box<dyn DatabaseErrorInformation + Send + Sync>) -> StoreError {
    match kind {
        DatabaseErrorKind::UniqueViolation => return StoreError::Taken(unique_key(info.as_ref())),
        DatabaseErrorKind::ForeignKeyViolation => return StoreError::Conflict,
        _ => {}
    }
    let away = is_away(kind, info.message());
    let source = Box::new(DieselError::DatabaseError(kind, info));
    if away {
        StoreError::Unavailable(source)
    } else {
        StoreError::Failed(source)
    }
}

fn is_away(kind: DatabaseErrorKind, message: &str) -> bool {
    matches!(
        kind,
        DatabaseErrorKind::ClosedConnection
            | DatabaseErrorKind::UnableToSendCommand
            | DatabaseErrorKind::SerializationFailure
            | DatabaseErrorKind::ReadOnlyTransaction
    ) || is_passing(message)
}

/// Messages of conditions that pass: diesel has no kinds for them.
fn is_passing(message: &str) -> bool {
    const PASSING: [&str; 13] = [
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
        "No space left on device",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(message: &str) -> DieselError {
        DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(message.to_owned()))
    }

    #[test]
    fn conditions_that_pass_are_told_from_faults() {
        for (message, passes) in [
            ("database or disk is full", true),
            ("attempt to write a readonly database", true),
            ("disk I/O error", true),
            ("the database system is starting up", true),
            ("the database system is in recovery mode", true),
            (
                "terminating connection because of crash of another server process",
                true,
            ),
            (
                "could not extend file \"base/5/16403\": No space left on device",
                true,
            ),
            ("no such column: colour", false),
            ("database disk image is malformed", false),
        ] {
            let error = StoreError::from(DbError::Query(said(message)));
            assert_eq!(matches!(error, StoreError::Unavailable(_)), passes, "{message}");
        }
    }

    #[test]
    fn a_commit_that_could_not_even_be_rolled_back_tells_why_it_failed() {
        let error = DieselError::RollbackErrorOnCommit {
            rollback_error: Box::new(DieselError::NotInTransaction),
            commit_error: Box::new(said("database or disk is full")),
        };
        assert!(matches!(
            StoreError::from(DbError::Query(error)),
            StoreError::Unavailable(_)
        ));
    }

    #[test]
    fn connections_that_were_opened_for_reading_alone_are_of_no_more_use() {
        assert!(DbError::Query(said("attempt to write a readonly database")).spoils_connections());
        assert!(!DbError::Query(said("database or disk is full")).spoils_connections());
        assert!(!DbError::Conflict.spoils_connections());
    }
}
