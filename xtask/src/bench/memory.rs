//! What a process holds in memory.

use std::fs;

use anyhow::{Context, Result};

/// Anonymous memory of a process in KiB: what is its own, without files that it has mapped.
pub(super) fn anonymous(process: u32) -> Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.context("the system does not say how much memory the process has")
}
