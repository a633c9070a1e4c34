//! Whose a publication is, by the word of the staff.

use actix_web::HttpResponse;
use domain::identifier::{Doi, Orcid};
use domain::publication::linking::{Decision, LinkOutcome, PeopleOf, RefusedPerson};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Object;
use validator::Validate;

use super::item::{StaffLink, match_state_schema, match_word, rfc3339};
use crate::auth::{Call, Staff, roles};
use crate::problem::{Code, Problem, ProblemBody};
use crate::routes::Answer;
use crate::wire::{
    DoiText, Json, LinkDecisionPath, LinkPath, OrcidText, PublicationPartPath, given_whole, orcid_schema,
};

/// Somebody whose the publication is not.
#[derive(Serialize, ToSchema)]
pub(super) struct NotTheirs {
    /// ORCID iD.
    #[schema(example = "0000-0002-1825-0097")]
    orcid_id: String,
    /// As lists of people show them.
    name: String,
    /// When it was said (RFC 3339, UTC).
    #[schema(example = "2026-11-21T09:00:00Z")]
    at: String,
    /// By whom, as they were called then.
    #[schema(example = "ana@example.org")]
    by: String,
}

impl From<RefusedPerson> for NotTheirs {
    fn from(person: RefusedPerson) -> Self {
        Self {
            orcid_id: person.orcid.as_str().to_owned(),
            name: person.name,
            at: rfc3339(person.at),
            by: person.by,
        }
    }
}

/// The people of a publication.
#[derive(Serialize, ToSchema)]
pub(super) struct PublicationPeople {
    /// The publication's DOI.
    #[schema(example = "10.5555/12345678")]
    id: String,
    /// The linked people, by author position, with how each was found and whether that was confirmed.
    people: Vec<StaffLink>,
    /// People whose it is not, by the word of the staff.
    not_mine: Vec<NotTheirs>,
    /// `complete`, or `needs_attention` where somebody should look at the authors.
    #[schema(schema_with = match_state_schema)]
    author_match_state: &'static str,
}

impl From<PeopleOf> for PublicationPeople {
    fn from(found: PeopleOf) -> Self {
        Self {
            id: found.doi.as_str().to_owned(),
            people: found.linked.iter().map(StaffLink::from).collect(),
            not_mine: found.refused.into_iter().map(NotTheirs::from).collect(),
            author_match_state: match_word(found.state),
        }
    }
}

/// The people after a decision.
#[derive(Serialize, ToSchema)]
pub(super) struct DecidedPeople {
    /// Whether anything is different.
    changed: bool,
    #[serde(flatten)]
    people: PublicationPeople,
}

impl From<LinkOutcome> for DecidedPeople {
    fn from(outcome: LinkOutcome) -> Self {
        Self {
            changed: outcome.changed,
            people: outcome.people.into(),
        }
    }
}

/// Publication people
///
/// The people of the workspace who are linked to the publication, how each link was found and whether staff made or confirmed
/// it; and those of whom staff said that it is not theirs.
#[utoipa::path(
    get,
    path = "/api/publications/{id}/people",
    operation_id = "dashboardPublicationPeople",
    tag = "Publications",
    params(("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678")),
    responses(
        (status = 200, description = "The publication's people.", body = PublicationPeople),
        (status = 404, description = "There is no such publication.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn people(call: Call<Staff<roles::Viewer>, PublicationPartPath>) -> Answer {
    let PublicationPartPath(doi) = &call.input;
    let workspace = &call.caller.member.workspace.id;
    let store = &call.services().links.store;
    let found = store.people(workspace, &doi.candidates()).await?;
    let found = found.ok_or_else(Problem::unknown_publication)?;
    call.current(None, &PublicationPeople::from(found))
}

/// Whom to link.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkBody {
    /// Somebody of the workspace, by ORCID iD.
    #[validate(length(min = 1, max = 100, message = "must have between 1 and 100 characters"))]
    #[schema(schema_with = linked_orcid_schema)]
    orcid_id: String,
    /// Which author they are, from 1. Left out, matching tells, where it can.
    #[serde(default, deserialize_with = "given_whole")]
    #[validate(range(min = 1, max = 100_000, message = "must be between 1 and 100000"))]
    #[schema(value_type = u32, required = false, minimum = 1, maximum = 100_000, example = 2)]
    position: Option<u32>,
}

fn linked_orcid_schema() -> Object {
    orcid_schema()
        .min_length(Some(1))
        .max_length(Some(100))
        .description(Some("Somebody of the workspace, by ORCID iD."))
        .examples([serde_json::json!("0000-0002-1825-0097")])
        .build()
}

async fn decided<I>(
    call: &Call<Staff<roles::Editor>, I>,
    (doi, person): (&Doi, &Orcid),
    decision: Decision,
) -> Result<LinkOutcome, Problem> {
    let member = &call.caller.member;
    let desk = &call.services().links;
    let outcome = desk.decide(&member.workspace.id, doi, person, decision, member.actor());
    Ok(outcome.await?)
}

fn answer(outcome: LinkOutcome) -> HttpResponse {
    HttpResponse::Ok().json(DecidedPeople::from(outcome))
}

