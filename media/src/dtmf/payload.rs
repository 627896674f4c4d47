//! The payload (RFC 4733 section 2.3) and the event codes (section 3.2, table 7).

/// One report about an event.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct EventPayload {
    /// 0–15 are the digits.
    pub event: u8,
    /// The event is over.
    pub end: bool,
    /// Power in −dBm0, 0–63.
    pub volume: u8,
    /// So far, in ticks of the clock.
    pub duration: u16,
}

const DIGITS: &[u8; 16] = b"0123456789*#ABCD";

/// The digit of an event code.
pub fn digit_of(event: u8) -> Option<char> {
    DIGITS
        .get(usize::from(event))
        .map(|digit| char::from(*digit))
}

/// The event code of a digit, letters in either case.
pub fn code_of(digit: char) -> Option<u8> {
    let digit = u8::try_from(digit.to_ascii_uppercase()).ok()?;
    DIGITS
        .iter()
        .position(|one| *one == digit)
        .map(|code| code as u8)
}

impl EventPayload {
    /// The first report of a payload; more may follow it (section 2.5.1.5), which are about older events.
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let [event, flags, high, low] = *payload.first_chunk::<4>()?;
        let duration = u16::from_be_bytes([high, low]);
        Some(Self {
            event,
            end: flags & 0x80 != 0,
            volume: flags & 0x3F,
            duration,
        })
    }

    /// On the wire.
    pub fn to_bytes(self) -> [u8; 4] {
        let [high, low] = self.duration.to_be_bytes();
        [
            self.event,
            u8::from(self.end) << 7 | self.volume & 0x3F,
            high,
            low,
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn digits_and_codes_agree() {
        for (digit, code) in [
            ('0', 0),
            ('9', 9),
            ('*', 10),
            ('#', 11),
            ('A', 12),
            ('D', 15),
        ] {
            assert_eq!((code_of(digit), digit_of(code)), (Some(code), Some(digit)));
        }
        assert_eq!(
            (code_of('d'), code_of('E'), code_of('é'), digit_of(16)),
            (Some(15), None, None, None)
        );
    }

    proptest! {
        #[test]
        fn payloads_read_back_and_none_harms(octets in proptest::collection::vec(any::<u8>(), 0..9)) {
            if let Some(payload) = EventPayload::parse(&octets) {
                prop_assert_eq!(EventPayload::parse(&payload.to_bytes()), Some(payload));
            }
        }
    }
}
