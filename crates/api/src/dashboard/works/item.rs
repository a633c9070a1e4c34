//! Works as the staff see them.

use domain::identifier::{Doi, Orcid};
use domain::partial_date::PartialDate;
use domain::registry::OtherId;
use domain::text::Localised;
use domain::work::curation::StaffWork;
use serde::Serialize;
use utoipa::ToSchema;

use super::body::project_ids_schema;
use crate::dashboard::projects::{abstract_schema, title_schema};
use crate::dashboard::publications::rfc3339;

/// A work in a list.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffWorkItem {
    /// Identifier.
    #[schema(example = "tide-tables-2024")]
    id: String,
    /// In the language asked for, where there is such a text.
    title: String,
    #[serde(flatten)]
    state: WorkState,
}

impl StaffWorkItem {
    /// A row; the title in this language, where there is such.
    pub(super) fn new(found: &StaffWork, locale: &str) -> Self {
        Self {
            id: found.id.as_str().to_owned(),
            title: found.fields.title.in_language(locale).to_owned(),
            state: found.into(),
        }
    }
}

/// What lists and details tell of a work.
#[derive(Serialize, ToSchema)]
pub(super) struct WorkState {
    /// A word of our vocabulary.
    #[schema(required = true, example = "report")]
    work_type: Option<String>,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2024")]
    publication_date: Option<PartialDate>,
    /// Its year.
    #[schema(required = true, example = 2024)]
    publication_year: Option<i32>,
    /// ORCID iDs of the workspace's people who made it.
    person_orcids: Vec<String>,
    /// A person has checked it: only then it is public.
    verified: bool,
    /// Not hidden.
    visible: bool,
    /// When it was deleted (RFC 3339, UTC); null while it is in the catalogue.
    #[schema(required = true)]
    deleted_at: Option<String>,
    /// The publication that it has become, by DOI.
    #[schema(required = true, example = "10.5555/12345678")]
    promoted_to: Option<String>,
    /// Whose ORCID record it was found in; null for works made by people.
    #[schema(required = true, example = "0000-0002-1825-0097")]
    found_in: Option<String>,
    /// Unix seconds of the last edit of its fields; from then on ingestion leaves them alone.
    #[schema(required = true)]
    edited_at: Option<i64>,
    /// Unix seconds.
    created_at: i64,
    /// Unix seconds.
    updated_at: i64,
}

impl From<&StaffWork> for WorkState {
    fn from(found: &StaffWork) -> Self {
        Self {
            work_type: found.fields.work_type.clone(),
            publication_date: found.fields.publication_date,
            publication_year: found.fields.publication_date.map(PartialDate::year),
            person_orcids: found
                .people
                .iter()
                .map(|orcid| Orcid::as_str(orcid).to_owned())
                .collect(),
            verified: found.verified,
            visible: found.visible,
            deleted_at: found.deleted_at.map(rfc3339),
            promoted_to: found.promoted_to.as_ref().map(|doi| Doi::as_str(doi).to_owned()),
            found_in: found.orcid_key.as_ref().map(|key| key.orcid.as_str().to_owned()),
            edited_at: found.edited_at,
            created_at: found.created_at,
            updated_at: found.updated_at,
        }
    }
}

/// An identifier of a work.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffWorkIdentifier {
    /// `isbn`, `handle`, `uri`, …
    #[schema(example = "isbn")]
    r#type: String,
    /// As given.
    value: String,
}

impl From<OtherId> for StaffWorkIdentifier {
    fn from(id: OtherId) -> Self {
        Self {
            r#type: id.kind,
            value: id.value,
        }
    }
}

/// A work in full.
#[derive(Serialize, ToSchema)]
pub(super) struct StaffWorkDetail {
    /// Identifier.
    #[schema(example = "tide-tables-2024")]
    id: String,
    /// Text, or language code → text.
    #[schema(schema_with = title_schema)]
    title: Localised,
    /// Text, or language code → text.
    #[schema(required = true, schema_with = abstract_schema)]
    r#abstract: Option<Localised>,
    /// Journal, publisher or series.
    #[schema(required = true)]
    container_title: Option<String>,
    /// Its page.
    #[schema(required = true)]
    url: Option<String>,
    /// Its identifiers.
    identifiers: Vec<StaffWorkIdentifier>,
    /// Projects that it came out of.
    #[schema(schema_with = project_ids_schema)]
    project_ids: Vec<String>,
    #[serde(flatten)]
    state: WorkState,
}

impl From<StaffWork> for StaffWorkDetail {
    fn from(found: StaffWork) -> Self {
        Self {
            state: (&found).into(),
            id: found.id.as_str().to_owned(),
            project_ids: found.projects.iter().map(|id| id.as_str().to_owned()).collect(),
            title: found.fields.title,
            r#abstract: found.fields.abstract_text,
            container_title: found.fields.container_title,
            url: found.fields.url,
            identifiers: found.fields.identifiers.into_iter().map(Into::into).collect(),
        }
    }
}
