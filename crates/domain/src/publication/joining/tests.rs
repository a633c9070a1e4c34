//! What of two publications is left in one.

use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::identifier::Orcid;
use crate::publication::curation::Edits;
use crate::publication::matching::{LinkOrigin, MatchState};
use crate::publication::model::{PublicationId, Record};
use crate::registry::ProviderRecord;

const ANA: &str = "0000-0001-5109-3700";
const BO: &str = "0000-0002-1694-233X";

fn entry() -> Curated {
    Curated {
        id: PublicationId(1),
        doi: Doi::parse("10.5555/primary").unwrap(),
        slug: "primary".to_owned(),
        original: Record::default(),
        edits: Edits::default(),
        merged: Record::default(),
        staff_fields: StaffFields::default(),
        visible: true,
        deleted_at: None,
        people: Vec::new(),
        match_state: MatchState::Complete,
        provenance: BTreeMap::new(),
        providers: BTreeMap::new(),
        attention: Vec::new(),
        resolution: Resolution::Registered,
        last_fetched_at: 50,
        last_edited_at: None,
        edit_count: 0,
        created_at: 40,
    }
}

#[test]
fn the_work_stays_as_public_as_its_more_public_entry() {
    // (visible, deleted) of the primary, of the alias, of what is left.
    for (kept, alias, left) in [
        ((true, None), (true, None), (true, None)),
        ((true, None), (false, None), (true, None)),
        ((false, None), (true, None), (true, None)),
        ((false, None), (false, None), (false, None)),
        ((true, Some(7)), (true, None), (true, None)),
        ((true, None), (true, Some(7)), (true, None)),
        // What is seen of a deleted entry does not make a hidden one public.
        ((true, Some(7)), (false, None), (false, None)),
        ((false, None), (true, Some(7)), (false, None)),
        ((true, Some(9)), (false, Some(7)), (true, Some(7))),
        ((false, Some(7)), (false, Some(9)), (false, Some(7))),
    ] {
        let of = |(visible, deleted_at)| Curated {
            visible,
            deleted_at,
            ..entry()
        };
        let joined = Joined::of(&of(kept), &of(alias));
        assert_eq!(
            (joined.visible, joined.deleted_at),
            left,
            "{kept:?} and {alias:?}"
        );
    }
}

#[test]
fn notes_and_edits_of_both_count() {
    let kept = Curated {
        staff_fields: StaffFields {
            q: Some(1),
            ..StaffFields::default()
        },
        edit_count: 2,
        last_edited_at: Some(60),
        ..entry()
    };
    let alias = Curated {
        staff_fields: StaffFields {
            q: Some(4),
            funding: Some(true),
            ..StaffFields::default()
        },
        edit_count: 3,
        last_edited_at: Some(55),
        created_at: 10,
        ..entry()
    };
    let joined = Joined::of(&kept, &alias);
    assert_eq!(
        (joined.staff_fields.q, joined.staff_fields.funding),
        (Some(1), Some(true))
    );
    assert_eq!(
        (joined.edit_count, joined.last_edited_at, joined.created_at),
        (5, Some(60), 10)
    );
}

fn said(provider: Provider, record_of: &str, title: &str, at: i64) -> (String, ProviderRecord) {
    let record = ProviderRecord {
        title: Some(title.to_owned()),
        ..ProviderRecord::empty(provider, at)
    };
    (record_of.to_owned(), record)
}

fn link(person: &str, position: Option<u32>, origin: LinkOrigin, claimed: bool) -> Link {
    Link {
        person: Orcid::parse(person).unwrap(),
        position,
        origin,
        score: 1.0,
        claimed,
        confirmed: false,
    }
}

