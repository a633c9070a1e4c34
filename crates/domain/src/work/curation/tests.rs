//! What the staff write of works.

use serde_json::{Value, json};

use super::*;
use crate::activity::Actor;
use crate::form::Faults;
use crate::identifier::{Doi, Orcid};
use crate::publication::curation::RemovalAction;
use crate::publication::{Contribution, Resolution};

const NOW: i64 = 1_780_272_000;
const ANA: &str = "0000-0002-1825-0097";
const BO: &str = "0000-0001-5109-3700";

fn draft(given: &Value) -> Result<WorkDraft, Faults> {
    WorkDraft::read(given.as_object().unwrap().clone())
}

fn tides() -> StaffWork {
    let given = json!({ "title": "Tide tables", "person_orcids": [ANA], "project_ids": ["sea"] });
    let made = draft(&given).unwrap().created("w1".to_owned(), NOW).unwrap();
    StaffWork {
        people_by_hand: false,
        ..made
    }
}

fn changed(work: &StaffWork, given: &Value) -> Result<draft::ChangedWork, WorkRefusal> {
    change(given).decide(work)
}

fn change(given: &Value) -> WorkChange {
    WorkChange {
        draft: draft(given).unwrap(),
        actor: Actor::Operator,
        now: NOW + 9,
        event_id: "e".to_owned(),
    }
}

fn doi() -> Doi {
    Doi::parse("10.5555/salt").unwrap()
}

#[test]
fn a_new_work_needs_a_title() {
    let work = draft(&json!({ "title": { "pt": "Marés" }, "verified": true })).unwrap();
    let work = work.created("w1".to_owned(), NOW).unwrap();
    assert_eq!(
        (work.id.as_str(), work.verified, work.visible, work.people_by_hand),
        ("w1", true, true, true)
    );
    for (given, member) in [
        (json!({}), "title"),
        (json!({ "title": "Tides", "id": "W 1" }), "id"),
        (json!({ "title": "Tides", "doi": "10.5555/a" }), "doi"),
        (
            json!({ "title": "Tides", "person_orcids": ["x"] }),
            "person_orcids",
        ),
        (json!({ "title": "Tides", "project_ids": [""] }), "project_ids"),
        (json!({ "title": "Tides", "verified": 1 }), "verified"),
        (json!({ "title": "Tides", "work_type": "pamphlet" }), "work_type"),
        (
            json!({ "title": "Tides", "publication_date": "2024-13" }),
            "publication_date",
        ),
    ] {
        let faults = draft(&given)
            .and_then(|draft| draft.created("w1".to_owned(), NOW))
            .unwrap_err();
        assert_eq!(faults.keys().collect::<Vec<_>>(), [member], "{given}");
    }
}

#[test]
fn what_the_staff_edit_is_theirs_from_then_on() {
    for (given, names, edited, chosen) in [
        (json!({}), vec![], false, false),
        (
            json!({ "title": "Tide tables", "person_orcids": [ANA] }),
            vec![],
            false,
            false,
        ),
        (json!({ "title": "Tides" }), vec!["title"], true, false),
        (
            json!({ "abstract": { "en": "When." } }),
            vec!["abstract"],
            true,
            false,
        ),
        (
            json!({ "verified": true, "visible": false }),
            vec!["verified", "visible"],
            false,
            false,
        ),
        (
            json!({ "person_orcids": [BO, ANA] }),
            vec!["person_orcids"],
            false,
            true,
        ),
        (json!({ "project_ids": [] }), vec!["project_ids"], false, false),
    ] {
        let found = changed(&tides(), &given).unwrap();
        assert_eq!(found.differences.keys().collect::<Vec<_>>(), names, "{given}");
        assert_eq!(found.work.edited_at, edited.then_some(NOW + 9), "{given}");
        assert_eq!(found.work.people_by_hand, chosen, "{given}");
    }
    let told = |given: &Value| {
        let change = change(given);
        let event = change.event(&tides().id, &change.decide(&tides()).unwrap());
        (event.kind, event.message)
    };
    assert_eq!(
        told(&json!({ "verified": true })),
        ("work.verified".to_owned(), "work w1 was verified".to_owned())
    );
    assert_eq!(
        told(&json!({ "visible": false })).1,
        "work w1 was edited: visible"
    );
}

#[test]
fn a_work_that_became_a_publication_is_left_alone() {
    let promoted = StaffWork {
        promoted_to: Some(doi()),
        deleted_at: Some(NOW),
        ..tides()
    };
    let refusal = WorkRefusal::Promoted(doi());
    assert_eq!(changed(&promoted, &json!({ "title": "x" })), Err(refusal.clone()));
    assert_eq!(Promotion::check(&promoted), Err(refusal.clone()));
    let deleted = StaffWork {
        deleted_at: Some(NOW),
        ..tides()
    };
    assert_eq!(Promotion::check(&deleted), Err(WorkRefusal::Deleted));
    assert_eq!(Promotion::check(&tides()), Ok(()));
    let removal = |action| WorkRemoval {
        action,
        actor: Actor::Operator,
        now: NOW,
        event_id: "e".to_owned(),
    };
    let (delete, restore) = (removal(RemovalAction::Delete), removal(RemovalAction::Restore));
    for (removal, work, expected) in [
        (&delete, tides(), Ok(Some(Some(NOW)))),
        (&delete, deleted.clone(), Ok(None)),
        (&restore, deleted, Ok(Some(None))),
        (&restore, tides(), Ok(None)),
        (&restore, promoted.clone(), Err(refusal.clone())),
        (&delete, promoted, Err(refusal)),
    ] {
        assert_eq!(removal.decide(&work), expected, "{work:?}");
    }
}

#[test]
fn a_promoted_works_people_are_linked_unless_it_is_not_theirs() {
    let promotion = Promotion {
        contribution: Contribution {
            doi: doi(),
            aliases: Vec::new(),
            resolution: Resolution::Registered,
            providers: Vec::new(),
            claimed_by: Vec::new(),
            linked_by_hand: Vec::new(),
            now: NOW,
        },
        actor: Actor::Operator,
        now: NOW,
        event_id: "e".to_owned(),
    };
    let (ana, bo) = (Orcid::parse(ANA).unwrap(), Orcid::parse(BO).unwrap());
    let work = StaffWork {
        people: vec![ana.clone(), bo.clone()],
        ..tides()
    };
    let written = promotion.contribution(&work, std::slice::from_ref(&bo));
    assert_eq!(written.linked_by_hand, [ana]);
    assert_eq!(
        promotion.event(&work.id, &doi(), true).message,
        "work w1 became the publication 10.5555/salt"
    );
}
