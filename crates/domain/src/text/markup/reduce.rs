//! Takes the markup out of text in one walk.
//!
//! Characters go onto a stack. Whenever one completes a character reference or a tag at the top, that is
//! replaced by what it means, and the replacement goes through the same check. So markup that was escaped
//! twice, or that appears only after other markup is gone, is found without reading the text again and
//! again: `&amp;amp;lt;i&amp;amp;gt;` costs as much as `<i>`.

use super::entity::{self, Names};
use super::tag::{self, Format, Reading, Role, Side, Tag};

/// How often a `>` may turn out to lie inside of a quoted attribute before the `<` counts as prose.
const MAX_TRIES: u8 = 4;

/// Marks in reduced text. They are Unicode noncharacters, which are taken out of the input first.
pub(super) mod mark {
    use super::Format;

    /// A formula begins.
    pub(in super::super) const MATH_BEGINS: char = '\u{FDD0}';
    /// A formula has ended.
    pub(in super::super) const MATH_ENDED: char = '\u{FDD1}';

    const OPEN: [char; 4] = ['\u{FDD2}', '\u{FDD3}', '\u{FDD4}', '\u{FDD5}'];
    const CLOSE: [char; 4] = ['\u{FDD6}', '\u{FDD7}', '\u{FDD8}', '\u{FDD9}'];

    fn of(marks: [char; 4], format: Format) -> Option<char> {
        Format::ALL
            .into_iter()
            .zip(marks)
            .find_map(|(each, mark)| (each == format).then_some(mark))
    }

    fn meaning(marks: [char; 4], c: char) -> Option<Format> {
        Format::ALL
            .into_iter()
            .zip(marks)
            .find_map(|(format, mark)| (mark == c).then_some(format))
    }

    /// The mark where a format begins.
    pub(super) fn opening(format: Format) -> Option<char> {
        of(OPEN, format)
    }

    /// The mark where a format ends.
    pub(super) fn closing(format: Format) -> Option<char> {
        of(CLOSE, format)
    }

    /// The format that begins at this mark.
    pub(in super::super) fn opens(c: char) -> Option<Format> {
        meaning(OPEN, c)
    }

    /// The format that ends at this mark.
    pub(in super::super) fn closes(c: char) -> Option<Format> {
        meaning(CLOSE, c)
    }
}

/// A `<` that may begin a tag.
struct Opener {
    at: usize,
    tries: u8,
}

/// The stack.
#[derive(Default)]
pub(super) struct Reduction {
    text: String,
    keeps_formats: bool,
    openers: Vec<Opener>,
    /// Where comments began.
    comments: Vec<usize>,
    /// Where elements began whose content goes, and their names.
    dropped: Vec<(usize, String)>,
    /// Open `CDATA` sections.
    sections: usize,
    /// Where a formula in TeX began; and where the last one began and ended.
    tex_open: Option<usize>,
    tex: Option<(usize, usize)>,
}

impl Reduction {
    /// Reduces a text: no tags, references or runs of blanks; formats as [`mark`]s when `keeps_formats`.
    pub(super) fn of(raw: &str, keeps_formats: bool) -> String {
        let mut reduction = Self {
            keeps_formats,
            text: String::with_capacity(raw.len()),
            ..Self::default()
        };
        let mut waiting = Vec::new();
        for c in raw.chars() {
            waiting.push(c);
            while let Some(next) = waiting.pop() {
                waiting.extend(reduction.push(next).into_iter().rev());
            }
        }
        reduction.text
    }

    /// Puts one character on the stack and returns what has to be pushed next in place of what it completed.
    fn push(&mut self, c: char) -> Vec<char> {
        if c.is_whitespace() {
            self.push_blank();
            return Vec::new();
        }
        if is_invisible(c) {
            return Vec::new();
        }
        if c == '<' {
            self.openers.push(Opener {
                at: self.text.len(),
                tries: 0,
            });
        }
        self.text.push(c);
        match c {
            ';' => return self.end_reference(),
            '>' => self.end_markup(),
            '-' if self.text.ends_with("<!--") => self.comments.push(self.text.len().saturating_sub(4)),
            '[' if self.text.ends_with("<![CDATA[") => {
                self.truncate(self.text.len().saturating_sub(9));
                self.sections += 1;
            }
            _ => {}
        }
        Vec::new()
    }

