//! What matching anew changes, keeps and leaves open.

use std::sync::atomic::{AtomicI64, Ordering};

use proptest::prelude::*;

use super::*;
use crate::person::PersonNames;
use crate::publication::LinkOrigin;

const ANA: &str = "0000-0002-1825-0097";
const OTHER_ANA: &str = "0000-0001-5109-3700";
const RUI: &str = "0000-0002-1694-233X";

fn orcid(text: &str) -> Orcid {
    Orcid::parse(text).unwrap()
}

fn person(id: &str, given: &str, family: &str, internal: bool) -> Candidate {
    Candidate {
        orcid: orcid(id),
        aliases: Vec::new(),
        names: PersonNames {
            given: Some(given.to_owned()),
            family: Some(family.to_owned()),
            ..PersonNames::default()
        },
        internal,
    }
}

/// Thirty authors, of whom the seventeenth is Ana Reis.
fn thirty(orcid: Option<&str>) -> Vec<Contributor> {
    let author = |position: u32| {
        let (given, family) = if position == 17 {
            ("Ana".to_owned(), "Reis".to_owned())
        } else {
            let letter = char::from(b'A' + u8::try_from(position % 26).unwrap());
            (format!("{letter}lma"), format!("Zz{letter}{position}"))
        };
        Contributor {
            position,
            given: Some(given),
            family: Some(family),
            orcid: orcid.filter(|_| position == 17).map(str::to_owned),
            ..Contributor::default()
        }
    };
    (1..=30).map(author).collect()
}

fn link(id: &str, position: Option<u32>, origin: LinkOrigin) -> Link {
    Link {
        person: orcid(id),
        position,
        origin,
        score: 1.0,
        claimed: false,
        confirmed: false,
    }
}

/// Links of a publication that is nobody's not.
fn links(links: &[Link]) -> Standing<'_> {
    Standing { links, refused: &[] }
}

#[test]
fn two_people_of_one_name_stay_open_until_an_id_tells() {
    let both = [
        person(ANA, "Ana", "Reis", true),
        person(OTHER_ANA, "Ana", "Reis", true),
    ];
    let open = repair(&thirty(None), links(&[]), &both, RepairScope::Everyone);
    assert!(!open.changes() && open.links.is_empty());
    assert_eq!(open.state, MatchState::NeedsAttention);
    let [ambiguity] = open.ambiguous.as_slice() else {
        panic!("{:?}", open.ambiguous);
    };
    assert_eq!((ambiguity.position, ambiguity.author.as_str()), (17, "Ana Reis"));
    let who: Vec<&str> = ambiguity
        .candidates
        .iter()
        .map(|possible| possible.person.as_str())
        .collect();
    assert_eq!(who, [OTHER_ANA, ANA]);
    assert!(
        ambiguity
            .candidates
            .iter()
            .all(|one| one.internal && one.score > 0.99)
    );

    let told = repair(&thirty(Some(ANA)), links(&[]), &both, RepairScope::Everyone);
    assert_eq!(told.added, [link(ANA, Some(17), LinkOrigin::Orcid)]);
    assert!(told.ambiguous.is_empty(), "{:?}", told.ambiguous);
    assert_eq!(told.state, MatchState::Complete);
}

#[test]
fn among_members_only_a_stranger_of_the_same_name_does_not_count() {
    let both = [
        person(ANA, "Ana", "Reis", true),
        person(OTHER_ANA, "Ana", "Reis", false),
    ];
    let everyone = repair(&thirty(None), links(&[]), &both, RepairScope::Everyone);
    assert!(everyone.links.is_empty() && everyone.ambiguous.len() == 1);
    let members = repair(&thirty(None), links(&[]), &both, RepairScope::Members);
    assert_eq!(members.added, [link(ANA, Some(17), LinkOrigin::Name)]);
    assert!(members.ambiguous.is_empty());
    // Whoever is linked already keeps their author, member or not.
    for origin in [LinkOrigin::Name, LinkOrigin::Orcid] {
        let present = [link(OTHER_ANA, Some(17), origin)];
        let members = repair(&thirty(None), links(&present), &both, RepairScope::Members);
        assert_eq!(
            (members.kept.as_slice(), members.changes()),
            (present.as_slice(), false)
        );
    }
}

#[test]
fn every_link_is_accounted_for() {
    let people = [
        person(ANA, "Ana", "Reis", true),
        person(RUI, "Rui", "Costa", true),
        person(OTHER_ANA, "Eva", "Lima", true),
    ];
    let present = [
        // At the wrong author, by a name that nobody has any more, and confirmed by hand.
        link(ANA, Some(3), LinkOrigin::Name),
        link(RUI, Some(4), LinkOrigin::Name),
        link(OTHER_ANA, Some(5), LinkOrigin::Manual),
    ];
    let done = repair(&thirty(None), links(&present), &people, RepairScope::Everyone);
    let [a, b, c] = present;
    assert_eq!(done.changed, [(a, link(ANA, Some(17), LinkOrigin::Name))]);
    assert_eq!((done.removed, done.kept), (vec![b], vec![c]));
    assert!(done.added.is_empty());
}

struct Ticking(AtomicI64);

impl Clock for Ticking {
    /// Half of the patience passes between two looks.
    fn now(&self) -> i64 {
        self.0
            .fetch_add(AuthorRepairs::PATIENCE_SECONDS / 2, Ordering::Relaxed)
    }
}

impl Ids for Ticking {
    fn id(&self) -> String {
        "event-1".to_owned()
    }

    fn secret(&self) -> [u8; 32] {
        [0; 32]
    }
}

