//! Who is linked to which author, and when somebody has to look.

use proptest::prelude::*;

use super::*;

const ANA: &str = "0000-0002-1825-0097";
const BO: &str = "0000-0001-5109-3700";
const CY: &str = "0000-0002-1694-233X";
const FORMER: &str = "0000-0002-2590-225X";

fn orcid(text: &str) -> Orcid {
    Orcid::parse(text).unwrap()
}

fn person(id: &str, given: &str, family: &str) -> Candidate {
    let names = PersonNames {
        given: Some(given.into()),
        family: Some(family.into()),
        ..PersonNames::default()
    };
    Candidate {
        orcid: orcid(id),
        aliases: Vec::new(),
        names,
        internal: true,
    }
}

/// Authors from `Given|Family` or `Given|Family|iD` or a whole name.
fn authors(texts: &[&str]) -> Vec<Contributor> {
    let author = |(text, position): (&&str, u32)| {
        let mut parts = text.split('|').map(str::to_owned);
        let (first, family, orcid) = (parts.next(), parts.next(), parts.next());
        let (given, name) = if family.is_some() {
            (first, None)
        } else {
            (None, first)
        };
        Contributor {
            position,
            given,
            family,
            name,
            orcid,
            ..Contributor::default()
        }
    };
    texts.iter().zip(1..).map(author).collect()
}

fn link(id: &str, position: Option<u32>, origin: LinkOrigin, claimed: bool) -> Link {
    Link {
        person: orcid(id),
        position,
        origin,
        score: 1.0,
        claimed,
        confirmed: false,
    }
}

/// Links as text: iD's last digits, position, origin.
fn shown(matched: &Matched) -> Vec<(String, Option<u32>, LinkOrigin)> {
    matched
        .links
        .iter()
        .map(|link| (link.person.to_string(), link.position, link.origin))
        .collect()
}

fn found(id: &str, position: u32, origin: LinkOrigin) -> Vec<(String, Option<u32>, LinkOrigin)> {
    vec![(id.to_owned(), Some(position), origin)]
}

fn match_new(texts: &[&str], candidates: &[Candidate]) -> Matched {
    match_authors(&authors(texts), &[], &[], candidates)
}

#[test]
fn by_id_and_former_id() {
    let ana = person(ANA, "Ana", "Costa");
    let matched = match_new(
        &[&format!("Bo|Lind|{BO}"), &format!("A.|Costa|{ANA}")],
        std::slice::from_ref(&ana),
    );
    assert_eq!(shown(&matched), found(ANA, 2, LinkOrigin::Orcid));
    assert_eq!(matched.state, MatchState::Complete);

    let renamed = Candidate {
        aliases: vec![orcid(FORMER)],
        ..ana
    };
    let matched = match_new(&[&format!("Ana|Costa|{FORMER}")], &[renamed]);
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Orcid));
}

#[test]
fn an_id_on_two_authors_links_nobody_by_id() {
    let texts = [format!("Ana|Costa|{ANA}"), format!("Bo|Lind|{ANA}")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    // The name still tells.
    let matched = match_new(&texts, &[person(ANA, "Ana", "Costa")]);
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Name));
    assert!(!matched.name_conflict);

    let texts = [format!("Ana|Costa|{ANA}"), format!("A.|Costa|{ANA}")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let matched = match_new(&texts, &[person(ANA, "Ana", "Costa")]);
    assert!(matched.links.is_empty());
    assert_eq!(matched.state, MatchState::NeedsAttention);
}

#[test]
fn present_and_former_id_on_two_authors_decide_nothing() {
    let ana = Candidate {
        aliases: vec![orcid(FORMER)],
        ..person(ANA, "Ana", "Costa")
    };
    let texts = [format!("Ana|Costa|{ANA}"), format!("Ana|Costa|{FORMER}")];
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let matched = match_new(&texts, &[ana]);
    assert!(matched.links.is_empty());
    assert_eq!(matched.state, MatchState::NeedsAttention);
}

#[test]
fn an_id_on_a_stranger_is_a_conflict() {
    let ana = person(ANA, "Ana", "Costa");
    let bo = person(BO, "Bo", "Lind");
    let matched = match_new(&[&format!("Bo|Lind|{ANA}")], &[ana.clone(), bo]);
    assert!(matched.name_conflict);
    // The name is not doubtful, only the iD.
    assert_eq!(shown(&matched), found(BO, 1, LinkOrigin::Name));
    assert_eq!(matched.state, MatchState::NeedsAttention);

    // Who claims the publication is linked all the same, without a position.
    let matched = match_authors(&authors(&[&format!("Bo|Lind|{ANA}")]), &[], &[orcid(ANA)], &[ana]);
    assert_eq!(shown(&matched), [(ANA.to_owned(), None, LinkOrigin::Record)]);
    assert!(matched.name_conflict && matched.links[0].claimed);
}

