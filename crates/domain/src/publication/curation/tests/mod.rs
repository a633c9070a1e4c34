//! Tests of patches and edits.

mod edits;
mod rfc6902;
mod rfc6902_cases;
mod versions;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Change, Curated, Edit, Edits, Patch, PatchRefusal, Precondition, StaffFields};
use crate::activity::Actor;
use crate::identifier::Doi;
use crate::publication::matching::MatchState;
use crate::publication::model::{Contributor, PublicationId, Record, Resolution};

/// 2026-06-01
pub(super) const NOW: i64 = 1_780_272_000;

fn author(position: u32, given: &str, family: &str) -> Contributor {
    Contributor {
        position,
        given: Some(given.to_owned()),
        family: Some(family.to_owned()),
        role: Some("author".to_owned()),
        ..Contributor::default()
    }
}

pub(super) fn record() -> Record {
    Record {
        doi: "10.5555/salt".to_owned(),
        title: Some("Salt".into()),
        title_markup: Some("<i>Salt</i>".to_owned()),
        authors: vec![author(1, "Ana", "Reis"), author(2, "Bo", "Lind")],
        publication_date: Some("2019-05".parse().unwrap()),
        publication_year: Some(2019),
        publication_type: Some("journal-article".to_owned()),
        volume: Some("3".to_owned()),
        issn: vec!["1234-5678".to_owned()],
        cited_by_count: Some(7),
        ..Record::default()
    }
}

pub(super) fn publication() -> Curated {
    Curated {
        id: PublicationId(1),
        doi: Doi::parse("10.5555/salt").unwrap(),
        slug: "salt".to_owned(),
        original: record(),
        edits: Edits::default(),
        merged: record(),
        staff_fields: StaffFields::default(),
        visible: true,
        deleted_at: None,
        people: Vec::new(),
        match_state: MatchState::Complete,
        provenance: BTreeMap::new(),
        providers: BTreeMap::new(),
        attention: Vec::new(),
        resolution: Resolution::Registered,
        last_fetched_at: NOW - 100,
        last_edited_at: None,
        edit_count: 0,
        created_at: NOW - 1000,
    }
}

fn edit(patch: &Value) -> Edit {
    Edit {
        patch: Patch::parse(patch.to_string().as_bytes()).unwrap(),
        precondition: Precondition::None,
        actor: Actor::Operator,
        now: NOW,
        event_id: "event".to_owned(),
    }
}

pub(super) fn decide(publication: &Curated, patch: &Value) -> Result<Change, PatchRefusal> {
    edit(patch).decide(publication)
}

/// The publication after a patch, as a store would write it.
fn patched(publication: &Curated, patch: &Value) -> Curated {
    let change = decide(publication, patch).unwrap();
    Curated {
        edits: change.edits,
        merged: change.merged,
        staff_fields: change.staff_fields,
        visible: change.visible,
        edit_count: change.edit_count,
        last_edited_at: change.last_edited_at,
        ..publication.clone()
    }
}

/// The publication after providers changed their minds.
pub(super) fn ingested(publication: &Curated, original: Record) -> Curated {
    let (edits, _) = publication
        .edits
        .carried_over(Some(&publication.original), &original);
    Curated {
        merged: original.with_edits(&edits.values),
        original,
        edits,
        ..publication.clone()
    }
}
