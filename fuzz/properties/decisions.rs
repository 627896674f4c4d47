//! An input as a row of decisions; a used-up one decides 0.

/// The rest of an input.
pub struct Decisions<'input>(pub &'input [u8]);

impl<'input> Decisions<'input> {
    /// Whether nothing is left.
    pub fn are_over(&self) -> bool {
        self.0.is_empty()
    }

    /// The next octet.
    pub fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        *first
    }

    /// The next two octets.
    pub fn half(&mut self) -> u16 {
        u16::from_be_bytes([self.octet(), self.octet()])
    }

    /// A length and as many octets, or as there are left.
    pub fn octets(&mut self) -> &'input [u8] {
        let length = usize::from(self.octet());
        let (taken, rest) = self.0.split_at(length.min(self.0.len()));
        self.0 = rest;
        taken
    }
}
