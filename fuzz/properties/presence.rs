//! Presence documents: printing keeps them, whoever wrote them.

use sip::Presence;

/// A document, as the body of a PUBLISH.
pub fn check(document: &[u8]) {
    let Ok(presence) = Presence::parse(document) else {
        return;
    };
    let printed = presence.to_xml();
    assert_eq!(
        Presence::parse(printed.as_bytes()),
        Ok(presence),
        "{printed}"
    );
}
