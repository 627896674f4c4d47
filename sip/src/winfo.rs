//! `application/watcherinfo+xml` (RFC 3858): who watches, or asks to. Members see requests for
//! authorization through the `presence.winfo` package (RFC 3857).
//!
//! Only printing, and always the full state.

use crate::pidf::escape_into;

/// Media type of the documents.
pub const CONTENT_TYPE: &str = "application/watcherinfo+xml";

/// Someone who watches or asks to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watcher {
    /// The same for one subscription in all documents.
    pub id: String,
    /// The watcher's URI.
    pub uri: String,
    /// What the watcher is called, or said when asking; empty for nothing.
    pub display: String,
    /// How far it is.
    pub status: WatcherStatus,
}

/// How far a subscription is (RFC 3857 section 4.7.1), with the event that brought it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatcherStatus {
    /// Asks, and nobody has decided.
    Pending,
    /// Asked, went away undecided, and is remembered.
    Waiting,
    /// Sees the presence.
    Active,
    /// Was turned down, or ended.
    Terminated,
}

impl WatcherStatus {
    /// Status and event.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Pending => ("pending", "subscribe"),
            Self::Waiting => ("waiting", "timeout"),
            Self::Active => ("active", "approved"),
            Self::Terminated => ("terminated", "rejected"),
        }
    }
}

/// The watchers of `resource` in `package`. `version` counts the documents of one subscription,
/// beginning with 0.
pub fn document(resource: &str, package: &str, version: u32, watchers: &[Watcher]) -> String {
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <watcherinfo xmlns=\"urn:ietf:params:xml:ns:watcherinfo\" version=\"{version}\" state=\"full\">\n\
         <watcher-list resource=\""
    );
    escape_into(&mut xml, resource);
    xml.push_str("\" package=\"");
    escape_into(&mut xml, package);
    xml.push_str("\">\n");
    for watcher in watchers {
        let (status, event) = watcher.status.words();
        xml.push_str("<watcher id=\"");
        escape_into(&mut xml, &watcher.id);
        xml.push_str(&format!("\" status=\"{status}\" event=\"{event}\""));
        if !watcher.display.is_empty() {
            xml.push_str(" display-name=\"");
            escape_into(&mut xml, &watcher.display);
            xml.push('"');
        }
        xml.push('>');
        escape_into(&mut xml, &watcher.uri);
        xml.push_str("</watcher>\n");
    }
    xml.push_str("</watcher-list>\n</watcherinfo>\n");
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(status: WatcherStatus, expected: &str) {
        let watcher = Watcher {
            id: "7".into(),
            uri: "sip:a&b@h".into(),
            display: String::new(),
            status,
        };
        let xml = document("sip:bob@h", "presence", 2, &[watcher]);
        assert!(xml.contains("version=\"2\" state=\"full\""), "{xml}");
        let line = xml
            .lines()
            .find(|line| line.starts_with("<watcher "))
            .unwrap();
        assert_eq!(
            line,
            format!("<watcher id=\"7\" {expected}>sip:a&amp;b@h</watcher>")
        );
    }

    #[test]
    fn every_status_has_its_event() {
        check(
            WatcherStatus::Pending,
            "status=\"pending\" event=\"subscribe\"",
        );
        check(
            WatcherStatus::Waiting,
            "status=\"waiting\" event=\"timeout\"",
        );
        check(
            WatcherStatus::Active,
            "status=\"active\" event=\"approved\"",
        );
        check(
            WatcherStatus::Terminated,
            "status=\"terminated\" event=\"rejected\"",
        );
    }
}
