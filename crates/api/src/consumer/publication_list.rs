//! Lists of publications: the centre's, and one person's.

use std::sync::Arc;

use domain::identifier::Orcid;
use domain::partial_date::PartialDate;
use domain::publication::{PublicationStore, PublicationSummary};
use domain::storage::Page;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{PublicationPerson, any_text, external_doi_schema, people};
use crate::auth::Reader;
use crate::problem::Problem;
use crate::wire::{
    Deleted, PageInfo, PublicationParams, Word, deleted, direction_schema, publication_sort_schema, render,
};

/// Longest title and journal that the WordPress plugin's columns take, in characters.
const COLUMN: usize = 500;

/// A publication in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicationItem {
    /// Normal form: lower-case, without scheme.
    #[schema(example = "10.5555/12345678")]
    doi: String,
    #[schema(schema_with = external_doi_schema)]
    external_id: String,
    /// Stable and unique in the centre.
    #[schema(example = "toward-a-unified-theory-of-high-energy-metaphysics")]
    slug: String,
    /// Plain text.
    #[schema(
        required = true,
        example = "Toward a Unified Theory of High-Energy Metaphysics"
    )]
    title: Option<String>,
    /// The DOI as a URL.
    #[schema(format = "uri", example = "https://doi.org/10.5555/12345678")]
    doi_url: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2008-08")]
    publication_date: Option<PartialDate>,
    /// Its year.
    #[schema(required = true, example = 2008)]
    publication_year: Option<i32>,
    /// A word of our vocabulary.
    #[schema(required = true, example = "journal-article")]
    publication_type: Option<String>,
    /// The largest count that any source knows.
    #[schema(required = true, example = 7)]
    cited_by_count: Option<i64>,
    /// Unix seconds of the last answer of a registry.
    #[schema(example = 1_790_000_000)]
    last_fetched_at: i64,
    /// Journal, book or series.
    #[schema(required = true, example = "Journal of Psychoceramics")]
    journal: Option<String>,
    /// Plain text.
    #[schema(required = true)]
    r#abstract: Option<String>,
    /// The centre's people among the authors.
    people: Vec<PublicationPerson>,
}

impl From<&PublicationSummary> for PublicationItem {
    fn from(found: &PublicationSummary) -> Self {
        Self {
            doi: found.doi.as_str().to_owned(),
            external_id: found.doi.as_str().to_owned(),
            slug: found.slug.clone(),
            title: any_text(found.title.as_ref()),
            doi_url: found.doi.url(),
            publication_date: found.publication_date,
            publication_year: found.publication_year,
            publication_type: found.publication_type.clone(),
            cited_by_count: found.cited_by_count,
            last_fetched_at: found.last_fetched_at,
            journal: found.journal.clone(),
            r#abstract: found.abstract_text.clone(),
            people: people(&found.people),
        }
    }
}

/// A publication as the WordPress plugin stores it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WordPressPublication {
    #[schema(schema_with = external_doi_schema)]
    external_id: String,
    /// Stable and unique in the centre.
    slug: String,
    /// Plain text, at most 500 characters; the DOI where there is no title.
    title: String,
    /// Plain text.
    #[schema(required = true)]
    r#abstract: Option<String>,
    /// At most 500 characters.
    #[schema(required = true)]
    journal: Option<String>,
    /// Normal form.
    doi: String,
    /// `YYYY-MM-DD`; null where the day is not known.
    #[schema(required = true, value_type = Option<String>)]
    publication_date: Option<PartialDate>,
    /// The centre's people among the authors.
    people: Vec<PublicationPerson>,
}

impl From<&PublicationSummary> for WordPressPublication {
    fn from(found: &PublicationSummary) -> Self {
        let doi = found.doi.as_str();
        Self {
            external_id: doi.to_owned(),
            slug: found.slug.clone(),
            title: cut(found.title.as_ref().map_or(doi, |title| title.any())),
            r#abstract: found.abstract_text.clone(),
            journal: found.journal.as_deref().map(cut),
            doi: doi.to_owned(),
            publication_date: found.publication_date.filter(|date| date.precision() == 3),
            people: people(&found.people),
        }
    }
}

fn cut(text: &str) -> String {
    text.chars().take(COLUMN).collect()
}

/// One page of publications.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PublicationList {
    /// This page.
    publications: Vec<PublicationItem>,
    #[serde(flatten)]
    page: PageInfo,
    #[serde(flatten)]
    applied: AppliedPublicationFilters,
    /// What left the list since `updated_since`; only where that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deleted: Option<Vec<Deleted>>,
    /// The same page as the WordPress plugin stores it; only for credentials of WordPress installations.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    data: Option<Vec<WordPressPublication>>,
}

/// Order and filters as applied.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AppliedPublicationFilters {
    /// Sort field.
    #[schema(schema_with = publication_sort_schema)]
    sort: &'static str,
    /// Sort direction.
    #[schema(schema_with = direction_schema)]
    dir: &'static str,
    /// Search term; empty where none was given.
    q: String,
    /// Type filter.
    #[schema(required = true)]
    publication_type: Option<String>,
    /// Year filter.
    #[schema(required = true)]
    publication_year: Option<i32>,
    /// Citation filter.
    #[schema(required = true)]
    min_cited_by: Option<i64>,
    /// Change filter.
    #[schema(required = true)]
    updated_since: Option<i64>,
}

impl From<&PublicationParams> for AppliedPublicationFilters {
    fn from(params: &PublicationParams) -> Self {
        Self {
            sort: params.order.sort.word(),
            dir: params.order.dir.word(),
            q: params.words.q.clone(),
            publication_type: params.filter.publication_type.clone(),
            publication_year: params.filter.publication_year,
            min_cited_by: params.filter.min_cited_by,
            updated_since: params.filter.updated_since,
        }
    }
}

/// What a list is made from.
pub(super) struct ListRequest<'a> {
    pub(super) store: &'a Arc<dyn PublicationStore>,
    pub(super) reader: &'a Reader,
    pub(super) params: &'a PublicationParams,
    /// Only this person's.
    pub(super) person: Option<Orcid>,
    /// Absolute address of the list, without query.
    pub(super) address: String,
}

impl ListRequest<'_> {
    /// Reads and renders one page.
    pub(super) async fn render(self) -> Result<Vec<u8>, Problem> {
        let Self {
            store,
            reader,
            params,
            ..
        } = &self;
        let query = params.query(self.person.clone(), true);
        let found = store.list_public(&reader.view, &query).await?;
        let gone = match params.filter.updated_since {
            Some(since) => Some(store.withdrawn_since(reader.view.workspace(), since).await?),
            None => None,
        };
        let mut list = self.list(&found);
        list.deleted = gone.map(deleted);
        render(&list)
    }

    fn list(&self, found: &Page<PublicationSummary>) -> PublicationList {
        let params = self.params;
        let data = self
            .reader
            .wordpress
            .then(|| found.items.iter().map(Into::into).collect());
        PublicationList {
            publications: found.items.iter().map(Into::into).collect(),
            page: PageInfo::new(found, params.paging, |page| {
                format!("{}?{}", self.address, params.canonical(page))
            }),
            applied: params.into(),
            deleted: None,
            data,
        }
    }
}
