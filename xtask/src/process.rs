//! Runs other programs: with our terminal, or for their output; never outliving a Ctrl-C.

use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::interrupt;

const POLL: Duration = Duration::from_millis(20);
/// The terminal sends Ctrl-C to the whole group; this long a child may take to end by itself.
const GRACE: Duration = Duration::from_secs(10);

/// Runs a program to its end; anything but success is an error that names the command.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = describe(command);
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{shown}`"))?;
    let status = wait(&mut child)?;
    if !status.success() {
        bail!("`{shown}` failed ({status})");
    }
    Ok(())
}

/// Runs a program and returns what it prints on standard output; its errors go to our terminal.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let shown = describe(command);
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{shown}`"))?;
    if !output.status.success() {
        bail!("`{shown}` failed ({})", output.status);
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{shown}` did not print text"))
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str, probe: &str) -> bool {
    Command::new(program)
        .arg(probe)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Waits for a child; after a Ctrl-C only for [`GRACE`].
fn wait(child: &mut Child) -> Result<ExitStatus> {
    let mut deadline = None;
    loop {
        if let Some(status) = child.try_wait()? {
            if interrupt::requested() {
                bail!("interrupted");
            }
            return Ok(status);
        }
        if interrupt::requested() {
            let end = *deadline.get_or_insert_with(|| Instant::now() + GRACE);
            if Instant::now() > end {
                child.kill()?;
                child.wait()?;
                bail!("interrupted");
            }
        }
        thread::sleep(POLL);
    }
}

/// The command line as one would type it.
fn describe(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for argument in command.get_args() {
        text.push(' ');
        text.push_str(&argument.to_string_lossy());
    }
    text
}
