//! A person as lists and details of the dashboard show them.

use domain::identifier::Orcid;
use domain::membership::{Membership, MembershipStatus};
use domain::profile::{Category, Profile, affiliation};
use domain::text::Localised;
use domain::workspace::EntityId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::consumer::optional_localised_schema;

/// How somebody belongs to an entity.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum AffiliationStatus {
    /// A member.
    Cesam,
    /// Known, but not a member.
    External,
}

impl From<MembershipStatus> for AffiliationStatus {
    fn from(status: MembershipStatus) -> Self {
        match status {
            MembershipStatus::Internal => Self::Cesam,
            MembershipStatus::External => Self::External,
        }
    }
}

/// A category that a person is in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CategoryItem {
    /// Its id.
    #[schema(example = "phd-students")]
    id: String,
    /// What people call it, in the language asked for.
    #[schema(example = "PhD students")]
    name: String,
    /// By language, where it was translated.
    #[schema(schema_with = optional_localised_schema)]
    name_localised: Option<Localised>,
    /// It takes nobody new.
    is_retired: bool,
}

/// A person for the staff.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffPerson {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// The name shown, in the language asked for.
    #[schema(example = "Josiah Carberry")]
    name: String,
    /// The name by language, where the staff wrote it in several.
    #[schema(schema_with = optional_localised_schema)]
    name_localised: Option<Localised>,
    /// Stable and unique in the centre.
    #[schema(example = "josiah-carberry")]
    slug: String,
    /// At most 500 characters.
    #[schema(required = true)]
    photo_url: Option<String>,
    /// A free word of the centre.
    #[schema(required = true, example = "researcher")]
    people_type: Option<String>,
    /// How far ingestion is: `pending`, `processing`, `complete` or `failed`.
    #[schema(example = "complete")]
    sync_status: &'static str,
    /// Unix seconds of the last answer of ORCID.
    #[schema(required = true)]
    last_fetched_at: Option<i64>,
    /// Unix seconds.
    created_at: i64,
    /// Public publications.
    #[schema(example = 12)]
    publication_count: u32,
    /// Linked publications, hidden ones too, deleted ones not.
    #[schema(example = 15)]
    linked_publication_count: u32,
    /// Where the person belongs; null for somebody who never belonged anywhere.
    #[schema(required = true, example = "cesam")]
    entity_id: Option<String>,
    /// How.
    #[schema(required = true)]
    affiliation_status: Option<AffiliationStatus>,
    /// Since when (Unix seconds).
    #[schema(required = true)]
    affiliation_starts_at: Option<i64>,
    /// Whether that membership is a present one.
    is_active: bool,
    /// By id.
    categories: Vec<CategoryItem>,
    /// Since when the staff keep them out of the public answers (Unix seconds); null for those who are shown.
    #[schema(required = true)]
    hidden_at: Option<i64>,
}

/// How people are to be shown.
pub(super) struct View<'a> {
    /// Language of names.
    pub(super) locale: &'a str,
    /// The entity asked for.
    pub(super) entity: Option<&'a EntityId>,
    /// The workspace's own entity.
    pub(super) home: &'a EntityId,
}

impl View<'_> {
    /// A person.
    pub(super) fn person(&self, found: Profile) -> StaffPerson {
        let current: Option<&Membership> = affiliation(&found.memberships, self.entity, self.home);
        StaffPerson {
            entity_id: current.map(|row| row.entity.as_str().to_owned()),
            affiliation_status: current.map(|row| row.status.into()),
            affiliation_starts_at: current.map(|row| row.starts_at),
            is_active: current.is_some_and(|row| row.ends_at.is_none()),
            orcid_id: text(&found.orcid),
            name: found.name.in_language(self.locale).to_owned(),
            name_localised: several(found.name),
            slug: found.slug,
            photo_url: found.photo_url,
            people_type: found.people_type,
            sync_status: found.sync_status.as_str(),
            last_fetched_at: found.last_fetched_at,
            created_at: found.created_at,
            publication_count: found.public_publication_count,
            linked_publication_count: found.linked_publication_count,
            categories: found
                .categories
                .into_iter()
                .map(|one| self.category(one))
                .collect(),
            hidden_at: found.hidden_at,
        }
    }

    fn category(&self, category: Category) -> CategoryItem {
        CategoryItem {
            id: category.id.as_str().to_owned(),
            name: category.name.in_language(self.locale).to_owned(),
            name_localised: several(category.name),
            is_retired: category.retired_at.is_some(),
        }
    }
}

/// An iD as the wire shows it.
pub(super) fn text(orcid: &Orcid) -> String {
    orcid.as_str().to_owned()
}

/// A text in several languages.
pub(in crate::dashboard) fn several(text: Localised) -> Option<Localised> {
    matches!(text, Localised::ByLanguage(_)).then_some(text)
}
