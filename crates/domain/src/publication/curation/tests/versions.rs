//! Versions tell every state of a publication from every other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{NOW, publication, record};
use crate::identifier::Orcid;
use crate::publication::curation::{Curated, LinkedPerson, StaffFields};
use crate::publication::matching::{LinkOrigin, MatchState};
use crate::publication::model::{Attention, Provenance, ProviderState, Record, Resolution};
use crate::registry::Provider;

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn every_change_makes_another_version() {
    let start = publication();
    assert_eq!(start.version(), publication().version());
    let linked = |internal, confirmed| LinkedPerson {
        orcid: Orcid::parse("0000-0002-1825-0097").unwrap(),
        name: "Ana Reis".to_owned(),
        position: Some(1),
        origin: LinkOrigin::Name,
        score: 1.0,
        claimed: true,
        confirmed,
        internal,
    };
    let person = |internal| linked(internal, false);
    let state = |fetched_at| ProviderState {
        fetched_at,
        status: "ok".to_owned(),
        error: None,
    };
    let changed_record = Record {
        volume: Some("4".to_owned()),
        ..record()
    };
    let with = |change: &dyn Fn(&mut Curated)| {
        let mut publication = publication();
        change(&mut publication);
        publication.version()
    };
    let versions = [
        start.version(),
        with(&|p| p.slug = "brine".to_owned()),
        with(&|p| p.original = changed_record.clone()),
        with(&|p| p.merged = changed_record.clone()),
        with(&|p| {
            p.edits.values.insert("volume".to_owned(), json!("4"));
        }),
        with(&|p| {
            p.edits.bases.insert("volume".to_owned(), json!("4"));
        }),
        with(&|p| {
            p.staff_fields = StaffFields {
                q: Some(1),
                ..StaffFields::default()
            }
        }),
        with(&|p| {
            p.staff_fields = StaffFields {
                funding: Some(false),
                ..StaffFields::default()
            }
        }),
        with(&|p| p.visible = false),
        with(&|p| p.deleted_at = Some(NOW)),
        with(&|p| p.people = vec![person(true)]),
        with(&|p| p.people = vec![person(false)]),
        with(&|p| p.match_state = MatchState::NeedsAttention),
        with(&|p| {
            let source = Provenance {
                source: Provider::Crossref,
                fetched_at: NOW,
            };
            p.provenance = BTreeMap::from([("title".to_owned(), source)]);
        }),
        with(&|p| p.providers = BTreeMap::from([(Provider::Crossref, state(1))])),
        with(&|p| p.providers = BTreeMap::from([(Provider::Crossref, state(2))])),
        with(&|p| p.attention = vec![Attention::MissingTitle]),
        with(&|p| p.resolution = Resolution::Pending),
        with(&|p| p.last_fetched_at = NOW),
        with(&|p| p.last_edited_at = Some(NOW)),
        with(&|p| p.edit_count = 1),
        with(&|p| p.people = vec![linked(true, true)]),
    ];
    let distinct: BTreeSet<&String> = versions.iter().collect();
    assert_eq!(distinct.len(), versions.len());
}
