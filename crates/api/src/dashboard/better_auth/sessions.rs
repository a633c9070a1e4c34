//! The sessions of whoever asks: seeing and ending them.

use actix_web::HttpResponse;
use actix_web::http::header::PRAGMA;
use domain::session::{SessionToken, lifetime};
use serde::Serialize;

use super::Outcome;
use super::door::Visit;
use super::refusal::NOT_FRESH;
use super::shape::{SessionShape, UserShape};
use crate::auth;

#[derive(Serialize)]
struct Current<'a> {
    session: SessionShape<'a>,
    user: UserShape<'a>,
}

/// `GET /get-session`: `null` for those who are not signed in.
pub(super) async fn get(visit: &Visit) -> Outcome {
    let query = url::form_urlencoded::parse(visit.request.query_string().as_bytes());
    let may_renew = !query
        .into_iter()
        .any(|(name, value)| name == "disableRefresh" && value == "true");
    let found = auth::find_session(&visit.state, &visit.request, may_renew).await?;
    let current = found.as_ref().map(|found| Current {
        session: SessionShape::from(&found.identity.session),
        user: UserShape::from(&found.identity.user),
    });
    Ok(HttpResponse::Ok()
        .insert_header((PRAGMA, "no-cache"))
        .json(current))
}

/// `GET /list-sessions`: for those who signed in lately.
pub(super) async fn list(visit: &Visit) -> Outcome {
    let current = visit.signed_in().await?.identity.session;
    let now = visit.state.services().clock.now_millis();
    if !lifetime::is_fresh(current.created_at, now) {
        return Err(NOT_FRESH);
    }
    let living = visit.sessions().living(&current.user_id).await?;
    let shapes: Vec<SessionShape<'_>> = living.iter().map(SessionShape::from).collect();
    Ok(HttpResponse::Ok().json(shapes))
}

/// `POST /revoke-session`: tells nobody whether the token was somebody's.
pub(super) async fn revoke(visit: &Visit) -> Outcome {
    let mut fields = visit.fields()?;
    let token = SessionToken::new(fields.text("token"));
    fields.finish()?;
    let current = visit.signed_in().await?.identity.session;
    visit.sessions().revoke(&current.user_id, &token).await?;
    if token == current.token {
        visit.clear();
    }
    done()
}

/// `POST /revoke-sessions`
pub(super) async fn revoke_all(visit: &Visit) -> Outcome {
    let current = visit.signed_in().await?.identity.session;
    let store = &visit.sessions().store;
    store.delete_of_user(&current.user_id, None).await?;
    visit.clear();
    done()
}

/// `POST /revoke-other-sessions`
pub(super) async fn revoke_others(visit: &Visit) -> Outcome {
    let current = visit.signed_in().await?.identity.session;
    let store = &visit.sessions().store;
    store
        .delete_of_user(&current.user_id, Some(current.token))
        .await?;
    done()
}

fn done() -> Outcome {
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": true })))
}
