//! The staff set a person's photo, slug and type, and hide people.

use domain::profile::{AmendFault, Amendment, amend};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, ObjectBuilder, SchemaFormat, Type};
use validator::Validate;

use super::detail::{StaffPersonDetail, shown};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{Json, OrcidText, StaffPersonPath, slug_schema};

/// Where a photo is.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PhotoBody {
    /// Its address (http or https, without a user name or password), at most 500 characters as browsers write it.
    #[schema(schema_with = address_schema)]
    url: String,
}

fn address_schema() -> Object {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .format(Some(SchemaFormat::Custom("web-address".to_owned())))
        .min_length(Some(1))
        .max_length(Some(amend::LONGEST_PHOTO))
        .description(Some(
            "Its address (http or https, without a user name or password), at most 500 characters as browsers write it.",
        ))
        .examples([serde_json::json!("https://www.example.org/people/ana.jpg")])
        .build()
}

/// How a person is to be found.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SlugBody {
    /// The slug: a-z, 0-9 and single hyphens between them.
    #[schema(schema_with = chosen_slug_schema)]
    slug: String,
}

fn chosen_slug_schema() -> Object {
    slug_schema()
        .description(Some("The slug: a-z, 0-9 and single hyphens between them."))
        .examples([serde_json::json!("ana-reis")])
        .build()
}

/// What a person is to the centre.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TypeBody {
    /// A free word of the centre, 1 to 100 characters; null for none.
    #[serde(deserialize_with = "word")]
    #[schema(
        required = true,
        max_length = 100,
        pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f]",
        example = "researcher"
    )]
    people_type: Option<String>,
}

/// Null is a value, but leaving the field out is none.
fn word<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

fn unfit(field: &'static str) -> impl Fn(AmendFault) -> Problem {
    move |why| {
        let message = "some fields of the body cannot be used";
        Problem::field(Code::InvalidBody, message, field, &why.to_string())
    }
}

/// Sets it, and shows the person as they are now.
async fn set<I>(
    call: &Call<Staff<roles::Editor>, I>,
    StaffPersonPath(orcid): &StaffPersonPath,
    amendment: Amendment,
) -> Answer {
    let (services, member) = (call.services(), &call.caller.member);
    services
        .profiles
        .amend(&member.workspace.id, orcid, &amendment, member.actor())
        .await?;
    let person: StaffPersonDetail = shown(services, &member.workspace, orcid).await?;
    Ok(actix_web::HttpResponse::Ok().json(person))
}

/// Hide person
///
/// Takes somebody out of the public answers, with the publications and works that only they made public; sites that
/// keep copies are told (`updated_since`). Nothing is lost: memberships, links and edits stay, ingestion goes on, and
/// adding the person again shows them again. Hiding twice changes nothing.
#[utoipa::path(
    delete,
    path = "/api/people/{orcid}",
    operation_id = "dashboardHidePerson",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    responses(
        (status = 200, description = "The person as they are now.", body = StaffPersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn hide(call: Call<Staff<roles::Editor>, StaffPersonPath>) -> Answer {
    set(&call, &call.input, Amendment::Hide).await
}

/// Set person photo
///
/// Keeps the address of a photo; the photo itself stays where it is.
#[utoipa::path(
    put,
    path = "/api/people/{orcid}/photo",
    operation_id = "dashboardSetPhoto",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    request_body = PhotoBody,
    responses(
        (status = 200, description = "The person as they are now.", body = StaffPersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn set_photo(
    call: Call<Staff<roles::Editor>, (StaffPersonPath, Json<PhotoBody>)>,
) -> Answer {
    let (person, Json(body)) = &call.input;
    let address = amend::photo_address(&body.url).map_err(unfit("url"))?;
    set(&call, person, Amendment::Photo(Some(address))).await
}

/// Drop person photo
///
/// Forgets the address of the photo.
#[utoipa::path(
    delete,
    path = "/api/people/{orcid}/photo",
    operation_id = "dashboardDropPhoto",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    responses(
        (status = 200, description = "The person as they are now.", body = StaffPersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn drop_photo(call: Call<Staff<roles::Editor>, StaffPersonPath>) -> Answer {
    set(&call, &call.input, Amendment::Photo(None)).await
}

/// Set person slug
///
/// Gives the person another slug. The ones before lead to it for good, and are never given to anybody else; the person
/// can have them again.
#[utoipa::path(
    put,
    path = "/api/people/{orcid}/slug",
    operation_id = "dashboardSetSlug",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    request_body = SlugBody,
    responses(
        (status = 200, description = "The person as they are now.", body = StaffPersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
        (status = 409, description = "Somebody else has the slug, or once had it (`taken`).",
         body = ProblemBody<'static>),
    )
)]
pub(crate) async fn set_slug(call: Call<Staff<roles::Editor>, (StaffPersonPath, Json<SlugBody>)>) -> Answer {
    let (person, Json(body)) = &call.input;
    let StaffPersonPath(orcid) = person;
    let slug = amend::chosen_slug(&body.slug, orcid).map_err(unfit("slug"))?;
    set(&call, person, Amendment::Slug(slug)).await
}

/// Set person type
///
/// Says what the person is to the centre, in a word of its own.
#[utoipa::path(
    put,
    path = "/api/people/{orcid}/type",
    operation_id = "dashboardSetType",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    request_body = TypeBody,
    responses(
        (status = 200, description = "The person as they are now.", body = StaffPersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn set_type(call: Call<Staff<roles::Editor>, (StaffPersonPath, Json<TypeBody>)>) -> Answer {
    let (person, Json(body)) = &call.input;
    let word = body.people_type.as_deref().map(amend::people_type).transpose();
    let word = word.map_err(unfit("people_type"))?;
    set(&call, person, Amendment::Type(word)).await
}
