//! What users change about themselves.

use actix_web::HttpResponse;
use domain::session::UserChanges;
use serde::Serialize;

use super::Outcome;
use super::door::Visit;
use super::refusal::{EMAIL_STAYS, NOTHING_TO_UPDATE, Refusal};
use super::shape::UserShape;

/// Longest name and longest address of a picture that are kept, in characters.
const MAX_NAME: usize = 255;
const MAX_IMAGE: usize = 2048;
/// What only administrators set.
const GUARDED: [&str; 5] = ["role", "banned", "banReason", "banExpires", "superadmin"];

#[derive(Serialize)]
struct Changed<'a> {
    token: Option<&'a str>,
    user: UserShape<'a>,
}

/// `POST /change-password`
pub(super) async fn change_password(visit: &Visit) -> Outcome {
    let mut fields = visit.fields()?;
    let new = fields.text("newPassword");
    let current = fields.text("currentPassword");
    let revoke = fields.optional_flag("revokeOtherSessions").unwrap_or(false);
    fields.finish()?;
    let signed_in = visit.signed_in().await?;
    let accounts = &visit.state.services().accounts;
    let session = &signed_in.identity.session;
    let next = accounts.change_password(session, (current, new), revoke).await?;
    if let Some(next) = &next {
        visit.send(next, signed_in.brief)?;
    }
    Ok(HttpResponse::Ok().json(Changed {
        token: next.as_ref().map(|next| next.token.reveal()),
        user: UserShape::from(&signed_in.identity.user),
    }))
}

/// `POST /update-user`
pub(super) async fn update(visit: &Visit) -> Outcome {
    let mut fields = visit.fields()?;
    let name = fields.optional_text("name");
    let image = fields.nullable_text("image");
    if let Some(name) = name {
        fields.limit("name", name, MAX_NAME);
    }
    if let Some(Some(image)) = image {
        fields.limit("image", image, MAX_IMAGE);
    }
    let has_email = fields.get("email").is_some();
    let guarded = GUARDED.into_iter().find(|name| fields.get(name).is_some());
    fields.finish()?;
    let signed_in = visit.signed_in().await?;
    if has_email {
        return Err(EMAIL_STAYS);
    }
    if let Some(guarded) = guarded {
        return Err(Refusal::field_not_allowed(guarded));
    }
    if name.is_none() && image.is_none() {
        return Err(NOTHING_TO_UPDATE);
    }
    let changes = UserChanges {
        name: name.map(str::to_owned),
        image: image.map(|image| image.map(str::to_owned)),
    };
    let session = &signed_in.identity.session;
    let now = visit.state.services().clock.now_millis();
    let users = &visit.sessions().users;
    users.update(&session.user_id, &changes, now).await?;
    visit.send(session, signed_in.brief)?;
    Ok(HttpResponse::Ok().json(serde_json::json!({ "status": true })))
}
