//! Writes reduced text as plain text or as HTML with balanced formats.

use super::reduce::mark;
use super::tag::Format;

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Plain text, nothing escaped.
    Plain,
    /// HTML: text escaped, formats as elements.
    Html,
}

/// The blank that stands before the next character.
#[derive(Debug, Clone, Copy, Default)]
struct Blank {
    /// White space, or an element that separates.
    is_certain: bool,
    /// A formula begins: a blank, unless something opens before it.
    begins_math: bool,
    /// A formula ended: a blank, unless punctuation follows.
    ends_math: bool,
}

/// The pen. Blanks and tags are written when a character needs them, so there are no empty elements, no
/// doubled blanks and none at the ends.
struct Rendering {
    form: Form,
    /// Keeps `<` and `&` apart from what follows them.
    is_guarded: bool,
    written: String,
    last: Option<char>,
    blank: Blank,
    /// The formats that hold, and how often each was opened.
    wanted: Vec<(Format, usize)>,
    /// The elements that are open in what was written.
    open: Vec<Format>,
}

/// Writes reduced text. `is_guarded` puts a blank after every `<` and `&`, so that no reading of the result
/// finds markup in it.
pub(super) fn render(reduced: &str, form: Form, is_guarded: bool) -> String {
    let mut pen = Rendering {
        form,
        is_guarded,
        written: String::with_capacity(reduced.len()),
        last: None,
        blank: Blank::default(),
        wanted: Vec::new(),
        open: Vec::new(),
    };
    for c in reduced.chars() {
        pen.take(c);
    }
    pen.close_down_to(0);
    pen.written
}

impl Rendering {
    fn take(&mut self, c: char) {
        if c == ' ' {
            let is_indentation = self.blank.begins_math && !self.blank.ends_math;
            self.blank.is_certain |= !is_indentation;
        } else if c == mark::MATH_BEGINS {
            self.blank.begins_math = true;
        } else if c == mark::MATH_ENDED {
            // A blank at the end of a formula is how somebody indented it.
            self.blank.is_certain &= self.blank.begins_math;
            self.blank.ends_math = true;
        } else if let Some(format) = mark::opens(c) {
            match self.wanted.iter_mut().find(|(each, _)| *each == format) {
                Some((_, times)) => *times += 1,
                None => self.wanted.push((format, 1)),
            }
        } else if let Some(format) = mark::closes(c) {
            for (each, times) in &mut self.wanted {
                *times -= usize::from(*each == format);
            }
            self.wanted.retain(|(_, times)| *times > 0);
        } else {
            self.write(c);
        }
    }

    fn write(&mut self, c: char) {
        let common = self
            .open
            .iter()
            .zip(&self.wanted)
            .take_while(|(open, (wanted, _))| *open == wanted)
            .count();
        self.close_down_to(common);
        if self.is_apart(c) {
            self.written.push(' ');
        }
        self.blank = Blank::default();
        for (format, _) in self.wanted.iter().skip(common) {
            self.open.push(*format);
            if self.form == Form::Html {
                self.written.extend(["<", format.element(), ">"]);
            }
        }
        match (self.form, c) {
            (Form::Html, '<') => self.written.push_str("&lt;"),
            (Form::Html, '>') => self.written.push_str("&gt;"),
            (Form::Html, '&') => self.written.push_str("&amp;"),
            _ => self.written.push(c),
        }
        self.last = Some(c);
    }

    /// Whether a blank stands between the last character and this one.
    fn is_apart(&self, c: char) -> bool {
        let Some(last) = self.last else { return false };
        let Blank {
            is_certain,
            begins_math,
            ends_math,
        } = self.blank;
        let sticks = begins_math && "([{“‘«¿¡'\"/-‐‑–—".contains(last)
            || ends_math && ")]}”’»,.;:!?%'\"/-‐‑–—".contains(c);
        is_certain || self.is_guarded && "<&".contains(last) || (begins_math || ends_math) && !sticks
    }

    fn close_down_to(&mut self, depth: usize) {
        while self.open.len() > depth
            && let Some(format) = self.open.pop()
        {
            if self.form == Form::Html {
                self.written.extend(["</", format.element(), ">"]);
            }
        }
    }
}