/// Link person
///
/// Says that somebody is an author of the publication. The link counts as made by hand: no ingestion and no repair takes it away.
/// Somebody who was matched to that author without confirmation is matched anew. A link that is there already is confirmed.
/// It also ends a "not mine".
#[utoipa::path(
    post,
    path = "/api/publications/{id}/people",
    operation_id = "dashboardLinkPerson",
    tag = "Publications",
    params(("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678")),
    request_body = LinkBody,
    responses(
        (status = 200, description = "The person was linked already.", body = DecidedPeople),
        (status = 201, description = "Linked.", body = DecidedPeople),
        (status = 404, description = "There is no such publication (`publication_not_found`), or no such person in the \
         workspace (`person_not_found`).", body = ProblemBody<'static>),
        (status = 409, description = "Staff gave that author to somebody else (`position_taken`).",
         body = ProblemBody<'static>),
    )
)]
pub(super) async fn link(call: Call<Staff<roles::Editor>, (PublicationPartPath, Json<LinkBody>)>) -> Answer {
    let (PublicationPartPath(doi), Json(body)) = &call.input;
    let person = Orcid::parse(&body.orcid_id).map_err(|why| {
        let message = "the body names no ORCID iD";
        Problem::field(Code::InvalidOrcid, message, "orcid_id", &why.to_string())
    })?;
    let decision = Decision::Link {
        position: body.position,
    };
    let outcome = decided(&call, (doi, &person), decision).await?;
    let mut response = if outcome.linked {
        HttpResponse::Created()
    } else {
        HttpResponse::Ok()
    };
    Ok(response.json(DecidedPeople::from(outcome)))
}

/// Unlink person
///
/// Takes the link away, also one made by hand. Nothing is said about later: the next ingestion or repair may find it again. To keep
/// it away, say "not mine".
#[utoipa::path(
    delete,
    path = "/api/publications/{id}/people/{orcid}",
    operation_id = "dashboardUnlinkPerson",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        ("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097"),
    ),
    responses(
        (status = 200, description = "Unlinked.", body = DecidedPeople),
        (status = 404, description = "There is no such publication or person, or they are not linked (`link_not_found`).",
         body = ProblemBody<'static>),
    )
)]
pub(super) async fn unlink(call: Call<Staff<roles::Editor>, LinkPath>) -> Answer {
    let LinkPath(doi, person) = &call.input;
    Ok(answer(decided(&call, (doi, person), Decision::Unlink).await?))
}

/// Confirm author match
///
/// Says that a link which matching found is right: from now on it stays. How it was found is still told.
#[utoipa::path(
    post,
    path = "/api/publications/{id}/people/{orcid}/confirm",
    operation_id = "dashboardConfirmPerson",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        ("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097"),
    ),
    responses(
        (status = 200, description = "Confirmed.", body = DecidedPeople),
        (status = 404, description = "There is no such publication or person, or they are not linked (`link_not_found`).",
         body = ProblemBody<'static>),
    )
)]
pub(super) async fn confirm(call: Call<Staff<roles::Editor>, LinkDecisionPath>) -> Answer {
    let LinkDecisionPath(doi, person) = &call.input;
    Ok(answer(decided(&call, (doi, person), Decision::Confirm).await?))
}

/// Say that a publication is not somebody's
///
/// The link goes, and no ingestion, matching or repair ever makes it again, whatever the person's ORCID record or the authors'
/// names say. It can be said of people who are not linked yet.
#[utoipa::path(
    post,
    path = "/api/publications/{id}/people/{orcid}/not-mine",
    operation_id = "dashboardRefusePerson",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        ("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097"),
    ),
    responses(
        (status = 200, description = "Remembered.", body = DecidedPeople),
        (status = 404, description = "There is no such publication or person.", body = ProblemBody<'static>),
    )
)]
pub(super) async fn refuse(call: Call<Staff<roles::Editor>, LinkDecisionPath>) -> Answer {
    let LinkDecisionPath(doi, person) = &call.input;
    Ok(answer(decided(&call, (doi, person), Decision::Refuse).await?))
}

/// Withdraw "not mine"
///
/// The authors are matched anew at once, and the person may be linked again.
#[utoipa::path(
    delete,
    path = "/api/publications/{id}/people/{orcid}/not-mine",
    operation_id = "dashboardWithdrawRefusal",
    tag = "Publications",
    params(
        ("id" = inline(DoiText), Path, description = "Normalized or raw DOI identifier.", example = "10.5555/12345678"),
        ("orcid" = inline(OrcidText), Path, description = "Person ORCID identifier.", example = "0000-0002-1825-0097"),
    ),
    responses(
        (status = 200, description = "Withdrawn.", body = DecidedPeople),
        (status = 404, description = "There is no such publication or person, or nobody said so (`link_not_found`).",
         body = ProblemBody<'static>),
    )
)]
pub(super) async fn withdraw(call: Call<Staff<roles::Editor>, LinkDecisionPath>) -> Answer {
    let LinkDecisionPath(doi, person) = &call.input;
    Ok(answer(decided(&call, (doi, person), Decision::Withdraw).await?))
}
