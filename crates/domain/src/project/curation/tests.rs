//! What the staff write of projects.

use serde_json::{Value, json};

use super::*;
use crate::activity::Actor;
use crate::form::Faults;

const NOW: i64 = 1_780_272_000;

fn draft(given: &Value) -> Result<ProjectDraft, Faults> {
    ProjectDraft::read(given.as_object().unwrap().clone())
}

fn sea() -> StaffProject {
    let given = json!({
        "programme": "H2020", "title": "Sea", "start_date": "2024", "end_date": "2026",
        "member_orcids": ["0000-0002-1825-0097"], "total_funding_amount": 5,
    });
    draft(&given).unwrap().created("p1".to_owned(), NOW).unwrap()
}

fn changed(given: &Value) -> Result<draft::ChangedProject, Faults> {
    let change = ProjectChange {
        draft: draft(given)?,
        actor: Actor::Operator,
        now: NOW + 9,
        event_id: "e".to_owned(),
    };
    change.decide(&sea(), change.draft.publications.clone())
}

#[test]
fn a_new_project_needs_a_title_and_a_programme() {
    let project = sea().project;
    assert_eq!(
        (project.id.as_str(), project.visible, project.created_at),
        ("p1", true, NOW)
    );
    assert_eq!(project.members.len(), 1);
    for (given, member) in [
        (json!({ "title": "Sea" }), "programme"),
        (json!({ "programme": "H2020" }), "title"),
        (
            json!({ "programme": "H2020", "title": "Sea", "id": "Deep Sea" }),
            "id",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "colour": 1 }),
            "colour",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "start_date": "soon" }),
            "start_date",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "total_funding_currency": "GBP" }),
            "total_funding_currency",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "total_funding_amount": -1 }),
            "total_funding_amount",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "coordinator_orcids": ["x"] }),
            "coordinator_orcids",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "publication_ids": ["x"] }),
            "publication_ids",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "visible": "no" }),
            "visible",
        ),
        (
            json!({ "programme": "H2020", "title": "Sea", "data": [] }),
            "data",
        ),
    ] {
        let made = draft(&given).and_then(|draft| draft.created("p1".to_owned(), NOW));
        let faults = made.unwrap_err();
        assert_eq!(faults.keys().collect::<Vec<_>>(), [member], "{given}");
    }
}

#[test]
fn only_what_is_given_changes() {
    for (given, names) in [
        (json!({}), vec![]),
        (json!({ "title": "Sea" }), vec![]),
        (json!({ "title": { "pt": "Mar" } }), vec!["title"]),
        (
            json!({ "end_date": null, "visible": false }),
            vec!["end_date", "visible"],
        ),
        (
            json!({ "member_orcids": [], "data": { "a": 1 } }),
            vec!["data", "member_orcids"],
        ),
        (
            json!({ "publication_ids": ["10.5555/A"] }),
            vec!["publication_ids"],
        ),
    ] {
        let found = changed(&given).unwrap();
        assert_eq!(found.differences.keys().collect::<Vec<_>>(), names, "{given}");
        assert_eq!(found.project.project.fields.programme, "H2020");
        assert_eq!(found.project.project.created_at, NOW);
    }
    for (given, member) in [
        (json!({ "start_date": "2027" }), "end_date"),
        (json!({ "title": null }), "title"),
        (json!({ "funding_entities": null }), "funding_entities"),
        (json!({ "id": "other" }), "id"),
    ] {
        let faults = changed(&given).unwrap_err();
        assert_eq!(faults.keys().collect::<Vec<_>>(), [member], "{given}");
    }
}

#[test]
fn the_timeline_is_told_what_changed() {
    let given = json!({ "title": "Deep sea" });
    let change = ProjectChange {
        draft: draft(&given).unwrap(),
        actor: Actor::Operator,
        now: NOW,
        event_id: "e".to_owned(),
    };
    let event = change.event(&sea().project.id, &changed(&given).unwrap());
    assert_eq!(event.message, "project p1 was edited: title");
    assert_eq!(
        event.details,
        json!({ "changes": { "title": { "before": "Sea", "after": "Deep sea" } } })
    );
}
