//! Answers to reads: named by the workspace's revision, remembered within bounds, given again as 304.

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use actix_web::http::Method;
use actix_web::http::header::{
    self, CACHE_CONTROL, CONTENT_TYPE, ETAG, EntityTag, HttpDate, IfModifiedSince, IfNoneMatch, LAST_MODIFIED,
};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use domain::workspace::WorkspaceRevision;
use moka::future::Cache;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::auth::Reader;
use crate::problem::Problem;
use crate::routes::Answer;
use crate::state::ApiState;

/// Changes with the shape of answers, so that none of an older version counts as current.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// `Cache-Control` of answers that are the same for everyone, of those for one caller, and of those for the staff.
const SHARED: &str = "public, max-age=60";
const KEPT_PRIVATELY: &str = "private, max-age=60";
const ASKED_ANEW: &str = "private, no-cache";
/// What an entry costs beyond its body, about.
const ENTRY_BYTES: usize = 200;

type AnswerName = [u8; 32];

/// Rendered bodies, bounded by bytes. Several requests for the same one wait for one of them to build it.
pub(crate) struct AnswerCache(Cache<AnswerName, Bytes>);

impl AnswerCache {
    pub(crate) fn new(bytes: u64) -> Self {
        let weight = |_: &AnswerName, body: &Bytes| {
            u32::try_from(body.len().saturating_add(ENTRY_BYTES)).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().max_capacity(bytes).weigher(weight).build())
    }

    async fn get<F>(&self, name: AnswerName, build: F) -> Result<Bytes, Problem>
    where
        F: Future<Output = Result<Vec<u8>, Problem>>,
    {
        let build = async { build.await.map(Bytes::from) };
        self.0
            .try_get_with(name, build)
            .await
            .map_err(|problem: Arc<Problem>| Problem::clone(&problem))
    }
}

/// A read of the catalogue on its way to an answer.
pub(crate) struct Reading<'a> {
    pub(crate) state: &'a ApiState,
    pub(crate) request: &'a HttpRequest,
    pub(crate) reader: &'a Reader,
    pub(crate) base: &'a str,
    pub(crate) resource: &'a str,
}

impl Reading<'_> {
    /// 304 before any query where the caller has the answer, else from memory, else by `build`.
    pub(crate) async fn answer<F>(self, build: F) -> Answer
    where
        F: Future<Output = Result<Vec<u8>, Problem>>,
    {
        let workspaces = &self.state.services().workspaces;
        let revision = workspaces.revision(self.reader.view.workspace()).await?;
        let name = self.name(revision);
        let validators = Validators {
            etag: tag(&name),
            modified: Some(revision.changed_at),
            sharing: if self.reader.keyed { KEPT_PRIVATELY } else { SHARED },
        };
        let asked_any = matches!(condition(self.request), Some(IfNoneMatch::Any));
        if !asked_any && validators.hold(self.request, self.state.now()) {
            return Ok(validators.not_modified());
        }
        let body = self.state.answers().get(name, build).await?;
        if asked_any {
            // `*` holds wherever there is anything, and now there is.
            return Ok(validators.not_modified());
        }
        Ok(validators.ok(body))
    }

    fn name(&self, revision: WorkspaceRevision) -> AnswerName {
        let Reader { view, wordpress, .. } = self.reader;
        let number = revision.number;
        let parts = [VERSION, &view.key(), self.base, self.resource].join("\0");
        Sha256::digest(format!("{parts}\0{number}\0{wordpress}")).into()
    }
}

/// An answer that is made anew each time; its tag is the hash of its body.
pub(crate) fn fresh<T: Serialize>(request: &HttpRequest, body: &T) -> Answer {
    let body = Bytes::from(render(body)?);
    let validators = Validators {
        etag: tag(&Sha256::digest(&body).into()),
        modified: None,
        sharing: KEPT_PRIVATELY,
    };
    if validators.hold(request, i64::MAX) {
        return Ok(validators.not_modified());
    }
    Ok(validators.ok(body))
}

/// What the staff see: asked for anew each time, so that they see their own changes. Its tag is the version of what is
/// shown, where that has one, else the hash of the body.
pub(crate) fn current<T: Serialize>(request: &HttpRequest, version: Option<&str>, body: &T) -> Answer {
    let body = Bytes::from(render(body)?);
    let validators = Validators {
        etag: match version {
            Some(version) => EntityTag::new_weak(version.to_owned()),
            None => tag(&Sha256::digest(&body).into()),
        },
        modified: None,
        sharing: ASKED_ANEW,
    };
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && validators.hold(request, i64::MAX) {
        return Ok(validators.not_modified());
    }
    Ok(validators.ok(body))
}

/// JSON bytes.
pub(crate) fn render<T: Serialize>(body: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(body).map_err(|error| Problem::internal(&error.to_string()))
}

fn tag(name: &AnswerName) -> EntityTag {
    let half = name.first_chunk().map_or(0, |half| u128::from_be_bytes(*half));
    EntityTag::new_weak(format!("{half:032x}"))
}

fn condition(request: &HttpRequest) -> Option<IfNoneMatch> {
    if request.headers().contains_key(header::IF_NONE_MATCH) {
        request.get_header::<IfNoneMatch>()
    } else {
        None
    }
}

/// What tells whether a caller's copy is still good, and for whom it may be kept.
struct Validators {
    etag: EntityTag,
    modified: Option<i64>,
    sharing: &'static str,
}

impl Validators {
    /// Whether the caller's copy is current. A date is believed only once its second is over: within it, a
    /// second change could not be told from the first.
    fn hold(&self, request: &HttpRequest, now: i64) -> bool {
        if request.headers().contains_key(header::IF_NONE_MATCH) {
            return match condition(request) {
                Some(IfNoneMatch::Any) => true,
                Some(IfNoneMatch::Items(tags)) => tags.iter().any(|theirs| theirs.weak_eq(&self.etag)),
                None => false,
            };
        }
        let (Some(modified), Some(IfModifiedSince(theirs))) =
            (self.modified, request.get_header::<IfModifiedSince>())
        else {
            return false;
        };
        modified + 1 < now && http_time(modified) <= SystemTime::from(theirs)
    }

    fn ok(&self, body: Bytes) -> HttpResponse {
        let mut response = HttpResponse::Ok().body(body);
        response
            .headers_mut()
            .insert(CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
        self.mark(response)
    }

    fn not_modified(&self) -> HttpResponse {
        self.mark(HttpResponse::NotModified().finish())
    }

    fn mark(&self, mut response: HttpResponse) -> HttpResponse {
        use actix_web::http::header::TryIntoHeaderValue;
        let headers = response.headers_mut();
        if let Ok(etag) = header::HeaderValue::from_str(&self.etag.to_string()) {
            headers.insert(ETAG, etag);
        }
        let modified = self.modified.map(|at| HttpDate::from(http_time(at)));
        if let Some(Ok(modified)) = modified.map(TryIntoHeaderValue::try_into_value) {
            headers.insert(LAST_MODIFIED, modified);
        }
        headers.insert(CACHE_CONTROL, header::HeaderValue::from_static(self.sharing));
        response
    }
}

fn http_time(seconds: i64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}