#[test]
fn names_in_other_scripts_are_no_conflict() {
    let wang = person(ANA, "Xiaoming", "Wang");
    let mut texts = authors(&["王小明"]);
    texts[0].orcid = Some(ANA.to_owned());
    let matched = match_authors(&texts, &[], &[], &[wang]);
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Orcid));
    let mut texts = authors(&["Bo|Lind"]);
    texts[0].orcid = Some(ANA.to_owned());
    let private = Candidate {
        names: PersonNames::default(),
        ..person(ANA, "", "")
    };
    assert_eq!(
        shown(&match_authors(&texts, &[], &[], &[private])),
        found(ANA, 1, LinkOrigin::Orcid)
    );
}

#[test]
fn by_name_where_one_person_fits_one_author() {
    let ana = person(ANA, "Ana Rita", "Costa");
    for texts in [
        ["A. R.|Costa", "Bo|Lind"],
        ["Ana|Costa", "Rui|Costa"],
        ["Costa, Ana R.", "The Salt Group"],
    ] {
        let matched = match_new(&texts, std::slice::from_ref(&ana));
        assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Name), "{texts:?}");
        assert_eq!(matched.state, MatchState::Complete);
        assert!(!matched.links[0].claimed && matched.links[0].score >= 0.7);
    }
}

#[test]
fn a_name_that_fits_twice_is_left_to_the_staff() {
    let (ana, alda) = (person(ANA, "Ana", "Costa"), person(BO, "Alda", "Costa"));
    let two_people = match_new(&["A.|Costa"], &[ana.clone(), alda.clone()]);
    assert!(two_people.links.is_empty());
    assert_eq!(two_people.state, MatchState::NeedsAttention);
    let two_authors = match_new(&["A.|Costa", "Ana|Costa"], std::slice::from_ref(&ana));
    assert!(two_authors.links.is_empty());
    assert_eq!(two_authors.state, MatchState::NeedsAttention);
    // People outside the centre are nobody's task.
    let outside = |person: Candidate| Candidate {
        internal: false,
        ..person
    };
    let matched = match_new(&["A.|Costa"], &[outside(ana), outside(alda)]);
    assert!(matched.links.is_empty());
    assert_eq!(matched.state, MatchState::Complete);
}

#[test]
fn an_author_with_somebody_elses_id_is_somebody_else() {
    let matched = match_new(&[&format!("Ana|Costa|{BO}")], &[person(ANA, "Ana", "Costa")]);
    assert!(matched.links.is_empty());
    assert_eq!(matched.state, MatchState::Complete);
}

#[test]
fn different_given_names_are_different_people() {
    for text in ["Alda|Costa", "R.|Costa", "Ana M.|Costa"] {
        let matched = match_new(&[text], &[person(ANA, "Ana Rita", "Costa")]);
        assert!(matched.links.is_empty(), "{text}");
    }
}

#[test]
fn who_claims_is_linked_in_any_case() {
    let claims = [orcid(ANA)];
    let robert = person(ANA, "Robert", "Lind");
    for (texts, position, origin) in [
        (vec!["Bo|Berg", "Rob|Lind"], Some(2), LinkOrigin::Name),
        (vec!["Bo|Berg", "Lind"], Some(2), LinkOrigin::Name),
        (vec!["Robert|Lind", "R.|Lind"], Some(1), LinkOrigin::Name),
        (vec!["R.|Lind", "R.|Lind"], None, LinkOrigin::Record),
        (vec!["Bo|Berg"], None, LinkOrigin::Record),
        (vec![], None, LinkOrigin::Record),
    ] {
        let matched = match_authors(&authors(&texts), &[], &claims, std::slice::from_ref(&robert));
        assert_eq!(shown(&matched), [(ANA.to_owned(), position, origin)], "{texts:?}");
        assert!(matched.links[0].claimed);
        let complete = if position.is_some() {
            MatchState::Complete
        } else {
            MatchState::NeedsAttention
        };
        assert_eq!(matched.state, complete, "{texts:?}");
    }
    // A second iD of the same person.
    let matched = match_authors(&authors(&[&format!("Robert|Lind|{CY}")]), &[], &claims, &[robert]);
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Name));
}

