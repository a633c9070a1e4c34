//! Finds the PostgreSQL server programs, or installs them where that is usual.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process;

/// Where Debian, Ubuntu, Fedora and Homebrew keep the server programs, which are often not on the path. A `*`
/// stands for one folder; of several the last wins (the newest version).
const FOLDERS: [&str; 4] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
];

/// The server programs of one installation.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Finds them; as root on Debian or Ubuntu installs them where there are none.
    pub(super) fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        let can_install = Path::new("/etc/debian_version").exists() && is_root()?;
        if can_install {
            install()?;
        }
        Self::find().context(
            "no PostgreSQL server is installed: install one (Debian and Ubuntu: `apt-get install postgresql`), \
             set LEGACITI_TEST_POSTGRES_URL, or use --sqlite-only",
        )
    }

    fn find() -> Option<Self> {
        let path = env::var_os("PATH").unwrap_or_default();
        let on_path = env::split_paths(&path).collect::<Vec<_>>();
        let usual = FOLDERS
            .iter()
            .flat_map(|pattern| expand(pattern).into_iter().rev());
        on_path
            .into_iter()
            .chain(usual)
            .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
            .map(|folder| Self { folder })
    }

    /// The path of one program.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Whether we are the superuser, as whom PostgreSQL refuses to run.
pub(super) fn is_root() -> Result<bool> {
    Ok(process::output(Command::new("id").arg("-u"))?.trim() == "0")
}

/// The folders that a pattern with at most one `*` (in one segment) names, sorted by their numbers.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, start) = before.rsplit_once('/').unwrap_or(("", before));
    let mut names: Vec<String> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.starts_with(start))
        .collect();
    names.sort_by_key(|name| {
        let digits: String = name.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<u64>().unwrap_or_default()
    });
    names
        .into_iter()
        .map(|name| PathBuf::from(format!("{parent}/{name}{after}")))
        .collect()
}

/// Installs the server without letting Debian start a cluster of its own.
fn install() -> Result<()> {
    eprintln!("installing PostgreSQL with apt-get");
    let settings = Path::new("/etc/postgresql-common/createcluster.conf");
    if !settings.exists() {
        if let Some(folder) = settings.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(settings, "create_main_cluster = false\n")?;
    }
    let apt = |arguments: &[&str]| {
        process::run(
            Command::new("apt-get")
                .args(arguments)
                .env("DEBIAN_FRONTEND", "noninteractive"),
        )
    };
    let result = apt(&["update", "-qq"]).and_then(|()| {
        apt(&[
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "-o",
            "Dpkg::Options::=--force-confold",
            "postgresql",
        ])
    });
    if let Err(error) = result {
        bail!("{error:#}; install PostgreSQL yourself or use --sqlite-only");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_last() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9", "17", "15"] {
            fs::create_dir_all(root.path().join(version).join("bin")).unwrap();
        }
        let pattern = format!("{}/*/bin", root.path().display());
        let versions: Vec<_> = expand(&pattern)
            .iter()
            .map(|path| {
                path.parent()
                    .unwrap()
                    .file_name()
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        assert_eq!(versions, ["9", "15", "17"]);
        assert!(expand("/no-such-folder/*/bin").is_empty());
    }
}
