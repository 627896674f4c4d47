//! Who watches a person, and who would like to (RFC 3857, RFC 3858).
//!
//! In: the watchers of a Skype name. Out: `application/watcherinfo+xml`, always the full state.

use super::xml::escape;

/// The media type of the documents.
pub(crate) const MEDIA_TYPE: &str = "application/watcherinfo+xml";

/// A row of the document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Watcher {
    /// The watcher's SIP URI.
    pub(crate) uri: String,
    /// What the watcher said with the request.
    pub(crate) message: String,
    /// Whether the watched person has not answered yet.
    pub(crate) pending: bool,
}

/// The document about who watches `resource` (a SIP URI).
pub(crate) fn document(resource: &str, version: u32, watchers: &[Watcher]) -> String {
    let rows: String = watchers.iter().enumerate().map(row).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <watcherinfo xmlns=\"urn:ietf:params:xml:ns:watcherinfo\" version=\"{version}\" state=\"full\">\n\
         <watcher-list resource=\"{}\" package=\"presence\">\n\
         {rows}</watcher-list>\n\
         </watcherinfo>\n",
        escape(resource)
    )
}

fn row((index, watcher): (usize, &Watcher)) -> String {
    let (status, event) = if watcher.pending {
        ("pending", "subscribe")
    } else {
        ("active", "approved")
    };
    let display = match watcher.message.as_str() {
        "" => String::new(),
        message => format!(" display-name=\"{}\"", escape(message)),
    };
    format!(
        "<watcher id=\"w{index}\" status=\"{status}\" event=\"{event}\"{display}>{}</watcher>\n",
        escape(&watcher.uri)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_show_as_pending_watchers() {
        let watcher = |uri: &str, pending| Watcher {
            uri: uri.to_owned(),
            message: String::new(),
            pending,
        };
        let document = document(
            "sip:a@b",
            2,
            &[watcher("sip:c@b", true), watcher("sip:d@b", false)],
        );
        assert!(
            document.contains("version=\"2\" state=\"full\""),
            "{document}"
        );
        assert!(document.contains(
            "<watcher id=\"w0\" status=\"pending\" event=\"subscribe\">sip:c@b</watcher>"
        ));
        assert!(
            document.contains(
                "<watcher id=\"w1\" status=\"active\" event=\"approved\">sip:d@b</watcher>"
            )
        );
    }
}
