//! Checks of single files: opening line, size, name, blanks, paths of one machine.

use std::ffi::OsStr;
use std::path::Path;

use super::{Finding, Tree};

/// Lines above which a file is worth a thought.
const SOFT_LINES: usize = 300;
/// Lines that no file may pass.
const HARD_LINES: usize = 500;
/// Names that say nothing about what lies inside.
const EMPTY_NAMES: [&str; 8] = [
    "util", "utils", "common", "helper", "helpers", "manager", "misc", "shared",
];
/// Text that people write; generated documents and recorded payloads are left out.
const WRITTEN: [&str; 10] = ["rs", "toml", "md", "sql", "yml", "yaml", "sh", "py", "", "css"];
/// Folders in which each machine keeps other things.
const MACHINE_FOLDERS: [&str; 3] = ["home", "root", "Users"];

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in tree.files() {
        let is_written = WRITTEN
            .iter()
            .any(|ending| path.extension().unwrap_or_default() == *ending);
        if !is_written || path.starts_with("LICENSE-APACHE") {
            continue;
        }
        let Some(text) = tree.text(path) else { continue };
        if path.extension() == Some(OsStr::new("rs")) {
            check_module(path, &text, &mut findings);
        }
        check_lines(path, &text, &tree.root().to_string_lossy(), &mut findings);
    }
    findings
}

fn check_module(path: &Path, text: &str, findings: &mut Vec<Finding>) {
    let first = text.lines().next().unwrap_or_default();
    let is_generated = first.contains("@generated");
    if !is_generated && !first.starts_with("//! ") {
        findings.push(Finding::failure(
            path,
            1,
            "a file opens with a `//!` sentence that says what lives here",
        ));
    }
    let lines = text.lines().count();
    let is_exempt = is_generated || path.file_name() == Some(OsStr::new("schema.rs"));
    if lines > HARD_LINES && !is_exempt {
        findings.push(Finding::failure(
            path,
            0,
            format!("{lines} lines; split it by meaning (at most {HARD_LINES})"),
        ));
    } else if lines > SOFT_LINES && !is_exempt {
        findings.push(Finding::warning(
            path,
            format!("{lines} lines; does it hold one thing with one name?"),
        ));
    }
    for part in path.iter().filter_map(OsStr::to_str) {
        let name = part.strip_suffix(".rs").unwrap_or(part);
        if EMPTY_NAMES.contains(&name) {
            findings.push(Finding::failure(
                path,
                0,
                format!("`{name}` does not say what lies inside"),
            ));
        }
    }
}

fn check_lines(path: &Path, text: &str, root: &str, findings: &mut Vec<Finding>) {
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        if line.ends_with([' ', '\t', '\r']) {
            findings.push(Finding::failure(path, number, "blanks at the end of the line"));
        }
        if names_a_machine(line, root) {
            findings.push(Finding::failure(path, number, "a path of one machine"));
        }
    }
    if !text.is_empty() && !text.ends_with('\n') {
        findings.push(Finding::failure(path, 0, "no line end at the end"));
    }
}

/// Whether a line holds an absolute path into this checkout or into somebody's home.
fn names_a_machine(line: &str, root: &str) -> bool {
    line.contains(root)
        || MACHINE_FOLDERS.iter().any(|folder| {
            let needle = format!("/{folder}/");
            line.match_indices(&needle).any(|(at, _)| {
                let before = line.get(..at).and_then(|text| text.chars().next_back());
                before.is_none_or(|letter| letter.is_whitespace() || "\"'`(=:".contains(letter))
            })
        })
}

#[cfg(test)]
mod tests {
    use super::super::Severity;
    use super::*;

    fn messages(files: &[(&str, &str)]) -> Vec<String> {
        let (_folder, tree) = Tree::fixture(files);
        check(&tree).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_good_file_passes() {
        assert_eq!(
            messages(&[
                ("crates/a/src/lib.rs", "//! Says what it is.\n"),
                ("a.md", "text\n")
            ]),
            [""; 0]
        );
    }

    #[test]
    fn each_fault_of_a_module_is_named() {
        let found = messages(&[("crates/a/src/utils.rs", "fn a() {} \nfn b() {}")]);
        assert_eq!(
            found,
            [
                "error: crates/a/src/utils.rs:1: a file opens with a `//!` sentence that says what lives here",
                "error: crates/a/src/utils.rs: `utils` does not say what lies inside",
                "error: crates/a/src/utils.rs:1: blanks at the end of the line",
                "error: crates/a/src/utils.rs: no line end at the end",
            ]
        );
    }

    #[test]
    fn sizes_warn_first_and_fail_later() {
        let file = |lines: usize| format!("//! Long.\n{}", "fn a() {}\n".repeat(lines - 1));
        for (lines, expected) in [
            (300, None),
            (301, Some(Severity::Warning)),
            (501, Some(Severity::Failure)),
        ] {
            let (_folder, tree) =
                Tree::fixture(&[("src/a.rs", &file(lines)), ("src/schema.rs", &file(lines))]);
            let found: Vec<_> = check(&tree).iter().map(|finding| finding.severity).collect();
            assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{lines} lines");
        }
    }

    #[test]
    fn paths_of_one_machine_are_found_and_routes_are_not() {
        let home = format!("cd {}/{}/ana/x", "", "home");
        let quoted = format!("\"{}/{}/x\"", "", "root");
        assert!(names_a_machine(&home, "/checkout"));
        assert!(names_a_machine(&quoted, "/checkout"));
        assert!(names_a_machine("see /checkout/src", "/checkout"));
        assert!(!names_a_machine("https://example.org/home/page", "/checkout"));
        assert!(!names_a_machine("GET /v1/works", "/checkout"));
    }
}