#[test]
fn what_the_primary_has_counts_first() {
    let edits = |fields: &[(&str, &str)]| Edits {
        values: fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), json!(value)))
            .collect(),
        bases: fields
            .iter()
            .map(|(name, _)| ((*name).to_owned(), json!("before")))
            .collect(),
    };
    let mut existing = Existing {
        records: vec![
            said(Provider::Crossref, "", "primary", 5),
            said(Provider::Orcid, ANA, "older", 5),
            said(Provider::Orcid, BO, "newer", 9),
        ],
        edits: edits(&[("title", "of the primary")]),
        resolution: Some(Resolution::Pending),
        ..Existing::default()
    };
    existing.absorb(Existing {
        records: vec![
            said(Provider::Crossref, "", "alias", 6),
            said(Provider::Openalex, "", "openalex", 6),
            said(Provider::Orcid, ANA, "newer", 6),
            said(Provider::Orcid, BO, "older", 6),
        ],
        edits: edits(&[("title", "of the alias"), ("volume", "4")]),
        resolution: Some(Resolution::Registered),
        ..Existing::default()
    });
    let titles: Vec<_> = existing
        .records
        .iter()
        .map(|(_, record)| record.title.as_deref().unwrap())
        .collect();
    assert_eq!(titles, ["primary", "newer", "newer", "openalex"]);
    assert_eq!(
        existing.edits,
        edits(&[("title", "of the primary"), ("volume", "4")])
    );
    assert_eq!(existing.resolution, Some(Resolution::Registered));
}

#[test]
fn everybody_linked_to_either_stays_linked() {
    let mut existing = Existing {
        links: vec![link(ANA, Some(1), LinkOrigin::Name, false)],
        ..Existing::default()
    };
    existing.absorb(Existing {
        links: vec![
            link(ANA, Some(2), LinkOrigin::Record, true),
            link(BO, None, LinkOrigin::Record, true),
        ],
        ..Existing::default()
    });
    let expected = [
        link(ANA, Some(1), LinkOrigin::Name, true),
        link(BO, None, LinkOrigin::Record, true),
    ];
    assert_eq!(existing.links, expected);
    existing.absorb(Existing {
        links: vec![link(ANA, Some(3), LinkOrigin::Manual, false)],
        ..Existing::default()
    });
    assert_eq!(
        existing.links.first(),
        Some(&link(ANA, Some(3), LinkOrigin::Manual, true))
    );
}

#[test]
fn of_two_decisions_about_somebody_that_of_the_primary_holds() {
    let (ana, bo) = (Orcid::parse(ANA).unwrap(), Orcid::parse(BO).unwrap());
    let confirmed = Link {
        confirmed: true,
        ..link(ANA, Some(1), LinkOrigin::Name, false)
    };
    let with = |links: &[Link], refused: &[&Orcid]| Existing {
        links: links.to_vec(),
        refused: refused.iter().map(|orcid| (*orcid).clone()).collect(),
        ..Existing::default()
    };
    let found = link(ANA, Some(1), LinkOrigin::Name, false);
    for (primary, alias, links, refused) in [
        // A decision against what was only found.
        (
            with(std::slice::from_ref(&found), &[]),
            with(&[], &[&ana]),
            0,
            vec![&ana],
        ),
        (
            with(&[], &[&ana]),
            with(std::slice::from_ref(&found), &[]),
            0,
            vec![&ana],
        ),
        // One decision against another.
        (
            with(std::slice::from_ref(&confirmed), &[]),
            with(&[], &[&ana]),
            1,
            vec![],
        ),
        (with(&[], &[&ana]), with(&[confirmed], &[]), 0, vec![&ana]),
        // Both hold.
        (with(&[], &[&ana]), with(&[], &[&ana, &bo]), 0, vec![&ana, &bo]),
    ] {
        let mut joined = primary.clone();
        joined.absorb(alias.clone());
        assert_eq!(joined.links.len(), links, "{primary:?} and {alias:?}");
        assert_eq!(
            joined.refused.iter().collect::<Vec<_>>(),
            refused,
            "{primary:?} and {alias:?}"
        );
    }
}

#[test]
fn it_is_told_once() {
    let (kept, alias) = (Doi::parse("10.5555/a").unwrap(), Doi::parse("10.5555/b").unwrap());
    let event = joined_event(&kept, &alias, 7);
    assert_eq!(event, joined_event(&kept, &alias, 7));
    assert_eq!(
        (event.subject_id.as_str(), event.details),
        ("10.5555/a", json!({ "alias": "10.5555/b" }))
    );
}
