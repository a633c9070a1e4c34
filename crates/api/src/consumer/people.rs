//! People: the list, one person, and a person's publications.

use actix_web::HttpResponse;
use actix_web::http::header;
use domain::person::{Person, PersonSummary};
use domain::text::Localised;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{localised_schema, optional_localised_schema};
use super::publication_list::{ListRequest, PublicationList};
use crate::auth::{Call, Installed, ReadsCatalogue, scopes};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{
    Deleted, OrcidText, PageInfo, PersonParams, PersonPath, PublicationParams, SlugPath, SlugText, deleted,
    render,
};

/// A person in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonItem {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// ORCID iD: what copies of this record are kept under.
    #[schema(example = "0000-0002-1825-0097")]
    external_id: String,
    #[schema(schema_with = localised_schema)]
    name: Localised,
    /// At most 500 characters.
    #[schema(required = true)]
    photo_url: Option<String>,
    /// Stable and unique in the centre.
    #[schema(example = "josiah-carberry")]
    slug: String,
    /// A free word of the centre.
    #[schema(required = true, example = "researcher")]
    people_type: Option<String>,
    /// Public publications.
    #[schema(example = 12)]
    publication_count: u32,
}

impl From<PersonSummary> for PersonItem {
    fn from(found: PersonSummary) -> Self {
        Self {
            orcid_id: found.orcid.as_str().to_owned(),
            external_id: found.orcid.as_str().to_owned(),
            name: found.name,
            photo_url: found.photo_url,
            slug: found.slug,
            people_type: found.people_type,
            publication_count: found.public_publication_count,
        }
    }
}

/// One page of people.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonList {
    /// This page, by name.
    people: Vec<PersonItem>,
    #[serde(flatten)]
    page: PageInfo,
    /// Search term; empty where none was given.
    q: String,
    /// Change filter.
    #[schema(required = true)]
    updated_since: Option<i64>,
    /// Who left the list since `updated_since`; only where that is given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    deleted: Option<Vec<Deleted>>,
}

/// A person.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonDetail {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// ORCID iD: what copies of this record are kept under.
    #[schema(example = "0000-0002-1825-0097")]
    external_id: String,
    #[schema(schema_with = localised_schema)]
    name: Localised,
    #[schema(schema_with = optional_localised_schema)]
    biography: Option<Localised>,
    /// At most 500 characters.
    #[schema(required = true)]
    photo_url: Option<String>,
    /// Stable and unique in the centre.
    #[schema(example = "josiah-carberry")]
    slug: String,
    /// A free word of the centre.
    #[schema(required = true, example = "researcher")]
    people_type: Option<String>,
    /// Unix seconds of the last answer of ORCID.
    #[schema(required = true)]
    last_fetched_at: Option<i64>,
    /// How far ingestion is: `pending`, `processing`, `complete` or `failed`.
    #[schema(example = "complete")]
    sync_status: &'static str,
    /// Public publications.
    #[schema(example = 12)]
    publication_count: u32,
}

impl From<Person> for PersonDetail {
    fn from(found: Person) -> Self {
        Self {
            orcid_id: found.orcid.as_str().to_owned(),
            external_id: found.orcid.as_str().to_owned(),
            name: found.name,
            biography: found.biography,
            photo_url: found.photo_url,
            slug: found.slug,
            people_type: found.people_type,
            last_fetched_at: found.last_fetched_at,
            sync_status: found.sync_status.as_str(),
            publication_count: found.public_publication_count,
        }
    }
}

/// List installation-authenticated people
///
/// People who have at least one public publication, by name.
#[utoipa::path(
    get,
    path = "/v1/people",
    operation_id = "listPeople",
    tag = "People",
    params(PersonParams),
    responses((status = 200, description = "Paginated public person list.", body = PersonList))
)]
pub(crate) async fn list(call: Call<Installed<scopes::People>, PersonParams>) -> Answer {
    let path = "/v1/people";
    let resource = format!("{path}?{}", call.input.canonical(call.input.paging.page));
    call.answer(&resource, page(&call, path)).await
}

