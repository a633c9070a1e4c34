//! The catalogue itself, as batches of rows: who there is, what they published, and who may see it.

mod copy;
mod people;
mod publications;
mod words;

use domain::workspace::WorkspaceId;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use serde_json::Value;

use self::people::Person;
use self::words::{Skewed, Vocabulary};

/// 2026-06-01, in Unix seconds: the catalogue is the same whenever it is made.
pub(crate) const NOW: i64 = 1_780_272_000;
/// Rows in a batch: a few megabytes of JSON.
const BATCH: usize = 2_000;

/// Rows of one table.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) table: &'static str,
    /// Of the first row; all rows have the same.
    pub(crate) columns: Vec<String>,
    pub(crate) rows: usize,
    pub(crate) text: String,
}

/// How the rows of a batch are written: whatever the database reads fastest.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Format {
    /// A JSON array of objects.
    Json,
    /// PostgreSQL's `COPY` text: a line for each row, a tab between columns.
    Copy,
}

/// Columns that hold JSON documents.
const DOCUMENTS: [(&str, &str); 8] = [
    ("publications", "title"),
    ("publication_records", "original"),
    ("publication_records", "edited"),
    ("publication_records", "merged"),
    ("publication_records", "provenance"),
    ("publication_records", "attention"),
    ("people", "names"),
    ("people", "name_edit"),
];

/// Whether the column holds JSON, so that a text in it is a JSON text.
pub(crate) fn is_document(table: &str, column: &str) -> bool {
    DOCUMENTS.contains(&(table, column))
}

/// Sizes of the public lists.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sizes {
    pub(crate) publications: u64,
    pub(crate) people: u64,
}

/// What is to be made.
pub(crate) struct Catalogue {
    workspace: String,
    random: SmallRng,
    words: Vocabulary,
    people: Vec<Person>,
    productivity: Skewed,
    publications: u64,
}

impl Catalogue {
    pub(crate) fn new(workspace: &WorkspaceId, seed: u64, people: usize, publications: u64) -> Self {
        let mut random = SmallRng::seed_from_u64(seed);
        let words = Vocabulary::new(&mut random);
        let people = people::all(people, &words, &mut random);
        Self {
            workspace: workspace.as_str().to_owned(),
            productivity: Skewed::new(people.len(), 0.7),
            random,
            words,
            people,
            publications,
        }
    }

    /// Makes all rows and hands them on, until nobody takes them any more.
    pub(crate) fn write(mut self, format: Format, take: impl FnMut(Batch) -> bool) -> Sizes {
        let mut desk = Desk {
            format,
            tables: Vec::new(),
            take,
            refused: false,
        };
        let mut sizes = Sizes::default();
        for number in 1..=self.publications {
            let public = self.publication(number, &mut desk);
            sizes.publications += u64::from(public);
            if desk.refused {
                return sizes;
            }
        }
        for (number, person) in (1_i64..).zip(&self.people) {
            sizes.people += u64::from(person.public_publications > 0);
            person.write(number, &self.workspace, &mut desk);
        }
        desk.finish();
        sizes
    }
}

/// Where rows are gathered into batches.
struct Desk<T> {
    format: Format,
    tables: Vec<(&'static str, Vec<Value>)>,
    take: T,
    refused: bool,
}

/// Takes rows.
trait Rows {
    fn put(&mut self, table: &'static str, row: Value);
}

impl<T: FnMut(Batch) -> bool> Rows for Desk<T> {
    fn put(&mut self, table: &'static str, row: Value) {
        let known = self.tables.iter().position(|(name, _)| *name == table);
        let at = known.unwrap_or_else(|| {
            self.tables.push((table, Vec::with_capacity(BATCH)));
            self.tables.len() - 1
        });
        let Some((_, rows)) = self.tables.get_mut(at) else {
            return;
        };
        rows.push(row);
        if rows.len() == BATCH {
            let full = std::mem::replace(rows, Vec::with_capacity(BATCH));
            self.send(table, full);
        }
    }
}

impl<T: FnMut(Batch) -> bool> Desk<T> {
    fn send(&mut self, table: &'static str, rows: Vec<Value>) {
        let Some(first) = rows.first().and_then(Value::as_object) else {
            return;
        };
        let batch = Batch {
            table,
            columns: first.keys().cloned().collect(),
            rows: rows.len(),
            text: match self.format {
                Format::Json => Value::Array(rows).to_string(),
                Format::Copy => copy::lines(table, &rows),
            },
        };
        self.refused |= !(self.take)(batch);
    }

    fn finish(mut self) {
        for (table, rows) in std::mem::take(&mut self.tables) {
            self.send(table, rows);
        }
    }
}
