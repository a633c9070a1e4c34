//! A throw-away PostgreSQL on loopback: for the tests, and by hand with `cargo xtask postgres`.

mod cluster;
mod programs;

use std::io::Write as _;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::interrupt;

pub(crate) use cluster::Cluster;

/// Runs the command: prints the URL on standard output and waits for Ctrl-C.
pub(crate) fn run() -> Result<()> {
    let cluster = Cluster::start()?;
    writeln!(std::io::stdout(), "{}", cluster.url())?;
    eprintln!("PostgreSQL runs until Ctrl-C; its data is thrown away");
    while !interrupt::requested() {
        thread::sleep(Duration::from_millis(100));
    }
    Ok(())
}

/// Whether a server can be started here; installs one where that is usual.
pub(crate) fn available() -> Result<()> {
    programs::Programs::find_or_install().map(|_found| ())
}