#[test]
fn a_claim_decides_between_namesakes() {
    let (ana, alda) = (person(ANA, "Ana", "Costa"), person(BO, "Alda", "Costa"));
    let matched = match_authors(
        &authors(&["A.|Costa"]),
        &[],
        &[orcid(ANA)],
        &[ana.clone(), alda.clone()],
    );
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Name));
    assert_eq!(matched.state, MatchState::Complete);
    // Both claim it: nobody can say which of them it is.
    let both = [orcid(ANA), orcid(BO)];
    let matched = match_authors(&authors(&["A.|Costa"]), &[], &both, &[ana.clone(), alda.clone()]);
    assert_eq!(matched.links.len(), 2);
    assert!(matched.links.iter().all(|link| link.position.is_none()));
    // Two places for two people, one of them written out.
    let matched = match_authors(&authors(&["A.|Costa", "Ana|Costa"]), &[], &both, &[ana, alda]);
    assert_eq!(
        matched.links.iter().map(|l| l.position).collect::<Vec<_>>(),
        [Some(1), Some(2)]
    );
}

#[test]
fn a_claim_under_a_former_id_is_the_persons() {
    let ana = Candidate {
        aliases: vec![orcid(FORMER)],
        ..person(ANA, "Ana", "Costa")
    };
    let matched = match_authors(&authors(&["Ana|Costa"]), &[], &[orcid(FORMER)], &[ana]);
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Name));
    assert!(matched.links[0].claimed);
}

#[test]
fn links_that_no_longer_hold_are_dropped_unless_claimed_or_manual() {
    let ana = person(ANA, "Ana", "Costa");
    let texts = authors(&["Bo|Lind"]);
    for (present, left) in [
        (link(ANA, Some(1), LinkOrigin::Orcid, false), None),
        (link(ANA, Some(1), LinkOrigin::Name, false), None),
        (
            link(ANA, Some(1), LinkOrigin::Name, true),
            Some((None, LinkOrigin::Record)),
        ),
        (
            link(ANA, None, LinkOrigin::Record, true),
            Some((None, LinkOrigin::Record)),
        ),
        (
            link(ANA, Some(7), LinkOrigin::Manual, false),
            Some((Some(7), LinkOrigin::Manual)),
        ),
        (
            link(ANA, None, LinkOrigin::Manual, true),
            Some((None, LinkOrigin::Manual)),
        ),
    ] {
        let matched = match_authors(
            &texts,
            std::slice::from_ref(&present),
            &[],
            std::slice::from_ref(&ana),
        );
        let expected: Vec<_> = left
            .map(|(position, origin)| (ANA.to_owned(), position, origin))
            .into_iter()
            .collect();
        assert_eq!(shown(&matched), expected, "{present:?}");
        assert_eq!(
            matched.links.first().is_some_and(|l| l.claimed),
            left.is_some() && present.claimed
        );
    }
}

#[test]
fn what_staff_decided_stays_and_takes_the_place() {
    let manual = link(BO, Some(1), LinkOrigin::Manual, false);
    let people = [person(ANA, "Ana", "Costa"), person(BO, "Bo", "Lind")];
    let texts = authors(&[&format!("Ana|Costa|{ANA}"), "Bo|Lind"]);
    let matched = match_authors(&texts, std::slice::from_ref(&manual), &[], &people);
    assert_eq!(matched.links, [manual]);
}

#[test]
fn a_claimer_without_a_candidate_is_found_by_id() {
    let matched = match_authors(&authors(&[&format!("Ana|Costa|{ANA}")]), &[], &[orcid(ANA)], &[]);
    assert_eq!(shown(&matched), found(ANA, 1, LinkOrigin::Orcid));
}

#[test]
fn positions_edited_to_nonsense_are_counted_anew() {
    let mut texts = authors(&["Bo|Lind", "Ana|Costa"]);
    texts[0].position = 9;
    assert_eq!(
        match_authors(&texts, &[], &[], &[person(ANA, "Ana", "Costa")]).links[0].position,
        Some(2)
    );
    texts[0].position = 2;
    assert_eq!(
        match_authors(&texts, &[], &[], &[person(ANA, "Ana", "Costa")]).links[0].position,
        Some(2)
    );
    texts[1].position = 5;
    assert_eq!(
        match_authors(&texts, &[], &[], &[person(ANA, "Ana", "Costa")]).links[0].position,
        Some(5)
    );
}

