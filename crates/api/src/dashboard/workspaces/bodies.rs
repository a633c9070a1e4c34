//! Bodies of workspaces and their members.

use domain::membership::MembershipStatus;
use domain::staff::{Role, TeamMember};
use domain::workspace::Workspace;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use crate::problem::{Code, Problem};
use crate::wire::{given, slug_schema};

/// How people that ingestion brings in belong to the centre.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DefaultStatus {
    /// As members.
    Cesam,
    /// Known, but not as members.
    External,
}

impl From<MembershipStatus> for DefaultStatus {
    fn from(status: MembershipStatus) -> Self {
        match status {
            MembershipStatus::Internal => Self::Cesam,
            MembershipStatus::External => Self::External,
        }
    }
}

impl From<DefaultStatus> for MembershipStatus {
    fn from(status: DefaultStatus) -> Self {
        match status {
            DefaultStatus::Cesam => Self::Internal,
            DefaultStatus::External => Self::External,
        }
    }
}

/// A workspace.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspaceItem {
    /// Opaque.
    id: String,
    /// Its name in addresses, for good.
    #[schema(example = "cesam")]
    slug: String,
    /// What people call it.
    #[schema(example = "CESAM")]
    name: String,
    /// The entity that ingestion puts new people into.
    #[schema(example = "cesam")]
    default_entity: String,
    /// How they belong to it.
    default_status: DefaultStatus,
    /// Unix seconds.
    created_at: i64,
    /// What the caller is there: `viewer`, `editor`, `workspace_admin` or `superadmin`.
    #[schema(example = "workspace_admin")]
    role: &'static str,
}

impl WorkspaceItem {
    pub(super) fn new(workspace: Workspace, role: Role) -> Self {
        let Workspace {
            id,
            slug,
            name,
            default_entity,
            default_status,
            created_at,
        } = workspace;
        Self {
            id: id.as_str().to_owned(),
            slug,
            name,
            default_entity: default_entity.as_str().to_owned(),
            default_status: default_status.into(),
            created_at,
            role: role.as_str(),
        }
    }
}

/// Workspaces.
#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspaceList {
    /// By slug.
    pub(super) workspaces: Vec<WorkspaceItem>,
    /// How many.
    pub(super) total: usize,
}

/// A workspace to be.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWorkspaceBody {
    /// Its name in addresses, for good: a-z, 0-9 and single hyphens between them.
    #[schema(schema_with = workspace_slug_schema)]
    pub(super) slug: String,
    /// What people call it.
    #[validate(length(min = 1, max = 200, message = "must have between 1 and 200 characters"))]
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f]",
        example = "CESAM"
    )]
    pub(super) name: String,
    /// Id of the entity that is made with it, and that ingestion puts new people into; the slug, where left out.
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = default_entity_schema, required = false)]
    pub(super) default_entity: Option<String>,
    /// How people that ingestion brings in belong to it.
    #[serde(default = "cesam")]
    #[schema(required = false, default = "cesam")]
    pub(super) default_status: DefaultStatus,
}

fn cesam() -> DefaultStatus {
    DefaultStatus::Cesam
}

fn workspace_slug_schema() -> Object {
    let text = "Its name in addresses, for good: a-z, 0-9 and single hyphens between them.";
    slug_schema()
        .description(Some(text))
        .examples([serde_json::json!("cesam")])
        .build()
}

fn default_entity_schema() -> Object {
    let text = "Id of the entity that ingestion puts new people into.";
    slug_schema()
        .description(Some(text))
        .examples([serde_json::json!("cesam")])
        .build()
}

/// New values; what is left out stays.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkspacePatchBody {
    /// What people call it.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 200, message = "must have between 1 and 200 characters"))]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200,
             pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f]", example = "CESAM")]
    pub(super) name: Option<String>,
    /// The entity that ingestion puts new people into.
    #[serde(default, deserialize_with = "given")]
    #[schema(schema_with = default_entity_schema, required = false)]
    pub(super) default_entity: Option<String>,
    /// How they belong to it.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = DefaultStatus, required = false)]
    pub(super) default_status: Option<DefaultStatus>,
}

/// A role that a membership can give.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MemberRole {
    /// Reads.
    Viewer,
    /// Writes the catalogue.
    Editor,
    /// Manages the workspace.
    WorkspaceAdmin,
}

impl From<MemberRole> for Role {
    fn from(role: MemberRole) -> Self {
        match role {
            MemberRole::Viewer => Self::Viewer,
            MemberRole::Editor => Self::Editor,
            MemberRole::WorkspaceAdmin => Self::WorkspaceAdmin,
        }
    }
}

/// Somebody who works in the workspace.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberItem {
    /// The user's id.
    id: String,
    /// What they sign in with.
    #[schema(example = "ana@example.org")]
    email: String,
    /// What they are called.
    name: String,
    /// `viewer`, `editor` or `workspace_admin`; null where their membership gives nothing here.
    #[schema(required = true, example = "editor")]
    role: Option<&'static str>,
    /// They may do everything in the deployment, whatever their role here.
    superadmin: bool,
    /// They are shut out and cannot sign in.
    banned: bool,
    /// Since when they work here (Unix seconds).
    joined_at: i64,
}

impl From<TeamMember> for MemberItem {
    fn from(member: TeamMember) -> Self {
        Self {
            id: member.user.id,
            email: member.user.email,
            name: member.user.name,
            role: member.role.map(Role::as_str),
            superadmin: member.superadmin,
            banned: member.banned,
            joined_at: member.since.div_euclid(1000),
        }
    }
}

/// Who works in the workspace.
#[derive(Serialize, ToSchema)]
pub(crate) struct MemberList {
    /// By e-mail address.
    pub(super) members: Vec<MemberItem>,
    /// How many.
    pub(super) total: usize,
}

/// Somebody who is to join.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InvitationBody {
    /// Their address, in any case.
    #[validate(length(min = 3, max = 320, message = "must have between 3 and 320 characters"))]
    #[schema(
        min_length = 3,
        max_length = 320,
        format = "email-address",
        pattern = "^\\s*[A-Za-z0-9_'+-]+(\\.[A-Za-z0-9_'+-]+)*@([A-Za-z0-9][A-Za-z0-9-]*\\.)+[A-Za-z]{2,}\\s*$",
        example = "ana@example.org"
    )]
    pub(super) email: String,
    /// As what.
    pub(super) role: MemberRole,
    /// What they are called: needed with `password` where nobody has an account with this address.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 1, max = 200, message = "must have between 1 and 200 characters"))]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 200,
             pattern = "[^\\s\\x00-\\x1f\\x7f-\\x9f]", example = "Ana Reis")]
    pub(super) name: Option<String>,
    /// Their first password, 8 to 128 characters, to be told to them and changed by them. An account that is there
    /// keeps its own.
    #[serde(default, deserialize_with = "given")]
    #[validate(length(min = 8, max = 128, message = "must have between 8 and 128 characters"))]
    #[schema(value_type = String, required = false, min_length = 8, max_length = 128, format = Password)]
    pub(super) password: Option<String>,
}

/// Another role.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleBody {
    /// As what they go on.
    pub(super) role: MemberRole,
}

/// One line without control characters, or a refusal that names the field.
pub(super) fn line(field: &'static str, text: &str) -> Result<String, Problem> {
    let visible = text.replace(char::is_control, " ");
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        return Err(unfit(field, "must not be blank"));
    }
    Ok(line)
}

/// A field that cannot be used.
pub(super) fn unfit(field: &'static str, why: &str) -> Problem {
    let message = "some fields of the body cannot be used";
    Problem::field(Code::InvalidBody, message, field, why)
}
