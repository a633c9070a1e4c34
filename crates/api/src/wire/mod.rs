//! Reading requests and writing answers: paths, queries, bodies; pages, validators, remembered answers.

mod answer;
mod body;
mod control_path;
mod groups;
mod identifier;
mod link;
mod listing;
mod page;
mod params;
mod path;
mod query;
mod slice;
mod staff_lists;
mod staff_outputs;
mod staff_people;
mod staff_publications;
mod upload;
mod word;

pub(crate) use answer::{AnswerCache, Reading, current, fresh, render};
pub(crate) use body::{Json, JsonObject, JsonText, LongJson, OptionalJson, given, given_whole, whole};
pub(crate) use control_path::{
    CredentialPath, EventPath, InstallationPath, InstallationSitePath, InstallationSpacePath,
    IntegrationPath, OrganizationIntegrationPath, OrganizationPath, OrganizationSitePath, SpacePath,
    part as named_part,
};
pub(crate) use groups::GroupParams;
pub(crate) use identifier::{
    DoiText, JobIdText, KeyHashText, OrcidText, OriginIdText, SlugText, changes_of, doi_schema,
    language_schema, orcid_schema, slug_schema,
};
pub(crate) use link::{base_url, encode_segment, requested_base};
pub(crate) use listing::StaffPaging;
pub(crate) use page::{Deleted, PageInfo, deleted};
pub(crate) use params::{PersonParams, ProjectParams, PublicationParams, WorkParams};
pub(crate) use path::{
    DoiPath, IdPath, JobPath, KeyHashPath, MemberPath, OrcidPath, OriginPath, PersonPath, SlugPath,
};
pub(crate) use query::{LAST_SECOND, QueryReader};
pub(crate) use slice::{
    CatalogueParams, ExtendedListParams, ExtendedParams, ForceParams, InstallationParams, SearchParams,
    SliceParams, SpacesParams, StatusParams,
};
pub(crate) use staff_lists::{
    PersonPublicationsParams, StaffListParams, deletion_schema, staff_sort_schema, visibility_schema,
};
pub(crate) use staff_outputs::{
    StaffProjectParams, StaffWorkParams, optional_currency_schema, verification_schema,
};
pub(crate) use staff_people::{StaffPeopleParams, StaffPersonPath};
pub(crate) use staff_publications::{
    CuratedPath, DetailParams, HistoryEntryPath, IfMatch, LinkDecisionPath, LinkPath, PublicationPartPath,
    PublicationsOfPath,
};
pub(crate) use upload::{Unread, collect};
pub(crate) use word::{
    Word, currency_schema, direction_schema, outcome_schema, project_sort_schema, publication_sort_schema,
    severity_schema, work_sort_schema,
};
