//! What the staff's requests for people say: paths and queries.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::identifier::Orcid;
use domain::membership::MembershipStatus;
use domain::profile::{CategoryId, ProfileFilter, ProfileQuery, ProfileSort};
use domain::publication::curation::Visibility;
use domain::storage::Direction;
use domain::workspace::EntityId;
use percent_encoding::percent_decode_str;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::identifier::locale_schema;
use super::listing::{Listing, Part, StaffPaging, language};
use super::query::QueryReader;
use super::staff_lists::visibility_schema;
use super::word::{Word, sort_schema};
use crate::auth::Input;
use crate::problem::{Code, Problem};

impl Word for ProfileSort {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("name", Self::Name),
        ("orcid_id", Self::Orcid),
        ("last_fetched_at", Self::LastFetchedAt),
        ("publication_count", Self::PublicationCount),
        ("created_at", Self::CreatedAt),
    ];
}

impl Word for MembershipStatus {
    const WORDS: &'static [(&'static str, Self)] = &[("cesam", Self::Internal), ("external", Self::External)];
}

fn person_sort_schema() -> Object {
    sort_schema::<ProfileSort>()
}

fn rising_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["asc", "desc"]))
        .default(Some("asc".into()))
        .description(Some("Sort direction."))
        .build()
}

fn status_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["cesam", "external"]))
        .build()
}

/// A person whom the staff name: `/api/people/{orcid}/…`. Text that is no iD is refused.
pub(crate) struct StaffPersonPath(pub(crate) Orcid);

impl Input for StaffPersonPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let raw = request.uri().path().split('/').nth(3).unwrap_or_default();
        let text = percent_decode_str(raw).decode_utf8_lossy();
        Orcid::parse(&text).map(Self).map_err(|why| {
            let message = "the path names no ORCID iD";
            Problem::field(Code::InvalidOrcid, message, "orcid", &why.to_string())
        })
    }
}

/// Which people the staff want to see.
pub(crate) type StaffPeopleParams = Listing<StaffPaging, StaffPeopleWords, PeopleSorting, StaffPeopleFilters>;

/// Words of names.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffPeopleWords {
    /// Words of the names, or the beginning of the ORCID iD; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
}

impl Part for StaffPeopleWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self { q: query.words() }
    }
}

/// In which order; rising where nothing is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PeopleSorting {
    /// Sort field; equal values are in the order of the records, absent ones last.
    #[param(required = false, schema_with = person_sort_schema)]
    pub(crate) sort: ProfileSort,
    /// Sort direction.
    #[param(required = false, schema_with = rising_schema)]
    pub(crate) dir: Direction,
}

impl Part for PeopleSorting {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or(Direction::Ascending),
        }
    }
}

/// Which people, beyond words of their names, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffPeopleFilters {
    /// Only members of this entity: present ones, and, unless a status or `active_only` is given, past ones.
    #[param(nullable = false, max_length = 200, example = "cesam")]
    pub(crate) entity_id: Option<String>,
    /// Only people with a present membership of this status (in `entity_id`, where that is given).
    #[param(required = false, schema_with = status_schema)]
    pub(crate) affiliation_status: Option<MembershipStatus>,
    /// Only people with a present membership (of the entity and status, where they are given).
    #[param(required = false, default = false)]
    pub(crate) active_only: bool,
    /// Only people of this category.
    #[param(nullable = false, max_length = 200, example = "phd-students")]
    pub(crate) category_id: Option<String>,
    /// All people, or only those who are shown, or hidden.
    #[param(required = false, schema_with = visibility_schema)]
    pub(crate) visibility: Visibility,
    /// Language code: in which language names are shown, with fallback to English and then any.
    #[param(required = false, schema_with = locale_schema, example = "pt")]
    pub(crate) locale: String,
}

impl Part for StaffPeopleFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            entity_id: query.text("entity_id"),
            affiliation_status: query.choice("affiliation_status"),
            active_only: query.choice("active_only").unwrap_or_default(),
            category_id: query.text("category_id"),
            visibility: query.choice("visibility").unwrap_or(Visibility::All),
            locale: language(query),
        }
    }
}

impl StaffPeopleParams {
    /// As the port takes it.
    pub(crate) fn query(&self) -> ProfileQuery {
        ProfileQuery {
            filter: ProfileFilter {
                q: self.words.q.clone(),
                entity: self.entity(),
                status: self.filter.affiliation_status,
                active_only: self.filter.active_only,
                category: self.filter.category_id.clone().map(CategoryId::new),
                hidden: match self.filter.visibility {
                    Visibility::All => None,
                    Visibility::Visible => Some(false),
                    Visibility::Hidden => Some(true),
                },
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
        }
    }

    /// The entity asked for.
    pub(crate) fn entity(&self) -> Option<EntityId> {
        self.filter.entity_id.clone().map(EntityId::new)
    }
}
