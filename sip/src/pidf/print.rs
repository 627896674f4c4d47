//! Printing a presence document.

use super::{Activity, Basic, Presence};

pub(super) fn print(presence: &Presence) -> String {
    let mut xml = String::with_capacity(600);
    xml.push_str(concat!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
        "<presence xmlns=\"urn:ietf:params:xml:ns:pidf\"",
        " xmlns:dm=\"urn:ietf:params:xml:ns:pidf:data-model\"",
        " xmlns:rpid=\"urn:ietf:params:xml:ns:pidf:rpid\" entity=\"",
    ));
    escape_into(&mut xml, &presence.entity);
    xml.push_str("\">\n<tuple id=\"t\"><status><basic>");
    xml.push_str(match presence.basic {
        Basic::Open => "open",
        Basic::Closed => "closed",
    });
    xml.push_str("</basic></status>");
    if let Some(contact) = &presence.contact {
        element(&mut xml, "contact", contact);
    }
    xml.push_str("</tuple>\n");
    let activities: Vec<String> = presence.activities.iter().filter_map(word).collect();
    if !activities.is_empty() || presence.note.is_some() {
        person(&mut xml, &activities, presence.note.as_deref());
    }
    xml.push_str("</presence>\n");
    xml
}

fn person(xml: &mut String, activities: &[String], note: Option<&str>) {
    xml.push_str("<dm:person id=\"p\">");
    if !activities.is_empty() {
        xml.push_str("<rpid:activities>");
        for name in activities {
            xml.push_str(&format!("<rpid:{name}/>"));
        }
        xml.push_str("</rpid:activities>");
    }
    if let Some(note) = note {
        element(xml, "dm:note", note);
    }
    xml.push_str("</dm:person>\n");
}

/// The name of its element, if it has one that may stand in XML as it is.
fn word(activity: &Activity) -> Option<String> {
    let name: String = activity
        .as_str()
        .chars()
        .filter(|&c| c.is_ascii_alphanumeric() || c == '-')
        .collect();
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(name)
}

fn element(xml: &mut String, name: &str, text: &str) {
    xml.push_str(&format!("<{name}>"));
    escape_into(xml, text);
    xml.push_str(&format!("</{name}>"));
}

pub(crate) fn escape_into(xml: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => xml.push_str("&amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            // Line ends would be normalized on reading.
            '\t' | '\n' => xml.push(character),
            control if control < ' ' || matches!(control, '\u{fffe}' | '\u{ffff}') => {}
            other => xml.push(other),
        }
    }
}
