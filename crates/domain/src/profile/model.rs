//! Rows of the staff's list, a person in detail, categories, queries.

use crate::identifier::{Orcid, opaque_id};
use crate::membership::{Membership, MembershipStatus};
use crate::person::{PersonNames, SyncStatus};
use crate::storage::{Direction, PageRequest};
use crate::text::Localised;
use crate::workspace::EntityId;

opaque_id! {
    /// A category's identifier, a slug chosen by a person: unique inside its workspace.
    CategoryId
}

/// A group that a centre puts its people into: `phd-students`, `emeriti`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// Slug, unique inside the workspace.
    pub id: CategoryId,
    /// What people call it.
    pub name: Localised,
    /// Unix seconds.
    pub created_at: i64,
    /// Since when it takes nobody new (Unix seconds).
    pub retired_at: Option<i64>,
}

/// A person in the staff's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Primary iD.
    pub orcid: Orcid,
    /// The name shown: edited, else ORCID's.
    pub name: Localised,
    /// Stable.
    pub slug: String,
    /// At most 500 characters.
    pub photo_url: Option<String>,
    /// Free word of the centre.
    pub people_type: Option<String>,
    /// State of ingestion.
    pub sync_status: SyncStatus,
    /// Unix seconds of the last registry answer.
    pub last_fetched_at: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
    /// Publications of theirs in the public set.
    pub public_publication_count: u32,
    /// Publications linked to them, hidden ones too, deleted ones not.
    pub linked_publication_count: u32,
    /// All memberships, oldest first.
    pub memberships: Vec<Membership>,
    /// By id.
    pub categories: Vec<Category>,
    /// Since when the staff keep them out of the public answers (Unix seconds).
    pub hidden_at: Option<i64>,
}

/// A person in detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileDetail {
    /// What the list shows.
    pub profile: Profile,
    /// Names as ORCID gives them.
    pub names: PersonNames,
    /// The name that ORCID's names make.
    pub registry_name: String,
    /// The name made by hand.
    pub name_edit: Option<Localised>,
    /// Biography as ORCID gives it.
    pub registry_biography: Option<String>,
    /// The biography made by hand.
    pub biography_edit: Option<Localised>,
    /// Deprecated iDs that lead here.
    pub aliases: Vec<Orcid>,
}

impl ProfileDetail {
    /// The biography shown: edited, else ORCID's.
    pub fn biography(&self) -> Option<Localised> {
        let registry = self.registry_biography.clone().map(Localised::Plain);
        self.biography_edit.clone().or(registry)
    }
}

/// What the staff's list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ProfileSort {
    /// The name shown, folded; the default.
    #[default]
    Name,
    /// ORCID iD.
    Orcid,
    /// Last registry answer.
    LastFetchedAt,
    /// Publications in the public set.
    PublicationCount,
    /// When they came into the catalogue.
    CreatedAt,
}

/// What narrows the staff's list. Filters combine; entity, status and `active_only` speak of the same membership.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct ProfileFilter {
    /// Every word must begin a word of the names or the iD; empty = all.
    pub q: String,
    /// Members of this entity, present or past.
    pub entity: Option<EntityId>,
    /// Present members with this status.
    pub status: Option<MembershipStatus>,
    /// Only present members.
    pub active_only: bool,
    /// Only people of this category.
    pub category: Option<CategoryId>,
    /// Only people who are hidden, or who are not.
    pub hidden: Option<bool>,
}

/// A list of people for the staff.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ProfileQuery {
    /// Who.
    pub filter: ProfileFilter,
    /// By what; ties by row.
    pub sort: ProfileSort,
    /// Which way; absent values are last in both.
    pub direction: Direction,
    /// Slice.
    pub page: PageRequest,
}

/// The one membership that tells where somebody belongs, of the many that they may have: one of the entity that
/// was asked for, before others; an open one before closed ones; the home entity's; an internal one; the latest.
pub fn affiliation<'a>(
    memberships: &'a [Membership],
    asked: Option<&EntityId>,
    home: &EntityId,
) -> Option<&'a Membership> {
    memberships.iter().max_by_key(|row| {
        (
            asked == Some(&row.entity),
            row.ends_at.is_none(),
            row.entity == *home,
            row.status == MembershipStatus::Internal,
            row.starts_at,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(entity: &str, status: MembershipStatus, starts_at: i64, ends_at: Option<i64>) -> Membership {
        Membership {
            person: Orcid::parse("0000-0002-1825-0097").unwrap(),
            entity: EntityId::new(entity),
            status,
            starts_at,
            ends_at,
        }
    }

    #[test]
    fn one_membership_tells_where_somebody_belongs() {
        use MembershipStatus::{External, Internal};
        let home = EntityId::new("home");
        let past = row("home", Internal, 1, Some(5));
        let lab = row("lab", Internal, 2, None);
        let other_lab = row("other", External, 9, None);
        let at_home = row("home", External, 5, None);
        let cases: [(&[&Membership], Option<&str>, Option<&Membership>); 7] = [
            (&[], None, None),
            (&[&past], None, Some(&past)),
            (&[&past, &lab], None, Some(&lab)),
            (&[&past, &lab, &at_home], None, Some(&at_home)),
            (&[&lab, &other_lab], None, Some(&lab)),
            (&[&past, &lab], Some("home"), Some(&past)),
            (&[&lab, &at_home], Some("lab"), Some(&lab)),
        ];
        for (rows, asked, expected) in cases {
            let rows: Vec<Membership> = rows.iter().copied().cloned().collect();
            let asked = asked.map(EntityId::new);
            assert_eq!(affiliation(&rows, asked.as_ref(), &home), expected, "{rows:?}");
        }
    }
}
