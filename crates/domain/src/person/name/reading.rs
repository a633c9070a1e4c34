//! One way to read a name: which words are given, which are family, folded and without particles.

use crate::text::fold::words;

/// Words that stand before or between family names in one spelling and are left out in the next.
const PARTICLES: &[&str] = &[
    "af", "al", "av", "bin", "bint", "d", "da", "das", "de", "del", "dela", "della", "den", "der", "di",
    "do", "dos", "du", "e", "el", "ibn", "la", "las", "le", "les", "los", "o", "t", "te", "ten", "ter",
    "van", "von", "y", "zu", "zum", "zur",
];

/// Words that follow family names in one spelling and are left out in the next.
const SUFFIXES: &[&str] = &[
    "filho", "ii", "iii", "iv", "jr", "junior", "neto", "sobrinho", "sr",
];

/// A name may have so many words; further ones do not tell more.
const MOST_WORDS: usize = 12;

/// Given and family words of a name, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Given names and initials, in order, without particles.
    pub(super) given: Vec<String>,
    /// Family names, in order, without particles and suffixes.
    pub(super) family: Vec<String>,
    /// The family name as one word, particles included: `vanderaa`, `desouza`, `obrien`.
    pub(super) joined_family: String,
    /// All words, sorted: the same whichever word was taken for which part.
    pub(super) sorted: Vec<String>,
}

impl Reading {
    /// From parts.
    fn new(given: &str, family: &str) -> Self {
        let family_words = folded(family);
        let given_words = given_words(given, family);
        let mut sorted: Vec<String> = given_words.iter().chain(&family_words).cloned().collect();
        sorted.sort();
        Self {
            joined_family: family_words.concat(),
            family: without(&family_words, |word| {
                PARTICLES.contains(&word) || SUFFIXES.contains(&word) || is_initial(word)
            }),
            // A single letter is an initial here, whatever else it may be.
            given: without(&given_words, |word| word.len() > 1 && PARTICLES.contains(&word)),
            sorted,
        }
    }
}

/// All plausible readings of a name, the likeliest first. A name in parts is read as it is; a whole one may be
/// `Family, Given`, `Given Family`, `Given Family Family`, `Family Given` or `Family GI`.
pub fn readings_of(given: Option<&str>, family: Option<&str>, whole: Option<&str>) -> Vec<Reading> {
    let present = |text: Option<&str>| {
        text.map(str::trim)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    };
    let readings = match (present(given), present(family), present(whole)) {
        (Some(given), Some(family), _) => vec![Reading::new(&given, &family)],
        // The registry's form had one field filled, so that field holds all there is of the name.
        (Some(name), None, _) | (None, Some(name), _) | (None, None, Some(name)) => unsplit(&name),
        (None, None, None) => Vec::new(),
    };
    readings
        .into_iter()
        .filter(|reading| !reading.sorted.is_empty())
        .collect()
}

/// Readings of a name that nobody has split.
fn unsplit(name: &str) -> Vec<Reading> {
    if let Some((family, rest)) = name.split_once([',', '，']) {
        let given = rest.split([',', '，']).next().unwrap_or_default();
        return vec![Reading::new(given, family)];
    }
    let tokens: Vec<&str> = name.split_whitespace().take(MOST_WORDS).collect();
    let Some((last, before)) = tokens.split_last() else {
        return Vec::new();
    };
    let Some((first, after)) = tokens.split_first().filter(|_| !before.is_empty()) else {
        return vec![Reading::new("", last)];
    };
    // `Silva MJ`, as medical journals write it.
    if are_initials(last) && !before.iter().any(|token| are_initials(token)) {
        return vec![Reading::new(last, &before.join(" "))];
    }
    let mut readings = vec![split_before(
        &tokens,
        family_start(&tokens, tokens.len().saturating_sub(1)),
    )];
    if tokens.len() >= 3 {
        // The last two words may be a double surname, of which the first may have particles too.
        let second_last = family_start(&tokens, tokens.len().saturating_sub(1)).saturating_sub(1);
        readings.push(split_before(&tokens, family_start(&tokens, second_last.max(1))));
    }
    if tokens.len() <= 3 {
        readings.push(Reading::new(&after.join(" "), first));
    }
    readings.dedup();
    readings
}

/// Where a family name begins that has its last word at `at`: particles before it belong to it, the first
/// token never does.
fn family_start(tokens: &[&str], at: usize) -> usize {
    let particles = tokens
        .iter()
        .take(at)
        .skip(1)
        .rev()
        .take_while(|token| {
            let folded = words(token).concat();
            PARTICLES.contains(&folded.as_str())
        })
        .count();
    at.saturating_sub(particles)
}

fn split_before(tokens: &[&str], at: usize) -> Reading {
    let (given, family) = tokens.split_at_checked(at).unwrap_or((&[], tokens));
    Reading::new(&given.join(" "), &family.join(" "))
}

/// Folded words, as many as count.
fn folded(text: &str) -> Vec<String> {
    words(text).into_iter().take(MOST_WORDS).collect()
}

/// The words of given names; initials that were written together (`MJ`) are taken apart.
fn given_words(given: &str, family: &str) -> Vec<String> {
    let shouted = !family.chars().any(char::is_lowercase);
    let mut found = Vec::new();
    for token in given.split(|c: char| c.is_whitespace() || c == '-' || c == '.') {
        // In a name all in capitals `ANA` is a name; without vowels it can only be initials.
        let together = are_initials(token) && (!shouted || !token.contains(['A', 'E', 'I', 'O', 'U', 'Y']));
        if together {
            found.extend(token.chars().flat_map(|letter| words(&letter.to_string())));
        } else {
            found.extend(words(token));
        }
    }
    found.truncate(MOST_WORDS);
    found
}

/// Up to three capital letters, with or without full stops: `M`, `M.J.`, `MJ`.
fn are_initials(token: &str) -> bool {
    let letters = token.chars().filter(|c| !matches!(c, '.' | '-')).count();
    (1..=3).contains(&letters)
        && token
            .chars()
            .all(|c| matches!(c, '.' | '-') || (c.is_uppercase() && c < '\u{2e80}'))
}

/// The words without some, unless nothing would be left.
fn without(words: &[String], dropped: impl Fn(&str) -> bool) -> Vec<String> {
    let kept: Vec<String> = words.iter().filter(|word| !dropped(word)).cloned().collect();
    if kept.is_empty() { words.to_vec() } else { kept }
}

/// A single letter that stands for a name. In East Asian scripts one character is a whole name.
pub(super) fn is_initial(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(|letter| letter < '\u{1100}') && letters.next().is_none()
}
