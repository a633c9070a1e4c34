//! Checks that both databases have the same migrations, each with its way back.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::Path;

use super::{Finding, Tree};

const FOLDER: &str = "migrations";
const BACKENDS: [&str; 2] = ["sqlite", "postgres"];
const FILES: [&str; 2] = ["up.sql", "down.sql"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let names = BACKENDS.map(|backend| migrations(tree, &Path::new(FOLDER).join(backend)));
    let all: BTreeSet<&String> = names.iter().flat_map(BTreeMap::keys).collect();
    for name in all {
        for (backend, found) in BACKENDS.iter().zip(&names) {
            let path = Path::new(FOLDER).join(backend).join(name);
            match found.get(name) {
                None => findings.push(Finding::failure(
                    &path,
                    0,
                    "the other database has this migration",
                )),
                Some(files) => {
                    let missing = FILES.iter().filter(|file| !files.contains(**file));
                    findings.extend(missing.map(|file| Finding::failure(&path, 0, format!("no {file}"))));
                }
            }
        }
    }
    findings
}

/// The migrations below a folder, with the files of each.
fn migrations(tree: &Tree, folder: &Path) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in tree
        .files()
        .iter()
        .filter_map(|path| path.strip_prefix(folder).ok())
    {
        let mut parts = path.iter().filter_map(OsStr::to_str);
        if let (Some(name), Some(file)) = (parts.next(), parts.next()) {
            found.entry(name.to_owned()).or_default().insert(file.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_are_the_same() {
        let (_folder, tree) = Tree::fixture(&[
            ("migrations/README.md", ""),
            ("migrations/sqlite/01_a/up.sql", ""),
            ("migrations/sqlite/01_a/down.sql", ""),
            ("migrations/postgres/01_a/up.sql", ""),
            ("migrations/postgres/02_b/up.sql", ""),
            ("migrations/postgres/02_b/down.sql", ""),
        ]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "error: migrations/postgres/01_a: no down.sql",
                "error: migrations/sqlite/02_b: the other database has this migration",
            ]
        );
    }
}
