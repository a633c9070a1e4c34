//! One publication with all that the staff may know of it.

use std::collections::BTreeMap;

use domain::partial_date::PartialDate;
use domain::publication::curation::{Curated, Payload};
use domain::publication::{Attention, Provenance, Resolution};
use domain::registry::Provider;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use super::citation::citations;
use super::item::{StaffLink, match_state_schema, match_word, orcids, rfc3339};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{CuratedPath, DetailParams, DoiText};

/// An edited field under which the registries' value has changed since it was edited.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Conflict {
    /// What the registries said when it was edited.
    original_at_edit: Value,
    /// What they say now.
    original_now: Value,
    /// The value made by hand.
    edited: Value,
}

/// A publication in full.
#[derive(Serialize, ToSchema)]
pub(super) struct CuratedPublication {
    /// The DOI: normal form, lower-case, without scheme.
    #[schema(example = "10.5555/12345678")]
    id: String,
    /// Stable and unique in the centre.
    slug: String,
    /// `complete`, or `needs_attention` where somebody should look at the authors.
    #[schema(schema_with = match_state_schema)]
    author_match_state: &'static str,
    /// ORCID iDs of the linked people.
    person_orcids: Vec<String>,
    /// The linked people, by author position.
    person: Vec<StaffLink>,
    /// Not hidden.
    visible: bool,
    /// When it was deleted (RFC 3339, UTC); null while it is in the catalogue.
    #[schema(required = true)]
    deleted_at: Option<String>,
    /// What the registries say, merged. The dashboard-only fields are there and null.
    #[schema(value_type = Object)]
    original: Map<String, Value>,
    /// Field → value made by hand; null where there is none.
    #[schema(required = true, value_type = Option<Object>)]
    edited: Option<Map<String, Value>>,
    /// What everyone sees, with the dashboard-only fields, which nobody else sees. Pointers of patches refer to it.
    #[schema(value_type = Object)]
    merged: Map<String, Value>,
    /// JSON Patch (RFC 6902) as text that turns `original` into `merged`; null where they are the same.
    #[schema(required = true)]
    edit_patch: Option<String>,
    /// Edited fields under which the registries' value has changed since.
    #[schema(value_type = Object)]
    conflicts: BTreeMap<String, Conflict>,
    /// APA 7, plain text.
    #[schema(required = true)]
    apa_citation: Option<String>,
    /// The DOI as a URL.
    #[schema(format = "uri", example = "https://doi.org/10.5555/12345678")]
    doi_url: String,
    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, as precise as it is known.
    #[schema(required = true, value_type = Option<String>, example = "2008-08")]
    publication_date: Option<PartialDate>,
    /// Its year.
    #[schema(required = true, example = 2008)]
    publication_year: Option<i32>,
    /// A word of our vocabulary.
    #[schema(required = true, example = "journal-article")]
    publication_type: Option<String>,
    /// The largest count that any source knows.
    #[schema(required = true)]
    cited_by_count: Option<u64>,
    /// Some source says that it is retracted.
    is_retracted: bool,
    /// `diamond`, `gold`, `green`, `hybrid`, `bronze` or `closed`.
    #[schema(required = true, example = "gold")]
    open_access_status: Option<String>,
    /// What OpenAlex adds to the registries' description; null where it has not answered.
    #[schema(required = true, value_type = Option<Object>)]
    enriched_metadata: Option<Map<String, Value>>,
    /// Quartile; only the dashboard shows it.
    #[schema(required = true)]
    q: Option<i64>,
    /// Percentile; only the dashboard shows it.
    #[schema(required = true, minimum = 0, maximum = 100)]
    q_percentage: Option<u8>,
    /// Impact factor; only the dashboard shows it.
    #[schema(required = true)]
    if_value: Option<f64>,
    /// Five-year impact factor; only the dashboard shows it.
    #[schema(required = true)]
    if5a_value: Option<f64>,
    /// Funding flag; only the dashboard shows it.
    #[schema(required = true)]
    funding: Option<bool>,
    /// What somebody should look at, such as `missing_title`.
    #[schema(value_type = Vec<String>)]
    attention: Vec<Attention>,
    /// Whether a registry describes the DOI: `registered`, `unresolved` or `pending`.
    #[schema(value_type = String, example = "registered")]
    resolution: Resolution,
    /// Field → whose value `original` has, and when it was fetched (Unix seconds).
    #[schema(value_type = Object)]
    provenance: BTreeMap<String, Provenance>,
    /// Provider → how its last question went, and with `include=raw` its answer word by word.
    #[schema(value_type = Object)]
    provider_sources: Map<String, Value>,
    /// Unix seconds.
    created_at: i64,
    /// Unix seconds of the last answer of a registry.
    last_fetched_at: i64,
    /// Unix seconds of the last edit by hand.
    #[schema(required = true)]
    last_edited_at: Option<i64>,
    /// Accepted patches that changed something.
    edit_count: i64,
}

