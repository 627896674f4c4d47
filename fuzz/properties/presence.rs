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
    // What XML cannot hold is left out, and so are activities whose names are not plain words.
    let text = String::from_utf8_lossy(document);
    if !text.contains(|letter: char| letter.is_control() || letter >= '\u{fffe}') {
        let activities = again.activities.clone();
        assert_eq!(
            again,
            Presence {
                activities,
                ..presence
            }
        );
    }
}
