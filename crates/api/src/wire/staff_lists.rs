//! What the staff's requests for lists of publications say.

use domain::identifier::Orcid;
use domain::profile::texts::language_code;
use domain::publication::curation::{Deletion, StaffFilter, StaffQuery, StaffSort, Visibility};
use domain::storage::Direction;
use utoipa::IntoParams;
use utoipa::openapi::schema::Object;

use super::identifier::{locale_schema, orcid_schema};
use super::listing::{Listing, Nothing, Part, Sorting, StaffPaging};
use super::query::QueryReader;
use super::word::{Word, sort_schema, with_default};

/// The language of titles where none is asked for.
const LOCALE: &str = "en";

impl Word for StaffSort {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("last_fetched_at", Self::LastFetchedAt),
        ("publication_date", Self::PublicationDate),
        ("cited_by_count", Self::CitedByCount),
        ("title", Self::Title),
        ("edit_count", Self::EditCount),
        ("last_edited_at", Self::LastEditedAt),
    ];
}

impl Word for Visibility {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("all", Self::All),
        ("visible", Self::Visible),
        ("hidden", Self::Hidden),
    ];
}

impl Word for Deletion {
    const WORDS: &'static [(&'static str, Self)] = &[
        ("active", Self::Active),
        ("deleted", Self::Deleted),
        ("all", Self::All),
    ];
}

/// Schema of a sort key of the staff's lists.
pub(crate) fn staff_sort_schema() -> Object {
    sort_schema::<StaffSort>()
}

/// Schema of the visibility filter.
pub(crate) fn visibility_schema() -> Object {
    with_default::<Visibility>("Visibility filter.")
}

/// Schema of the deletion filter.
pub(crate) fn deletion_schema() -> Object {
    with_default::<Deletion>("Deletion-state filter.")
}

/// Which publications the staff want to see.
pub(crate) type StaffListParams = Listing<StaffPaging, StaffWords, Sorting<StaffSort>, StaffFilters>;
/// Which of a person's publications the staff want to see.
pub(crate) type PersonPublicationsParams = Listing<StaffPaging, Nothing, Nothing, PersonPublicationsFilters>;

/// Whose publications, and words of them.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffWords {
    /// Only this person's: an ORCID iD, bare or as a URL.
    #[param(required = false, schema_with = orcid_filter_schema, example = "0000-0002-1825-0097")]
    pub(crate) orcid_id: Option<Orcid>,
    /// Words of the title or of authors' names: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
}

impl Part for StaffWords {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            orcid_id: orcid(query),
            q: query.words(),
        }
    }
}

/// Which publications, beyond their words, and in which language.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffFilters {
    /// Visibility filter.
    #[param(required = false, schema_with = visibility_schema)]
    pub(crate) visibility: Visibility,
    /// Deletion-state filter.
    #[param(required = false, schema_with = deletion_schema)]
    pub(crate) status: Deletion,
    /// Only this type.
    #[param(nullable = false, max_length = 200, example = "journal-article")]
    pub(crate) publication_type: Option<String>,
    /// Only this year.
    #[param(nullable = false, minimum = 1, maximum = 9999, example = 2024)]
    pub(crate) publication_year: Option<i32>,
    /// Only what was cited at least so often.
    #[param(nullable = false, minimum = 0, maximum = 1_000_000_000)]
    pub(crate) min_cited_by: Option<i64>,
    /// Language of translated titles; where a title has no such text, English, then any.
    #[param(required = false, schema_with = locale_schema, example = "pt")]
    pub(crate) locale: String,
}

impl Part for StaffFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            visibility: query.choice("visibility").unwrap_or_default(),
            status: query.choice("status").unwrap_or_default(),
            publication_type: query.text("publication_type"),
            publication_year: query.year(),
            min_cited_by: query.min_cited_by(),
            locale: locale(query),
        }
    }
}

pub(super) fn orcid_filter_schema() -> Object {
    orcid_schema()
        .description(Some("Only this person's: an ORCID iD, bare or as a URL."))
        .build()
}

pub(super) fn orcid(query: &mut QueryReader<'_>) -> Option<Orcid> {
    let text = query.text("orcid_id")?;
    match Orcid::parse(&text) {
        Ok(orcid) => Some(orcid),
        Err(why) => {
            query.fault("orcid_id", why.to_string());
            None
        }
    }
}

pub(super) fn locale(query: &mut QueryReader<'_>) -> String {
    let Some(code) = query.text("locale") else {
        return LOCALE.to_owned();
    };
    if language_code(&code).is_none() {
        query.fault(
            "locale",
            "must be a language code, such as en or pt-BR".to_owned(),
        );
    }
    code
}

impl StaffListParams {
    /// As the port takes it; `person` is who stands behind `orcid_id`.
    pub(crate) fn query(&self, person: Option<Orcid>) -> StaffQuery {
        StaffQuery {
            filter: StaffFilter {
                q: self.words.q.clone(),
                person,
                visibility: self.filter.visibility,
                deletion: self.filter.status,
                publication_type: self.filter.publication_type.clone(),
                publication_year: self.filter.publication_year,
                min_cited_by: self.filter.min_cited_by,
            },
            sort: self.order.sort,
            direction: self.order.dir,
            page: self.paging.into(),
        }
    }
}

/// Which of a person's publications.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonPublicationsFilters {
    /// Also deleted ones.
    #[param(required = false, rename = "includeDeleted", default = false)]
    pub(crate) include_deleted: bool,
}

impl Part for PersonPublicationsFilters {
    fn read(query: &mut QueryReader<'_>) -> Self {
        Self {
            include_deleted: query.choice("includeDeleted").unwrap_or_default(),
        }
    }
}

impl PersonPublicationsParams {
    /// As the port takes it: newest first, hidden ones too.
    pub(crate) fn query(&self, person: Orcid) -> StaffQuery {
        StaffQuery {
            filter: StaffFilter {
                person: Some(person),
                deletion: if self.filter.include_deleted {
                    Deletion::All
                } else {
                    Deletion::Active
                },
                ..StaffFilter::default()
            },
            sort: StaffSort::PublicationDate,
            direction: Direction::Descending,
            page: self.paging.into(),
        }
    }
}
