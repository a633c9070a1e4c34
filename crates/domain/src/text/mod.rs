//! Text from providers and people: markup made plain or safe, words folded for search, texts in languages.

pub mod address;
pub mod fold;
pub mod localised;
pub mod markup;

pub use localised::Localised;

/// What somebody wrote, line by line, without control characters: most show nothing, and PostgreSQL stores no U+0000.
pub fn visible_lines(text: &str) -> String {
    text.chars().filter(|c| *c == '\n' || !c.is_control()).collect()
}
