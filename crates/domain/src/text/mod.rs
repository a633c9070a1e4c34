//! Text from providers and people: markup made plain or safe, words folded for search, texts in languages.

pub mod address;
pub mod fold;
pub mod localised;
pub mod markup;

pub use localised::Localised;
