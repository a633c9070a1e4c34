//! The SQL of a narrowed view: people who are members of its entities now, and what is theirs.

use domain::workspace::View;

/// The entities of a narrowed view, as they are stored.
pub(crate) fn entities(view: &View) -> Option<Vec<String>> {
    let entities = view.entities()?;
    Some(entities.iter().map(|entity| entity.as_str().to_owned()).collect())
}

/// A subquery: ORCID iDs of the people of these entities.
macro_rules! members {
    ($workspace:expr, $entities:expr) => {
        memberships::table
            .filter(memberships::workspace_id.eq($workspace))
            .filter(memberships::entity_id.eq_any($entities))
            .filter(memberships::ends_at.is_null())
            .select(memberships::person_orcid)
    };
}
pub(crate) use members;

/// A subquery: what a table of links says is theirs.
macro_rules! theirs {
    ($links:ident, $column:ident, $workspace:expr, $entities:expr) => {
        $links::table
            .filter($links::workspace_id.eq($workspace.clone()))
            .filter($links::person_orcid.eq_any($crate::view::members!($workspace, $entities)))
            .select($links::$column)
    };
}
pub(crate) use theirs;

/// Whether something by its id is theirs, or the view is not narrowed.
macro_rules! shows {
    ($conn:expr, $view:expr, $links:ident, $column:ident, $id:expr) => {
        match $crate::view::entities($view) {
            None => true,
            Some(entities) => {
                let workspace = $view.workspace().as_str().to_owned();
                let found: Vec<String> = on!($conn, |c| c
                    .fetch(
                        $links::table
                            .filter($links::workspace_id.eq(workspace.clone()))
                            .filter($links::$column.eq($id))
                            .filter($links::person_orcid.eq_any($crate::view::members!(workspace, entities)))
                            .select($links::person_orcid)
                            .limit(1)
                    )
                    .await)?;
                !found.is_empty()
            }
        }
    };
}
pub(crate) use shows;
