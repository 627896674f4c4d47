//! Presence documents: printing keeps them, whoever wrote them.

use sip::Presence;

/// A document, as the body of a PUBLISH.
pub fn check(document: &[u8]) {
    let Ok(presence) = Presence::parse(document) else {
        return;
    };
    let printed = presence.to_xml();
    let again = Presence::parse(printed.as_bytes()).expect("a printed document is one");
    assert_eq!(again.to_xml(), printed);
    // Activities whose names are not plain words are left out.
    let activities = again.activities.clone();
    assert_eq!(
        again,
        Presence {
            activities,
            ..presence
        }
    );
}
