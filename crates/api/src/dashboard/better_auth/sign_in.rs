//! Signing in and out.

use actix_web::HttpResponse;
use actix_web::http::header::{LOCATION, USER_AGENT};
use domain::session::SignIn;
use domain::session::password::{is_email, is_too_long};
use serde::Serialize;

use super::Outcome;
use super::door::Visit;
use super::limits;
use super::refusal::{INVALID_EMAIL, SIGN_UP_DISABLED, TOO_LONG};
use super::shape::UserShape;
use crate::auth;

/// Longest `user-agent` that is kept, in characters.
const MAX_AGENT: usize = 512;

#[derive(Serialize)]
struct SignedInBody<'a> {
    redirect: bool,
    token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    user: UserShape<'a>,
}

/// `POST /sign-in/email`
pub(super) async fn sign_in(visit: &Visit) -> Outcome {
    let mut fields = visit.fields()?;
    let (email, password) = (fields.text("email"), fields.text("password"));
    let callback = fields.optional_text("callbackURL").filter(|url| !url.is_empty());
    let remember = fields.optional_flag("rememberMe").unwrap_or(true);
    fields.finish()?;
    if !is_email(email) {
        return Err(INVALID_EMAIL);
    }
    if is_too_long(password) {
        return Err(TOO_LONG);
    }
    let asked = SignIn {
        email: email.to_owned(),
        password: password.to_owned(),
        remember,
        ip_address: limits::forwarded(&visit.request).map_or_else(String::new, limits::shown),
        user_agent: user_agent(visit),
    };
    let (session, user) = visit.sessions().sign_in(&asked).await?;
    visit.send(&session, !remember)?;
    let mut response = HttpResponse::Ok();
    if let Some(url) = callback {
        response.insert_header((LOCATION, url));
    }
    Ok(response.json(SignedInBody {
        redirect: callback.is_some(),
        token: session.token.reveal(),
        url: callback,
        user: UserShape::from(&user),
    }))
}

fn user_agent(visit: &Visit) -> String {
    let header = visit.request.headers().get(USER_AGENT);
    let text = header.and_then(|value| value.to_str().ok()).unwrap_or_default();
    text.chars().take(MAX_AGENT).collect()
}

/// `POST /sign-up/email`: users are made by an administrator.
pub(super) fn sign_up(visit: &Visit) -> Outcome {
    let mut fields = visit.fields()?;
    for name in ["name", "email", "password"] {
        fields.text(name);
    }
    fields.finish()?;
    Err(SIGN_UP_DISABLED)
}

/// `POST /sign-out`: also for those who are not signed in.
pub(super) async fn sign_out(visit: &Visit) -> Outcome {
    if let Some(token) = auth::presented_token(&visit.state, &visit.request)? {
        visit.sessions().store.delete(&token).await?;
    }
    visit.clear();
    Ok(HttpResponse::Ok().json(serde_json::json!({ "success": true })))
}
