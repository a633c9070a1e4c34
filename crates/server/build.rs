//! Strips the release binary. `strip` of the profile does it for every package but those with a profile of their own.

#[expect(
    clippy::disallowed_methods,
    reason = "cargo tells a build script by its environment what it builds"
)]
fn main() {
    let is_release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let is_linux = std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|system| system == "linux");
    if is_release && is_linux {
        println!("cargo::rustc-link-arg-bins=-Wl,--strip-all");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
