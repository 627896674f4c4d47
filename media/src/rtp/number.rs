//! Sequence numbers, timestamps and sources: numbers that wrap (RFC 3550 sections 5.1 and A.1).

/// Sequence number of a packet; wraps after 65535.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct SeqNo(pub u16);

/// Sequence number that does not wrap: cycles in the upper bits. Begins far from zero, so that an early packet that
/// was overtaken has a number too.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct ExtSeq(pub u64);

/// Timestamp in ticks of the payload's clock; wraps after 2³² − 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct RtpTimestamp(pub u32);

/// Who sends a stream.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Ssrc(pub u32);

impl SeqNo {
    /// How far this is after `other`, −32768 to 32767.
    pub fn distance(self, other: Self) -> i16 {
        self.0.wrapping_sub(other.0).cast_signed()
    }

    /// The number `count` packets on.
    pub fn plus(self, count: u16) -> Self {
        Self(self.0.wrapping_add(count))
    }
}

impl RtpTimestamp {
    /// How far this is after `other`, in ticks, −2³¹ to 2³¹ − 1.
    pub fn distance(self, other: Self) -> i32 {
        self.0.wrapping_sub(other.0).cast_signed()
    }

    /// The timestamp `ticks` on.
    pub fn plus(self, ticks: u32) -> Self {
        Self(self.0.wrapping_add(ticks))
    }
}

/// Gives each number its cycle, from the one before it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unwrapper {
    last: Option<(SeqNo, ExtSeq)>,
}

impl Unwrapper {
    /// The number nearest to the highest one so far.
    pub fn extend(&mut self, seq: SeqNo) -> ExtSeq {
        let Some((highest, extended)) = self.last else {
            let first = ExtSeq((1 << 32) + u64::from(seq.0));
            self.last = Some((seq, first));
            return first;
        };
        let distance = seq.distance(highest);
        let extended = ExtSeq(extended.0.saturating_add_signed(distance.into()));
        if distance > 0 {
            self.last = Some((seq, extended));
        }
        extended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(numbers: &[u16], steps: &[i64]) {
        let mut unwrapper = Unwrapper::default();
        let extended: Vec<_> = numbers
            .iter()
            .map(|number| unwrapper.extend(SeqNo(*number)).0)
            .collect();
        let found: Vec<_> = extended
            .windows(2)
            .map(|pair| pair[1].cast_signed() - pair[0].cast_signed())
            .collect();
        assert_eq!(found, steps);
    }

    #[test]
    fn numbers_go_on_across_the_wrap_in_both_directions() {
        check(&[65534, 65535, 0, 1], &[1, 1, 1]);
        check(&[0, 65535, 1], &[-1, 2]);
        check(&[10, 8, 11], &[-2, 3]);
    }

    #[test]
    fn distances_wrap() {
        assert_eq!(RtpTimestamp(5).distance(RtpTimestamp(u32::MAX)), 6);
        assert_eq!(SeqNo(65535).distance(SeqNo(1)), -2);
    }
}
