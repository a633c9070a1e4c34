//! Names to show and names to match by.

mod agreement;
mod reading;

#[cfg(test)]
mod tests;

use self::reading::is_initial;
use super::PersonNames;
use crate::identifier::Orcid;
use crate::text::Localised;
use crate::text::fold::fold;

pub use self::agreement::{INITIALS_AGREE, MAY_AGREE, NAMES_AGREE, best_agreement, nothing_in_common};
pub use self::reading::{Reading, readings_of};

/// So many keys one name may have.
const MOST_KEYS_OF_A_NAME: usize = 12;
/// So many keys a person may have, all spellings together.
const MOST_KEYS: usize = 48;
/// Longer keys are those of organisations with a long name; nobody is found by them.
const LONGEST_KEY: usize = 120;
/// So many further spellings of a person count.
const MOST_SPELLINGS: usize = 20;

/// The name to show: the credit name, else given and family name, else the iD.
pub fn display(names: &PersonNames, orcid: &Orcid) -> String {
    let present = |text: &Option<String>| text.as_deref().map(str::trim).unwrap_or_default().to_owned();
    let parts = [present(&names.given), present(&names.family)];
    let whole = parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    [present(&names.credit), whole]
        .into_iter()
        .find(|name| !name.is_empty())
        .unwrap_or_else(|| orcid.to_string())
}

/// What a list sorts a person by: the name shown, folded.
pub fn sorted_as(display_name: &str, edit: Option<&Localised>) -> String {
    fold(edit.map_or(display_name, Localised::any))
}

/// All that a person is searched by: names of the registry and of the staff, and the iD with and without hyphens.
/// Authors are matched by the registry's names alone: an edit says how a centre shows somebody, not how they sign.
pub fn searched_by(names: &PersonNames, orcid: &Orcid, edit: Option<&Localised>) -> String {
    let display = display(names, orcid);
    let compact = orcid.as_str().replace('-', "");
    let edited = edit.map(Localised::all).unwrap_or_default();
    [display.as_str()]
        .into_iter()
        .chain(names.other.iter().map(String::as_str))
        .chain(
            [&names.given, &names.family]
                .into_iter()
                .flatten()
                .map(String::as_str),
        )
        .chain(edited)
        .chain([orcid.as_str(), compact.as_str()])
        .collect::<Vec<_>>()
        .join(" ")
}

/// All readings of a person's names: given and family name, credit name, further spellings.
pub fn readings(names: &PersonNames) -> Vec<Reading> {
    let mut readings = readings_of(names.given.as_deref(), names.family.as_deref(), None);
    let spellings = names.credit.iter().chain(&names.other).take(MOST_SPELLINGS);
    for reading in spellings.flat_map(|spelling| readings_of(None, None, Some(spelling))) {
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }
    readings
}

/// The words of all family names, as one stands in the author text of every publication that names the person.
/// A spelling that nobody has split is read in the likeliest way only.
pub fn family_words(names: &PersonNames) -> Vec<String> {
    let split = readings_of(names.given.as_deref(), names.family.as_deref(), None);
    let spellings = names.credit.iter().chain(&names.other).take(MOST_SPELLINGS);
    let likeliest =
        spellings.filter_map(|spelling| readings_of(None, None, Some(spelling)).into_iter().next());
    let mut words: Vec<String> = Vec::new();
    for reading in split.into_iter().chain(likeliest) {
        let joined = [reading.family.concat(), reading.joined_family];
        for word in reading.family.into_iter().chain(joined) {
            if !is_initial(&word) && !words.contains(&word) {
                words.push(word);
            }
        }
    }
    words
}

/// Keys under which a person may be found among authors: a family word and the first initial (`silva m`), and
/// the whole name (`=maria silva`). Names that agree share a key; a shared key alone proves nothing.
pub fn keys(names: &PersonNames) -> Vec<String> {
    bounded(readings(names).iter().flat_map(keys_of), MOST_KEYS)
}

/// The same keys for any name.
pub fn keys_of_readings(readings: &[Reading]) -> Vec<String> {
    bounded(readings.iter().flat_map(keys_of), MOST_KEYS_OF_A_NAME)
}

fn keys_of(reading: &Reading) -> Vec<String> {
    // Names in East Asian scripts are written with or without a blank: their whole key has none.
    let blank = if reading.sorted.iter().all(|word| word.is_ascii()) {
        " "
    } else {
        ""
    };
    let mut keys = vec![format!("={}", reading.sorted.join(blank))];
    if blank.is_empty() {
        keys.push(format!("={}{}", reading.joined_family, reading.given.concat()));
    }
    let Some(initial) = reading.given.first().and_then(|word| word.chars().next()) else {
        return keys;
    };
    let joined = [reading.joined_family.clone(), reading.family.concat()];
    let words = reading
        .family
        .iter()
        .filter(|word| !is_initial(word))
        .chain(&joined);
    keys.extend(words.map(|word| format!("{word} {initial}")));
    keys
}

fn bounded(keys: impl Iterator<Item = String>, most: usize) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for key in keys {
        if kept.len() == most {
            break;
        }
        if (2..=LONGEST_KEY).contains(&key.len()) && !kept.contains(&key) {
            kept.push(key);
        }
    }
    kept
}
