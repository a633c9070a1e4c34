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
    pub(super) load: Load,
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
            figure.load = figure.load.better(load);
        } else {
            let name = name.to_owned();
            self.loads.push(Figure {
                backend,
                size,
                name,
                load,
            });
        }
    }

    pub(super) fn find(&self, backend: Backend, size: u64, name: &str) -> Option<&Load> {
        let found = self
            .loads
            .iter()
            .find(|figure| figure.backend == backend && figure.size == size && figure.name == name);
        found.map(|figure| &figure.load)
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
        for Figure {
            backend,
            size,
            name,
            load,
        } in self.in_order()
        {
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
