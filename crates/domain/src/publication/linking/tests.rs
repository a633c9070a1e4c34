//! Decisions about people, and what matching makes of the rest.

use serde_json::{Value, json};

use super::*;
use crate::activity::Actor;
use crate::identifier::{Doi, Orcid};
use crate::person::PersonNames;
use crate::publication::matching::{Candidate, Link, LinkOrigin, MatchState};
use crate::publication::model::Contributor;
use crate::publication::{RepairScope, Standing, repair};

const ANA: &str = "0000-0002-1825-0097";
const OTHER_ANA: &str = "0000-0001-5109-3700";
const RUI: &str = "0000-0002-1694-233X";
const NOBODY: &str = "0000-0003-1613-5981";

fn orcid(id: &str) -> Orcid {
    Orcid::parse(id).unwrap()
}

fn author(position: u32, given: &str, family: &str) -> Contributor {
    Contributor {
        position,
        given: Some(given.to_owned()),
        family: Some(family.to_owned()),
        ..Contributor::default()
    }
}

fn person(id: &str, given: &str, family: &str) -> Candidate {
    let names = PersonNames {
        given: Some(given.to_owned()),
        family: Some(family.to_owned()),
        ..PersonNames::default()
    };
    Candidate {
        orcid: orcid(id),
        aliases: Vec::new(),
        names,
        internal: true,
    }
}

fn link(id: &str, position: Option<u32>, origin: LinkOrigin) -> Link {
    Link {
        person: orcid(id),
        position,
        origin,
        score: 1.0,
        claimed: origin == LinkOrigin::Record,
        confirmed: false,
    }
}

fn order(id: &str, decision: Decision) -> LinkOrder {
    LinkOrder {
        person: orcid(id),
        decision,
        actor: Actor::Operator,
        now: 7,
        event_id: "e".to_owned(),
    }
}

/// By Ana Reis, Rui Costa and Bo Lind.
fn authors() -> Vec<Contributor> {
    vec![
        author(1, "Ana", "Reis"),
        author(2, "Rui", "Costa"),
        author(3, "Bo", "Lind"),
    ]
}

fn everyone() -> Vec<Candidate> {
    vec![
        person(ANA, "Ana", "Reis"),
        person(OTHER_ANA, "Ana", "Reis"),
        person(RUI, "Rui", "Costa"),
    ]
}

fn decided(
    id: &str,
    decision: Decision,
    links: &[Link],
    refused: &[&str],
    claims: &[&str],
) -> Result<Relinked, LinkRefusal> {
    let ids = |texts: &[&str]| texts.iter().map(|id| orcid(id)).collect::<Vec<_>>();
    let (authors, candidates) = (authors(), everyone());
    order(id, decision).decide(Present {
        authors: &authors,
        links,
        refused: &ids(refused),
        claimed_by: &ids(claims),
        candidates: &candidates,
    })
}

/// (iD, position, origin, decided), by iD.
fn shown(links: &[Link]) -> Vec<(&str, Option<u32>, LinkOrigin, bool)> {
    let mut shown: Vec<_> = links
        .iter()
        .map(|link| {
            (
                link.person.as_str(),
                link.position,
                link.origin,
                link.is_decided(),
            )
        })
        .collect();
    shown.sort_unstable_by_key(|one| (one.1, one.0));
    shown
}

/// What it shows, the decision, present links, who is refused before, links afterwards.
type Case<'a> = (
    &'a str,
    Decision,
    &'a [Link],
    &'a [&'a str],
    Vec<(&'a str, Option<u32>, LinkOrigin, bool)>,
);

