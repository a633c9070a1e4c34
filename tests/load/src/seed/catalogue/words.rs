//! Words of no language, some of them in every title and most of them in hardly any.

use rand::rngs::SmallRng;
use rand::{Rng as _, RngExt as _};

const ONSETS: [&str; 20] = [
    "b", "br", "c", "d", "f", "g", "gr", "l", "m", "mar", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "z",
];
const NUCLEI: [&str; 10] = ["a", "e", "i", "o", "u", "ai", "eo", "ia", "ou", "é"];
const CODAS: [&str; 8] = ["", "", "", "n", "r", "s", "l", "x"];
/// Different words.
const WORDS: usize = 30_000;
/// What titles are really made of stands first, so that searches have something common to look for.
const COMMON: [&str; 12] = [
    "the", "of", "and", "in", "coastal", "marine", "effects", "water", "sea", "species", "sediment", "lagoon",
];

/// Places of a list, the first ones chosen far more often than the last: Zipf's law.
pub(crate) struct Skewed {
    /// Share of all places up to and with this one.
    up_to: Vec<f64>,
}

impl Skewed {
    /// Over so many places; the n-th weighs `n^-steepness`.
    pub(crate) fn new(places: usize, steepness: f64) -> Self {
        let mut total = 0.0;
        let mut up_to: Vec<f64> = (1..=places)
            .map(|place| {
                total += f64::from(u32::try_from(place).unwrap_or(u32::MAX)).powf(-steepness);
                total
            })
            .collect();
        for share in &mut up_to {
            *share /= total;
        }
        Self { up_to }
    }

    pub(crate) fn choose(&self, random: &mut SmallRng) -> usize {
        let wanted: f64 = random.random();
        let place = self.up_to.partition_point(|share| *share < wanted);
        place.min(self.up_to.len().saturating_sub(1))
    }
}

/// Words for titles, and names.
pub(crate) struct Vocabulary {
    words: Vec<String>,
    frequency: Skewed,
}

impl Vocabulary {
    pub(crate) fn new(random: &mut SmallRng) -> Self {
        let invented = (0..WORDS).map(|_| {
            let syllables = random.random_range(2..=4);
            (0..syllables).map(|_| syllable(random)).collect()
        });
        let words: Vec<String> = COMMON
            .iter()
            .map(|word| (*word).to_owned())
            .chain(invented)
            .collect();
        Self {
            frequency: Skewed::new(words.len(), 0.9),
            words,
        }
    }

    pub(crate) fn word(&self, random: &mut SmallRng) -> &str {
        self.words
            .get(self.frequency.choose(random))
            .map_or("", String::as_str)
    }

    /// So many words, the first one with a capital.
    pub(crate) fn sentence(&self, length: usize, random: &mut SmallRng) -> String {
        let words: Vec<&str> = (0..length).map(|_| self.word(random)).collect();
        capital(&words.join(" "))
    }

    /// A name that is as rare as names are.
    pub(crate) fn name(random: &mut SmallRng) -> String {
        let syllables = random.random_range(2..=3);
        capital(&(0..syllables).map(|_| syllable(random)).collect::<String>())
    }
}

fn syllable(random: &mut SmallRng) -> String {
    [pick(&ONSETS, random), pick(&NUCLEI, random), pick(&CODAS, random)].concat()
}

/// One of several, all as likely.
pub(crate) fn pick<T: Copy + Default>(items: &[T], random: &mut SmallRng) -> T {
    let places = u32::try_from(items.len()).unwrap_or(1).max(1);
    let place = usize::try_from(random.next_u32() % places).unwrap_or(0);
    items.get(place).copied().unwrap_or_default()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
