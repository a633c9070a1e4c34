//! What the figures have to be.

use std::collections::BTreeSet;
use std::io::Write as _;

use anyhow::Result;

use super::figures::{Figure, Figures};
use super::place::Backend;

/// A bound, and how near the figures came.
pub(super) struct Bound {
    pub(super) text: String,
    pub(super) value: f64,
    pub(super) limit: f64,
    pub(super) met: bool,
}

/// One yardstick's share that a request has to reach.
const SHARES: [(&str, &str, f64); 4] = [
    ("list, hot", "yardstick: static body", 0.60),
    ("list, cold", "yardstick: same SQL, pooled", 0.85),
    ("list, cold", "yardstick: same SQL, pgbench", 0.60),
    ("list, cold", "yardstick: same SQL, in the worker", 0.60),
];
/// A request may take so much longer in a catalogue a hundred times the size.
const GROWTH: f64 = 1.5;
/// Below this many microseconds two times differ by noise.
const NOISE: u64 = 300;

/// Name of a number, and the most that it may be.
const MOST: [(&str, f64); 5] = [
    ("binary", 40.0),
    ("idle memory", 64.0),
    ("memory under load", 256.0),
    ("start to first answer", 300.0),
    // A million publications; fewer take less.
    ("seeding", 300.0),
];

/// All bounds that the figures speak of.
pub(super) fn check(figures: &Figures) -> Vec<Bound> {
    let mut bounds = Vec::new();
    let places: BTreeSet<(Backend, u64)> = figures.loads.iter().map(|f| (f.backend, f.size)).collect();
    for (backend, size) in &places {
        for (own, yardstick, least) in SHARES {
            let pair = figures
                .find(*backend, *size, own)
                .zip(figures.find(*backend, *size, yardstick));
            let Some((ours, theirs)) = pair else {
                continue;
            };
            let value = ours.beside(theirs, |our, their| our.rate() / their.rate().max(1.0));
            bounds.push(Bound {
                text: format!("{} {size}: {own} / {yardstick}", backend.name()),
                value,
                limit: least,
                met: value >= least,
            });
        }
    }
    bounds.extend(
        figures
            .loads
            .iter()
            .filter_map(|figure| growth(figures, &places, figure)),
    );
    for number in &figures.numbers {
        let limit = MOST.iter().find(|(name, _)| *name == number.name);
        if let Some((_, limit)) = limit {
            bounds.push(Bound {
                text: format!("{} {} ({})", number.name, number.place, number.unit),
                value: number.value,
                limit: *limit,
                met: number.value <= *limit,
            });
        }
    }
    bounds.extend(
        figures
            .loads
            .iter()
            .filter(|figure| figure.errors() > 0)
            .map(|figure| Bound {
                text: format!(
                    "{} {} {}: errors",
                    figure.backend.name(),
                    figure.size,
                    figure.name
                ),
                value: f64::from(u32::try_from(figure.errors()).unwrap_or(u32::MAX)),
                limit: 0.0,
                met: false,
            }),
    );
    bounds
}

/// How much longer the request takes than in the smallest catalogue.
fn growth(figures: &Figures, places: &BTreeSet<(Backend, u64)>, figure: &Figure) -> Option<Bound> {
    let (_, smallest) = places.iter().find(|(backend, _)| *backend == figure.backend)?;
    if *smallest == figure.size || figure.name.starts_with("yardstick") {
        return None;
    }
    let small = figures.find(figure.backend, *smallest, &figure.name)?;
    let float = |micros: u64| f64::from(u32::try_from(micros).unwrap_or(u32::MAX));
    let value = figure.beside(small, |large, small| {
        float(large.p50) / float(small.p50.max(NOISE))
    });
    Some(Bound {
        text: format!(
            "{} {}: {}, p50 against {smallest}",
            figure.backend.name(),
            figure.size,
            figure.name
        ),
        value,
        limit: GROWTH,
        met: value <= GROWTH,
    })
}

/// One line for each.
pub(super) fn show(bounds: &[Bound]) -> Result<()> {
    let out = &mut std::io::stdout();
    writeln!(out)?;
    for Bound {
        text,
        value,
        limit,
        met,
    } in bounds
    {
        let word = if *met { "met" } else { "MISSED" };
        writeln!(out, "- {word}: {text} = {value:.2} (bound {limit})")?;
    }
    Ok(())
}
