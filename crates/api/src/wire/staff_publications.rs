//! What the staff's requests for publications say: paths, queries, `If-Match`.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag};
use domain::identifier::{Doi, Orcid};
use domain::profile::texts::language_code;
use domain::publication::curation::{Deletion, Precondition, StaffFilter, StaffQuery, StaffSort, Visibility};
use domain::storage::{Direction, PageRequest};
use percent_encoding::percent_decode_str;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::identifier::{locale_schema, orcid_schema};
use super::query::QueryReader;
use super::word::{Word, direction_schema, sort_schema, with_default};
use crate::auth::Input;
use crate::problem::{Code, Problem};

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

/// A publication by its DOI: `/api/publications/{id}`, all the rest of the path, slashes raw or encoded.
pub(crate) struct CuratedPath(pub(crate) Doi);

impl Input for CuratedPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let raw = request.uri().path().splitn(4, '/').nth(3).unwrap_or_default();
        // The DOI's own reading decodes once, so the path is handed over as it came over the wire.
        Doi::parse(raw)
            .map(Self)
            .map_err(|why| Problem::invalid_doi(&why))
    }
}

/// What lies below a publication: the DOI, and the `N` last segments of the path.
struct Below<const N: usize> {
    doi: Doi,
    parts: [String; N],
}

impl<const N: usize> Below<N> {
    fn read(request: &HttpRequest) -> Result<Self, Problem> {
        let raw = request.uri().path().splitn(4, '/').nth(3).unwrap_or_default();
        let mut segments = raw.rsplitn(N + 1, '/');
        let mut parts = [const { String::new() }; N];
        for part in parts.iter_mut().rev() {
            let segment = segments.next().unwrap_or_default();
            *part = percent_decode_str(segment).decode_utf8_lossy().into_owned();
        }
        let doi = segments.next().unwrap_or_default();
        let doi = Doi::parse(doi).map_err(|why| Problem::invalid_doi(&why))?;
        Ok(Self { doi, parts })
    }
}

/// A list below a publication: `/api/publications/{id}/history`.
pub(crate) struct PublicationPartPath(pub(crate) Doi);

impl Input for PublicationPartPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let Below::<1> { doi, .. } = Below::read(request)?;
        Ok(Self(doi))
    }
}

/// An entry of a publication's history: `/api/publications/{id}/history/{entry}/revert`.
pub(crate) struct HistoryEntryPath(pub(crate) Doi, pub(crate) String);

impl Input for HistoryEntryPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let Below::<3> {
            doi,
            parts: [_, entry, _],
        } = Below::read(request)?;
        Ok(Self(doi, entry))
    }
}

fn named_orcid(text: &str) -> Result<Orcid, Problem> {
    Orcid::parse(text).map_err(|why| {
        let message = "the path names no ORCID iD";
        Problem::field(Code::InvalidOrcid, message, "orcid", &why.to_string())
    })
}

/// A person of a publication: `/api/publications/{id}/people/{orcid}`.
pub(crate) struct LinkPath(pub(crate) Doi, pub(crate) Orcid);

impl Input for LinkPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let Below::<2> {
            doi,
            parts: [_, orcid],
        } = Below::read(request)?;
        Ok(Self(doi, named_orcid(&orcid)?))
    }
}

/// What is decided about them: `/api/publications/{id}/people/{orcid}/confirm`.
pub(crate) struct LinkDecisionPath(pub(crate) Doi, pub(crate) Orcid);

impl Input for LinkDecisionPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let Below::<3> {
            doi,
            parts: [_, orcid, _],
        } = Below::read(request)?;
        Ok(Self(doi, named_orcid(&orcid)?))
    }
}

/// A person whose publications are asked for: `/api/people/{orcid}/publications`.
pub(crate) struct PublicationsOfPath(pub(crate) Orcid);

impl Input for PublicationsOfPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let raw = request.uri().path().split('/').nth(3).unwrap_or_default();
        named_orcid(&percent_decode_str(raw).decode_utf8_lossy()).map(Self)
    }
}

/// `If-Match`: which version the caller looked at. Weak tags count as strong ones: ours tell every change.
pub(crate) struct IfMatch(pub(crate) Precondition);