#[test]
fn thousands_of_authors_are_quick() {
    let texts: Vec<String> = (0..2_858).map(|n| format!("Given{n}|Family{n}")).collect();
    let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    texts.push("Ana|Costa");
    let people: Vec<Candidate> = std::iter::once(person(ANA, "Ana", "Costa"))
        .chain([BO, CY].map(|id| person(id, "Someone", "Different")))
        .collect();
    let matched = match_new(&texts, &people);
    assert_eq!(shown(&matched), found(ANA, 2_859, LinkOrigin::Name));
}

const IDS: [&str; 4] = [ANA, BO, CY, FORMER];

fn any_id() -> impl Strategy<Value = String> {
    prop::sample::select(IDS.to_vec()).prop_map(str::to_owned)
}

fn any_author() -> impl Strategy<Value = Contributor> {
    let given = prop::sample::select(vec!["Ana", "A.", "Alda", "Bo", ""]);
    let family = prop::sample::select(vec!["Costa", "Lind", "Costa Lind", ""]);
    (given, family, proptest::option::of(any_id()), 0_u32..4).prop_map(|(given, family, orcid, position)| {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Contributor {
            position,
            given: some(given),
            family: some(family),
            orcid,
            ..Contributor::default()
        }
    })
}

fn any_link() -> impl Strategy<Value = Link> {
    let origin = prop::sample::select(vec![
        LinkOrigin::Orcid,
        LinkOrigin::Name,
        LinkOrigin::Record,
        LinkOrigin::Manual,
    ]);
    (any_id(), proptest::option::of(1_u32..5), origin, any::<bool>())
        .prop_map(|(id, position, origin, claimed)| link(&id, position, origin, claimed))
}

fn any_candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (
        any_id(),
        "(Ana|Alda|A\\.|Bo)",
        "(Costa|Lind|Costa Lind)",
        any::<bool>(),
    );
    proptest::collection::vec(one, 0..5).prop_map(|people| {
        people
            .into_iter()
            .map(|(id, given, family, internal)| Candidate {
                internal,
                ..person(&id, &given, &family)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn nobody_sits_twice_and_no_seat_is_given_twice(
        list in proptest::collection::vec(any_author(), 0..6),
        present in proptest::collection::vec(any_link(), 0..4),
        claimed_by in proptest::collection::vec(any_id(), 0..3),
        candidates in any_candidates(),
    ) {
        let claimed_by: Vec<Orcid> = claimed_by.iter().map(|id| orcid(id)).collect();
        let matched = match_authors(&list, &present, &claimed_by, &candidates);

        let people: Vec<&Orcid> = matched.links.iter().map(|link| &link.person).collect();
        prop_assert!(people.is_sorted_by(|a, b| a < b), "one link a person, by person");
        let found = matched.links.iter().filter(|link| link.origin != LinkOrigin::Manual);
        for (at, one) in found.clone().enumerate() {
            prop_assert!(one.position.is_some() != (one.origin == LinkOrigin::Record));
            for other in found.clone().skip(at + 1) {
                prop_assert!(one.position.is_none() || one.position != other.position);
            }
            let manual = matched.links.iter().filter(|link| link.origin == LinkOrigin::Manual);
            prop_assert!(one.position.is_none() || manual.clone().all(|link| link.position != one.position));
        }
        for claimer in &claimed_by {
            prop_assert!(people.contains(&claimer));
        }
        for manual in present.iter().filter(|link| link.origin == LinkOrigin::Manual) {
            prop_assert!(people.contains(&&manual.person));
        }
        if matched.state == MatchState::Complete {
            prop_assert!(matched.links.iter().all(|link| link.position.is_some()));
            prop_assert!(!matched.name_conflict);
        }

        let again = match_authors(&list, &matched.links, &claimed_by, &candidates);
        prop_assert_eq!(again, matched, "matching again changes nothing");
    }

    #[test]
    fn the_order_of_people_does_not_matter(
        list in proptest::collection::vec(any_author(), 0..6),
        mut candidates in any_candidates(),
    ) {
        candidates.sort_by(|a, b| a.orcid.cmp(&b.orcid));
        candidates.dedup_by(|a, b| a.orcid == b.orcid);
        let matched = match_authors(&list, &[], &[], &candidates);
        candidates.reverse();
        prop_assert_eq!(match_authors(&list, &[], &[], &candidates), matched);
    }
}
