//! Bytes of a text as the protocol's positions, and back.
//!
//! A position is a line and a distance within it, counted in the unit that client and server agreed upon (LSP 3.17,
//! PositionEncodingKind): UTF-16 unless the client offers something better.

use lsp_types::{Position, PositionEncodingKind, Range};
use runtime::assist::Piece;
use runtime::diagnostic::Span;

/// In what distances within a line are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Encoding {
    /// Bytes.
    Utf8,
    /// Halves of what is beyond the first plane count two.
    #[default]
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// What to use of what the client offers: bytes, which need no conversion, if it can.
    pub(super) fn of(offered: &[PositionEncodingKind]) -> Self {
        let has = |kind| offered.contains(&kind);
        if has(PositionEncodingKind::UTF8) {
            Self::Utf8
        } else if has(PositionEncodingKind::UTF32) && !has(PositionEncodingKind::UTF16) {
            Self::Utf32
        } else {
            Self::Utf16
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn width(self, letter: char) -> usize {
        match self {
            Self::Utf8 => letter.len_utf8(),
            Self::Utf16 => letter.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// The places where the lines of a text begin.
#[derive(Debug)]
pub(super) struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<usize>,
    encoding: Encoding,
}

impl<'t> LineIndex<'t> {
    pub(super) fn new(text: &'t str, encoding: Encoding) -> Self {
        // A carriage return alone ends a line too, by the protocol; editors do not write such files any more, and the
        // loader counts no line there.
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1));
        Self {
            text,
            starts: starts.collect(),
            encoding,
        }
    }

    /// A line without its end.
    fn line(&self, number: usize) -> &'t str {
        let start = self.starts[number];
        let end = self
            .starts
            .get(number + 1)
            .map_or(self.text.len(), |next| next - 1);
        let line = &self.text[start..end];
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The byte at a position. Beyond the end of a line it is that end, beyond the last line the text's end.
    pub(super) fn offset(&self, position: Position) -> usize {
        let number = position.line as usize;
        if number >= self.starts.len() {
            return self.text.len();
        }
        let line = self.line(number);
        let mut left = position.character as usize;
        for (at, letter) in line.char_indices() {
            let width = self.encoding.width(letter);
            if left < width {
                return self.starts[number] + at;
            }
            left -= width;
        }
        self.starts[number] + line.len()
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let number = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = self.text.get(self.starts[number]..offset).unwrap_or("");
        let distance: usize = before
            .chars()
            .map(|letter| self.encoding.width(letter))
            .sum();
        Position::new(number as u32, distance as u32)
    }

    pub(super) fn range(&self, piece: Piece) -> Range {
        Range::new(
            self.position(piece.start as usize),
            self.position(piece.end as usize),
        )
    }

    /// A stretch in lines and characters from 1; the beginning of the text if its place is not known.
    pub(super) fn span(&self, span: Span) -> Range {
        if span.is_none() {
            return Range::default();
        }
        let start = self.place(span.line, span.column);
        let end = self.place(span.end_line, span.end_column);
        Range::new(start, end.max(start))
    }

    /// A line and character from 1.
    pub(super) fn place(&self, line: u32, column: u32) -> Position {
        let number = (line.max(1) as usize - 1).min(self.starts.len() - 1);
        let letters = self.line(number).chars().take(column.max(1) as usize - 1);
        let distance: usize = letters.map(|letter| self.encoding.width(letter)).sum();
        Position::new(number as u32, distance as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "aé\r\n😀b\nlast";

    fn check(encoding: Encoding, places: &[(u32, u32, usize)]) {
        let index = LineIndex::new(TEXT, encoding);
        for &(line, character, offset) in places {
            assert_eq!(
                index.offset(Position::new(line, character)),
                offset,
                "{line}:{character}"
            );
            assert_eq!(
                index.position(offset),
                Position::new(line, character),
                "{offset}"
            );
        }
    }

    #[test]
    fn each_encoding_counts_letters_beyond_the_first_plane_its_own_way() {
        check(
            Encoding::Utf8,
            &[(0, 0, 0), (0, 3, 3), (1, 4, 9), (1, 5, 10), (2, 4, 15)],
        );
        check(
            Encoding::Utf16,
            &[(0, 2, 3), (1, 0, 5), (1, 2, 9), (1, 3, 10), (2, 0, 11)],
        );
        check(
            Encoding::Utf32,
            &[(0, 2, 3), (1, 1, 9), (1, 2, 10), (2, 4, 15)],
        );
    }

    #[test]
    fn what_lies_beyond_or_within_a_letter_is_brought_back() {
        let index = LineIndex::new(TEXT, Encoding::Utf16);
        for (line, character, offset) in [(0, 99, 3), (1, 1, 5), (9, 0, 15), (2, u32::MAX, 15)] {
            assert_eq!(index.offset(Position::new(line, character)), offset);
        }
        assert_eq!(
            index.span(Span::line(2, 1, 2)),
            Range::new(Position::new(1, 0), Position::new(1, 2))
        );
        assert_eq!(index.span(Span::NONE), Range::default());
        assert_eq!(index.span(Span::line(99, 7, 9)).start, Position::new(2, 4));
    }

    #[test]
    fn bytes_are_preferred_and_utf_16_is_what_everybody_has() {
        use PositionEncodingKind as Kind;
        assert_eq!(Encoding::of(&[]), Encoding::Utf16);
        assert_eq!(Encoding::of(&[Kind::UTF16, Kind::UTF8]), Encoding::Utf8);
        assert_eq!(Encoding::of(&[Kind::UTF32]), Encoding::Utf32);
    }
}
