//! The `legaciti` binary.
fn main() {}
