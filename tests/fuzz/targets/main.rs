//! What reads input, and what must not panic whatever it reads. One file for each kind of input.
#![expect(clippy::unwrap_used, reason = "a target that cannot go on fails")]

mod credentials;
mod dates;
mod doi;
mod edits;
mod languages;
mod markup;
mod names;
mod orcid;
mod origins;
mod providers;
