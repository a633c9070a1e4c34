//! The demo's folder: a database of its own, made afresh each time, and nothing else touched.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The database, and the files that SQLite keeps beside it.
const FILES: [&str; 4] = [
    "legaciti-demo.db",
    "legaciti-demo.db-wal",
    "legaciti-demo.db-shm",
    "legaciti-demo.db-journal",
];
/// First bytes of a SQLite database.
const MAGIC: &[u8] = b"SQLite format 3\0";

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// Something stands where the demo's database would be.
    #[error("{0} was not made by the demo: move it away, or choose another folder with --dir")]
    Foreign(PathBuf),
    /// The folder cannot be made or read.
    #[error("{0} cannot be used: {1}")]
    Unusable(PathBuf, io::Error),
}

/// Makes the folder if need be, removes an earlier demo's database from it, and says where the new one goes.
pub fn fresh(folder: &Path) -> Result<PathBuf, FolderError> {
    let unusable = |path: &Path| {
        let path = path.to_owned();
        move |error| FolderError::Unusable(path, error)
    };
    fs::create_dir_all(folder).map_err(unusable(folder))?;
    let files = FILES.map(|name| folder.join(name));
    let [database, ..] = &files;
    // All are looked at before the first is removed.
    let mut old = Vec::new();
    for file in &files {
        match fs::symlink_metadata(file) {
            Ok(found) if found.is_file() => old.push(file),
            Ok(_) => return Err(FolderError::Foreign(file.clone())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(unusable(file)(error)),
        }
    }
    if old.contains(&database) && !is_database(database).map_err(unusable(database))? {
        return Err(FolderError::Foreign(database.clone()));
    }
    for file in old {
        fs::remove_file(file).map_err(unusable(file))?;
    }
    Ok(database.clone())
}

/// An empty file is a database that nothing was written to.
fn is_database(file: &Path) -> io::Result<bool> {
    let mut head = Vec::new();
    let length = u64::try_from(MAGIC.len()).unwrap_or(u64::MAX);
    fs::File::open(file)?.take(length).read_to_end(&mut head)?;
    Ok(head.is_empty() || head == MAGIC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_earlier_demo_is_replaced_and_nothing_else_touched() {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("a/b");
        let database = fresh(&folder).unwrap();
        assert_eq!(database, folder.join("legaciti-demo.db"));
        fs::write(&database, [MAGIC, b"rest"].concat()).unwrap();
        fs::write(folder.join("legaciti-demo.db-wal"), "w").unwrap();
        for mine in ["legaciti-demo.db.bak", "thesis.docx", "legaciti.db"] {
            fs::write(folder.join(mine), "mine").unwrap();
        }
        assert_eq!(fresh(&folder).unwrap(), database);
        let mut left: Vec<_> = fs::read_dir(&folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["legaciti-demo.db.bak", "legaciti.db", "thesis.docx"]);
    }

    #[test]
    fn what_the_demo_did_not_make_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("legaciti-demo.db");
        fs::write(&database, "my notes").unwrap();
        fs::write(folder.path().join("legaciti-demo.db-wal"), "w").unwrap();
        assert!(matches!(fresh(folder.path()), Err(FolderError::Foreign(_))));
        assert_eq!(fs::read(&database).unwrap(), b"my notes");
        assert!(folder.path().join("legaciti-demo.db-wal").exists());

        fs::remove_file(&database).unwrap();
        fs::create_dir(&database).unwrap();
        assert!(matches!(fresh(folder.path()), Err(FolderError::Foreign(_))));

        let file = folder.path().join("file");
        fs::write(&file, "x").unwrap();
        assert!(matches!(fresh(&file), Err(FolderError::Unusable(..))));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let elsewhere = folder.path().join("elsewhere.db");
        fs::write(&elsewhere, MAGIC).unwrap();
        std::os::unix::fs::symlink(&elsewhere, folder.path().join("legaciti-demo.db")).unwrap();
        assert!(matches!(fresh(folder.path()), Err(FolderError::Foreign(_))));
        assert!(elsewhere.exists());
    }
}
