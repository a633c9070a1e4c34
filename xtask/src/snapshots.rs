//! The gate that rejects snapshots which no test uses any more, and such as wait for a review.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::ci::Outcome;
use crate::{tidy, workspace};

/// The file in which a test run notes its snapshots; made empty.
pub(crate) fn references() -> Result<PathBuf> {
    let file = file()?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&file, "")?;
    Ok(file)
}

/// Compares what the last `cargo xtask ci` test run used with the files that are there.
pub(crate) fn check() -> Result<Outcome> {
    let file = file()?;
    let Ok(noted) = fs::read_to_string(&file) else {
        return Ok(Outcome::Skipped("no test run has noted its snapshots".to_owned()));
    };
    let tree = tidy::Tree::of_repository()?;
    let found: Vec<PathBuf> = tree.files().iter().map(|path| tree.root().join(path)).collect();
    let unused = unreferenced(&found, &noted);
    if unused.is_empty() {
        return Ok(Outcome::Passed);
    }
    for path in &unused {
        eprintln!("{}", path.strip_prefix(tree.root()).unwrap_or(path).display());
    }
    bail!(
        "{} snapshots that no test uses, or that wait for a review",
        unused.len()
    );
}

fn file() -> Result<PathBuf> {
    Ok(workspace::metadata(true)?
        .target_directory
        .join("xtask")
        .join("snapshot-references.txt"))
}

/// The snapshot files among `found` that are not in `noted` (a path a line).
fn unreferenced(found: &[PathBuf], noted: &str) -> Vec<PathBuf> {
    let used: BTreeSet<PathBuf> = noted.lines().map(|line| canonical(Path::new(line))).collect();
    let is = |path: &Path, ending: &str| path.to_string_lossy().ends_with(ending);
    found
        .iter()
        .filter(|path| is(path, ".snap.new") || (is(path, ".snap") && !used.contains(&canonical(path))))
        .cloned()
        .collect()
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize()
        .with_context(|| path.display().to_string())
        .unwrap_or_else(|_| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_is_used_or_rejected() {
        let found = [
            "/r/a/snapshots/one.snap",
            "/r/a/snapshots/two.snap",
            "/r/b.snap.new",
            "/r/c.rs",
        ]
        .map(PathBuf::from);
        let unused = unreferenced(&found, "/r/a/snapshots/one.snap\n/r/a/snapshots/one.snap\n");
        let expected = ["/r/a/snapshots/two.snap", "/r/b.snap.new"].map(PathBuf::from);
        assert_eq!(unused, expected);
    }
}