async fn page(call: &Call<Installed<scopes::People>, PersonParams>, path: &str) -> Result<Vec<u8>, Problem> {
    let people = &call.services().people;
    let params = &call.input;
    let view = &call.caller.reader().view;
    let found = people.list_public(view, &params.query()).await?;
    let gone = match params.filter.updated_since {
        Some(since) => Some(people.withdrawn_since(view.workspace(), since).await?),
        None => None,
    };
    let list = PersonList {
        page: PageInfo::new(&found, params.paging, |page| {
            format!("{}{path}?{}", call.base(), params.canonical(page))
        }),
        people: found.items.into_iter().map(Into::into).collect(),
        q: params.words.q.clone(),
        updated_since: params.filter.updated_since,
        deleted: gone.map(deleted),
    };
    render(&list)
}

/// Get installation-authenticated person
///
/// A single person, with the count of their public publications and the state of their ingestion.
#[utoipa::path(
    get,
    path = "/v1/people/{orcid}",
    operation_id = "getPerson",
    tag = "People",
    params(("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097")),
    responses(
        (status = 200, description = "Public person detail payload.", body = PersonDetail),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn detail(call: Call<Installed<scopes::People>, PersonPath>) -> Answer {
    // Ingestion moves on without a new revision of the catalogue: this answer is never remembered.
    let PersonPath(orcid) = &call.input;
    let view = &call.caller.reader().view;
    let found = call.services().people.find_public(view, orcid).await?;
    let found = found.ok_or_else(|| Problem::missing(Code::PersonNotFound))?;
    call.fresh(&PersonDetail::from(found))
}

/// Get installation-authenticated person by slug
///
/// The same by the person's slug. A slug that the person no longer has leads to the present one.
#[utoipa::path(
    get,
    path = "/v1/people/by-slug/{slug}",
    operation_id = "getPersonBySlug",
    tag = "People",
    params(("slug" = inline(SlugText), Path, description = "Slug of the person, present or past.", example = "josiah-carberry")),
    responses(
        (status = 200, description = "Public person detail payload.", body = PersonDetail),
        (status = 308, description = "The person has another slug now.", headers(
            ("Location" = String, description = "The same person by the present slug."),
        )),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn by_slug(call: Call<Installed<scopes::People>, SlugPath>) -> Answer {
    let SlugPath(slug) = &call.input;
    let view = &call.caller.reader().view;
    let people = &call.services().people;
    let missing = || Problem::missing(Code::PersonNotFound);
    let orcid = people.named(view.workspace(), slug).await?.ok_or_else(missing)?;
    let found = people.find_public(view, &orcid).await?.ok_or_else(missing)?;
    if found.slug == *slug {
        return call.fresh(&PersonDetail::from(found));
    }
    let address = format!("{}/v1/people/by-slug/{}", call.base(), found.slug);
    Ok(HttpResponse::PermanentRedirect()
        .insert_header((header::LOCATION, address))
        // Slugs can change back, so that no redirect holds for long.
        .insert_header((header::CACHE_CONTROL, "private, max-age=60"))
        .finish())
}

/// List installation-authenticated person publications
///
/// The public publications of one person.
#[utoipa::path(
    get,
    path = "/v1/people/{orcid}/publications",
    operation_id = "listPersonPublications",
    tag = "People",
    params(
        ("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097"),
        PublicationParams
    ),
    responses(
        (status = 200, description = "Paginated public publication list for one person.", body = PublicationList),
        (status = 404, description = "Person not found.", body = ProblemBody<'static>),
    )
)]
pub(crate) async fn publications(call: PublicationsCall) -> Answer {
    let (PersonPath(orcid), params) = &call.input;
    let path = format!("/v1/people/{orcid}/publications");
    let resource = format!("{path}?{}", params.canonical(params.paging.page));
    call.answer(&resource, publications_page(&call, &path)).await
}

type PublicationsCall = Call<Installed<scopes::People>, (PersonPath, PublicationParams)>;

async fn publications_page(call: &PublicationsCall, path: &str) -> Result<Vec<u8>, Problem> {
    let (PersonPath(orcid), params) = &call.input;
    let services = call.services();
    let reader = call.caller.reader();
    let person = services.people.find_public(&reader.view, orcid).await?;
    let person = person.ok_or_else(|| Problem::missing(Code::PersonNotFound))?;
    let request = ListRequest {
        store: &services.publications,
        reader,
        params,
        // An alias in the path finds the publications of the person's primary iD.
        person: Some(person.orcid),
        address: call.base() + path,
    };
    request.render().await
}
