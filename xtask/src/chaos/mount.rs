//! A small file system of its own, which can be filled and made read-only.

use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::process;

/// A mounted tmpfs; unmounted when dropped.
pub(super) struct Tmpfs {
    folder: tempfile::TempDir,
}

impl Tmpfs {
    /// Mounts one of this size; `None` where we may not.
    pub(super) fn mount(size: &str) -> Result<Option<Self>> {
        let folder = tempfile::Builder::new().prefix("legaciti-tmpfs-").tempdir()?;
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder.path())
            .stderr(Stdio::null())
            .status();
        let mounted = mounted.is_ok_and(|status| status.success());
        Ok(mounted.then_some(Self { folder }))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes it read-only or writable; nobody may have a file open for writing.
    pub(super) fn remount(&self, how: &str) -> Result<()> {
        let mut command = Command::new("mount");
        command.args(["-o", &format!("remount,{how}")]).arg(self.path());
        process::run(&mut command)
    }

    /// Takes all the space that is left; removing the file gives it back.
    pub(super) fn fill(&self) -> Result<PathBuf> {
        let path = self.path().join("ballast");
        let mut file = File::options().create(true).append(true).open(&path)?;
        for size in [1 << 16, 1 << 12] {
            let block = vec![b'x'; size];
            loop {
                match file.write_all(&block) {
                    Ok(()) => {}
                    Err(error) if error.kind() == ErrorKind::StorageFull => break,
                    Err(error) => return Err(error).context("the disk cannot be filled"),
                }
            }
        }
        Ok(path)
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        // Lazily: a program that ends at this moment may still have a file open.
        let unmounted = Command::new("umount").arg("--lazy").arg(self.path()).status();
        if !unmounted.is_ok_and(|status| status.success()) {
            eprintln!("{} could not be unmounted", self.path().display());
        }
    }
}
