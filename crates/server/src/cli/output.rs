//! What commands say: one JSON document, or lines for a person, on standard output; the rest on standard error.

use std::io::Write;

use serde::Serialize;

use super::CliError;

/// How a command answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// One JSON document.
    Json,
    /// Lines for a person.
    Text,
}

impl Output {
    /// `--json` or not.
    pub fn new(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }

    /// Prints the answer in the form that was asked for.
    pub fn show(self, document: &impl Serialize, text: impl FnOnce() -> String) -> Result<(), CliError> {
        let answer = match self {
            Self::Json => serde_json::to_string(document).map_err(|error| {
                CliError::failed(format!("the answer cannot be written as JSON: {error}"))
            })?,
            Self::Text => text(),
        };
        print(&answer)
    }
}

/// Prints text on standard output, with a line end, and makes sure that it has left this process.
pub(super) fn print(text: &str) -> Result<(), CliError> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    out.flush()?;
    Ok(())
}

/// Rows under headings, in columns as wide as they need to be. `none` where there are no rows.
pub(super) fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]], none: &str) -> String {
    if rows.is_empty() {
        return none.to_owned();
    }
    let width = |column: usize, heading: &str| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or(0)
            .max(heading.chars().count())
    };
    let widths: Vec<usize> = headings
        .iter()
        .enumerate()
        .map(|(column, heading)| width(column, heading))
        .collect();
    let line = |cells: &[&str]| {
        let padded = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(&headings)];
    lines.extend(rows.iter().map(|row| line(&row.each_ref().map(String::as_str))));
    lines.join("\n")
}

/// A time in seconds as RFC 3339, for people.
pub(super) fn when(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |time| time.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up() {
        let rows = [
            ["cesam".to_owned(), "Marés".to_owned()],
            ["a".to_owned(), "b".to_owned()],
        ];
        let shown = table(["SLUG", "NAME"], &rows, "none");
        assert_eq!(shown, "SLUG   NAME\ncesam  Marés\na      b");
        assert_eq!(table(["SLUG", "NAME"], &[], "no workspaces"), "no workspaces");
    }

    #[test]
    fn times_are_readable() {
        assert_eq!(when(0), "1970-01-01T00:00:00Z");
        assert_eq!(when(i64::MAX), i64::MAX.to_string());
    }
}
