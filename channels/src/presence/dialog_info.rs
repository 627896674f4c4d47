//! Dialog state of an extension for the busy lamps of telephones (RFC 4235).
//!
//! In: the state of an extension. Out: `application/dialog-info+xml`, always the full state. Which
//! calls there are is not told: one dialog stands for whatever the devices of the extension do.

use super::xml::escape;
use crate::device_state::DeviceState;

/// The media type of the documents.
pub(crate) const MEDIA_TYPE: &str = "application/dialog-info+xml";

/// The document of an extension at `entity` (a SIP URI). `version` counts up by one in a subscription.
pub(crate) fn document(entity: &str, extension: &str, version: u32, state: DeviceState) -> String {
    let entity = escape(entity);
    let dialogs: String = dialogs(state)
        .iter()
        .map(|row| dialog(&escape(extension), &entity, row))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <dialog-info xmlns=\"urn:ietf:params:xml:ns:dialog-info\" version=\"{version}\" state=\"full\" entity=\"{entity}\">\n\
         {dialogs}</dialog-info>\n"
    )
}

/// A dialog that stands for calls in that state.
struct Dialog {
    suffix: &'static str,
    direction: &'static str,
    state: &'static str,
    /// Whether media flows at the extension's end, where it is known.
    rendering: Option<bool>,
}

const RINGING: Dialog = Dialog {
    suffix: "-ringing",
    direction: "recipient",
    state: "early",
    rendering: None,
};
const UP: Dialog = Dialog {
    suffix: "",
    direction: "",
    state: "confirmed",
    rendering: None,
};
const HELD: Dialog = Dialog {
    rendering: Some(false),
    ..UP
};
const NONE: Dialog = Dialog {
    state: "terminated",
    ..UP
};

/// A lamp is on for `confirmed`, blinks for `early`, and is off for `terminated`.
fn dialogs(state: DeviceState) -> &'static [Dialog] {
    match state {
        DeviceState::InUse | DeviceState::Busy => &[UP],
        DeviceState::OnHold => &[HELD],
        DeviceState::Ringing => &[RINGING],
        DeviceState::RingInUse => &[UP, RINGING],
        DeviceState::NotInUse
        | DeviceState::Unavailable
        | DeviceState::Invalid
        | DeviceState::Unknown => &[NONE],
    }
}

fn dialog(extension: &str, entity: &str, row: &Dialog) -> String {
    let direction = match row.direction {
        "" => String::new(),
        direction => format!(" direction=\"{direction}\""),
    };
    let local = row.rendering.map_or(String::new(), |rendering| {
        let value = if rendering { "yes" } else { "no" };
        format!(
            "<local><target uri=\"{entity}\"><param pname=\"+sip.rendering\" pvalue=\"{value}\"/></target></local>"
        )
    });
    format!(
        "<dialog id=\"{extension}{}\"{direction}><state>{}</state>{local}</dialog>\n",
        row.suffix, row.state
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(state: DeviceState, dialogs: &str) {
        let document = document("sip:100@example.org", "100", 3, state);
        assert!(
            document.contains("version=\"3\" state=\"full\" entity=\"sip:100@example.org\""),
            "{document}"
        );
        assert!(document.contains(dialogs), "{document}");
    }

    #[test]
    fn lamps_follow_the_state() {
        check(
            DeviceState::NotInUse,
            "<dialog id=\"100\"><state>terminated</state></dialog>",
        );
        check(
            DeviceState::Unavailable,
            "<dialog id=\"100\"><state>terminated</state></dialog>",
        );
        check(
            DeviceState::InUse,
            "<dialog id=\"100\"><state>confirmed</state></dialog>",
        );
        check(
            DeviceState::Busy,
            "<dialog id=\"100\"><state>confirmed</state></dialog>",
        );
        check(
            DeviceState::Ringing,
            "<dialog id=\"100-ringing\" direction=\"recipient\"><state>early</state></dialog>",
        );
        check(
            DeviceState::OnHold,
            "<param pname=\"+sip.rendering\" pvalue=\"no\"/>",
        );
        check(DeviceState::RingInUse, "<state>early</state>");
        check(DeviceState::RingInUse, "<state>confirmed</state>");
    }

    #[test]
    fn hostile_extensions_stay_inside_their_attribute() {
        let document = document("sip:a@b", "\"><x", 0, DeviceState::InUse);
        assert!(document.contains("id=\"&quot;&gt;&lt;x\""), "{document}");
    }
}
