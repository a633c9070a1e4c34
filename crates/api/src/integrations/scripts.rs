//! The scripts that integrations have embedded into pages.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, EntityTag, IfNoneMatch,
};
use actix_web::{HttpRequest, HttpResponse};
use domain::integration::ScriptName;

use crate::auth::{Anyone, Call, Input};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::named_part;

/// The address is made of the content, so that no copy is ever out of date.
const KEPT_FOREVER: &str = "public, max-age=31536000, immutable";
const ENDING: &str = ".js";

/// Which version of a script, and whether the caller has it.
pub(crate) struct Asked {
    name: ScriptName,
    is_known: bool,
}

impl Input for Asked {
    const REFUSALS: &'static [u16] = &[];

    async fn read(request: &HttpRequest, _: &mut actix_web::dev::Payload) -> Result<Self, Problem> {
        let file = named_part(request, "file");
        let name = file.strip_suffix(ENDING).and_then(ScriptName::parse);
        let name = name.ok_or_else(|| Problem::missing(Code::ScriptNotFound))?;
        Ok(Self {
            is_known: has(request, &name),
            name,
        })
    }
}

fn has(request: &HttpRequest, name: &ScriptName) -> bool {
    use actix_web::HttpMessage as _;
    match request.get_header::<IfNoneMatch>() {
        Some(IfNoneMatch::Items(tags)) => tags.iter().any(|theirs| theirs.weak_eq(&tag(name))),
        _ => false,
    }
}

fn tag(name: &ScriptName) -> EntityTag {
    EntityTag::new_strong(name.as_str().to_owned())
}

/// Get the script of an integration
///
/// JavaScript to embed into pages. Its name is the SHA-256 of its content, so it may be kept for ever; pages embed it with
/// the `integrity` that the dashboard's list of scripts gives (`crossorigin="anonymous"`).
#[utoipa::path(
    get,
    path = "/integrations/v1/scripts/{file}",
    operation_id = "getIntegrationScript",
    tag = "Integrations",
    params(("file" = inline(String), Path, description = "SHA-256 of the content in hex, and `.js`.", pattern = "^[0-9a-f]{64}\\.js$")),
    responses(
        (status = 200, description = "The script.", body = String, content_type = "text/javascript", headers(
            ("ETag" = String, description = "The name once more."),
            ("Cache-Control" = String, description = "It may be kept for a year without asking again."),
        )),
        (status = 304, description = "The caller has it (`If-None-Match`)."),
        (status = 404, description = "There is no such script (`script_not_found`).", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn script(call: Call<Anyone, Asked>) -> Answer {
    let Asked { name, is_known } = &call.input;
    let mut answer = if *is_known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header((CACHE_CONTROL, KEPT_FOREVER))
        .insert_header((ETAG, tag(name)))
        // It is in public pages, and browsers compare its integrity only where they may read it.
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, "*"));
    if *is_known {
        return Ok(answer.finish());
    }
    let found = call.services().integrations.store.script(name).await?;
    let content = found.ok_or_else(|| Problem::missing(Code::ScriptNotFound))?;
    Ok(answer
        .insert_header((CONTENT_TYPE, "text/javascript; charset=utf-8"))
        .body(content))
}