fn ask(dry_run: bool) -> RepairAsk {
    RepairAsk {
        scope: RepairScope::Everyone,
        dry_run,
        actor: Actor::Operator,
    }
}

fn repairs(store: MockAuthorLinkStore) -> AuthorRepairs {
    let ticking = || Ticking(AtomicI64::new(0));
    AuthorRepairs {
        store: Arc::new(store),
        clock: Arc::new(ticking()),
        ids: Arc::new(ticking()),
    }
}

fn repaired(doi: &str) -> RepairedPublication {
    let people = [person(ANA, "Ana", "Reis", true)];
    RepairedPublication {
        doi: Doi::parse(doi).unwrap(),
        repair: repair(&thirty(None), links(&[]), &people, RepairScope::Everyone),
    }
}

#[tokio::test]
async fn many_publications_go_on_where_they_stopped() {
    let mut store = MockAuthorLinkStore::new();
    store.expect_repair_batch().returning(|_, after, limit, _| {
        assert_eq!(limit, 2);
        let at = after.map_or(0, |id| id.0);
        let done = vec![repaired("10.5555/a"), repaired("10.5555/b")];
        Ok(RepairBatch {
            done,
            next: (at < 6).then_some(PublicationId(at + 2)),
        })
    });
    let repairs = repairs(store);
    let workspace = WorkspaceId::new("ws");
    let first = repairs.all(&workspace, None, 2, ask(false)).await.unwrap();
    assert_eq!((first.examined, first.changed, first.links_added), (2, 2, 2));
    assert_eq!((first.reports.len(), first.next), (2, Some(PublicationId(2))));
    let last = repairs
        .all(&workspace, Some(PublicationId(6)), 2, ask(false))
        .await
        .unwrap();
    assert_eq!(last.next, None);
}

#[tokio::test]
async fn a_doi_is_read_in_all_its_forms_or_refused() {
    let mut store = MockAuthorLinkStore::new();
    store.expect_repair().returning(|_, dois, _| {
        let known = dois.iter().any(|doi| doi.as_str() == "10.5555/a");
        Ok(known.then(|| repaired("10.5555/a")))
    });
    let repairs = repairs(store);
    let workspace = WorkspaceId::new("ws");
    let found = repairs
        .one(&workspace, " https://doi.org/10.5555/A. ", ask(true))
        .await
        .unwrap();
    assert_eq!(found.doi.as_str(), "10.5555/a");
    let unknown = repairs.one(&workspace, "10.5555/b", ask(true)).await;
    assert!(matches!(unknown, Err(RepairError::Unknown(_))));
    let none = repairs.one(&workspace, "salt", ask(true)).await;
    assert!(matches!(none, Err(RepairError::InvalidDoi(_))));
}

#[test]
fn the_timeline_tells_what_was_written_and_nothing_else() {
    let workspace = WorkspaceId::new("ws");
    let order = |dry_run| RepairOrder {
        scope: RepairScope::Members,
        dry_run,
        now: 5,
        actor: Actor::Operator,
        ids: Arc::new(Ticking(AtomicI64::new(0))),
    };
    let unchanged = RepairedPublication {
        repair: repair(&thirty(None), links(&[]), &[], RepairScope::Everyone),
        ..repaired("10.5555/b")
    };
    assert_eq!(order(true).event(&workspace, &[repaired("10.5555/a")]), None);
    assert_eq!(
        order(false).event(&workspace, std::slice::from_ref(&unchanged)),
        None
    );
    let one = order(false).event(&workspace, &[repaired("10.5555/a")]).unwrap();
    assert_eq!(
        (one.subject_kind.as_str(), one.subject_id.as_str()),
        ("publication", "10.5555/a")
    );
    let both = order(false)
        .event(&workspace, &[unchanged, repaired("10.5555/a")])
        .unwrap();
    assert_eq!(both.subject_id, "ws");
    assert_eq!(both.details["publications"], 1);
    assert_eq!(both.details["added"], 1);
}

prop_compose! {
    fn any_link()(person in 0_usize..3, position in proptest::option::of(1_u32..31), origin in 0_usize..4,
                  claimed in any::<bool>()) -> Link {
        Link { claimed, ..link([ANA, OTHER_ANA, RUI][person], position, LinkOrigin::ALL[origin]) }
    }
}

proptest! {
    #[test]
    fn links_by_hand_stay_and_a_second_repair_changes_nothing(
        present in proptest::collection::vec(any_link(), 0..3),
        internal in any::<[bool; 3]>(),
        members in any::<bool>(),
    ) {
        let mut present = present;
        present.sort_by(|a, b| a.person.cmp(&b.person));
        present.dedup_by(|a, b| a.person == b.person);
        let people = [
            person(ANA, "Ana", "Reis", internal[0]),
            person(OTHER_ANA, "Ana", "Reis", internal[1]),
            person(RUI, "Rui", "Costa", internal[2]),
        ];
        let scope = if members { RepairScope::Members } else { RepairScope::Everyone };
        let first = repair(&thirty(None), links(&present), &people, scope);
        for manual in present.iter().filter(|link| link.origin == LinkOrigin::Manual) {
            prop_assert!(first.kept.contains(manual));
        }
        prop_assert!(first.removed.iter().all(|link| link.origin != LinkOrigin::Manual));
        let accounted = first.kept.len() + first.changed.len() + first.removed.len();
        prop_assert_eq!(accounted, present.len());
        let second = repair(&thirty(None), links(&first.links), &people, scope);
        prop_assert!(!second.changes(), "{:?}", second);
        prop_assert_eq!(second.state, first.state);
    }
}