impl Input for IfMatch {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        use actix_web::HttpMessage as _;
        if !request.headers().contains_key(header::IF_MATCH) {
            return Ok(Self(Precondition::None));
        }
        let opaque = |tags: Vec<EntityTag>| tags.iter().map(|tag| tag.tag().to_owned()).collect();
        Ok(Self(match request.get_header::<header::IfMatch>() {
            Some(header::IfMatch::Any) => Precondition::Any,
            Some(header::IfMatch::Items(tags)) => Precondition::OneOf(opaque(tags)),
            // What cannot be read matches nothing.
            None => Precondition::OneOf(Vec::new()),
        }))
    }
}

/// What is wanted of a publication.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct DetailParams {
    /// `raw`: `provider_sources` also hold the providers' answers, word by word.
    #[param(required = false, schema_with = include_schema, example = "raw")]
    pub(crate) include: Option<String>,
}

fn include_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(["raw"]))
        .description(Some(
            "`raw`: `provider_sources` also hold the providers' answers, word by word.",
        ))
        .build()
}

impl Input for DetailParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let include = query.text("include");
        if include.as_deref().is_some_and(|word| word != "raw") {
            query.fault("include", "must be raw".to_owned());
        }
        query.finish(Self { include })
    }
}

/// Which publications the staff want to see.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct StaffListParams {
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
    /// Only this person's: an ORCID iD, bare or as a URL.
    #[param(required = false, schema_with = orcid_filter_schema, example = "0000-0002-1825-0097")]
    pub(crate) orcid_id: Option<Orcid>,
    /// Words of the title or of authors' names: each must begin one; case and accents do not matter.
    #[param(required = false, default = "", max_length = 200)]
    pub(crate) q: String,
    /// Sort field; equal values are in the order of the records' ids, absent ones last.
    #[param(required = false, schema_with = staff_sort_schema)]
    pub(crate) sort: StaffSort,
    /// Sort direction.
    #[param(required = false, schema_with = direction_schema)]
    pub(crate) dir: Direction,
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

impl Input for StaffListParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.staff_page();
        let read = Self {
            page,
            per_page,
            orcid_id: orcid(&mut query),
            q: query.text("q").unwrap_or_default(),
            sort: query.choice("sort").unwrap_or_default(),
            dir: query.choice("dir").unwrap_or_default(),
            visibility: query.choice("visibility").unwrap_or_default(),
            status: query.choice("status").unwrap_or_default(),
            publication_type: query.text("publication_type"),
            publication_year: query.number("publication_year", 1..=9999),
            min_cited_by: query.number("min_cited_by", 0..=1_000_000_000),
            locale: locale(&mut query),
        };
        query.finish(read)
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
                q: self.q.clone(),
                person,
                visibility: self.visibility,
                deletion: self.status,
                publication_type: self.publication_type.clone(),
                publication_year: self.publication_year,
                min_cited_by: self.min_cited_by,
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

/// Which of a person's publications the staff want to see.
#[derive(Debug, Clone, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PersonPublicationsParams {
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
    /// Also deleted ones.
    #[param(required = false, rename = "includeDeleted", default = false)]
    pub(crate) include_deleted: bool,
}

impl Input for PersonPublicationsParams {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let mut query = QueryReader::new(request.query_string());
        let PageRequest { page, per_page } = query.staff_page();
        let read = Self {
            page,
            per_page,
            include_deleted: query.choice("includeDeleted").unwrap_or_default(),
        };
        query.finish(read)
    }
}

impl PersonPublicationsParams {
    /// As the port takes it: newest first, hidden ones too.
    pub(crate) fn query(&self, person: Orcid) -> StaffQuery {
        StaffQuery {
            filter: StaffFilter {
                person: Some(person),
                deletion: if self.include_deleted {
                    Deletion::All
                } else {
                    Deletion::Active
                },
                ..StaffFilter::default()
            },
            sort: StaffSort::PublicationDate,
            direction: Direction::Descending,
            page: PageRequest {
                page: self.page,
                per_page: self.per_page,
            },
        }
    }
}
