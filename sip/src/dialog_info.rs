//! `application/dialog-info+xml` (RFC 4235): what the lamps of desk phones show.
//!
//! Only printing: one resource, one dialog, its state. Identities and targets of the parties are
//! left out, since whoever watches a lamp need not know who calls.

/// Whether the documents of a resource say that someone rings, talks or does neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LampState {
    /// Nobody calls: the lamp is off.
    Idle,
    /// Ringing: the lamp blinks.
    Ringing,
    /// Talking: the lamp is on.
    Talking,
}

/// Media type of the documents.
pub const CONTENT_TYPE: &str = "application/dialog-info+xml";

/// The full state of `entity`. `version` counts the documents of one subscription, beginning with
/// 0.
pub fn document(entity: &str, version: u32, state: LampState) -> String {
    let entity = escaped(entity);
    let dialog = match state {
        LampState::Idle => String::new(),
        LampState::Ringing => dialog("recipient", "early"),
        LampState::Talking => dialog("recipient", "confirmed"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"{version}\" state=\"full\" entity=\"{entity}\">\n\
         {dialog}</dialog-info>\n"
    )
}

fn dialog(direction: &str, state: &str) -> String {
    format!("<dialog id=\"d\" direction=\"{direction}\"><state>{state}</state></dialog>\n")
}

/// Text that may stand in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    crate::pidf::escape_into(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: LampState, expected: &str) {
        let document = document("sip:100@h&<\">", 3, state);
        assert!(
            document
                .contains("version=\"3\" state=\"full\" entity=\"sip:100@h&amp;&lt;&quot;&gt;\">"),
            "{document}"
        );
        assert_eq!(
            document
                .split("<state>")
                .nth(1)
                .map_or("", |rest| rest.split('<').next().unwrap()),
            expected
        );
    }

    #[test]
    fn a_lamp_is_off_blinks_or_is_on() {
        check(LampState::Idle, "");
        check(LampState::Ringing, "early");
        check(LampState::Talking, "confirmed");
    }
}
