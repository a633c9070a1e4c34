//! What a write makes of what is stored and what is new.

use serde_json::json;

use super::*;
use crate::person::PersonNames;
use crate::registry::ProviderContributor;

const NOW: i64 = 1_780_272_000;
const ANA: &str = "0000-0002-1825-0097";
const BO: &str = "0000-0001-5109-3700";

fn record(provider: Provider, title: &str, at: i64) -> ProviderRecord {
    ProviderRecord {
        title: Some(title.to_owned()),
        ..ProviderRecord::empty(provider, at)
    }
}

fn said(provider: Provider, record_of: &str, title: &str, at: i64) -> ProviderContribution {
    let answer = Answer {
        record: record(provider, title, at),
        payload: "{}".to_owned(),
    };
    let outcome = ProviderOutcome::Described(Box::new(answer));
    ProviderContribution {
        provider,
        record_of: record_of.to_owned(),
        at,
        outcome,
    }
}

fn silent(provider: Provider, outcome: ProviderOutcome) -> ProviderContribution {
    ProviderContribution {
        provider,
        record_of: String::new(),
        at: NOW,
        outcome,
    }
}

fn contribution(resolution: Resolution, providers: Vec<ProviderContribution>) -> Contribution {
    Contribution {
        doi: Doi::parse("10.5555/salt").unwrap(),
        aliases: Vec::new(),
        resolution,
        providers,
        claimed_by: Vec::new(),
        linked_by_hand: Vec::new(),
        now: NOW,
    }
}

fn stored(provider: Provider, record_of: &str, title: &str, at: i64) -> (String, ProviderRecord) {
    (record_of.to_owned(), record(provider, title, at))
}

fn edits(field: &str, value: serde_json::Value) -> Edits {
    Edits {
        values: BTreeMap::from([(field.to_owned(), value)]),
        bases: BTreeMap::new(),
    }
}

fn title(revised: &Revised) -> Option<&str> {
    revised.original.title.as_ref().map(crate::text::Localised::any)
}

#[test]
fn a_provider_that_does_not_answer_takes_nothing_away() {
    let existing = Existing {
        records: vec![stored(Provider::Crossref, "", "Salt", 1)],
        resolution: Some(Resolution::Registered),
        ..Existing::default()
    };
    for outcome in [
        ProviderOutcome::NotFound,
        ProviderOutcome::Skipped("over budget".to_owned()),
        ProviderOutcome::Failed("no answer".to_owned()),
    ] {
        let silent = vec![
            silent(Provider::Crossref, outcome.clone()),
            said(Provider::Orcid, ANA, "salt", NOW),
        ];
        let revised = contribution(Resolution::Unresolved, silent).revise(&existing);
        assert_eq!(title(&revised), Some("Salt"), "{outcome:?}");
        assert_eq!(revised.resolution, Resolution::Registered, "{outcome:?}");
        assert!(!revised.attention.contains(&Attention::Unresolved), "{outcome:?}");
        assert_eq!(revised.provenance["title"].fetched_at, 1, "{outcome:?}");
    }
}

#[test]
fn a_new_answer_replaces_the_same_providers_old_one_but_not_a_newer_one() {
    let existing = Existing {
        records: vec![stored(Provider::Crossref, "", "Salt", 10)],
        ..Existing::default()
    };
    for (at, expected) in [(9, "Salt"), (10, "Brine"), (11, "Brine")] {
        let new = vec![said(Provider::Crossref, "", "Brine", at)];
        let revised = contribution(Resolution::Registered, new).revise(&existing);
        assert_eq!(title(&revised), Some(expected), "{at}");
    }
}

#[test]
fn orcid_records_count_by_id_whoever_came_first() {
    let (ana, bo) = (
        said(Provider::Orcid, ANA, "Ana's", 2),
        said(Provider::Orcid, BO, "Bo's", 1),
    );
    for providers in [vec![ana.clone(), bo.clone()], vec![bo, ana]] {
        let revised = contribution(Resolution::Unresolved, providers).revise(&Existing::default());
        assert_eq!(title(&revised), Some("Bo's"));
        assert_eq!(revised.resolution, Resolution::Unresolved);
        assert!(revised.attention.contains(&Attention::Unresolved));
        assert!(revised.attention.is_sorted());
    }
}

#[test]
fn a_claim_alone_leaves_open_what_registries_know() {
    let claim = contribution(Resolution::Pending, vec![said(Provider::Orcid, BO, "Salt", 9)]);
    let asked = contribution(
        Resolution::Unresolved,
        vec![
            silent(Provider::Crossref, ProviderOutcome::NotFound),
            said(Provider::Orcid, BO, "Salt", 9),
        ],
    );
    for (contribution, known, resolution) in [
        (&claim, Some(Resolution::Unresolved), Resolution::Unresolved),
        (&claim, Some(Resolution::Pending), Resolution::Pending),
        (&claim, None, Resolution::Pending),
        (&asked, Some(Resolution::Pending), Resolution::Unresolved),
    ] {
        let existing = Existing {
            resolution: known,
            ..Existing::default()
        };
        let revised = contribution.revise(&existing);
        assert_eq!(revised.resolution, resolution, "{known:?}");
        let flagged = revised.attention.contains(&Attention::Unresolved);
        assert_eq!(flagged, resolution == Resolution::Unresolved, "{known:?}");
    }
}

