//! The query parameters of the lists: as documented, as read, as ports take them, and in canonical form.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::identifier::Orcid;
use domain::person::PersonQuery;
use domain::project::{Currency, ProjectFilter, ProjectQuery, ProjectSort};
use domain::publication::{PublicationFilter, PublicationQuery, PublicationSort};
use domain::storage::{Direction, PageRequest};
use domain::work::{WorkFilter, WorkQuery, WorkSort};
use utoipa::IntoParams;

use super::query::{CanonicalQuery, QueryReader};
use super::word::{
    Word, currency_schema, direction_schema, project_sort_schema, publication_sort_schema, work_sort_schema,
};
use crate::auth::Input;
use crate::problem::Problem;

/// Which publications.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PublicationParams {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(crate) per_page: u32,
    /// Words of the title: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Sort field; equal values are in the order of the records' ids, absent ones last.
    #[param(required = false, schema_with = publication_sort_schema)]
    pub(crate) sort: PublicationSort,
    /// Sort direction.
    #[param(required = false, schema_with = direction_schema)]
    pub(crate) dir: Direction,
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

impl Input for PublicationParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.page();
        let read = Self {
            page,
            per_page,
            q: query.text("q").unwrap_or_default(),
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
            publication_type: query.text("publication_type"),
            publication_year: query.number("publication_year", 1..=9999),
            min_cited_by: query.number("min_cited_by", 0..=1_000_000_000),
            updated_since: query.updated_since(),
        };
        query.finish(read)
    }
}

impl PublicationParams {
    /// As the port takes it.
    pub(crate) fn query(&self, person: Option<Orcid>, with_people: bool) -> PublicationQuery {
        PublicationQuery {
            filter: PublicationFilter {
                q: self.q.clone(),
                publication_type: self.publication_type.clone(),
                publication_year: self.publication_year,
                min_cited_by: self.min_cited_by,
                person,
                updated_since: self.updated_since,
            },
            sort: self.sort,
            direction: self.dir,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
            with_people,
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        CanonicalQuery::new()
            .with("page", page)
            .with("per_page", self.per_page)
            .with_some("q", Some(&self.q))
            .with("sort", self.sort.word())
            .with("dir", self.dir.word())
            .with_some("publication_type", self.publication_type.as_ref())
            .with_some("publication_year", self.publication_year)
            .with_some("min_cited_by", self.min_cited_by)
            .with_some("updated_since", self.updated_since)
            .finish()
    }
}

/// Which people; they are listed by name.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonParams {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(crate) per_page: u32,
    /// Words of the name, or the beginning of the ORCID iD; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Only who changed at or after this time (Unix seconds); the answer then also tells who left the list.
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(crate) updated_since: Option<i64>,
}

impl Input for PersonParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.page();
        let read = Self {
            page,
            per_page,
            q: query.text("q").unwrap_or_default(),
            updated_since: query.updated_since(),
        };
        query.finish(read)
    }
}

impl PersonParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> PersonQuery {
        PersonQuery {
            q: self.q.clone(),
            updated_since: self.updated_since,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        CanonicalQuery::new()
            .with("page", page)
            .with("per_page", self.per_page)
            .with_some("q", Some(&self.q))
            .with_some("updated_since", self.updated_since)
            .finish()
    }
}

/// Which projects.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ProjectParams {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(crate) per_page: u32,
    /// Words of programme, title or abstract: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Sort field; equal values are in the order of the records' ids, absent ones last.
    #[param(required = false, schema_with = project_sort_schema)]
    pub(crate) sort: ProjectSort,
    /// Sort direction.
    #[param(required = false, schema_with = direction_schema)]
    pub(crate) dir: Direction,
    /// Only projects whose share for the centre is in this currency.
    #[param(required = false, schema_with = currency_schema)]
    pub(crate) funding_currency: Option<Currency>,
    /// Only what changed at or after this time (Unix seconds).
    #[param(nullable = false, minimum = 0, maximum = 253_402_300_799_i64)]
    pub(crate) updated_since: Option<i64>,
}

impl Input for ProjectParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.page();
        let read = Self {
            page,
            per_page,
            q: query.text("q").unwrap_or_default(),
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
            funding_currency: query.choice("funding_currency"),
            updated_since: query.updated_since(),
        };
        query.finish(read)
    }
}

impl ProjectParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> ProjectQuery {
        ProjectQuery {
            filter: ProjectFilter {
                q: self.q.clone(),
                funding_currency: self.funding_currency,
                updated_since: self.updated_since,
            },
            sort: self.sort,
            direction: self.dir,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        CanonicalQuery::new()
            .with("page", page)
            .with("per_page", self.per_page)
            .with_some("q", Some(&self.q))
            .with("sort", self.sort.word())
            .with("dir", self.dir.word())
            .with_some("funding_currency", self.funding_currency.map(Word::word))
            .with_some("updated_since", self.updated_since)
            .finish()
    }
}

/// Which works.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct WorkParams {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(crate) per_page: u32,
    /// Words of the title: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Sort field; equal values are in the order of the records' ids, absent ones last.
    #[param(required = false, schema_with = work_sort_schema)]
    pub(crate) sort: WorkSort,
    /// Sort direction.
    #[param(required = false, schema_with = direction_schema)]
    pub(crate) dir: Direction,
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

impl Input for WorkParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.page();
        let read = Self {
            page,
            per_page,
            q: query.text("q").unwrap_or_default(),
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
            work_type: query.text("work_type"),
            publication_year: query.number("publication_year", 1..=9999),
            updated_since: query.updated_since(),
        };
        query.finish(read)
    }
}

impl WorkParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> WorkQuery {
        WorkQuery {
            filter: WorkFilter {
                q: self.q.clone(),
                work_type: self.work_type.clone(),
                publication_year: self.publication_year,
                updated_since: self.updated_since,
            },
            sort: self.sort,
            direction: self.dir,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
        }
    }

    /// This list at another page.
    pub(crate) fn canonical(&self, page: u32) -> String {
        CanonicalQuery::new()
            .with("page", page)
            .with("per_page", self.per_page)
            .with_some("q", Some(&self.q))
            .with("sort", self.sort.word())
            .with("dir", self.dir.word())
            .with_some("work_type", self.work_type.as_ref())
            .with_some("publication_year", self.publication_year)
            .with_some("updated_since", self.updated_since)
            .finish()
    }
}
