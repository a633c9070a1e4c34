//! The files of the repository, as git sees them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::{process, workspace};

/// A folder and the files in it, by their paths below it, sorted.
#[derive(Debug)]
pub(crate) struct Tree {
    root: PathBuf,
    files: Vec<PathBuf>,
}

impl Tree {
    /// What is committed or could be: ignored files are left out.
    pub(crate) fn of_repository() -> Result<Self> {
        let root = workspace::root()?;
        let mut git = Command::new("git");
        git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root);
        let listed = process::output(&mut git)?;
        let paths = listed.split_terminator('\0').map(PathBuf::from);
        // A deleted file stays in git's list until the deletion is staged.
        Ok(Self::new(
            root.clone(),
            paths.filter(|path| root.join(path).is_file()).collect(),
        ))
    }

    /// From a list.
    pub(super) fn new(root: PathBuf, mut files: Vec<PathBuf>) -> Self {
        files.sort();
        files.dedup();
        Self { root, files }
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The files.
    pub(crate) fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// A file's text; `None` where it is not text.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }

    /// Whether a file or a folder of the tree has this path.
    pub(super) fn contains(&self, path: &Path) -> bool {
        path.as_os_str().is_empty() || self.files.iter().any(|file| file.starts_with(path))
    }

    /// A tree for tests: the files are written below a new folder.
    #[cfg(test)]
    pub(super) fn fixture(files: &[(&str, &str)]) -> (tempfile::TempDir, Self) {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        let tree = Self::new(
            folder.path().to_path_buf(),
            files.iter().map(|(path, _)| PathBuf::from(path)).collect(),
        );
        (folder, tree)
    }
}
