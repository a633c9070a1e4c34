//! The query parameters of the public lists: as documented, as read, as ports take them, and in canonical form.

use domain::identifier::Orcid;
use domain::person::PersonQuery;
use domain::project::{Currency, ProjectFilter, ProjectQuery, ProjectSort};
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::work::{WorkFilter, WorkQuery, WorkSort};
use utoipa::IntoParams;

use super::listing::{Listing, Nothing, Paging, Part, Sorting, canonical};
use super::query::QueryReader;
use super::word::{Word, currency_schema};

/// Which publications.
pub(crate) type PublicationParams = Listing<Paging, TitleWords, Sorting<PublicationSort>, PublicationFilters>;
/// Which people; they are listed by name.
pub(crate) type PersonParams = Listing<Paging, PersonWords, Nothing, PersonFilters>;
/// Which projects.
pub(crate) type ProjectParams = Listing<Paging, ProjectWords, Sorting<ProjectSort>, ProjectFilters>;
/// Which works.
pub(crate) type WorkParams = Listing<Paging, TitleWords, Sorting<WorkSort>, WorkFilters>;

/// Words of titles.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TitleWords {
    /// Words of the title: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
}

impl Part for TitleWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self { q: query.words() }
    }
}

/// Which publications, beyond words of the title.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublicationFilters {
    /// Only this type.
    #[param(nullable = false, max_length = 200, example = "journal-article")]
    pub(crate) publication_type: Option<String>,
    /// Only this year.
    #[param(nullable = false, minimum = 1, maximum = 9999, example = 2024)]
    pub(crate) publication_year: Option<i32>,
    /// Only what was cited at least so often.
    #[param(nullable = false, minimum = 0, maximum = 1_000_000_000)]
    pub(crate) min_cited_by: Option<i64>,
    /// Only what changed at or after this time (Unix seconds); the answer then also tells what left the list.
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(crate) updated_since: Option<i64>,
}

impl Part for PublicationFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            publication_type: query.text("publication_type"),
            publication_year: query.year(),
            min_cited_by: query.min_cited_by(),
            updated_since: query.updated_since(),
        }
    }
}

impl PublicationParams {
    /// As the port takes it.
    pub(crate) fn query(&self, person: Option<Orcid>, with_people: bool) -> PublicationQuery {
        PublicationQuery {
            filter: PublicationFilter {
                q: self.words.q.clone(),
                publication_type: self.filter.publication_type.clone(),
                publication_year: self.filter.publication_year,
                min_cited_by: self.filter.min_cited_by,
                person,
                updated_since: self.filter.updated_since,
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
            with_people,
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        self.order
            .canonical(canonical(self.paging, page, &self.words.q))
            .with_some("publication_type", self.filter.publication_type.as_ref())
            .with_some("publication_year", self.filter.publication_year)
            .with_some("min_cited_by", self.filter.min_cited_by)
            .with_some("updated_since", self.filter.updated_since)
            .finish()
    }
}

/// Words of names.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonWords {
    /// Words of the name, or the beginning of the ORCID iD; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
}

impl Part for PersonWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self { q: query.words() }
    }
}

/// Which people, beyond words of the name.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonFilters {
    /// Only who changed at or after this time (Unix seconds); the answer then also tells who left the list.
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(crate) updated_since: Option<i64>,
}

impl Part for PersonFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            updated_since: query.updated_since(),
        }
    }
}

impl PersonParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> PersonQuery {
        PersonQuery {
            q: self.words.q.clone(),
            updated_since: self.filter.updated_since,
            page: self.paging.into(),
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        canonical(self.paging, page, &self.words.q)
            .with_some("updated_since", self.filter.updated_since)
            .finish()
    }
}

/// Words of projects.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProjectWords {
    /// Words of programme, title or abstract: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
}

impl Part for ProjectWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self { q: query.words() }
    }
}

/// Which projects, beyond their words.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProjectFilters {
    /// Only projects whose share for the centre is in this currency.
    #[param(required = false, schema_with = currency_schema)]
    pub(crate) funding_currency: Option<Currency>,
    /// Only what changed at or after this time (Unix seconds).
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(crate) updated_since: Option<i64>,
}

impl Part for ProjectFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            funding_currency: query.choice("funding_currency"),
            updated_since: query.updated_since(),
        }
    }
}

impl ProjectParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> ProjectQuery {
        ProjectQuery {
            filter: ProjectFilter {
                q: self.words.q.clone(),
                funding_currency: self.filter.funding_currency,
                updated_since: self.filter.updated_since,
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        self.order
            .canonical(canonical(self.paging, page, &self.words.q))
            .with_some("funding_currency", self.filter.funding_currency.map(Word::word))
            .with_some("updated_since", self.filter.updated_since)
            .finish()
    }
}

/// Which works, beyond words of the title.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WorkFilters {
    /// Only this type.
    #[param(nullable = false, max_length = 200, example = "report")]
    pub(crate) work_type: Option<String>,
    /// Only this year.
    #[param(nullable = false, minimum = 1, maximum = 9999, example = 2024)]
    pub(crate) publication_year: Option<i32>,
    /// Only what changed at or after this time (Unix seconds).
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(crate) updated_since: Option<i64>,
}

impl Part for WorkFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            work_type: query.text("work_type"),
            publication_year: query.year(),
            updated_since: query.updated_since(),
        }
    }
}

impl WorkParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> WorkQuery {
        WorkQuery {
            filter: WorkFilter {
                q: self.words.q.clone(),
                work_type: self.filter.work_type.clone(),
                publication_year: self.filter.publication_year,
                updated_since: self.filter.updated_since,
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        self.order
            .canonical(canonical(self.paging, page, &self.words.q))
            .with_some("work_type", self.filter.work_type.as_ref())
            .with_some("publication_year", self.filter.publication_year)
            .with_some("updated_since", self.filter.updated_since)
            .finish()
    }
}