    fn push_blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn end_reference(&mut self) -> Vec<char> {
        let Some((start, meaning)) = entity::at_end(&self.text, Names::Html) else {
            return Vec::new();
        };
        self.truncate(start);
        meaning
    }

    fn end_markup(&mut self) {
        if self.text.ends_with("-->")
            && let Some(start) = self.comments.last().copied()
        {
            return self.truncate(start);
        }
        if self.sections > 0 && self.text.ends_with("]]>") {
            self.sections -= 1;
            return self.truncate(self.text.len().saturating_sub(3));
        }
        while let Some(opener) = self.openers.last_mut() {
            let start = opener.at;
            match self.text.get(start..).map_or(Reading::Text, tag::read) {
                Reading::Tag(tag) => {
                    self.truncate(start);
                    return self.apply(tag);
                }
                Reading::Void => return self.truncate(start),
                Reading::Unfinished if opener.tries < MAX_TRIES => {
                    opener.tries += 1;
                    return;
                }
                Reading::Unfinished | Reading::Text => {
                    self.openers.pop();
                }
            }
        }
    }

    fn apply(&mut self, tag: Tag) {
        match (tag.role, tag.side) {
            (Role::Break, _) => self.push_blank(),
            (Role::Format(format), Side::Open) if self.keeps_formats => {
                self.text.extend(mark::opening(format));
            }
            (Role::Format(format), Side::Close) if self.keeps_formats => {
                self.text.extend(mark::closing(format));
            }
            (Role::Math, Side::Open) => {
                self.drop_tex_before();
                self.text.push(mark::MATH_BEGINS);
            }
            (Role::Tex, Side::Open) => {
                self.tex_open = Some(self.text.len());
                self.text.push(mark::MATH_BEGINS);
            }
            (Role::Formula, Side::Open) => self.text.push(mark::MATH_BEGINS),
            (Role::Math | Role::Formula, Side::Close) => self.text.push(mark::MATH_ENDED),
            (Role::Tex, Side::Close) => {
                self.text.push(mark::MATH_ENDED);
                self.tex = self.tex_open.take().map(|start| (start, self.text.len()));
            }
            (Role::Dropped, Side::Open) => self.dropped.push((self.text.len(), tag.name)),
            (Role::Dropped, Side::Close) => self.drop_content(&tag.name),
            (Role::Format(_) | Role::Transparent, _)
            | (Role::Math | Role::Formula | Role::Tex | Role::Dropped, Side::Empty) => {}
        }
    }

    /// Publishers give one formula twice, in TeX and then in `MathML`: the second is enough.
    fn drop_tex_before(&mut self) {
        if let Some((start, end)) = self.tex.take()
            && self
                .text
                .get(end..)
                .is_some_and(|between| between.trim().is_empty())
        {
            self.truncate(start);
        }
    }

    /// An end without its beginning drops nothing, nor does a beginning without its end: a title about
    /// `<script>` keeps its words.
    fn drop_content(&mut self, name: &str) {
        let Some(place) = self.dropped.iter().rposition(|(_, open)| open == name) else {
            return;
        };
        if let Some((start, _)) = self.dropped.get(place).cloned() {
            self.dropped.truncate(place);
            self.truncate(start);
        }
    }

    fn truncate(&mut self, length: usize) {
        self.text.truncate(length);
        while self.openers.pop_if(|opener| opener.at >= length).is_some() {}
        while self.comments.pop_if(|start| *start >= length).is_some() {}
        while self.dropped.pop_if(|(start, _)| *start > length).is_some() {}
        self.tex_open = self.tex_open.filter(|&start| start <= length);
        self.tex = self.tex.filter(|&(_, end)| end <= length);
    }
}

/// Control characters, noncharacters, soft hyphens and what turns the direction of all that follows.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}'
            | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
            | '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}')
}
