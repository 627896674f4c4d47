//! How something is written in the file, from where it begins to its end.

use rhai::Position;

use super::Script;
use crate::diagnostic::Span;

/// Longest text that is given back, in characters.
const LONGEST: usize = 200;

impl Script<'_> {
    /// The name at a place, with the arguments that follow it in parentheses, if all of it stands in one line.
    pub(super) fn written_at(&self, position: Position) -> (Span, String) {
        let span = self.file.lines.span(position);
        let row = (span.line as usize)
            .checked_sub(1)
            .and_then(|row| self.file.rows.get(row));
        let rest = row.copied().unwrap_or("");
        let start = span.column.saturating_sub(1) as usize;
        let begin = match rest.as_bytes().get(..start) {
            Some(before) if before.is_ascii() => start,
            _ => rest
                .char_indices()
                .nth(start)
                .map_or(rest.len(), |(at, _)| at),
        };
        let rest = &rest[begin..];
        let length = (span.end_column - span.column.min(span.end_column)) as usize;
        let name: String = rest.chars().take(length).collect();
        let Some(arguments) = rest[name.len().min(rest.len())..].strip_prefix('(') else {
            return (span, name);
        };
        match closed(arguments) {
            Some(end) => {
                let text = &rest[..name.len() + 1 + end];
                let width = text.chars().count() as u32;
                (
                    Span::line(span.line, span.column, span.column + width),
                    text.to_owned(),
                )
            }
            None => (span, String::new()),
        }
    }
}

/// Length of what stands before the parenthesis that closes, with it.
fn closed(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (1_u32, None);
    let mut chars = text.char_indices().take(LONGEST);
    while let Some((at, c)) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => {
                chars.next();
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '`' | '\'') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            (None, _) => {}
        }
    }
    None
}
