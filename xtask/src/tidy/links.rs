//! Checks that what the documents point at exists.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::{Finding, Tree};

/// The document that names files in running text.
const MAP: &str = "ARCHITECTURE.md";

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let documents = tree
        .files()
        .iter()
        .filter(|path| path.extension() == Some(OsStr::new("md")));
    documents.flat_map(|path| check_document(tree, path)).collect()
}

fn check_document(tree: &Tree, path: &Path) -> Vec<Finding> {
    let text = tree.text(path).unwrap_or_default();
    let mut findings = Vec::new();
    for (line, number) in text.lines().zip(1..) {
        let dead = link_targets(line).filter(|target| !leads_somewhere(tree, path, target));
        findings.extend(
            dead.map(|target| Finding::failure(path, number, format!("the link `{target}` leads nowhere"))),
        );
        if path == Path::new(MAP) {
            let gone = code_spans(line).filter(|span| looks_like_path(tree, span) && !exists(tree, span));
            findings
                .extend(gone.map(|span| Finding::failure(path, number, format!("`{span}` does not exist"))));
        }
    }
    findings
}

/// The targets of `[text](target)` that are files here.
fn link_targets(line: &str) -> impl Iterator<Item = &str> {
    line.split("](")
        .skip(1)
        .filter_map(|rest| rest.split([')', ' ']).next())
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.starts_with('<'))
}

fn leads_somewhere(tree: &Tree, document: &Path, target: &str) -> bool {
    let folder = document.parent().unwrap_or(Path::new(""));
    normal(&folder.join(target)).is_some_and(|path| tree.contains(&path))
}

/// A path below the root without `.` and `..`; `None` where it leaves the root.
fn normal(path: &Path) -> Option<PathBuf> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => parts.push(name),
            Component::CurDir => {}
            Component::ParentDir => {
                if !parts.pop() {
                    return None;
                }
            }
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts)
}

/// What stands between backticks.
fn code_spans(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// Whether a span means a file or a folder: it has a slash, no pattern, and begins with a folder of the root
/// or of `crates`.
fn looks_like_path(tree: &Tree, span: &str) -> bool {
    let is_pattern = span.contains(|letter: char| letter.is_whitespace() || "{}*<>…()|\"".contains(letter));
    let first = span.split('/').next().unwrap_or_default();
    span.contains('/')
        && !is_pattern
        && !first.is_empty()
        && (tree.contains(Path::new(first)) || tree.contains(&Path::new("crates").join(first)))
}

fn exists(tree: &Tree, named: &str) -> bool {
    let named = named.trim_end_matches('/');
    tree.contains(Path::new(named)) || tree.contains(&Path::new("crates").join(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_named_paths_have_to_exist() {
        let map = "See [the guide](docs/guide.md#top), [gone](docs/gone.md) and [web](https://example.org).\n\
                   `crates/domain/src/lib.rs`, `domain/src`, `domain/src/gone.rs`, `10.1234/abc`, `docs/{a,b}.md`\n";
        let (_folder, tree) = Tree::fixture(&[
            ("ARCHITECTURE.md", map),
            (
                "docs/guide.md",
                "[up](../ARCHITECTURE.md) [out](../../elsewhere.md)\n",
            ),
            ("crates/domain/src/lib.rs", ""),
        ]);
        let found: Vec<_> = check(&tree).iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "error: ARCHITECTURE.md:1: the link `docs/gone.md` leads nowhere",
                "error: ARCHITECTURE.md:2: `domain/src/gone.rs` does not exist",
                "error: docs/guide.md:1: the link `../../elsewhere.md` leads nowhere",
            ]
        );
    }
}
