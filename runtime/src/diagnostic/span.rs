//! Where in a file something is, and the one conversion from Rhai's positions.

/// A stretch of a file: 1-based lines and characters, the end being the first character after it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// Line of the first character; 0 when the place is not known.
    pub line: u32,
    /// Its place in the line.
    pub column: u32,
    /// Line of the end.
    pub end_line: u32,
    /// The end's place in its line.
    pub end_column: u32,
}

/// Rhai counts in 16 bits and stops counting there.
const SATURATED: usize = u16::MAX as usize;

impl Span {
    /// A place that is not known.
    pub const NONE: Self = Self {
        line: 0,
        column: 0,
        end_line: 0,
        end_column: 0,
    };

    /// A stretch within one line; `end` is the first column after it.
    pub fn line(line: u32, column: u32, end: u32) -> Self {
        Self {
            line,
            column,
            end_line: line,
            end_column: end.max(column + 1),
        }
    }

    /// The place of a range of bytes of `source`.
    pub(crate) fn of(source: &str, range: std::ops::Range<usize>) -> Self {
        let place = |at: usize| {
            let before = &source[..at];
            let line = before.matches('\n').count() as u32 + 1;
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            (line, before[start..].chars().count() as u32 + 1)
        };
        let ((line, column), (end_line, end_column)) = (place(range.start), place(range.end));
        Self {
            line,
            column,
            end_line,
            end_column,
        }
    }

    /// The word or quoted text at `position`. Rhai reports where a construct starts, not where it ends.
    ///
    /// Beyond line or column 65,535 Rhai's positions are no longer true: then the line is marked as far
    /// as it is known, or nothing.
    ///
    /// Every call looks for the line from the start of the file: use [`Lines`] for more than a few.
    pub fn at(source: &str, position: rhai::Position) -> Self {
        let line = position.line().unwrap_or(1);
        let text = source.split('\n').nth(line - 1).unwrap_or("");
        Self::in_line(text, position)
    }

    fn in_line(text: &str, position: rhai::Position) -> Self {
        let Some(line) = position.line().filter(|&line| line < SATURATED) else {
            return Self::NONE;
        };
        let column = position.position().unwrap_or(1);
        if column >= SATURATED {
            return Self::line(line as u32, 1, 2);
        }
        let length = token_length(text.chars().skip(column - 1));
        Self::line(line as u32, column as u32, (column + length) as u32)
    }

    /// The same place so many lines further up.
    pub(crate) fn lines_up(self, lines: u32) -> Self {
        Self {
            line: self.line.saturating_sub(lines),
            end_line: self.end_line.saturating_sub(lines),
            ..self
        }
    }

    /// Whether the place is not known.
    pub fn is_none(self) -> bool {
        self.line == 0
    }

    /// The bytes of `source` it covers; `None` when the place is not in it.
    pub fn bytes(self, source: &str) -> Option<std::ops::Range<usize>> {
        let start = byte(source, self.line, self.column)?;
        let end = byte(source, self.end_line, self.end_column)?;
        (start <= end).then_some(start..end)
    }

    /// Character offsets from the start of `source`, for the renderer; `None` when the place is not in it.
    pub fn offsets(self, source: &str) -> Option<std::ops::Range<usize>> {
        if self.is_none() {
            return None;
        }
        let start = offset(source, self.line, self.column)?;
        let end = offset(source, self.end_line, self.end_column).unwrap_or(start + 1);
        Some(start..end.max(start + 1))
    }
}

/// The lines of a file, for turning many of Rhai's positions into spans.
#[derive(Debug)]
pub struct Lines<'a> {
    lines: Vec<&'a str>,
}

impl<'a> Lines<'a> {
    /// Finds the lines of `source`.
    pub fn new(source: &'a str) -> Self {
        Self {
            lines: source.split('\n').collect(),
        }
    }

