//! Input that nobody would write: odd text, JSON of any shape, and recorded payloads that something went wrong with.
//!
//! [`hold`] runs a target. It has few cases in the tests of every day, so many as `LEGACITI_FUZZ_CASES` says in
//! `cargo xtask fuzz`.

mod json;
mod payload;
mod text;

use std::fmt::Debug;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};

pub use json::any_json;
pub use payload::{Samples, payloads};
pub use text::{around, odd_text};

/// So many cases where nobody asks for more.
const FEW: u32 = 300;
/// How many cases.
const CASES: &str = "LEGACITI_FUZZ_CASES";
/// Which cases: the same number gives the same ones.
const SEED: &str = "LEGACITI_FUZZ_SEED";

/// Calls the target with one invented value after the other. A panic, or an assertion that fails, ends the test with
/// the smallest value that was found to do so.
///
/// # Panics
/// Where the target does.
pub fn hold<S>(values: &S, target: impl Fn(S::Value))
where
    S: Strategy<Value: Debug>,
{
    let config = Config {
        cases: number(CASES).unwrap_or(FEW),
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..Config::default()
    };
    let mut seed = [0; 32];
    for (place, byte) in seed.iter_mut().zip(number(SEED).unwrap_or(1).to_le_bytes()) {
        *place = byte;
    }
    let random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(config, random);
    let ended = runner.run(values, |value| {
        target(value);
        Ok::<(), TestCaseError>(())
    });
    if let Err(error) = ended {
        panic!("{error}");
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the rule guards the service's settings; this is how a test is told to try harder"
)]
fn number(name: &str) -> Option<u32> {
    std::env::var(name).ok()?.parse().ok()
}