impl CuratedPublication {
    fn new(found: Curated, payloads: Option<Vec<Payload>>, apa_citation: Option<String>) -> Self {
        let conflicts = found.edits.conflicts(&found.original).into_iter();
        let conflicts = conflicts.map(|(field, conflict)| {
            let conflict = Conflict {
                original_at_edit: conflict.original_at_edit,
                original_now: conflict.original_now,
                edited: conflict.edited,
            };
            (field, conflict)
        });
        Self {
            id: found.doi.as_str().to_owned(),
            doi_url: found.doi.url(),
            author_match_state: match_word(found.match_state),
            person_orcids: orcids(&found.people),
            person: found.people.iter().map(StaffLink::from).collect(),
            visible: found.visible,
            deleted_at: found.deleted_at.map(rfc3339),
            original: found.original_document(),
            edited: found.edited_document(),
            merged: found.merged_document(),
            edit_patch: found.edit_patch(),
            conflicts: conflicts.collect(),
            apa_citation,
            publication_date: found.merged.publication_date,
            publication_year: found.merged.publication_year,
            publication_type: found.merged.publication_type.clone(),
            cited_by_count: found.merged.cited_by_count,
            is_retracted: found.merged.is_retracted,
            open_access_status: found.merged.open_access.status.clone(),
            enriched_metadata: enriched(&found),
            q: found.staff_fields.q,
            q_percentage: found.staff_fields.q_percentage,
            if_value: found.staff_fields.if_value,
            if5a_value: found.staff_fields.if5a_value,
            funding: found.staff_fields.funding,
            attention: found.open_attention(),
            resolution: found.resolution,
            provider_sources: sources(&found, payloads),
            created_at: found.created_at,
            last_fetched_at: found.last_fetched_at,
            last_edited_at: found.last_edited_at,
            edit_count: found.edit_count,
            slug: found.slug,
            provenance: found.provenance,
        }
    }
}

/// What OpenAlex adds: its citation count, its own id, and the fields that no registry before it has.
fn enriched(found: &Curated) -> Option<Map<String, Value>> {
    let state = found.providers.get(&Provider::Openalex)?;
    if state.status != "ok" {
        return None;
    }
    let document = found.original_document();
    let from_openalex = found
        .provenance
        .iter()
        .filter(|(_, origin)| origin.source == Provider::Openalex);
    let fields: Map<String, Value> = from_openalex
        .filter_map(|(name, _)| Some((name.clone(), document.get(name)?.clone())))
        .collect();
    let original = &found.original;
    let enriched = json!({
        "source": Provider::Openalex.as_str(),
        "fetched_at": state.fetched_at,
        "id": original.identifiers.get("openalex"),
        "cited_by_count": original.cited_by.openalex,
        "open_access": original.open_access,
        "identifiers": original.identifiers,
        "fields": fields,
    });
    match enriched {
        Value::Object(members) => Some(members),
        _ => None,
    }
}

/// Provider → state; with `raw` what it answered, for ORCID by the record's iD.
fn sources(found: &Curated, payloads: Option<Vec<Payload>>) -> Map<String, Value> {
    let mut sources: Map<String, Value> = found
        .providers
        .iter()
        .map(|(provider, state)| (provider.as_str().to_owned(), json!(state)))
        .collect();
    for payload in payloads.into_iter().flatten() {
        let Payload {
            provider,
            record_of,
            text,
        } = payload;
        let answer = serde_json::from_str(&text).unwrap_or(Value::String(text));
        let Some(Value::Object(source)) = sources.get_mut(provider.as_str()) else {
            continue;
        };
        if record_of.is_empty() {
            source.insert("raw".to_owned(), answer);
        } else if let Value::Object(records) = source.entry("raw").or_insert_with(|| json!({})) {
            records.insert(record_of, answer);
        }
    }
    sources
}

/// Get publication
///
/// A publication with what the registries say (`original`), what was made by hand (`edited`) and what everyone sees
/// (`merged`), the linked people and where each value comes from. Hidden and deleted ones too. The DOI may be
/// percent-encoded or stand in the path as it is, slashes included. `ETag` is for `If-Match` of `PATCH`.
#[utoipa::path(
    get,
    path = "/api/publications/{id}",
    operation_id = "dashboardGetPublication",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        DetailParams,
    ),
    responses(
        (status = 200, description = "The publication.", body = CuratedPublication),
        (status = 304, description = "The copy that the caller has is current."),
        (status = 404, description = "There is no such publication.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn detail(call: Call<Staff<roles::Viewer>, (CuratedPath, DetailParams)>) -> Answer {
    let (CuratedPath(doi), params) = &call.input;
    let (services, workspace) = (call.services(), &call.caller.member.workspace.id);
    let store = &services.curation.store;
    let found = store.find(workspace, &doi.candidates()).await?;
    let found = found.ok_or_else(Problem::unknown_publication)?;
    let payloads = match params.include {
        Some(_) => Some(store.payloads(workspace, &found.doi).await?),
        None => None,
    };
    let mut citation = citations(services, vec![found.merged.clone()]).await?;
    let version = found.version();
    call.current(
        Some(&version),
        &CuratedPublication::new(found, payloads, citation.pop().flatten()),
    )
}
