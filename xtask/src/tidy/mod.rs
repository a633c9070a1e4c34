//! `cargo xtask tidy`: what neither the compiler nor clippy checks.

mod layers;
mod links;
mod migrations;
mod source;
mod tree;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::ci::Outcome;
use crate::workspace;

pub(crate) use tree::Tree;

/// Something to mend, or to think about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Finding {
    path: PathBuf,
    /// From 1; 0 where the whole file is meant.
    line: usize,
    message: String,
    severity: Severity,
}

/// Whether a finding stops the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Severity {
    Failure,
    Warning,
}

impl Finding {
    fn failure(path: &Path, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_path_buf(),
            line,
            message: message.into(),
            severity: Severity::Failure,
        }
    }

    fn warning(path: &Path, message: impl Into<String>) -> Self {
        Self {
            path: path.to_path_buf(),
            line: 0,
            message: message.into(),
            severity: Severity::Warning,
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Failure => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{kind}: {}", self.path.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Runs every check on the repository.
pub(crate) fn run() -> Result<Outcome> {
    let tree = Tree::of_repository()?;
    let mut findings = source::check(&tree);
    findings.extend(migrations::check(&tree));
    findings.extend(links::check(&tree));
    findings.extend(layers::check(&workspace::metadata(false)?));
    for finding in &findings {
        eprintln!("{finding}");
    }
    let failures = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Failure)
        .count();
    if failures > 0 {
        bail!("{failures} findings");
    }
    Ok(Outcome::Passed)
}
