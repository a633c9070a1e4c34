//! The kinds of callers, as types: what stands in an endpoint's signature is what is asked of its caller.

use std::marker::PhantomData;

use actix_web::HttpRequest;
use domain::api_key::{ApiKey, ApiKeyScope};
use domain::identifier::{Key, KeyKind};
use domain::installation::{Grant, Scope};
use domain::workspace::View;
use serde_json::json;

use super::credential;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// What a route asks for, as its document says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// Nothing.
    None,
    /// A key is welcome; a wrong one is refused.
    Optional,
    /// An installation credential.
    Installation,
    /// An API key.
    ApiKey,
    /// A session of the dashboard.
    Session,
    /// A session is welcome.
    OptionalSession,
    /// A session of the dashboard, or the secret of an integration.
    SessionOrIntegration,
}

/// A kind of caller.
pub(crate) trait Access: Sized + 'static {
    /// What it takes.
    const SECURITY: Security;
    /// The scope that it takes, if any.
    fn scope() -> Option<&'static str>;
    /// Lets the caller in, or says why not.
    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem>;
}

/// Scopes as types.
pub(crate) mod scopes {
    use domain::api_key::ApiKeyScope;
    use domain::installation::Scope;

    /// A scope of installations; `None` where any installation will do.
    pub(crate) trait InstallationScope: 'static {
        const SCOPE: Option<Scope>;
    }

    /// A scope of API keys.
    pub(crate) trait KeyScope: 'static {
        const SCOPE: ApiKeyScope;
    }

    /// `people.read`
    pub(crate) struct People;
    /// `publications.read`
    pub(crate) struct Publications;
    /// `works.read`
    pub(crate) struct Works;
    /// `projects.read`
    pub(crate) struct Projects;
    /// No scope at all.
    pub(crate) struct Any;
    /// `ingest`
    pub(crate) struct Ingest;
    /// `membership.update`
    pub(crate) struct MembershipUpdate;

    impl InstallationScope for People {
        const SCOPE: Option<Scope> = Some(Scope::PeopleRead);
    }
    impl InstallationScope for Publications {
        const SCOPE: Option<Scope> = Some(Scope::PublicationsRead);
    }
    impl InstallationScope for Works {
        const SCOPE: Option<Scope> = Some(Scope::WorksRead);
    }
    impl InstallationScope for Projects {
        const SCOPE: Option<Scope> = Some(Scope::ProjectsRead);
    }
    impl InstallationScope for Any {
        const SCOPE: Option<Scope> = None;
    }
    impl KeyScope for Ingest {
        const SCOPE: ApiKeyScope = ApiKeyScope::Ingest;
    }
    impl KeyScope for MembershipUpdate {
        const SCOPE: ApiKeyScope = ApiKeyScope::MembershipUpdate;
    }
}

use scopes::{InstallationScope, KeyScope};

/// Whose catalogue is read, and what kind of reader it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    /// Whose catalogue, and what of it.
    pub(crate) view: View,
    /// The answer is for one caller: shared caches must not keep it.
    pub(crate) keyed: bool,
    /// A WordPress plugin, which also gets its own shape.
    pub(crate) wordpress: bool,
}

/// Callers who read a workspace's catalogue.
pub(crate) trait ReadsCatalogue: Access {
    /// As which reader.
    fn reader(&self) -> &Reader;
}

/// Nobody is asked anything.
pub(crate) struct Anyone;

impl Access for Anyone {
    const SECURITY: Security = Security::None;

    fn scope() -> Option<&'static str> {
        None
    }

    async fn admit(_: &ApiState, _: &HttpRequest) -> Result<Self, Problem> {
        Ok(Self)
    }
}

/// An open route: without a key for the public workspace, with one for the key's (installations need the scope).
pub(crate) struct Open<S> {
    reader: Reader,
    scope: PhantomData<S>,
}

impl<S: InstallationScope> Access for Open<S> {
    const SECURITY: Security = Security::Optional;

    fn scope() -> Option<&'static str> {
        S::SCOPE.map(Scope::as_str)
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let reader = match credential::presented(request, None)? {
            None => Reader {
                view: View::whole(state.deployment().public_workspace().await?),
                keyed: false,
                wordpress: false,
            },
            Some(key) if key.kind() == KeyKind::ApiKey => Reader {
                view: View::whole(credential::api_key(state, request, &key).await?.workspace),
                keyed: true,
                wordpress: false,
            },
            Some(key) => reader_of(&installed::<S>(state, request, &key).await?),
        };
        Ok(Self {
            reader,
            scope: PhantomData,
        })
    }
}

impl<S: InstallationScope> ReadsCatalogue for Open<S> {
    fn reader(&self) -> &Reader {
        &self.reader
    }
}

/// An accepted credential of an installation that has the scope.
pub(crate) struct Installed<S> {
    /// What was accepted.
    pub(crate) grant: Grant,
    reader: Reader,
    scope: PhantomData<S>,
}

impl<S: InstallationScope> Access for Installed<S> {
    const SECURITY: Security = Security::Installation;

    fn scope() -> Option<&'static str> {
        S::SCOPE.map(Scope::as_str)
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let key = required(request, KeyKind::Installation)?;
        let grant = installed::<S>(state, request, &key).await?;
        Ok(Self {
            reader: reader_of(&grant),
            grant,
            scope: PhantomData,
        })
    }
}

impl<S: InstallationScope> ReadsCatalogue for Installed<S> {
    fn reader(&self) -> &Reader {
        &self.reader
    }
}

/// An API key that has the scope.
pub(crate) struct ApiClient<K> {
    /// The key.
    pub(crate) key: ApiKey,
    scope: PhantomData<K>,
}

impl<K: KeyScope> Access for ApiClient<K> {
    const SECURITY: Security = Security::ApiKey;

    fn scope() -> Option<&'static str> {
        Some(K::SCOPE.as_str())
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let key = required(request, KeyKind::ApiKey)?;
        let key = credential::api_key(state, request, &key).await?;
        if key.scopes.contains(&K::SCOPE) {
            Ok(Self {
                key,
                scope: PhantomData,
            })
        } else {
            Err(scope_denied(K::SCOPE))
        }
    }
}

fn required(request: &HttpRequest, kind: KeyKind) -> Result<Key, Problem> {
    credential::presented(request, Some(kind))?.ok_or_else(credential::missing)
}

async fn installed<S: InstallationScope>(
    state: &ApiState,
    request: &HttpRequest,
    key: &Key,
) -> Result<Grant, Problem> {
    let grant = credential::installation(state, request, key).await?;
    if let Some(scope) = S::SCOPE {
        grant.require(scope)?;
    }
    Ok(grant)
}

fn reader_of(grant: &Grant) -> Reader {
    Reader {
        view: grant.installation.view(),
        keyed: true,
        wordpress: grant.installation.platform == "wordpress",
    }
}

fn scope_denied(scope: ApiKeyScope) -> Problem {
    let scope = scope.as_str();
    Problem::new(
        Code::ApiKeyScopeDenied,
        format!("this API key lacks the scope {scope}"),
    )
    .with_detail("scope", json!(scope))
}
