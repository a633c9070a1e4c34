//! Lists of publications, hidden and deleted ones too.

use domain::identifier::Orcid;
use domain::workspace::WorkspaceId;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::{PublicationsPage, StaffPublication, items};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::state::Services;
use crate::wire::{
    OrcidText, PersonPublicationsParams, PublicationsOfPath, StaffListParams, Word, deletion_schema,
    direction_schema, staff_sort_schema, visibility_schema,
};

/// One page of publications.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StaffPublicationList {
    /// This page.
    publications: Vec<StaffPublication>,
    #[serde(flatten)]
    page: PublicationsPage,
    /// Sort field.
    #[schema(schema_with = staff_sort_schema)]
    sort: &'static str,
    /// Sort direction.
    #[schema(schema_with = direction_schema)]
    dir: &'static str,
    /// Search term; empty where none was given.
    q: String,
    /// Person filter: the iD as it was read.
    #[schema(required = true)]
    orcid_id: Option<String>,
    /// Visibility filter.
    #[schema(schema_with = visibility_schema)]
    visibility: &'static str,
    /// Deletion-state filter.
    #[schema(schema_with = deletion_schema)]
    status: &'static str,
    /// Type filter.
    #[schema(required = true)]
    publication_type: Option<String>,
    /// Year filter.
    #[schema(required = true)]
    publication_year: Option<i32>,
    /// Citation filter.
    #[schema(required = true)]
    min_cited_by: Option<i64>,
    /// Language of titles.
    locale: String,
}

/// List publications
///
/// Publications of the workspace, hidden ones too and, with `status`, deleted ones. Filters combine.
#[utoipa::path(
    get,
    path = "/api/publications",
    operation_id = "dashboardListPublications",
    tag = "Publications",
    params(StaffListParams),
    responses((status = 200, description = "Paginated publication list.", body = StaffPublicationList))
)]
pub(super) async fn list(call: Call<Staff<roles::Viewer>, StaffListParams>) -> Answer {
    let (services, params) = (call.services(), &call.input);
    let workspace = &call.caller.member.workspace.id;
    let person = meant(services, workspace, params.words.orcid_id.as_ref()).await?;
    let found = services
        .curation
        .store
        .list(workspace, &params.query(person))
        .await?;
    let page = PublicationsPage::new(&found, params.paging);
    let publications = items(services, found.items, &params.filter.locale).await?;
    call.current(None, &StaffPublicationList::new(params, page, publications))
}

impl StaffPublicationList {
    fn new(params: &StaffListParams, page: PublicationsPage, publications: Vec<StaffPublication>) -> Self {
        Self {
            publications,
            page,
            sort: params.order.sort.word(),
            dir: params.order.dir.word(),
            q: params.words.q.clone(),
            orcid_id: params
                .words
                .orcid_id
                .as_ref()
                .map(|orcid| orcid.as_str().to_owned()),
            visibility: params.filter.visibility.word(),
            status: params.filter.status.word(),
            publication_type: params.filter.publication_type.clone(),
            publication_year: params.filter.publication_year,
            min_cited_by: params.filter.min_cited_by,
            locale: params.filter.locale.clone(),
        }
    }
}

/// Whose records a filter by an iD lets through: a deprecated iD stands for its owner's present one.
pub(in crate::dashboard) async fn meant(
    services: &Services,
    workspace: &WorkspaceId,
    asked: Option<&Orcid>,
) -> Result<Option<Orcid>, Problem> {
    let Some(orcid) = asked else {
        return Ok(None);
    };
    let present = primary(services, workspace, orcid).await?;
    Ok(Some(present.unwrap_or_else(|| orcid.clone())))
}

/// The present iD of whoever stands behind an iD; `None` for a stranger.
async fn primary(
    services: &Services,
    workspace: &WorkspaceId,
    orcid: &Orcid,
) -> Result<Option<Orcid>, Problem> {
    let found = services.people.find(workspace, orcid).await?;
    Ok(found.map(|person| person.orcid))
}

/// One page of a person's publications.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PersonPublicationList {
    /// The person's present iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// This page, by publication date, the newest first.
    publications: Vec<StaffPublication>,
    #[serde(flatten)]
    page: PublicationsPage,
    /// Whether deleted ones are in the list.
    #[serde(rename = "includeDeleted")]
    include_deleted: bool,
}

/// List person publications
///
/// Publications linked to one person, hidden ones too and, where asked for, deleted ones.
#[utoipa::path(
    get,
    path = "/api/people/{orcid}/publications",
    operation_id = "dashboardListPersonPublications",
    tag = "People",
    params(
        ("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097"),
        PersonPublicationsParams,
    ),
    responses(
        (status = 200, description = "Paginated publication list for a single person.", body = PersonPublicationList),
        (status = 404, description = "There is no such person in the workspace.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn of_person(
    call: Call<Staff<roles::Viewer>, (PublicationsOfPath, PersonPublicationsParams)>,
) -> Answer {
    let (PublicationsOfPath(orcid), params) = &call.input;
    let (services, workspace) = (call.services(), &call.caller.member.workspace.id);
    let person = primary(services, workspace, orcid).await?;
    let person = person.ok_or_else(|| Problem::missing(Code::PersonNotFound))?;
    let query = params.query(person.clone());
    let found = services.curation.store.list(workspace, &query).await?;
    let list = PersonPublicationList {
        orcid_id: person.as_str().to_owned(),
        page: PublicationsPage::new(&found, params.paging),
        publications: items(services, found.items, "en").await?,
        include_deleted: params.filter.include_deleted,
    };
    call.current(None, &list)
}
