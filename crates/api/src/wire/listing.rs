//! What the queries of lists have in common: which page, which words, which order, and what each filters by.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::profile::texts::language_code;
use domain::storage::{Direction, PageRequest};
use utoipa::IntoParams;
use utoipa::openapi::Required;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Object;

use super::query::{CanonicalQuery, QueryReader};
use super::word::{Word, direction_schema, sort_schema};
use crate::auth::Input;
use crate::problem::Problem;

/// Some parameters of a query, as documented and as read.
pub(crate) trait Part: IntoParams + 'static {
    /// Reads them; faults stay with the reader.
    fn read(query: &mut QueryReader<'_>) -> Self;
}

/// A list without such parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Nothing;

impl IntoParams for Nothing {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        Vec::new()
    }
}

impl Part for Nothing {
    fn read(_: &mut QueryReader<'_>) -> Self {
        Self
    }
}

/// The query of a list. The order of the parts is that of the documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing<P, W, O, F> {
    /// Which page.
    pub(crate) paging: P,
    /// Which words.
    pub(crate) words: W,
    /// In which order.
    pub(crate) order: O,
    /// By what else.
    pub(crate) filter: F,
}

impl<P: Part, W: Part, O: Part, F: Part> IntoParams for Listing<P, W, O, F> {
    fn into_params(place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        [
            P::into_params(&place),
            W::into_params(&place),
            O::into_params(&place),
            F::into_params(&place),
        ]
        .concat()
    }
}

impl<P: Part, W: Part, O: Part, F: Part> Input for Listing<P, W, O, F> {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let read = Self {
            paging: P::read(&mut query),
            words: W::read(&mut query),
            order: O::read(&mut query),
            filter: F::read(&mut query),
        };
        query.finish(read)
    }
}

/// Which page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Paging {
    /// 1-based page number; a page past the end is empty.
    #[param(required = false, default = 1, minimum = 1, maximum = 2_147_483_647)]
    pub(crate) page: u32,
    /// Items per page.
    #[param(required = false, default = 20, minimum = 1, maximum = 100)]
    pub(crate) per_page: u32,
}

impl Part for Paging {
    fn read(query: &mut QueryReader<'_>) -> Self {
        let PageRequest { page, per_page } = query.page();
        Self { page, per_page }
    }
}

impl From<Paging> for PageRequest {
    fn from(Paging { page, per_page }: Paging) -> Self {
        Self { page, per_page }
    }
}

/// Which page, under the names of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffPaging {
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
}

impl Part for StaffPaging {
    fn read(query: &mut QueryReader<'_>) -> Self {
        let PageRequest { page, per_page } = query.staff_page();
        Self { page, per_page }
    }
}

impl From<StaffPaging> for PageRequest {
    fn from(StaffPaging { page, per_page }: StaffPaging) -> Self {
        Self { page, per_page }
    }
}

/// In which order; falling where nothing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sorting<S> {
    /// Sort field.
    pub(crate) sort: S,
    /// Sort direction.
    pub(crate) dir: Direction,
}

// The derive would ask of every sort key that it has a schema of its own.
impl<S: Word> IntoParams for Sorting<S> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let optional = |name: &str, schema: Object| {
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .required(Required::False)
                .schema(Some(schema))
                .build()
        };
        // What they mean is in their schemas.
        vec![
            optional("sort", sort_schema::<S>()),
            optional("dir", direction_schema()),
        ]
    }
}

impl<S: Word + Default> Part for Sorting<S> {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
        }
    }
}

/// A public list, of these words, at a page of it: the beginning of its canonical query.
pub(super) fn canonical(paging: Paging, page: u32, q: &str) -> CanonicalQuery {
    CanonicalQuery::new()
        .with("page", page)
        .with("per_page", paging.per_page)
        .with_some("q", Some(q))
}

impl<S: Word> Sorting<S> {
    /// Adds the order to a canonical query.
    pub(super) fn canonical(self, query: CanonicalQuery) -> CanonicalQuery {
        query.with("sort", self.sort.word()).with("dir", self.dir.word())
    }
}

/// The language of names, in its usual spelling; English where none is asked for.
pub(super) fn language(query: &mut QueryReader<'_>) -> String {
    let locale = query.text("locale").unwrap_or_else(|| "en".to_owned());
    language_code(&locale).unwrap_or_else(|| {
        query.fault("locale", "must be a language code such as en or pt-BR".to_owned());
        locale
    })
}
