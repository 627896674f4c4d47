//! What a call met outside of the switch, as the words of a test say it.

use super::Scribe;
use super::literal::quoted;
use crate::errand::{Errand, Measure};
use crate::host::Reply;

impl Scribe {
    /// What came of an errand.
    pub(super) fn outside(&mut self, errand: &Errand, reply: &Reply) {
        let (kind, name, value, number) = match (errand, reply) {
            (Errand::Run { .. }, Reply::Outcome(0, text)) => {
                ("command", errand.command(), text, None)
            }
            (Errand::Run { .. }, Reply::Outcome(number, text)) => {
                ("command", errand.command(), text, Some(number))
            }
            (Errand::Fetch(fetch), Reply::Outcome(status, text)) => {
                ("url", fetch.address.to_string(), text, Some(status))
            }
            // Of a part of a file the rest is not known.
            (Errand::Read(place, wish), Reply::Text(text))
                if (wish.measure, wish.offset, wish.length, wish.count)
                    == (Measure::Octets, 0, None, false) =>
            {
                ("file", place.to_string(), text, None)
            }
            _ => return,
        };
        let (what, said) = (quoted(&name), quoted(value));
        let line = match number {
            Some(number) => format!("{kind}({what}, {said}, {number});"),
            None => format!("{kind}({what}, {said});"),
        };
        self.world(kind, &name, value, line);
    }
}