#[test]
#[expect(clippy::too_many_lines, reason = "one table")]
fn what_each_decision_does_to_the_links() {
    use Decision::{Confirm, Link as Linked, Refuse, Unlink, Withdraw};
    use LinkOrigin::{Manual, Name, Record};
    let of = |position| Linked { position };
    let rui = (RUI, Some(2), Name, false);
    let present = [link(ANA, Some(1), Name), link(RUI, Some(2), Name)];
    let cases: Vec<Case<'_>> = vec![
        (
            "confirmed, it is still known how it was found",
            Confirm,
            &present,
            &[],
            vec![(ANA, Some(1), Name, true), rui],
        ),
        (
            "linking where it is confirms",
            of(Some(1)),
            &present,
            &[],
            vec![(ANA, Some(1), Name, true), rui],
        ),
        (
            "linking without a place confirms too",
            of(None),
            &present,
            &[],
            vec![(ANA, Some(1), Name, true), rui],
        ),
        (
            "moved to another author",
            of(Some(3)),
            &present,
            &[],
            vec![
                (OTHER_ANA, Some(1), Name, false),
                rui,
                (ANA, Some(3), Manual, true),
            ],
        ),
        // The other one of her name is now the only one who fits.
        (
            "unlinked, and not matched at once",
            Unlink,
            &present,
            &[],
            vec![(OTHER_ANA, Some(1), Name, false), rui],
        ),
        (
            "refused",
            Refuse,
            &present,
            &[],
            vec![(OTHER_ANA, Some(1), Name, false), rui],
        ),
        (
            "refused before, now linked by hand",
            of(Some(1)),
            &present[1..],
            &[ANA],
            vec![(ANA, Some(1), Manual, true), rui],
        ),
        (
            "withdrawn: two fit again, so nobody is linked",
            Withdraw,
            &present[1..],
            &[ANA],
            vec![rui],
        ),
        (
            "withdrawn where the other one is refused",
            Withdraw,
            &present[1..],
            &[ANA, OTHER_ANA],
            vec![(ANA, Some(1), Name, false), rui],
        ),
    ];
    for (what, decision, links, refused, expected) in cases {
        let found = decided(ANA, decision, links, refused, &[]).unwrap();
        assert_eq!(shown(&found.links), expected, "{what}");
        let is_refused = found.refused.contains(&orcid(ANA));
        assert_eq!(is_refused, decision == Refuse, "{what}");
    }
    // Whose author is given to somebody else is matched anew: a claim alone keeps them linked.
    let claimed = [Link {
        claimed: true,
        ..link(RUI, Some(2), Name)
    }];
    let found = decided(ANA, of(Some(2)), &claimed, &[], &[RUI]).unwrap();
    assert_eq!(
        shown(&found.links),
        [
            (RUI, None, Record, false),
            (OTHER_ANA, Some(1), Name, false),
            (ANA, Some(2), Manual, true)
        ]
    );
    assert_eq!(found.state, MatchState::NeedsAttention);
    // The author comes free again: whoever it was taken from is matched to it at once.
    for decision in [Unlink, Refuse, of(Some(3))] {
        let freed = decided(ANA, decision, &found.links, &[], &[RUI]).unwrap();
        let rui = freed.links.iter().find(|link| link.person == orcid(RUI)).unwrap();
        assert_eq!((rui.position, rui.claimed), (Some(2), true), "{decision:?}");
    }
    // Withdrawing lets a claim count again.
    let found = decided(RUI, Withdraw, &[], &[RUI], &[RUI]).unwrap();
    assert_eq!(shown(&found.links)[0], (RUI, Some(2), Name, false));
    assert!(found.links[0].claimed);
}

#[test]
fn what_cannot_be_decided() {
    use Decision::{Confirm, Link as Linked, Refuse, Unlink, Withdraw};
    let of = |position| Linked {
        position: Some(position),
    };
    let by_hand = [link(RUI, Some(2), LinkOrigin::Manual)];
    let confirmed = [Link {
        confirmed: true,
        ..link(RUI, Some(2), LinkOrigin::Name)
    }];
    let given = LinkRefusal::Given {
        position: 2,
        by: orcid(RUI),
    };
    for (id, decision, links, refusal) in [
        (NOBODY, Refuse, &[][..], LinkRefusal::NoPerson),
        (ANA, Confirm, &by_hand, LinkRefusal::NotLinked),
        (ANA, Unlink, &by_hand, LinkRefusal::NotLinked),
        (ANA, Withdraw, &by_hand, LinkRefusal::NotRefused),
        (
            ANA,
            of(0),
            &by_hand,
            LinkRefusal::NoAuthor {
                position: 0,
                authors: 3,
            },
        ),
        (
            ANA,
            of(4),
            &by_hand,
            LinkRefusal::NoAuthor {
                position: 4,
                authors: 3,
            },
        ),
        (ANA, of(2), &by_hand, given.clone()),
        (ANA, of(2), &confirmed, given),
    ] {
        assert_eq!(
            decided(id, decision, links, &[], &[]),
            Err(refusal),
            "{id} {decision:?}"
        );
    }
}

#[test]
fn who_was_refused_is_never_matched_again() {
    let mut ana = person(ANA, "Ana", "Reis");
    ana.aliases = vec![orcid(OTHER_ANA)];
    let mut signed = authors();
    signed[0].orcid = Some(ANA.to_owned());
    let refused = [orcid(ANA)];
    // By iD, by name, by an old link, by a claim of a deprecated iD.
    let present = [link(ANA, Some(1), LinkOrigin::Orcid)];
    let standing = Standing {
        links: &present,
        refused: &refused,
    };
    let done = repair(&signed, standing, &[ana.clone()], RepairScope::Everyone);
    assert_eq!(
        (done.links.len(), done.removed.len(), done.state),
        (0, 1, MatchState::Complete)
    );
    let considered = crate::publication::matching::Considered::without(
        &refused,
        &present,
        &[orcid(OTHER_ANA), orcid(RUI)],
        &[ana, person(RUI, "Rui", "Costa")],
    );
    assert_eq!(considered.claimed_by, [orcid(RUI)]);
    assert!(considered.links.is_empty() && considered.candidates.len() == 1);
}

#[test]
fn the_timeline_is_told_who_and_where() {
    let links = [link(ANA, Some(1), LinkOrigin::Name)];
    let (authors, candidates) = (authors(), everyone());
    let present = Present {
        authors: &authors,
        links: &links,
        refused: &[],
        claimed_by: &[],
        candidates: &candidates,
    };
    let order = order(ANA, Decision::Refuse);
    let after = order.decide(present).unwrap();
    let event = order.event(&Doi::parse("10.5555/salt").unwrap(), present, &after);
    assert_eq!(event.kind, "publication.person_refused");
    assert_eq!(event.message, format!("{ANA} is not an author of 10.5555/salt"));
    assert_eq!(
        (&event.details["before"]["position"], &event.details["after"]),
        (&json!(1), &Value::Null)
    );
}
