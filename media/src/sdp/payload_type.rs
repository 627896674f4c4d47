//! The payload types of one session: a number that has a meaning keeps it (RFC 3264 section 8.3.2).
//!
//! Enter: what the other side's descriptions map. Leave: the numbers for ours. The two sides may number the same
//! codec differently, so each side's numbers are kept; where it can be had, one number serves both.

use std::collections::BTreeMap;

use super::{Media, format::Mapping};
use crate::Hz;

/// What a payload type stands for: the encoding name in capitals, and the clock.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Encoding {
    name: String,
    clock: Hz,
}

impl Encoding {
    pub(super) fn new(name: &str, clock: Hz) -> Self {
        Self {
            name: name.to_ascii_uppercase(),
            clock,
        }
    }
}

/// See the module. At most 128 numbers a side.
#[derive(Clone, Debug, Default)]
pub(super) struct PayloadTypes {
    /// What we have said; never taken back, not even when it was refused.
    ours: BTreeMap<u8, Encoding>,
    /// What they said last of each number.
    theirs: BTreeMap<u8, Encoding>,
}

impl PayloadTypes {
    /// The other side has described the stream like this.
    pub(super) fn note_theirs(&mut self, media: &Media) {
        let said = media.mappings().map(|mapping| {
            let encoding = mapping.encoding();
            (mapping.payload_type, encoding)
        });
        self.theirs.extend(said);
    }

    /// Our number for a format of their offer: theirs, unless we have used that one for something else
    /// (RFC 3264 section 6.1). None when all numbers are used up.
    pub(super) fn answering(&mut self, mapping: &Mapping) -> Option<u8> {
        let encoding = mapping.encoding();
        let number = mapping.payload_type;
        if self.ours.get(&number).is_none_or(|said| *said == encoding) {
            self.ours.insert(number, encoding);
            return Some(number);
        }
        self.offering(encoding, number)
    }

    /// The number for `encoding` in our next offer: one it has already, else a fresh one, `usual` if that is free.
    /// None when all numbers are used up.
    pub(super) fn offering(&mut self, encoding: Encoding, usual: u8) -> Option<u8> {
        let number = self
            .agreed(&encoding)
            .or_else(|| number_of(&self.ours, &encoding))
            .or_else(|| {
                number_of(&self.theirs, &encoding).filter(|number| !self.ours.contains_key(number))
            })
            .or_else(|| self.fresh(usual))?;
        self.ours.insert(number, encoding);
        Some(number)
    }

    /// A number that both sides give it.
    fn agreed(&self, encoding: &Encoding) -> Option<u8> {
        let both = |(number, said): &(&u8, &Encoding)| {
            *said == encoding && self.theirs.get(number) == Some(encoding)
        };
        self.ours.iter().find(both).map(|(number, _)| *number)
    }

    /// A number that has no meaning yet; if there is none, one that only they use: the two sides' numbers are
    /// apart by right, and alike only to be readable.
    fn fresh(&self, usual: u8) -> Option<u8> {
        let unsaid = |number: &u8| !self.ours.contains_key(number);
        let unused = |number: &u8| unsaid(number) && !self.theirs.contains_key(number);
        let mut candidates = std::iter::once(usual).chain(DYNAMIC.into_iter().flatten());
        candidates
            .clone()
            .find(unused)
            .or_else(|| candidates.find(unsaid))
    }
}

fn number_of(said: &BTreeMap<u8, Encoding>, encoding: &Encoding) -> Option<u8> {
    let mut said = said.iter();
    said.find(|(_, meaning)| *meaning == encoding)
        .map(|(number, _)| *number)
}

/// The dynamic payload types, then the unassigned ones that RTCP cannot be taken for (RFC 3551 section 6).
const DYNAMIC: [std::ops::RangeInclusive<u8>; 3] = [112..=127, 96..=111, 35..=63];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sdp::Description;

    /// What they said, as `number name/clock`, and the number we then offer an encoding at.
    #[track_caller]
    fn check(theirs: &[&str], encoding: &str, expected: u8) {
        let mut types = PayloadTypes::default();
        types.offering(Encoding::new("opus", Hz(48_000)), 111);
        for said in theirs {
            types.note_theirs(&media(said));
        }
        let (name, clock) = encoding.split_once('/').unwrap();
        let encoding = Encoding::new(name, Hz(clock.parse().unwrap()));
        assert_eq!(types.offering(encoding, 101), Some(expected));
    }

    fn media(rtpmap: &str) -> Media {
        let number = rtpmap.split(' ').next().unwrap();
        let text = format!("v=0\nm=audio 9 RTP/AVP {number}\na=rtpmap:{rtpmap}");
        let description = Description::parse(text.as_bytes()).unwrap();
        description.media.into_iter().next().unwrap()
    }

    #[test]
    fn an_encoding_keeps_the_number_it_has() {
        check(&[], "OPUS/48000", 111);
        check(&["96 opus/48000/2"], "opus/48000", 111);
        check(&["96 telephone-event/8000"], "telephone-event/8000", 96);
        check(&["111 telephone-event/8000"], "telephone-event/8000", 101);
    }

    #[test]
    fn a_fresh_number_has_no_meaning_on_either_side() {
        check(&[], "telephone-event/8000", 101);
        check(&["101 speex/8000"], "telephone-event/8000", 112);
        check(
            &["101 speex/8000", "112 speex/16000"],
            "telephone-event/8000",
            113,
        );
    }

    #[test]
    fn a_number_of_theirs_that_means_something_else_here_is_answered_by_another() {
        let mut types = PayloadTypes::default();
        types.offering(Encoding::new("opus", Hz(48_000)), 111);
        let answer = |types: &mut PayloadTypes, said: &str| {
            let media = media(said);
            let mapping = media.mappings().next().unwrap();
            types.note_theirs(&media);
            types.answering(&mapping)
        };
        assert_eq!(answer(&mut types, "111 speex/8000"), Some(112));
        assert_eq!(answer(&mut types, "96 opus/48000/2"), Some(96));
        assert_eq!(answer(&mut types, "96 speex/8000"), Some(112));
    }

    #[test]
    fn when_all_numbers_are_used_up_there_is_none() {
        let mut types = PayloadTypes::default();
        let clocks = 1..=16 + 16 + 29;
        let given = clocks.map(|clock| types.offering(Encoding::new("x", Hz(clock)), 111));
        let mut given: Vec<_> = given.map(|number| number.unwrap()).collect();
        given.sort_unstable();
        given.dedup();
        assert_eq!(given.len(), 61);
        assert_eq!(types.offering(Encoding::new("y", Hz(1)), 111), None);
    }
}
