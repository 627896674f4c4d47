//! A part of a text, by bytes.

/// From one byte of a text up to another, which does not belong to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Piece {
    /// The first byte.
    pub start: u32,
    /// The first byte behind it.
    pub end: u32,
}

impl Piece {
    /// The bytes from `start` up to `end`. A text is never larger than [`MOST`](crate::assist::MOST).
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self {
            start: start as u32,
            end: end.max(start) as u32,
        }
    }

    /// What stands there; nothing when the piece is of another text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// Whether a cursor at this byte touches it, at its end too.
    pub fn touches(self, offset: usize) -> bool {
        (self.start as usize..=self.end as usize).contains(&offset)
    }

    /// How many bytes it has.
    pub(crate) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// The same up to the cursor at `offset`.
    pub(crate) fn up_to(self, offset: usize) -> Self {
        Self {
            end: (offset as u32).clamp(self.start, self.end),
            ..self
        }
    }

    /// Where `part`, a slice of `text`, stands in it; at its beginning when it is none.
    pub(crate) fn within(text: &str, part: &str) -> Self {
        let at = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize);
        match at.filter(|at| at + part.len() <= text.len()) {
            Some(at) => Self::new(at, at + part.len()),
            None => Self::default(),
        }
    }
}