#[test]
fn writing_twice_changes_nothing() {
    let providers = vec![
        said(Provider::Crossref, "", "Salt", 5),
        said(Provider::Orcid, ANA, "salt", 5),
    ];
    let first = contribution(Resolution::Registered, providers.clone());
    let revised = first.revise(&Existing::default());
    let records = vec![
        stored(Provider::Crossref, "", "Salt", 5),
        stored(Provider::Orcid, ANA, "salt", 5),
    ];
    let existing = Existing {
        records,
        resolution: Some(revised.resolution),
        ..Existing::default()
    };
    assert_eq!(first.revise(&existing), revised);
}

#[test]
fn edits_lie_over_the_original() {
    let existing = Existing {
        edits: edits("title", json!("Sea salt")),
        ..Existing::default()
    };
    let revised = contribution(
        Resolution::Registered,
        vec![said(Provider::Crossref, "", "Salt", 5)],
    )
    .revise(&existing);
    assert_eq!(title(&revised), Some("Salt"));
    assert_eq!(revised.merged.title, Some("Sea salt".into()));
}

#[test]
fn people_are_matched_against_what_everyone_sees() {
    let mut answer = said(Provider::Crossref, "", "Salt", 5);
    if let ProviderOutcome::Described(answer) = &mut answer.outcome {
        answer.record.authors = vec![ProviderContributor {
            given: Some("Bo".to_owned()),
            family: Some("Lind".to_owned()),
            orcid: Some(ANA.to_owned()),
            ..ProviderContributor::default()
        }];
    }
    let ana = Orcid::parse(ANA).unwrap();
    let names = PersonNames {
        given: Some("Ana".to_owned()),
        family: Some("Costa".to_owned()),
        ..PersonNames::default()
    };
    let candidate = Candidate {
        orcid: ana.clone(),
        aliases: Vec::new(),
        names,
        internal: true,
    };
    let claimed = Contribution {
        claimed_by: vec![ana.clone()],
        ..contribution(Resolution::Registered, vec![answer])
    };

    let revised = claimed.revise(&Existing::default());
    assert_eq!(revised.people(), std::slice::from_ref(&ana));
    let written = revised.link(std::slice::from_ref(&candidate));
    assert_eq!(written.match_state, MatchState::NeedsAttention);
    assert!(written.revised.attention.contains(&Attention::OrcidNameConflict));
    assert_eq!(
        (written.links[0].position, written.links[0].origin),
        (None, LinkOrigin::Record)
    );

    let edited = json!([{ "position": 1, "given": "Ana", "family": "Costa" }]);
    let existing = Existing {
        edits: edits("authors", edited),
        links: written.links,
        ..Existing::default()
    };
    let written = claimed.revise(&existing).link(std::slice::from_ref(&candidate));
    assert_eq!(written.match_state, MatchState::Complete);
    assert_eq!(
        (written.links[0].position, written.links[0].origin),
        (Some(1), LinkOrigin::Name)
    );

    let Revised {
        original,
        merged,
        resolution,
        ..
    } = written.revised;
    let again = Revised::unchanged(original, merged, written.links.clone(), resolution);
    assert_eq!(again.people(), [ana]);
    assert_eq!(again.link(&[candidate]).links, written.links);
}

#[test]
fn who_was_refused_comes_back_by_the_word_of_the_staff_alone() {
    let (ana, former) = (Orcid::parse(ANA).unwrap(), Orcid::parse(BO).unwrap());
    let candidate = Candidate {
        orcid: ana.clone(),
        aliases: vec![former.clone()],
        names: PersonNames::default(),
        internal: true,
    };
    let existing = Existing {
        refused: vec![ana.clone()],
        links: Vec::new(),
        ..Existing::default()
    };
    for (claimed_by, linked_by_hand, linked) in [
        (vec![ana.clone()], vec![], false),
        (vec![former.clone()], vec![], false),
        (vec![], vec![ana.clone()], true),
        (vec![], vec![former], true),
    ] {
        let asked = Contribution {
            claimed_by,
            linked_by_hand,
            ..contribution(Resolution::Registered, Vec::new())
        };
        let written = asked.revise(&existing).link(std::slice::from_ref(&candidate));
        assert_eq!(written.links.len(), usize::from(linked), "{asked:?}");
        assert!(
            written
                .links
                .iter()
                .all(|link| link.person == ana && link.is_decided())
        );
    }
}

#[test]
fn staff_may_name_somebody_by_a_former_id() {
    let (ana, former) = (Orcid::parse(ANA).unwrap(), Orcid::parse(BO).unwrap());
    let candidate = Candidate {
        orcid: ana.clone(),
        aliases: vec![former.clone()],
        names: PersonNames::default(),
        internal: true,
    };
    let named = Contribution {
        linked_by_hand: vec![former],
        ..contribution(Resolution::Registered, Vec::new())
    };
    let written = named.revise(&Existing::default()).link(&[candidate]);
    let link = written.links.first().unwrap();
    assert_eq!(
        (link.person.clone(), link.origin, link.claimed),
        (ana, LinkOrigin::Manual, false)
    );
}
