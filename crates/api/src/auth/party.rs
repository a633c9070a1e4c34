//! Callers of the control plane: staff with a session, or an integration with its secret.

use std::marker::PhantomData;

use actix_web::HttpRequest;
use domain::identifier::{Key, KeyKind};
use domain::installation::Caller;
use domain::integration::Integration;

use super::access::{Access, Security};
use super::session::bearer;
use super::staff::{Staff, StaffRole};
use super::visit::Visit;
use crate::problem::{Code, Problem};
use crate::state::ApiState;

/// Requests a minute that an integration may make.
const RATE_LIMIT: u32 = 1_000;

/// A member of staff who has the role, or an integration.
pub(crate) struct Party<R> {
    /// Who.
    pub(crate) caller: Caller,
    role: PhantomData<R>,
}

impl<R: StaffRole> Access for Party<R> {
    const SECURITY: Security = Security::SessionOrIntegration;

    fn scope() -> Option<&'static str> {
        Some(R::ROLE.as_str())
    }

    async fn admit(state: &ApiState, request: &HttpRequest) -> Result<Self, Problem> {
        let presented = bearer(request).filter(|text| text.starts_with(KeyKind::Integration.prefix()));
        let caller = match presented {
            Some(text) => Caller::Integration(Box::new(integration(state, request, &text).await?)),
            None => Caller::Member(Box::new(Staff::<R>::admit(state, request).await?.member)),
        };
        Ok(Self {
            caller,
            role: PhantomData,
        })
    }
}

/// The integration whose secret this is, within its limit.
async fn integration(state: &ApiState, request: &HttpRequest, text: &str) -> Result<Integration, Problem> {
    let key = Key::parse(text).ok();
    let hash = key
        .filter(|key| key.kind() == KeyKind::Integration)
        .ok_or_else(unknown)?
        .hash();
    let found = state.services().integrations.store.by_secret(&hash).await?;
    let found = found.ok_or_else(unknown)?;
    let now = state.now();
    let allowance = state.limits().count(&hash, RATE_LIMIT, now).await?;
    Visit::of(request).allow(allowance);
    if allowance.granted {
        Ok(found)
    } else {
        Err(Problem::rate_limited(allowance.reset - now))
    }
}

fn unknown() -> Problem {
    Problem::new(
        Code::InvalidIntegrationSecret,
        "this secret of an integration is not known",
    )
}
