//! Where the workspace is, and how cargo is called in it.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::process;

/// The repository's root.
pub(crate) fn root() -> Result<PathBuf> {
    // `cargo run` says where it is now; the folder of the build may have moved since.
    let here = variable("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned());
    let here = PathBuf::from(here);
    let root = here.parent().context("xtask lies in the workspace's root")?;
    Ok(root.to_path_buf())
}

/// A variable of the environment, unless empty.
#[expect(
    clippy::disallowed_methods,
    reason = "the rule guards the service's settings; xtask is no part of the service"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

/// The cargo that started us, called at the root.
pub(crate) fn cargo(arguments: &[&str]) -> Result<Command> {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command.args(arguments).current_dir(root()?);
    Ok(command)
}

/// Builds the service and returns the path of the `legaciti` binary. All packages are named, so that the
/// dependencies have the same features as in every other build.
pub(crate) fn build() -> Result<PathBuf> {
    process::run(&mut cargo(&["build", "--workspace", "--bins"])?)?;
    let file = format!("legaciti{}", env::consts::EXE_SUFFIX);
    Ok(metadata(true)?.target_directory.join("debug").join(file))
}

/// Builds the service and all tests: the tests run the binary, which cargo does not build for tests of
/// another package.
pub(crate) fn build_with_tests() -> Result<()> {
    process::run(&mut cargo(&["build", "--workspace", "--bins", "--tests"])?)
}

/// Builds the service, for speed if asked, and returns the path of its binary.
pub(crate) fn build_binary(release: bool) -> Result<PathBuf> {
    if release {
        // No other program: each of them is linked for minutes.
        release_binary("legaciti")
    } else {
        build()
    }
}

/// Builds a program of the workspace for speed and returns its path.
pub(crate) fn release_binary(name: &str) -> Result<PathBuf> {
    process::run(&mut cargo(&["build", "--release", "--workspace", "--bin", name])?)?;
    Ok(metadata(true)?
        .target_directory
        .join("release")
        .join(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// The part of `cargo metadata` that we read.
#[derive(Debug, Deserialize)]
pub(crate) struct Metadata {
    pub(crate) packages: Vec<Package>,
    pub(crate) target_directory: PathBuf,
    pub(crate) workspace_members: Vec<String>,
    pub(crate) resolve: Option<Resolve>,
}

/// A package of the metadata.
#[derive(Debug, Deserialize)]
pub(crate) struct Package {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) dependencies: Vec<Dependency>,
}

/// A dependency as its manifest declares it.
#[derive(Debug, Deserialize)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    /// `None` for normal ones, else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

/// The graph after features are settled.
#[derive(Debug, Deserialize)]
pub(crate) struct Resolve {
    pub(crate) nodes: Vec<Node>,
}

/// A package in the graph.
#[derive(Debug, Deserialize)]
pub(crate) struct Node {
    pub(crate) id: String,
    pub(crate) deps: Vec<Edge>,
}

/// An edge of the graph.
#[derive(Debug, Deserialize)]
pub(crate) struct Edge {
    pub(crate) pkg: String,
    pub(crate) dep_kinds: Vec<EdgeKind>,
}

/// Why an edge is there.
#[derive(Debug, Deserialize)]
pub(crate) struct EdgeKind {
    /// `None` for normal ones, else `dev` or `build`.
    pub(crate) kind: Option<String>,
}

/// Asks cargo about the workspace; with `members_only` without the graph of dependencies. A stale
/// `Cargo.lock` is an error.
pub(crate) fn metadata(members_only: bool) -> Result<Metadata> {
    let mut arguments = vec!["metadata", "--format-version", "1", "--locked"];
    if members_only {
        arguments.push("--no-deps");
    }
    let text = process::output(&mut cargo(&arguments)?)?;
    serde_json::from_str(&text).context("cannot read the answer of `cargo metadata`")
}
