//! Answers of registries, whole and damaged: invented ones, and recorded ones where a recording lies beside the
//! repository.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::read::MultiGzDecoder;
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

use crate::json::{any_json, damage, harm, places};

/// So many recorded answers are taken, from the beginning of the recording.
const RECORDED: usize = 400;
/// Larger ones would make slow cases and no better ones.
const LARGEST: usize = 60_000;

/// Answers to start from.
#[derive(Debug, Clone)]
pub struct Samples(Arc<Vec<Value>>);

impl Samples {
    /// Invented ones, and those of a recording.
    pub fn new(invented: &[Value], recording: &str) -> Self {
        let mut samples = invented.to_vec();
        samples.extend(recorded(recording));
        Self(Arc::new(samples))
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// None at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn at(&self, index: usize) -> Value {
        let index = index.checked_rem(self.len()).unwrap_or_default();
        self.0.get(index).cloned().unwrap_or_default()
    }
}

fn recorded(name: &str) -> Vec<Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/replay/data");
    let Ok(file) = File::open(root.join(format!("{name}.jsonl.gz"))) else {
        return Vec::new();
    };
    BufReader::new(MultiGzDecoder::new(file))
        .lines()
        .map_while(Result::ok)
        .filter(|line| line.len() < LARGEST)
        .take(RECORDED)
        .filter_map(|line| serde_json::from_str(&line).ok())
        .collect()
}

/// Bodies of answers: samples with up to four damaged places, some of them cut off or with bytes in their midst that
/// do not belong there, and JSON of any other shape.
pub fn payloads(samples: &Samples, names: &'static [&'static str]) -> BoxedStrategy<String> {
    let samples = samples.clone();
    let damaged =
        (any::<usize>(), vec((any::<usize>(), damage()), 0..5)).prop_map(move |(which, damages)| {
            let mut value = samples.at(which);
            for (place, damage) in &damages {
                let mut place = place % places(&value);
                harm(&mut value, &mut place, damage);
            }
            value.to_string()
        });
    let cut = (damaged.clone(), any::<usize>(), ".{0,3}").prop_map(|(text, at, rest)| {
        let at = at % text.chars().count().max(1);
        text.chars().take(at).chain(rest.chars()).collect()
    });
    prop_oneof![
        8 => damaged,
        1 => cut,
        3 => any_json(names).prop_map(|value| value.to_string()),
    ]
    .boxed()
}
