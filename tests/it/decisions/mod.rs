//! What the staff decide, and what becomes of it: edits taken back, people linked and refused, projects, works that become
//! publications.

mod history;
mod people;
mod projects;
mod promotion;
mod works;

use tests::Answer;

/// Status and code of a refusal.
fn refusal(answer: &Answer) -> (u16, String) {
    let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
    (answer.status, code)
}

/// What a refusal should be.
fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}
