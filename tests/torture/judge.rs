//! What a switch may answer to a torture message.
//!
//! A request that must be refused gets the status its index names. One that must be taken gets past the
//! reader: what the switch then says of it depends on credentials, domains and dialogs that the message
//! does not have.

use crate::index::Case;

/// What a switch may say of a message it has read and nobody has vouched for.
const TAKEN: [u16; 4] = [200, 401, 404, 481];

/// How a message travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// All of it in one datagram.
    Datagram,
    /// In a stream that ends behind it.
    Stream,
}

impl Case {
    /// Panics unless these are all the final answers that the index allows, in order.
    pub(crate) fn judge(&self, way: Way, statuses: &[u16]) {
        let (file, stream) = (&self.file, way == Way::Stream);
        let unfinished = stream && self.text("stream") == "incomplete";
        if unfinished || self.text("kind") == "response" {
            assert!(statuses.is_empty(), "{file}: {statuses:?}, not silence");
            return;
        }
        let named = self.named(way);
        let Some((&first, more)) = statuses.split_first() else {
            panic!("{file}: no answer, {way:?}");
        };
        let taken = self.text("parse") != "reject" && TAKEN.contains(&first);
        assert!(
            taken || named.contains(&first),
            "{file}: {first}, {way:?}, not {named:?}"
        );
        // In a stream, what is noise behind the message of a datagram is the next message.
        let behind = self.facts.get("trailing_len").is_some_and(|len| len != 0);
        let next = usize::from(stream && behind);
        assert_eq!(more.len(), next, "{file}: {statuses:?}, {way:?}");
        let taken = more.iter().all(|status| TAKEN.contains(status));
        assert!(taken, "{file}: {statuses:?}, {way:?}");
    }

    /// Whether the stream is lost for good behind the message, so that the switch has to close it.
    pub(crate) fn breaks_a_stream(&self) -> bool {
        self.actions(&["stream"])
            .any(|action| action.contains("then close"))
    }

    /// Whether a stream ends in the middle of a message: of this one, or, where no Content-Length says that
    /// there is a body, of what the body is taken for.
    pub(crate) fn leaves_a_stream_waiting(&self) -> bool {
        let fact = |name: &str| self.facts.get(name).and_then(serde_json::Value::as_u64);
        let unannounced = fact("content_length").is_none() && fact("body_len") > Some(0);
        self.text("stream") == "incomplete" || unannounced
    }

    /// The statuses that a user agent or registrar answers, by the index.
    fn named(&self, way: Way) -> Vec<u16> {
        let transport = match way {
            Way::Datagram => "udp",
            Way::Stream => "stream",
        };
        let roles = ["uas", "any", "registrar", transport];
        let actions = self.actions(&roles);
        let words = actions.flat_map(|what| what.split(|c: char| !c.is_ascii_digit()));
        let statuses = words.filter(|word| word.len() == 3);
        statuses.filter_map(|word| word.parse().ok()).collect()
    }
}
