//! Texts that pass the processor as marks and are put back afterwards.
//!
//! The processor changes the text it is given: it pulls punctuation into quotes, capitalises words of titles,
//! drops a number that repeats what stands before it, reads pages as sums. A mark it leaves alone.

use std::iter::Peekable;
use std::str::Chars;

/// Marks are characters of the private use area from here on; no record has a business with those.
const FIRST_MARK: u32 = 0xE000;
/// More than there are variables.
const MOST_MARKS: u32 = 0x100;

/// The name under which the address is marked.
pub(crate) const LINK: &str = "link";

/// Texts by their marks.
#[derive(Debug, Default)]
pub(crate) struct Texts(Vec<Marked>);

#[derive(Debug)]
struct Marked {
    text: String,
    /// What the variable asks for beside the text.
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    /// More than one page: the label before them is `pp.`.
    Pages,
    /// A whole address, in the place where the style writes the resolver before a DOI.
    Link,
}

/// What the style writes before a DOI.
const RESOLVER: &str = "https://doi.org/";

impl Texts {
    /// A mark for a text of this variable.
    pub(crate) fn mark(&mut self, name: &str, text: &str) -> String {
        let mark = u32::try_from(self.0.len())
            .ok()
            .filter(|count| *count < MOST_MARKS)
            .and_then(|count| char::from_u32(FIRST_MARK + count));
        self.0.push(Marked {
            text: without_marks(text),
            kind: match name {
                "page" if text.contains(['–', ',', '&', '+']) => Kind::Pages,
                LINK => Kind::Link,
                _ => Kind::Text,
            },
        });
        mark.map(String::from).unwrap_or_default()
    }

    fn behind(&self, c: char) -> Option<&Marked> {
        let index = u32::from(c).checked_sub(FIRST_MARK)?;
        self.0.get(usize::try_from(index).ok()?)
    }

    /// The processor's words with the texts in them.
    pub(crate) fn put_back(&self, worded: &str) -> String {
        let mut whole = String::new();
        let mut rest = worded.chars().peekable();
        while let Some(c) = rest.next() {
            match self.behind(c) {
                Some(marked) => append(&mut whole, marked, &mut rest),
                None => whole.push(c),
            }
        }
        whole.trim().to_owned()
    }
}

fn append(whole: &mut String, marked: &Marked, rest: &mut Peekable<Chars<'_>>) {
    match marked.kind {
        Kind::Pages if whole.ends_with("p. ") && !whole.ends_with("pp. ") => {
            // To the processor a mark is one page.
            whole.truncate(whole.len() - "p. ".len());
            whole.push_str("pp. ");
        }
        Kind::Link if whole.ends_with(RESOLVER) => whole.truncate(whole.len() - RESOLVER.len()),
        Kind::Text | Kind::Pages | Kind::Link => {}
    }
    whole.push_str(&marked.text);
    // `Why?` is not followed by a full stop.
    if marked.text.ends_with(['.', '?', '!', '…']) {
        rest.next_if_eq(&'.');
    }
}

/// Without characters that would be taken for marks.
pub(crate) fn without_marks(text: &str) -> String {
    let is_mark = |c: &char| (FIRST_MARK..FIRST_MARK + MOST_MARKS).contains(&u32::from(*c));
    text.chars().filter(|c| !is_mark(c)).collect()
}
