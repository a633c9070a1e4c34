//! How far two names may be one person's.

use super::reading::{Reading, is_initial};

/// Family and given names agree in full.
pub const NAMES_AGREE: u8 = 100;
/// From here on a name may be matched without further evidence: the family names agree, and the given names
/// agree as far as both are written out.
pub const INITIALS_AGREE: u8 = 70;
/// From here on a name may be the one of somebody who is known to be among the authors.
pub const MAY_AGREE: u8 = 35;

/// Initials agree, as far as one side has only those.
const INITIALS: u8 = 80;
/// A single name on both sides.
const SINGLE: u8 = 75;
/// Other given names with the same initial: `Rob` and `Robert`, but also `Rob` and `Rita`.
const SAME_LETTER: u8 = 50;
/// One side has no given name.
const NO_GIVEN: u8 = 40;
/// Off for a double surname of which one side has a part.
const PART_OFF: u8 = 10;

/// The best agreement of two names, 0 to 100; 0 means different people.
pub fn best_agreement(ours: &[Reading], theirs: &[Reading]) -> u8 {
    let pairs = ours
        .iter()
        .flat_map(|our| theirs.iter().map(move |their| (our, their)));
    pairs.map(|(our, their)| agreement(our, their)).max().unwrap_or(0)
}

fn agreement(a: &Reading, b: &Reading) -> u8 {
    if a.sorted == b.sorted {
        // The same words, whichever was taken for which part.
        return match a.sorted.len() {
            0 | 1 => SINGLE,
            _ if only_initials(a) || only_initials(b) => INITIALS,
            _ => NAMES_AGREE,
        };
    }
    // East Asian names are written with or without a blank, and then nobody tells the parts.
    let run_on = |reading: &Reading| format!("{}{}", reading.joined_family, reading.given.concat());
    if !a.sorted.iter().all(|word| word.is_ascii()) && run_on(a) == run_on(b) {
        return NAMES_AGREE;
    }
    let part = match family(a, b) {
        Family::Different => return 0,
        Family::Part => PART_OFF,
        Family::Whole => 0,
    };
    let score = match given(a, b) {
        Given::Different => return 0,
        Given::Missing => NO_GIVEN,
        Given::SameLetter => SAME_LETTER,
        Given::Initials => INITIALS,
        Given::Full => NAMES_AGREE,
    };
    score.saturating_sub(part)
}

/// Given names are known, but none of them in full.
fn only_initials(reading: &Reading) -> bool {
    !reading.given.is_empty() && reading.given.iter().all(|word| is_initial(word))
}

enum Family {
    Different,
    Part,
    Whole,
}

fn family(a: &Reading, b: &Reading) -> Family {
    if a.family.is_empty() || b.family.is_empty() {
        return Family::Different;
    }
    if a.joined_family == b.joined_family || a.family.concat() == b.family.concat() {
        return Family::Whole;
    }
    let within =
        |small: &Reading, large: &Reading| small.family.iter().all(|word| large.family.contains(word));
    if within(a, b) || within(b, a) {
        Family::Part
    } else {
        Family::Different
    }
}

enum Given {
    Different,
    Missing,
    SameLetter,
    Initials,
    Full,
}

fn given(a: &Reading, b: &Reading) -> Given {
    let (Some((first_a, rest_a)), Some((first_b, rest_b))) = (a.given.split_first(), b.given.split_first())
    else {
        return Given::Missing;
    };
    let abbreviated = is_initial(first_a) || is_initial(first_b);
    if !abbreviated && a.given.concat() == b.given.concat() {
        return Given::Full; // `Xiao-Ming` and `Xiaoming`
    }
    if first_a.chars().next() != first_b.chars().next() || middle_names_differ((a, rest_a), (b, rest_b)) {
        return Given::Different;
    }
    match (abbreviated, first_a == first_b) {
        (true, _) => Given::Initials,
        (false, true) => Given::Full,
        (false, false) => Given::SameLetter,
    }
}

/// Both have middle names, and none of one side's can be one of the other's, nor one of the family names that
/// some people write among the given ones.
fn middle_names_differ((a, rest_a): (&Reading, &[String]), (b, rest_b): (&Reading, &[String])) -> bool {
    let none_fits = |middle: &[String], others: &[String], other: &Reading| {
        !middle.iter().any(|word| {
            others
                .iter()
                .chain(&other.family)
                .any(|known| may_be(word, known))
        })
    };
    !rest_a.is_empty() && !rest_b.is_empty() && none_fits(rest_a, rest_b, b) && none_fits(rest_b, rest_a, a)
}

fn may_be(a: &str, b: &str) -> bool {
    a == b || ((is_initial(a) || is_initial(b)) && a.chars().next() == b.chars().next())
}

/// Whether two names have nothing in common although they could: no word of one stands in the other. Names in
/// different scripts cannot be compared, and a missing name says nothing.
pub fn nothing_in_common(ours: &[Reading], theirs: &[Reading]) -> bool {
    let comparable = [true, false]
        .into_iter()
        .any(|latin| has_script(ours, latin) && has_script(theirs, latin));
    comparable && !shares_word(ours, theirs) && !shares_word(theirs, ours)
}

fn has_script(readings: &[Reading], latin: bool) -> bool {
    tellable(readings).any(|word| word.is_ascii() == latin)
}

fn shares_word(ours: &[Reading], theirs: &[Reading]) -> bool {
    tellable(ours).any(|word| {
        let inside = |their: &Reading| {
            their.sorted.iter().any(|other| other == word)
                // `Xiaoming` and `Xiao-Ming`, `Al Hassan` and `Alhassan`; short words stand inside many.
                || (word.chars().count() >= 4
                    && (their.joined_family.contains(word) || their.given.concat().contains(word)))
        };
        theirs.iter().any(inside)
    })
}

/// The words that are more than an initial.
fn tellable(readings: &[Reading]) -> impl Iterator<Item = &str> {
    readings
        .iter()
        .flat_map(|reading| &reading.sorted)
        .map(String::as_str)
        .filter(|word| !is_initial(word))
}
