//! People for installations.

use domain::person::PersonSummary;
use domain::text::Localised;
use serde::Serialize;
use utoipa::ToSchema;

use crate::auth::{Call, Installed, ReadsCatalogue, scopes};
use crate::consumer::localised_schema;
use crate::problem::Problem;
use crate::routes::Answer;
use crate::wire::{Deleted, PageInfo, PersonParams, deleted, render};

/// A person in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsPerson {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
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
}

impl From<PersonSummary> for IntegrationsPerson {
    fn from(found: PersonSummary) -> Self {
        Self {
            orcid_id: found.orcid.as_str().to_owned(),
            name: found.name,
            photo_url: found.photo_url,
            slug: found.slug,
            people_type: found.people_type,
        }
    }
}

/// One page of people.
#[derive(Serialize, ToSchema)]
pub(crate) struct IntegrationsPersonList {
    /// This page, by name.
    people: Vec<IntegrationsPerson>,
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

type PeopleCall = Call<Installed<scopes::People>, PersonParams>;

/// List people for integrations consumers
///
/// People who have at least one public publication, by name.
#[utoipa::path(
    get,
    path = "/integrations/v1/people",
    operation_id = "listIntegrationsPeople",
    tag = "Integrations",
    params(PersonParams),
    responses((
        status = 200,
        description = "Filtered people visible to the integrations consumer.",
        body = IntegrationsPersonList
    ))
)]
pub(crate) async fn list(call: PeopleCall) -> Answer {
    let path = "/integrations/v1/people";
    let resource = format!("{path}?{}", call.input.canonical(call.input.paging.page));
    call.answer(&resource, page(&call, path)).await
}

async fn page(call: &PeopleCall, path: &str) -> Result<Vec<u8>, Problem> {
    let params = &call.input;
    let store = &call.services().people;
    let view = &call.caller.reader().view;
    let found = store.list_public(view, &params.query()).await?;
    let gone = match params.filter.updated_since {
        Some(since) => Some(store.withdrawn_since(view.workspace(), since).await?),
        None => None,
    };
    render(&IntegrationsPersonList {
        page: PageInfo::new(&found, params.paging, |page| {
            format!("{}{path}?{}", call.base(), params.canonical(page))
        }),
        people: found.items.into_iter().map(Into::into).collect(),
        q: params.words.q.clone(),
        updated_since: params.filter.updated_since,
        deleted: gone.map(deleted),
    })
}
