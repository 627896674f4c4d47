//! SIP on a stream: where it is cut into pieces does not matter.

use sip::{Frame, Framer};

/// Longest body of a message [octets], small so that inputs reach it.
const MAX_BODY: usize = 300;

/// The first octet counts the octets after it, which are the lengths of the pieces, over and over; the stream
/// follows.
pub fn check(input: &[u8]) {
    let Some((&count, rest)) = input.split_first() else {
        return;
    };
    let (lengths, stream) = rest.split_at(rest.len().min(usize::from(count % 32)));
    let mut whole = Framer::new(MAX_BODY);
    whole.push(stream);
    let expected = frames(&mut whole);
    let mut framer = Framer::new(MAX_BODY);
    let (mut found, mut rest) = (Vec::new(), stream);
    for length in lengths.iter().chain([&1]).cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, after) = rest.split_at(usize::from(*length).clamp(1, rest.len()));
        framer.push(piece);
        found.extend(frames(&mut framer));
        rest = after;
    }
    assert_eq!(found, expected);
    assert_eq!(framer.is_broken(), whole.is_broken());
    assert_eq!(framer.is_mid_message(), whole.is_mid_message());
}

fn frames(framer: &mut Framer) -> Vec<String> {
    std::iter::from_fn(|| framer.next_frame())
        .map(|frame| match frame {
            Frame::Message(outcome) => format!("{outcome:?}"),
            other => format!("{other:?}"),
        })
        .collect()
}
