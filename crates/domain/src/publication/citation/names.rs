//! Names in references: family name with its particles, initials, suffix (manual, 9.8–9.11).

use super::{plain, present};
use crate::publication::model::Contributor;

/// More people than a reference ever shows: the first nineteen and the last.
const MOST_SHOWN: usize = 20;

/// Words that belong to a family name, also where a registry put them behind the given name.
const PARTICLES: [&str; 39] = [
    "af", "al", "av", "bin", "ben", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di",
    "do", "dos", "du", "e", "el", "het", "ibn", "la", "las", "le", "los", "op", "'t", "’t", "ten", "ter",
    "van", "vande", "vanden", "vander", "von", "vom", "zu", "zur",
];

/// A name as a reference shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    /// Somebody with a family name.
    Person {
        /// With its particles in front: `van der Berg`.
        family: String,
        /// Initials (`M. J.`, `J.-P.`).
        initials: Option<String>,
        /// `Jr.`, `III`.
        suffix: Option<String>,
    },
    /// An organisation, a group, or a single name.
    Whole(String),
}

/// The names that a reference needs. Those between the twentieth and the last are never shown and are left out.
pub(super) fn of(contributors: &[Contributor]) -> Vec<Name> {
    let mut names: Vec<Name> = contributors.iter().filter_map(name).collect();
    if names.len() > MOST_SHOWN + 1 {
        let last = names.pop();
        names.truncate(MOST_SHOWN);
        names.extend(last);
    }
    names
}

fn name(contributor: &Contributor) -> Option<Name> {
    let given = present(contributor.given.as_ref());
    let Some(family) = present(contributor.family.as_ref()) else {
        return present(contributor.name.as_ref())
            .map(|whole| unsplit(whole, contributor.orcid.is_some()))
            .or(given.map(Name::Whole));
    };
    Some(person(&family, given.as_deref(), contributor.suffix.as_deref()))
}

/// Only people have an ORCID iD, so the comma in their name is the one between family and given name.
fn unsplit(whole: String, is_person: bool) -> Name {
    match whole.split_once(',') {
        Some((family, given)) if is_person && !given.contains(',') && !family.trim().is_empty() => {
            person(family.trim(), Some(given.trim()), None)
        }
        _ => Name::Whole(whole),
    }
}

fn person(family: &str, given: Option<&str>, suffix: Option<&str>) -> Name {
    let Some(given) = given.filter(|given| given.contains(char::is_alphanumeric)) else {
        return Name::Whole(family.to_owned());
    };
    if !has_case(given) {
        // Scripts without capitals have no initials.
        let between = if given.chars().all(is_written_together) {
            ""
        } else {
            " "
        };
        return Name::Whole(format!("{family}{between}{given}"));
    }
    let (given, particles) = without_particles(given);
    let family = if particles.is_empty() {
        family.to_owned()
    } else {
        format!("{particles} {family}")
    };
    let initials = initials(&given, has_lower_case(&family));
    Name::Person {
        family,
        initials: (!initials.is_empty()).then_some(initials),
        suffix: suffix.and_then(generation),
    }
}

fn has_case(text: &str) -> bool {
    text.chars().any(|c| c.is_lowercase() || c.is_uppercase())
}

fn has_lower_case(text: &str) -> bool {
    text.chars().any(char::is_lowercase)
}

/// Han, kana and hangul.
fn is_written_together(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | ' ')
}

/// `Rob van der` → (`Rob`, `van der`): particles at the end of a given name belong to the family name.
fn without_particles(given: &str) -> (String, String) {
    let words: Vec<&str> = given.split_whitespace().collect();
    let is_particle = |word: &&&str| PARTICLES.contains(&word.to_lowercase().as_str());
    let trailing = words.iter().skip(1).rev().take_while(is_particle).count();
    let (given, particles) = words.split_at(words.len().saturating_sub(trailing));
    (given.join(" "), particles.join(" "))
}

/// `Maria João` → `M. J.`, `Jean-Paul` → `J.-P.`, `MJ` → `M. J.`, `Maria da Luz` → `M. da L.`
fn initials(given: &str, capitals_are_initials: bool) -> String {
    // `M.J.` is two words, `J.-P.` is one.
    let spaced = given.replace('.', ". ").replace(". -", "-");
    let shown = spaced.split_whitespace().filter_map(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        if word.is_empty() {
            None
        } else if PARTICLES.contains(&word) {
            Some(word.to_owned())
        } else if capitals_are_initials && is_run_of_initials(word) {
            let letters = word.chars().map(|letter| format!("{letter}."));
            Some(letters.collect::<Vec<_>>().join(" "))
        } else {
            let parts = word.split(['-', '‐', '‑', '–']).filter_map(|part| {
                let first = part.chars().find(|c| c.is_alphanumeric())?;
                Some(format!("{}.", first.to_uppercase()))
            });
            Some(parts.collect::<Vec<_>>().join("-"))
        }
    });
    plain(&shown.collect::<Vec<_>>().join(" "))
}

/// `MJ` beside a family name that is not all capitals.
fn is_run_of_initials(word: &str) -> bool {
    (2..=3).contains(&word.chars().count()) && word.chars().all(char::is_uppercase)
}

/// Generations are part of a name, degrees and titles are not (manual, 9.8).
fn generation(suffix: &str) -> Option<String> {
    let word = plain(suffix);
    let word = word.trim_matches([',', '.', ' ']);
    match word.to_lowercase().as_str() {
        "jr" | "junior" => Some("Jr.".to_owned()),
        "sr" | "senior" => Some("Sr.".to_owned()),
        "ii" | "iii" | "iv" | "v" | "vi" | "2nd" | "3rd" | "4th" | "filho" | "neto" | "júnior" => {
            Some(word.to_owned())
        }
        _ => None,
    }
}
