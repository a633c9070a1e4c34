//! What entities and categories have in common: bodies, and the way to the use cases.

use actix_web::HttpResponse;
use domain::group::{Group, GroupChange, GroupKind, NewGroup};
use domain::identifier::slug::is_slug;
use domain::profile::texts;
use domain::text::Localised;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::{Object, Schema};
use validator::Validate;

use crate::auth::{Call, Staff, roles};
use crate::consumer::optional_localised_schema;
use crate::dashboard::people::{several, text_or_languages};
use crate::problem::{Code, Problem};
use crate::routes::Answer;
use crate::wire::{GroupParams, slug_schema};

/// An entity or a category.
#[derive(Serialize, ToSchema)]
pub(crate) struct GroupItem {
    /// Unique among those of its kind in the workspace; it never changes.
    #[schema(example = "marine-ecology")]
    id: String,
    /// What people call it, in the language asked for.
    #[schema(example = "Marine ecology")]
    name: String,
    /// By language, where it was translated.
    #[schema(schema_with = optional_localised_schema)]
    name_localised: Option<Localised>,
    /// Unix seconds.
    created_at: i64,
    /// Since when it takes nobody new (Unix seconds); null while it does.
    #[schema(required = true)]
    retired_at: Option<i64>,
}

impl GroupItem {
    fn new(group: Group, locale: &str) -> Self {
        Self {
            id: group.id,
            name: group.name.in_language(locale).to_owned(),
            name_localised: several(group.name),
            created_at: group.created_at,
            retired_at: group.retired_at,
        }
    }
}

/// A group to be.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGroupBody {
    /// Its id, for good: a-z, 0-9 and single hyphens between them.
    #[schema(schema_with = id_schema)]
    id: String,
    /// What people call it: text, or language code → text (at most 20 languages, 300 characters each).
    #[schema(schema_with = name_schema)]
    name: Localised,
}

/// Another name.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RenameBody {
    /// What people call it: text, or language code → text (at most 20 languages, 300 characters each).
    #[schema(schema_with = name_schema)]
    name: Localised,
}

fn id_schema() -> Object {
    let text = "Its id, for good: a-z, 0-9 and single hyphens between them.";
    slug_schema()
        .description(Some(text))
        .examples([serde_json::json!("marine-ecology")])
        .build()
}

fn name_schema() -> Schema {
    let text =
        "What people call it: text, or language code → text (at most 20 languages, 300 characters each).";
    Schema::OneOf(text_or_languages().description(Some(text)).build())
}

fn unfit(field: &'static str, why: &str) -> Problem {
    Problem::field(
        Code::InvalidBody,
        "some fields of the body cannot be used",
        field,
        why,
    )
}

fn named(name: &Localised) -> Result<Localised, Problem> {
    texts::name(name.clone()).map_err(|why| unfit("name", &why.to_string()))
}

/// Those of a kind that are asked for.
pub(super) async fn list(
    call: &Call<Staff<roles::Viewer>, GroupParams>,
    kind: GroupKind,
) -> Result<Vec<GroupItem>, Problem> {
    let (params, workspace) = (&call.input, &call.caller.member.workspace.id);
    let found = call.services().groups.store.list(workspace, kind).await?;
    let wanted = found
        .into_iter()
        .filter(|group| params.takes(group.retired_at.is_some()));
    Ok(wanted
        .map(|group| GroupItem::new(group, &params.locale))
        .collect())
}

/// Adds one.
pub(super) async fn create<I>(
    call: &Call<Staff<roles::Editor>, I>,
    kind: GroupKind,
    body: &NewGroupBody,
) -> Answer {
    if !is_slug(&body.id) {
        let why = "must consist of a-z, 0-9 and single hyphens between them, at most 190 characters";
        return Err(unfit("id", why));
    }
    let new = NewGroup {
        id: body.id.clone(),
        name: named(&body.name)?,
    };
    let member = &call.caller.member;
    let groups = &call.services().groups;
    let group = groups
        .create(&member.workspace.id, kind, new, member.actor())
        .await?;
    Ok(HttpResponse::Created().json(GroupItem::new(group, "en")))
}

/// Gives one another name.
pub(super) async fn rename<I>(
    call: &Call<Staff<roles::Editor>, I>,
    of: (GroupKind, &str),
    body: &RenameBody,
) -> Answer {
    change(call, of, GroupChange::Rename(named(&body.name)?)).await
}

/// Changes one.
pub(super) async fn change<I>(
    call: &Call<Staff<roles::Editor>, I>,
    of: (GroupKind, &str),
    change: GroupChange,
) -> Answer {
    let member = &call.caller.member;
    let groups = &call.services().groups;
    let changed = groups
        .change(&member.workspace.id, of, change, member.actor())
        .await?;
    let group = changed.ok_or_else(|| {
        Problem::missing(match of.0 {
            GroupKind::Entity => Code::EntityNotFound,
            GroupKind::Category => Code::CategoryNotFound,
        })
    })??;
    Ok(HttpResponse::Ok().json(GroupItem::new(group, "en")))
}
