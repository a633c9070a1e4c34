//! What the staff's requests for a publication say: paths, what is wanted of it, `If-Match`.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::http::header::{self, EntityTag};
use domain::identifier::{Doi, Orcid};
use domain::publication::curation::Precondition;
use percent_encoding::percent_decode_str;
use utoipa::IntoParams;
use utoipa::openapi::schema::{Object, ObjectBuilder, Type};

use super::query::QueryReader;
use crate::auth::Input;
use crate::problem::{Code, Problem};

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
