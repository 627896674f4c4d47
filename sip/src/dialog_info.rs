//! `application/dialog-info+xml` (RFC 4235): what the lamps of desk phones show.
//!
//! Only printing, and always the full state: one dialog stands for whatever the resource does.
//! Identities and targets of the parties are left out, since whoever watches a lamp need not know
//! who calls.

use crate::pidf::escape_into;

/// What the documents of a resource say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LampState {
    /// Nobody calls: the lamp is off.
    Idle,
    /// Ringing: the lamp blinks.
    Ringing,
    /// Talking: the lamp is on.
    Talking,
    /// Talking, and another call rings.
    TalkingAndRinging,
    /// All calls are on hold at the resource.
    Holding,
}

/// Media type of the documents.
pub const CONTENT_TYPE: &str = "application/dialog-info+xml";

/// The full state of `entity`. `version` counts the documents of one subscription, beginning with
/// 0.
pub fn document(entity: &str, version: u32, state: LampState) -> String {
    let entity = escaped(entity);
    let ringing = "<dialog id=\"ringing\" direction=\"recipient\"><state>early</state></dialog>\n";
    let talking = dialog("confirmed", "");
    let dialogs = match state {
        // Phones that keep the dialogs they know want to be told that there is none.
        LampState::Idle => dialog("terminated", ""),
        LampState::Ringing => ringing.to_owned(),
        LampState::Talking => talking,
        LampState::TalkingAndRinging => talking + ringing,
        LampState::Holding => dialog(
            "confirmed",
            &format!(
                "<local><target uri=\"{entity}\">\
                 <param pname=\"+sip.rendering\" pvalue=\"no\"/></target></local>"
            ),
        ),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"{version}\" state=\"full\" entity=\"{entity}\">\n\
         {dialogs}</dialog-info>\n"
    )
}

fn dialog(state: &str, local: &str) -> String {
    format!("<dialog id=\"call\"><state>{state}</state>{local}</dialog>\n")
}

/// Text that may stand in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape_into(&mut out, text);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: LampState, expected: &str) {
        let document = document("sip:100@h&<\">", 3, state);
        let head = "version=\"3\" state=\"full\" entity=\"sip:100@h&amp;&lt;&quot;&gt;\">";
        assert!(document.contains(head), "{document}");
        let states = document.split("<state>").skip(1);
        let states: Vec<_> = states.filter_map(|rest| rest.split('<').next()).collect();
        assert_eq!(states.join(" "), expected);
        assert_eq!(
            document.contains("pvalue=\"no\""),
            state == LampState::Holding
        );
    }

    #[test]
    fn a_lamp_is_off_blinks_or_is_on() {
        check(LampState::Idle, "terminated");
        check(LampState::Ringing, "early");
        check(LampState::Talking, "confirmed");
        check(LampState::TalkingAndRinging, "confirmed early");
        check(LampState::Holding, "confirmed");
    }
}
