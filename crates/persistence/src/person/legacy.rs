//! What the staff made of somebody under a deprecated iD, handed down to the primary one.

use diesel::{ExpressionMethods, QueryDsl, Queryable, Selectable, SelectableHelper};
use domain::identifier::Orcid;
use domain::text::Localised;
use domain::workspace::WorkspaceId;

use crate::db::{Conn, on};
use crate::error::DbError;
use crate::exec::{Exec as _, Fetch as _};
use crate::json::Json;
use crate::schema::{people, person_categories};

/// Values made by hand.
#[derive(Debug, Clone, Default, Queryable, Selectable)]
#[diesel(table_name = people)]
pub(super) struct Legacy {
    name_edit: Option<Json<Localised>>,
    biography_edit: Option<Json<Localised>>,
    photo_url: Option<String>,
    people_type: Option<String>,
    hidden_at: Option<i64>,
}

impl Legacy {
    /// What people have who are known under these iDs.
    pub(super) async fn of(
        conn: &mut Conn,
        workspace: &WorkspaceId,
        orcids: &[Orcid],
    ) -> Result<Self, DbError> {
        if orcids.is_empty() {
            return Ok(Self::default());
        }
        let id = workspace.as_str().to_owned();
        let asked: Vec<String> = orcids.iter().map(|orcid| orcid.as_str().to_owned()).collect();
        let rows: Vec<Self> = on!(conn, |c| c
            .fetch(
                people::table
                    .filter(people::workspace_id.eq(id))
                    .filter(people::orcid.eq_any(asked))
                    .order(people::orcid)
                    .select(Self::as_select())
            )
            .await)?;
        Ok(rows.into_iter().fold(Self::default(), Self::or))
    }

    /// What is missing here is taken from there.
    fn or(self, other: Self) -> Self {
        Self {
            name_edit: self.name_edit.or(other.name_edit),
            biography_edit: self.biography_edit.or(other.biography_edit),
            photo_url: self.photo_url.or(other.photo_url),
            people_type: self.people_type.or(other.people_type),
            hidden_at: self.hidden_at.or(other.hidden_at),
        }
    }

    /// The name made by hand.
    pub(super) fn name(&self) -> Option<Localised> {
        self.name_edit.clone().map(|Json(name)| name)
    }

    /// Hands it down to somebody whose row is there: what they lack, and the categories. Somebody new is hidden where
    /// the old one was; somebody who was there is as the staff see them now.
    pub(super) async fn hand_down(
        self,
        conn: &mut Conn,
        workspace: &WorkspaceId,
        (from, to): (&[Orcid], &Orcid),
        is_new: bool,
    ) -> Result<(), DbError> {
        if from.is_empty() {
            return Ok(());
        }
        let own = Self::of(conn, workspace, std::slice::from_ref(to)).await?;
        let hidden_at = if is_new { self.hidden_at } else { own.hidden_at };
        let Self {
            name_edit,
            biography_edit,
            photo_url,
            people_type,
            ..
        } = own.or(self);
        let row = people::table
            .filter(people::workspace_id.eq(workspace.as_str().to_owned()))
            .filter(people::orcid.eq(to.as_str().to_owned()));
        let values = (
            people::name_edit.eq(name_edit),
            people::biography_edit.eq(biography_edit),
            people::photo_url.eq(photo_url),
            people::people_type.eq(people_type),
            people::hidden_at.eq(hidden_at),
        );
        on!(conn, |c| c.exec(diesel::update(row).set(values)).await)?;
        move_categories(conn, workspace, from, to).await
    }
}

/// A category that both have stays the primary's.
async fn move_categories(
    conn: &mut Conn,
    workspace: &WorkspaceId,
    from: &[Orcid],
    to: &Orcid,
) -> Result<(), DbError> {
    let id = workspace.as_str().to_owned();
    let from: Vec<String> = from.iter().map(|orcid| orcid.as_str().to_owned()).collect();
    let categories: Vec<String> = on!(conn, |c| c
        .fetch(
            person_categories::table
                .filter(person_categories::workspace_id.eq(id.clone()))
                .filter(person_categories::person_orcid.eq_any(from))
                .select(person_categories::category_id)
        )
        .await)?;
    for category in categories {
        let row = (
            person_categories::workspace_id.eq(id.clone()),
            person_categories::category_id.eq(category),
            person_categories::person_orcid.eq(to.as_str().to_owned()),
        );
        on!(conn, |c| c
            .exec(
                diesel::insert_into(person_categories::table)
                    .values(row)
                    .on_conflict_do_nothing()
            )
            .await)?;
    }
    Ok(())
}
