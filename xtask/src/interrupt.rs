//! Ctrl-C and SIGTERM: noted, so that whoever started something can still end it.

use std::sync::atomic::{AtomicBool, Ordering};

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on the signals set [`requested`] instead of ending the process.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| REQUESTED.store(true, Ordering::SeqCst))?;
    Ok(())
}

/// Whether somebody wants us to stop.
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}
