//! The SQL that the lists of several tables share: one record by its id, what staff have hidden or deleted, orders.

/// A workspace's rows of a table with this text in a column.
macro_rules! own {
    ($table:ident :: $column:ident, $workspace:expr, $value:expr) => {
        $table::table
            .filter($table::workspace_id.eq($workspace.as_str().to_owned()))
            .filter($table::$column.eq($value.as_str().to_owned()))
    };
}
pub(crate) use own;

/// A boxed query over the public rows of a view: by words, by when they changed, by whose they are (a table of links
/// to people tells, which names the records as the table itself does).
macro_rules! public {
    ($db:ty, $view:expr, $filter:expr, $table:ident :: $id:ident, $links:ident, $words:expr) => {{
        let workspace = $view.workspace().as_str().to_owned();
        let mut select = $table::table
            .filter($table::workspace_id.eq(workspace.clone()))
            .filter($table::is_public)
            .into_boxed::<$db>();
        if let Some(matching) = $crate::search::WordMatch::all($words, &$filter.q) {
            select = select.filter(matching);
        }
        if let Some(since) = $filter.updated_since {
            select = select.filter($table::changed_at.ge(since));
        }
        if let Some(entities) = $crate::view::entities($view) {
            let theirs = $crate::view::theirs!($links, $id, workspace, entities);
            select = select.filter($table::$id.eq_any(theirs));
        }
        select
    }};
}
pub(crate) use public;

/// Of a boxed query, what staff want to see of the hidden and the deleted.
macro_rules! kept {
    ($select:expr, $table:ident, $filter:expr) => {{
        use domain::publication::curation::{Deletion, Visibility};
        let select = match $filter.visibility {
            Visibility::All => $select,
            Visibility::Visible => $select.filter($table::visible),
            Visibility::Hidden => $select.filter(diesel::dsl::not($table::visible)),
        };
        match $filter.deletion {
            Deletion::All => select,
            Deletion::Active => select.filter($table::deleted_at.is_null()),
            Deletion::Deleted => select.filter($table::deleted_at.is_not_null()),
        }
    }};
}
pub(crate) use kept;

/// A query in the order of a column, as the indexes have it. What is not known comes last both ways: where it is kept
/// as something below everything that is, that is so on the way down by itself, on the way up by a first key.
macro_rules! sorted {
    // Always known.
    ($select:expr, $direction:expr, $table:ident :: $column:ident) => {
        match $direction {
            domain::storage::Direction::Descending => {
                $select.order(($table::$column.desc(), $table::id.desc()))
            }
            domain::storage::Direction::Ascending => $select.order(($table::$column, $table::id)),
        }
    };
    ($select:expr, $direction:expr, $table:ident :: $column:ident, unknown: NULL) => {
        match $direction {
            domain::storage::Direction::Descending => $select.order((
                $table::$column.is_null(),
                $table::$column.desc(),
                $table::id.desc(),
            )),
            domain::storage::Direction::Ascending => {
                $select.order(($table::$column.is_null(), $table::$column, $table::id))
            }
        }
    };
    ($select:expr, $direction:expr, $table:ident :: $column:ident, unknown: $unknown:literal) => {
        match $direction {
            domain::storage::Direction::Descending => {
                $select.order(($table::$column.desc(), $table::id.desc()))
            }
            domain::storage::Direction::Ascending => $select.order((
                diesel::dsl::sql::<diesel::sql_types::Bool>(concat!(
                    stringify!($table),
                    ".",
                    stringify!($column),
                    " = ",
                    $unknown
                )),
                $table::$column,
                $table::id,
            )),
        }
    };
}
pub(crate) use sorted;
