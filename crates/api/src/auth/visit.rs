//! What becomes known about a request on its way, for those who stand at the door when the answer leaves.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use actix_web::{HttpMessage, HttpRequest};
use domain::identifier::KeyHash;
use domain::workspace::WorkspaceId;

use super::limits::Allowance;

/// Notes on one request.
#[derive(Default)]
pub(crate) struct Visit {
    request_id: String,
    api_key: OnceCell<(WorkspaceId, KeyHash)>,
    allowance: Cell<Option<Allowance>>,
    own_origin: Cell<Option<bool>>,
    use_is_logged: Cell<bool>,
    cookies: RefCell<Vec<String>>,
    token: RefCell<Option<String>>,
}

impl Visit {
    pub(crate) fn new(request_id: String) -> Rc<Self> {
        Rc::new(Self {
            request_id,
            ..Self::default()
        })
    }

    /// The notes on a request; fresh ones where nobody stands at the door (which no server does).
    pub(crate) fn of(request: &HttpRequest) -> Rc<Self> {
        if let Some(visit) = request.extensions().get::<Rc<Self>>() {
            return Rc::clone(visit);
        }
        let visit = Self::new(String::new());
        request.extensions_mut().insert(Rc::clone(&visit));
        visit
    }

    /// `X-Request-Id` of the answer.
    pub(crate) fn request_id(&self) -> &str {
        &self.request_id
    }

    /// Notes that the caller used this API key: from here on the use is logged, whatever becomes of it.
    pub(super) fn recognise(&self, workspace: WorkspaceId, key_hash: KeyHash) {
        // A request bears one key, so a second note could only repeat the first.
        let _ = self.api_key.set((workspace, key_hash));
    }

    /// The API key whose use is still to be logged.
    pub(crate) fn unlogged_key(&self) -> Option<&(WorkspaceId, KeyHash)> {
        self.api_key.get().filter(|_| !self.use_is_logged.get())
    }

    /// Notes that a write has logged the use in its own transaction.
    pub(crate) fn use_was_logged(&self) {
        self.use_is_logged.set(true);
    }

    pub(super) fn allow(&self, allowance: Allowance) {
        self.allowance.set(Some(allowance));
    }

    /// What is left of the caller's rate limit, for authenticated callers.
    pub(crate) fn allowance(&self) -> Option<Allowance> {
        self.allowance.get()
    }

    /// Lets the answer set a cookie; a later one of the same name counts.
    pub(super) fn set_cookie(&self, cookie: String) {
        let mut cookies = self.cookies.borrow_mut();
        let name = |cookie: &str| cookie.split('=').next().unwrap_or_default().to_owned();
        cookies.retain(|earlier| name(earlier) != name(&cookie));
        cookies.push(cookie);
    }

    /// Cookies that the answer sets.
    pub(crate) fn cookies(&self) -> Vec<String> {
        self.cookies.borrow().clone()
    }

    /// Lets the answer tell programs without cookies what to send as bearer token.
    pub(super) fn tell_token(&self, token: String) {
        *self.token.borrow_mut() = Some(token);
    }

    /// The bearer token that the answer tells.
    pub(crate) fn told_token(&self) -> Option<String> {
        self.token.borrow().clone()
    }

    pub(super) fn note_origin(&self, is_own: bool) {
        self.own_origin.set(Some(is_own));
    }

    /// Whether the request's origin is a verified one of the credential's installation; `None` without such a
    /// credential.
    pub(crate) fn own_origin(&self) -> Option<bool> {
        self.own_origin.get()
    }
}
