//! What stands in a path: ORCID iDs, DOIs with all their slashes, opaque ids.

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::identifier::slug::is_slug;
use domain::identifier::{Doi, KeyHash, Orcid};
use domain::ingestion::JobId;
use percent_encoding::percent_decode_str;

use crate::auth::Input;
use crate::problem::{Code, Problem};

/// Longest opaque id, in bytes.
const MAX_ID: usize = 190;

/// The n-th segment of the path as it came over the wire, decoded once. (The router decodes too, but not all.)
fn segment(request: &HttpRequest, index: usize) -> Option<String> {
    let raw = request.uri().path().split('/').nth(index + 1)?;
    let text = percent_decode_str(raw).decode_utf8().ok()?;
    Some(text.into_owned())
}

/// An ORCID iD that a write names: `…/people/{orcid}/…` under `/api/partners`.
pub(crate) struct OrcidPath(pub(crate) Orcid);

impl Input for OrcidPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let text = segment(request, 3).unwrap_or_default();
        match Orcid::parse(&text) {
            Ok(orcid) => Ok(Self(orcid)),
            Err(why) => Err(Problem::field(
                Code::InvalidOrcid,
                "the path names no ORCID iD",
                "orcid",
                &why.to_string(),
            )),
        }
    }
}

/// A person who is looked up: `/v1/people/{orcid}`. Text that is no iD is nobody's.
pub(crate) struct PersonPath(pub(crate) Orcid);

impl Input for PersonPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let text = segment(request, 2).unwrap_or_default();
        let orcid = Orcid::parse(&text).ok();
        orcid
            .map(Self)
            .ok_or_else(|| Problem::missing(Code::PersonNotFound))
    }
}

/// A DOI: `/v1/doi/{doi}`, all the rest of the path, slashes raw or encoded. Text that is no DOI is nothing's.
pub(crate) struct DoiPath(pub(crate) Doi);

impl Input for DoiPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let raw = request.uri().path().splitn(4, '/').nth(3).unwrap_or_default();
        // The DOI's own reading decodes once, so the path is handed over as it came over the wire.
        let doi = Doi::parse(raw).ok();
        doi.map(Self)
            .ok_or_else(|| Problem::missing(Code::PublicationNotFound))
    }
}

/// An opaque id: `/v1/projects/{id}`. Empty text where it cannot be one.
pub(crate) struct IdPath(pub(crate) String);

impl Input for IdPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let id = segment(request, 2).unwrap_or_default();
        let plausible = id.len() <= MAX_ID && !id.contains(char::is_control);
        Ok(Self(if plausible { id } else { String::new() }))
    }
}

/// An origin's id: `/integrations/v1/verify/{originId}`. `None` where it cannot be one.
pub(crate) struct OriginPath(pub(crate) Option<String>);

impl Input for OriginPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let is_id = |id: &String| {
            (1..=MAX_ID).contains(&id.len())
                && id
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        Ok(Self(segment(request, 3).filter(is_id)))
    }
}

/// A job: `/api/ingest/stuck/{jobId}/force-fail`. Text that cannot be an id is nobody's.
pub(crate) struct JobPath(pub(crate) JobId);

impl Input for JobPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let id = segment(request, 3).unwrap_or_default();
        if id.is_empty() || id.len() > MAX_ID || id.contains(char::is_control) {
            return Err(Problem::missing(Code::JobNotFound));
        }
        Ok(Self(JobId::new(id)))
    }
}

/// An API key by its hash: `/api/site-tools/api-keys/{keyHash}`.
pub(crate) struct KeyHashPath(pub(crate) KeyHash);

impl Input for KeyHashPath {
    const REFUSALS: &'static [u16] = &[400];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let text = segment(request, 3).unwrap_or_default();
        let hash = KeyHash::parse(&text.to_ascii_lowercase()).ok();
        hash.map(Self).ok_or_else(|| {
            Problem::field(
                Code::InvalidKeyHash,
                "the path names no API key",
                "keyHash",
                "must be the SHA-256 of a key: 64 hexadecimal digits",
            )
        })
    }
}

/// A member of a workspace: `/api/workspaces/{id}/members/{userId}`. Text that cannot be an id is nobody's.
pub(crate) struct MemberPath(pub(crate) String);

impl Input for MemberPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let id = segment(request, 4).unwrap_or_default();
        if id.is_empty() || id.len() > MAX_ID || id.contains(char::is_control) {
            return Err(Problem::missing(Code::MemberNotFound));
        }
        Ok(Self(id))
    }
}

/// A person's slug, present or past: `/v1/people/by-slug/{slug}`. Text that is no slug is nobody's.
pub(crate) struct SlugPath(pub(crate) String);

impl Input for SlugPath {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        let text = segment(request, 3).filter(|text| is_slug(text));
        text.map(Self)
            .ok_or_else(|| Problem::missing(Code::PersonNotFound))
    }
}
