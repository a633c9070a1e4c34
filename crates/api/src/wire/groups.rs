//! What the staff's requests for entities and categories say.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use utoipa::IntoParams;
use utoipa::openapi::schema::Object;

use super::identifier::locale_schema;
use super::listing::language;
use super::query::QueryReader;
use super::word::{Word, with_default};
use crate::auth::Input;
use crate::problem::Problem;

/// Which groups are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GroupStatus {
    /// Those that take people.
    Active,
    /// Those that take nobody new.
    Retired,
    /// Both.
    All,
}

impl Word for GroupStatus {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("active", Self::Active),
        ("retired", Self::Retired),
        ("all", Self::All),
    ];
}

fn status_schema() -> Object {
    with_default::<GroupStatus>("Those that take people, those that take nobody new, or both.")
}

/// Which entities or categories the staff want to see.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct GroupParams {
    /// Those that take people, those that take nobody new, or both.
    #[param(required = false, schema_with = status_schema)]
    pub(crate) status: GroupStatus,
    /// Language code: in which language names are shown, with fallback to English and then any.
    #[param(required = false, schema_with = locale_schema, example = "pt")]
    pub(crate) locale: String,
}

impl Input for GroupParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let read = Self {
            status: query.choice("status").unwrap_or(GroupStatus::Active),
            locale: language(&mut query),
        };
        query.finish(read)
    }
}

impl GroupParams {
    /// Whether a group is wanted that is retired, or is not.
    pub(crate) fn takes(&self, retired: bool) -> bool {
        match self.status {
            GroupStatus::Active => !retired,
            GroupStatus::Retired => retired,
            GroupStatus::All => true,
        }
    }
}
