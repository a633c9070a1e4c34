//! One way in for every endpoint: first who asks, then what they want, so that a stranger learns nothing
//! about the input.

use std::future::Future;

use actix_web::HttpRequest;
use actix_web::dev::Payload;
use domain::activity::KeyUse;

use super::access::{Access, ApiClient, ReadsCatalogue};
use super::visit::Visit;
use crate::problem::Problem;
use crate::routes::Answer;
use crate::state::{ApiState, Services};
use crate::wire::{self, Reading};

/// What an endpoint takes from the request's path, query or body.
pub(crate) trait Input: Sized + 'static {
    /// Statuses with which it may refuse, beyond those that the endpoint documents.
    const REFUSALS: &'static [u16];
    /// Whether the request may come without the body that the endpoint documents.
    const BODY_OPTIONAL: bool = false;
    /// Reads and checks it.
    async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem>;
}

impl Input for () {
    const REFUSALS: &'static [u16] = &[];

    async fn read(_: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        Ok(())
    }
}

impl<P: Input, Q: Input> Input for (P, Q) {
    const REFUSALS: &'static [u16] = Q::REFUSALS;
    const BODY_OPTIONAL: bool = Q::BODY_OPTIONAL;

    async fn read(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        Ok((P::read(request, payload).await?, Q::read(request, payload).await?))
    }
}

/// An admitted caller and what they want.
pub(crate) struct Call<A, I = ()> {
    /// Who.
    pub(crate) caller: A,
    /// What.
    pub(crate) input: I,
    state: ApiState,
    request: HttpRequest,
}

impl<A: Access, I: Input> Call<A, I> {
    /// Admits the caller, then reads what they want.
    pub(crate) async fn admit(request: HttpRequest, mut payload: Payload) -> Result<Self, Problem> {
        let state = ApiState::of(&request)?;
        let caller = A::admit(&state, &request).await?;
        let input = I::read(&request, &mut payload).await?;
        Ok(Self {
            caller,
            input,
            state,
            request,
        })
    }
}

impl<A, I> Call<A, I> {
    /// The ports and use cases.
    pub(crate) fn services(&self) -> &Services {
        self.state.services()
    }

    /// What every request can reach.
    pub(crate) fn state(&self) -> &ApiState {
        &self.state
    }

    /// Scheme and host that links in answers begin with, without a trailing slash.
    pub(crate) fn base(&self) -> String {
        wire::base_url(self.state.settings(), &self.request)
    }

    /// What the staff see, as it is now; `version` where it has one of its own.
    pub(crate) fn current<T: serde::Serialize>(&self, version: Option<&str>, body: &T) -> Answer {
        wire::current(&self.request, version, body)
    }

    /// An answer that is no list or record of the catalogue: made anew each time, known by its content.
    pub(crate) fn fresh<T: serde::Serialize>(&self, body: &T) -> Answer {
        wire::fresh(&self.request, body)
    }
}

impl<A: ReadsCatalogue, I> Call<A, I> {
    /// Answers from memory, with 304, or by building the body.
    ///
    /// `resource` is the path and canonical query of what is read: with the workspace's revision it names the
    /// answer, so it has to tell all that the body depends on.
    pub(crate) async fn answer<F>(&self, resource: &str, build: F) -> Answer
    where
        F: Future<Output = Result<Vec<u8>, Problem>>,
    {
        let base = self.base();
        Reading {
            state: &self.state,
            request: &self.request,
            reader: self.caller.reader(),
            base: &base,
            resource,
        }
        .answer(build)
        .await
    }
}

impl<K, I> Call<ApiClient<K>, I> {
    /// The log row of this use, for a write that takes it into its transaction.
    pub(crate) fn key_use(&self, status: u16) -> KeyUse {
        let visit = Visit::of(&self.request);
        KeyUse {
            key_hash: self.caller.key.key_hash.as_str().to_owned(),
            method: self.request.method().as_str().to_owned(),
            path: self.request.uri().path().to_owned(),
            status,
            at: self.state.now(),
            request_id: visit.request_id().to_owned(),
        }
    }

    /// Notes that the write has taken the log row with it.
    pub(crate) fn use_was_logged(&self) {
        Visit::of(&self.request).use_was_logged();
    }
}
