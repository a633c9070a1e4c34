//! What the staff's requests for lists of projects and works say.

use domain::identifier::Orcid;
use domain::project::curation::{StaffProjectFilter, StaffProjectQuery};
use domain::project::{Currency, ProjectSort};
use domain::publication::curation::{Deletion, Visibility};
use domain::work::WorkSort;
use domain::work::curation::{StaffWorkFilter, StaffWorkQuery};
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, OneOfBuilder, Schema, Type};

use super::identifier::locale_schema;
use super::listing::{Listing, Part, Sorting, StaffPaging};
use super::query::QueryReader;
use super::staff_lists::{deletion_schema, locale, orcid, orcid_filter_schema, visibility_schema};
use super::word::{Word, currency_schema, with_default};

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
pub(crate) type StaffProjectParams =
    Listing<StaffPaging, StaffProjectWords, Sorting<ProjectSort>, StaffProjectFilters>;
/// Which works the staff want to see.
pub(crate) type StaffWorkParams = Listing<StaffPaging, StaffWorkWords, Sorting<WorkSort>, StaffWorkFilters>;

/// Words of projects.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffProjectWords {
    /// Words of programme, title or abstract, in any language: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
}

impl Part for StaffProjectWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self { q: query.words() }
    }
}

/// Which projects, beyond their words, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffProjectFilters {
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

impl Part for StaffProjectFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            visibility: query.choice("visibility").unwrap_or_default(),
            status: query.choice("status").unwrap_or_default(),
            funding_currency: query.choice("funding_currency"),
            locale: locale(query),
        }
    }
}

impl StaffProjectParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> StaffProjectQuery {
        StaffProjectQuery {
            filter: StaffProjectFilter {
                q: self.words.q.clone(),
                funding_currency: self.filter.funding_currency,
                visibility: self.filter.visibility,
                deletion: self.filter.status,
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
        }
    }
}

/// Words of works, and whose they are.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffWorkWords {
    /// Words of the title, in any language: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Only this person's: an ORCID iD, bare or as a URL.
    #[param(required = false, schema_with = orcid_filter_schema, example = "0000-0002-1825-0097")]
    pub(crate) orcid_id: Option<Orcid>,
}

impl Part for StaffWorkWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            q: query.words(),
            orcid_id: orcid(query),
        }
    }
}

/// Which works, beyond their words, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffWorkFilters {
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

impl Part for StaffWorkFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            verification: query.choice("verification").unwrap_or_default(),
            visibility: query.choice("visibility").unwrap_or_default(),
            status: query.choice("status").unwrap_or_default(),
            work_type: query.text("work_type"),
            publication_year: query.year(),
            locale: locale(query),
        }
    }
}

impl StaffWorkParams {
    /// As the port takes it; `person` is who stands behind `orcid_id`.
    pub(crate) fn query(&self, person: Option<Orcid>) -> StaffWorkQuery {
        StaffWorkQuery {
            filter: StaffWorkFilter {
                q: self.words.q.clone(),
                work_type: self.filter.work_type.clone(),
                publication_year: self.filter.publication_year,
                person,
                verified: match self.filter.verification {
                    Verification::All => None,
                    Verification::Verified => Some(true),
                    Verification::Unverified => Some(false),
                },
                visibility: self.filter.visibility,
                deletion: self.filter.status,
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
        }
    }
}
