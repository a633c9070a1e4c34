//! What was measured, as one table.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Result;

use super::load::Load;
use super::place::Backend;

/// One line of the table.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    pub(super) backend: Backend,
    pub(super) size: u64,
    pub(super) name: String,
    /// At least one.
    pub(super) rounds: Vec<Load>,
}

impl Figure {
    /// What the table shows: the best round, and the errors of all.
    fn best(&self) -> Load {
        let rounds = self.rounds.iter().copied();
        rounds.reduce(Load::better).unwrap_or_default()
    }

    pub(super) fn errors(&self) -> u64 {
        self.rounds.iter().map(|round| round.errors).sum()
    }

    /// The median of what is made of the rounds of two figures, one by one. What else the machine does, and how fast it
    /// is, changes within seconds: what followed at once upon the other can be compared, what was best at another time cannot.
    pub(super) fn beside(&self, other: &Self, compare: impl Fn(&Load, &Load) -> f64) -> f64 {
        let pairs = self.rounds.iter().zip(&other.rounds);
        let mut values: Vec<f64> = pairs.map(|(one, other)| compare(one, other)).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    }
}

/// One number.
#[derive(Debug, Clone)]
pub(super) struct Number {
    pub(super) place: String,
    pub(super) name: &'static str,
    pub(super) value: f64,
    pub(super) unit: &'static str,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Figures {
    pub(super) loads: Vec<Figure>,
    pub(super) numbers: Vec<Number>,
}

impl Figures {
    /// The size of the program.
    pub(super) fn binary(&mut self, path: &Path) -> Result<()> {
        let bytes = u32::try_from(fs::metadata(path)?.len())?;
        self.number(String::new(), "binary", f64::from(bytes) / 1e6, "MB");
        Ok(())
    }

    pub(super) fn number(&mut self, place: String, name: &'static str, value: f64, unit: &'static str) {
        self.numbers.push(Number {
            place,
            name,
            value,
            unit,
        });
    }

    /// Adds a round.
    pub(super) fn add(&mut self, backend: Backend, size: u64, name: &str, load: Load) {
        let same =
            |figure: &&mut Figure| figure.backend == backend && figure.size == size && figure.name == name;
        if let Some(figure) = self.loads.iter_mut().find(same) {
            figure.rounds.push(load);
        } else {
            let name = name.to_owned();
            self.loads.push(Figure {
                backend,
                size,
                name,
                rounds: vec![load],
            });
        }
    }

    pub(super) fn find(&self, backend: Backend, size: u64, name: &str) -> Option<&Figure> {
        self.loads
            .iter()
            .find(|figure| figure.backend == backend && figure.size == size && figure.name == name)
    }

    fn in_order(&self) -> Vec<&Figure> {
        let mut loads: Vec<&Figure> = self.loads.iter().collect();
        loads.sort_by_key(|figure| (figure.backend, figure.size));
        loads
    }

    /// The table, as Markdown.
    pub(super) fn show(&self) -> Result<()> {
        let out = &mut std::io::stdout();
        writeln!(
            out,
            "| database | publications | request | requests/s | p50 ms | p99 ms | errors |"
        )?;
        writeln!(out, "| --- | ---: | --- | ---: | ---: | ---: | ---: |")?;
        for figure in self.in_order() {
            let Figure {
                backend, size, name, ..
            } = figure;
            let load = figure.best();
            let ms = |micros: u64| f64::from(u32::try_from(micros).unwrap_or(u32::MAX)) / 1000.0;
            writeln!(
                out,
                "| {} | {size} | {name} | {:.0} | {:.2} | {:.2} | {} |",
                backend.name(),
                load.rate(),
                ms(load.p50),
                ms(load.p99),
                load.errors
            )?;
        }
        writeln!(out)?;
        for Number {
            place,
            name,
            value,
            unit,
        } in &self.numbers
        {
            writeln!(out, "- {name} {place}: {value:.1} {unit}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(rates: &[f64]) -> Figure {
        Figure {
            backend: Backend::Sqlite,
            size: 1,
            name: "list".to_owned(),
            rounds: rates.iter().map(|rate| Load::new(*rate, 1.0)).collect(),
        }
    }

    #[test]
    fn a_slow_minute_of_the_machine_is_no_difference() {
        let (ours, theirs) = (figure(&[30.0, 60.0, 20.0]), figure(&[60.0, 110.0, 40.0]));
        let share = ours.beside(&theirs, |our, their| our.rate() / their.rate());
        assert!((share - 0.5).abs() < 1e-9, "{share}");
        assert!((ours.best().rate() - 60.0).abs() < 1e-9);
    }
}
