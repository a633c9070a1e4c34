//! What the staff's requests for projects and works say.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::identifier::Orcid;
use domain::project::curation::{StaffProjectFilter, StaffProjectQuery};
use domain::project::{Currency, ProjectSort};
use domain::publication::curation::{Deletion, Visibility};
use domain::storage::{Direction, PageRequest};
use domain::work::WorkSort;
use domain::work::curation::{StaffWorkFilter, StaffWorkQuery};
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, OneOfBuilder, Schema, Type};

use super::identifier::locale_schema;
use super::query::QueryReader;
use super::staff_publications::{deletion_schema, locale, orcid, orcid_filter_schema, visibility_schema};
use super::word::{
    Word, currency_schema, direction_schema, project_sort_schema, with_default, work_sort_schema,
};
use crate::auth::Input;
use crate::problem::Problem;

/// Whether a person has checked a work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Verification {
    /// Both.
    #[default]
    All,
    /// Checked.
    Verified,
    /// Waiting for somebody.
    Unverified,
}

impl Word for Verification {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("all", Self::All),
        ("verified", Self::Verified),
        ("unverified", Self::Unverified),
    ];
}

/// Schema of the verification filter.
pub(crate) fn verification_schema() -> Object {
    with_default::<Verification>("Verification filter.")
}

/// Schema of a currency that may be absent.
pub(crate) fn optional_currency_schema() -> Schema {
    let null = ObjectBuilder::new().schema_type(Type::Null);
    Schema::OneOf(OneOfBuilder::new().item(currency_schema()).item(null).build())
}

/// Which projects the staff want to see.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffProjectParams {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(
        required = false,
        rename = "perPage",
        default = 20,
        minimum = 1,
        maximum = 100
    )]
    pub(crate) per_page: u32,
    /// Words of programme, title or abstract, in any language: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Sort field; equal values are in the order of the records' ids, absent ones last.
    #[param(required = false, schema_with = project_sort_schema)]
    pub(crate) sort: ProjectSort,
    /// Sort direction.
    #[param(required = false, schema_with = direction_schema)]
    pub(crate) dir: Direction,
    /// Visibility filter.
    #[param(required = false, schema_with = visibility_schema)]
    pub(crate) visibility: Visibility,
    /// Deletion-state filter.
    #[param(required = false, schema_with = deletion_schema)]
    pub(crate) status: Deletion,
    /// Only projects whose share for the centre is in this currency.
    #[param(required = false, schema_with = currency_schema)]
    pub(crate) funding_currency: Option<Currency>,
    /// Language of translated titles; where a title has no such text, English, then any.
    #[param(required = false, schema_with = locale_schema, example = "pt")]
    pub(crate) locale: String,
}

impl Input for StaffProjectParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.staff_page();
        let read = Self {
            page,
            per_page,
            q: query.text("q").unwrap_or_default(),
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
            visibility: query.choice("visibility").unwrap_or_default(),
            status: query.choice("status").unwrap_or_default(),
            funding_currency: query.choice("funding_currency"),
            locale: locale(&mut query),
        };
        query.finish(read)
    }
}

impl StaffProjectParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> StaffProjectQuery {
        StaffProjectQuery {
            filter: StaffProjectFilter {
                q: self.q.clone(),
                funding_currency: self.funding_currency,
                visibility: self.visibility,
                deletion: self.status,
            },
            sort: self.sort,
            direction: self.dir,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
        }
    }
}

/// Which works the staff want to see.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffWorkParams {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(
        required = false,
        rename = "perPage",
        default = 20,
        minimum = 1,
        maximum = 100
    )]
    pub(crate) per_page: u32,
    /// Words of the title, in any language: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Only this person's: an ORCID iD, bare or as a URL.
    #[param(required = false, schema_with = orcid_filter_schema, example = "0000-0002-1825-0097")]
    pub(crate) orcid_id: Option<Orcid>,
    /// Sort field; equal values are in the order of the records' ids, absent ones last.
    #[param(required = false, schema_with = work_sort_schema)]
    pub(crate) sort: WorkSort,
    /// Sort direction.
    #[param(required = false, schema_with = direction_schema)]
    pub(crate) dir: Direction,
    /// Verification filter.
    #[param(required = false, schema_with = verification_schema)]
    pub(crate) verification: Verification,
    /// Visibility filter.
    #[param(required = false, schema_with = visibility_schema)]
    pub(crate) visibility: Visibility,
    /// Deletion-state filter; works that became publications count as deleted.
    #[param(required = false, schema_with = deletion_schema)]
    pub(crate) status: Deletion,
    /// Only this type.
    #[param(nullable = false, max_length = 200, example = "report")]
    pub(crate) work_type: Option<String>,
    /// Only this year.
    #[param(nullable = false, minimum = 1, maximum = 9999, example = 2024)]
    pub(crate) publication_year: Option<i32>,
    /// Language of translated titles; where a title has no such text, English, then any.
    #[param(required = false, schema_with = locale_schema, example = "pt")]
    pub(crate) locale: String,
}

impl Input for StaffWorkParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.staff_page();
        let read = Self {
            page,
            per_page,
            q: query.text("q").unwrap_or_default(),
            orcid_id: orcid(&mut query),
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
            verification: query.choice("verification").unwrap_or_default(),
            visibility: query.choice("visibility").unwrap_or_default(),
            status: query.choice("status").unwrap_or_default(),
            work_type: query.text("work_type"),
            publication_year: query.number("publication_year", 1..=9999),
            locale: locale(&mut query),
        };
        query.finish(read)
    }
}

impl StaffWorkParams {
    /// As the port takes it; `person` is who stands behind `orcid_id`.
    pub(crate) fn query(&self, person: Option<Orcid>) -> StaffWorkQuery {
        StaffWorkQuery {
            filter: StaffWorkFilter {
                q: self.q.clone(),
                work_type: self.work_type.clone(),
                publication_year: self.publication_year,
                person,
                verified: match self.verification {
                    Verification::All => None,
                    Verification::Verified => Some(true),
                    Verification::Unverified => Some(false),
                },
                visibility: self.visibility,
                deletion: self.status,
            },
            sort: self.sort,
            direction: self.dir,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
        }
    }
}