    /// A part of the text in quotes that begins at `position`, without its quotes; the whole of it, with them, where
    /// the part is the whole or something in it is not written as it is.
    pub(crate) fn part(&self, position: rhai::Position, text: &str, part: &str) -> Span {
        let whole = self.span(position);
        let at = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
        let end = at.wrapping_add(part.len());
        if whole.is_none() || part.len() == text.len() || end > text.len() {
            return whole;
        }
        let line = self.lines.get(whole.line as usize - 1).unwrap_or(&"");
        let mut written = line.chars().skip(whole.column as usize);
        if text.contains('\n') || !text[..end].chars().all(|c| written.next() == Some(c)) {
            return whole;
        }
        let columns = |text: &str| text.chars().count() as u32;
        let column = whole.column + 1 + columns(&text[..at]);
        Span::line(whole.line, column, column + columns(part))
    }

    /// As [`Span::at`].
    pub fn span(&self, position: rhai::Position) -> Span {
        let line = position.line().unwrap_or(1);
        Span::in_line(self.lines.get(line - 1).unwrap_or(&""), position)
    }

    /// Bytes before a position in `source`, whose lines these are; `None` when the place is not known.
    pub(crate) fn offset(&self, source: &str, position: rhai::Position) -> Option<usize> {
        let line = position.line().filter(|&line| line < SATURATED)?;
        let column = position.position().filter(|&column| column < SATURATED)?;
        let text = self.lines.get(line - 1)?;
        let before = text.char_indices().nth(column.checked_sub(1)?);
        let before = before.map_or(text.len(), |(at, _)| at);
        Some(text.as_ptr() as usize - source.as_ptr() as usize + before)
    }
}

/// How many characters the token at the head of `rest` has; at least 1.
fn token_length(mut rest: impl Iterator<Item = char> + Clone) -> usize {
    let word = rest
        .clone()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .count();
    if word > 0 {
        return word;
    }
    let Some(quote @ ('"' | '`' | '\'')) = rest.next() else {
        return 1;
    };
    let mut length = 1;
    let mut escaped = false;
    for c in rest {
        length += 1;
        if c == quote && !escaped {
            break;
        }
        escaped = c == '\\' && !escaped;
    }
    length
}

/// Bytes before the given line and column, if the line has as many.
fn byte(source: &str, line: u32, column: u32) -> Option<usize> {
    let mut before = 0;
    for _ in 1..line {
        before += source[before..].find('\n')? + 1;
    }
    let text = source[before..].split('\n').next().unwrap_or("");
    let mut starts = text.char_indices().map(|(at, _)| at);
    let at = starts.nth((column as usize).checked_sub(1)?);
    let end = text.chars().count() + 1 == column as usize;
    at.or(end.then_some(text.len())).map(|at| before + at)
}

/// Characters before the given line and column.
fn offset(source: &str, line: u32, column: u32) -> Option<usize> {
    let mut before = 0;
    for (number, text) in source.split('\n').enumerate() {
        let length = text.chars().count();
        if number + 1 == line as usize {
            return Some(before + (column as usize - 1).min(length));
        }
        before += length + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, line: u16, column: u16, expected: &str) {
        let span = Span::at(source, rhai::Position::new(line, column));
        let text: String = source
            .chars()
            .skip(span.offsets(source).unwrap().start)
            .take((span.end_column - span.column) as usize)
            .collect();
        assert_eq!(text, expected);
    }

    #[test]
    fn a_span_covers_the_word_or_text_at_its_position() {
        check("let topic = 1;", 1, 5, "topic");
        check("Dial(\"SIP/\\\"a\\\"\", 2)", 1, 6, "\"SIP/\\\"a\\\"\"");
        check("ä ö\n  wörter + 1", 2, 3, "wörter");
        check("a + b", 1, 3, "+");
    }

    #[test]
    fn a_saturated_position_marks_nothing_wrong() {
        let far = "\n".repeat(70_000) + "x";
        assert!(Span::at(&far, rhai::Position::new(u16::MAX, 1)).is_none());
        assert_eq!(Span::at("x", rhai::Position::new(1, u16::MAX)).column, 1);
        assert!(Span::at("x", rhai::Position::NONE).is_none());
    }

    #[test]
    fn a_position_outside_the_text_does_no_harm() {
        assert_eq!(Span::at("", rhai::Position::new(9, 9)).offsets(""), None);
    }
}
