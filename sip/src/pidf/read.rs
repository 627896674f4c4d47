//! Reading a presence document. Elements are known by their local names and where they stand:
//! clients differ in prefixes, and some in namespaces.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Activity, Basic, PidfError, Presence};

/// Largest document, in octets.
const MAX_SIZE: usize = 64 * 1024;

/// Deepest element. Real documents have six.
const MAX_DEPTH: usize = 16;

/// Most activities that are kept.
const MAX_ACTIVITIES: usize = 16;

pub(super) fn read(document: &[u8]) -> Result<Presence, PidfError> {
    if document.len() > MAX_SIZE {
        return Err(PidfError::Bounds);
    }
    let text = String::from_utf8_lossy(document);
    let mut reader = Reader::from_str(&text);
    let mut builder = Builder::default();
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Start(start) => builder.open(&start)?,
            Event::Empty(start) => {
                builder.open(&start)?;
                builder.close();
            }
            Event::End(_) => builder.close(),
            Event::Text(text) => builder.text.push_str(text.as_ref()),
            Event::CData(text) => builder.text.push_str(text.as_ref()),
            Event::GeneralRef(reference) => {
                let named = || predefined(reference.as_ref());
                builder
                    .text
                    .extend(reference.resolve_char_ref().map_err(broken)?.or_else(named));
            }
            Event::DocType(_) => return Err(PidfError::Bounds),
            Event::Eof => return builder.finish(),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
}

/// What was found so far.
#[derive(Default)]
struct Builder {
    /// Local names of the open elements.
    path: Vec<String>,
    /// Text of the innermost element.
    text: String,
    root_seen: bool,
    entity: String,
    tuple_open: bool,
    tuple_contact: Option<String>,
    open: bool,
    contact: Option<String>,
    activities: Vec<Activity>,
    person_note: Option<String>,
    tuple_note: Option<String>,
    note: Option<String>,
}

impl Builder {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), PidfError> {
        let name = start.local_name().as_ref().to_owned();
        if self.path.len() >= MAX_DEPTH {
            return Err(PidfError::Bounds);
        }
        if self.path.is_empty() {
            if name != "presence" || self.root_seen {
                return Err(PidfError::Root { root: name });
            }
            self.root_seen = true;
            self.entity = attribute(start, "entity");
        }
        match name.as_str() {
            "tuple" => (self.tuple_open, self.tuple_contact) = (false, None),
            activity
                if self.parent() == "activities"
                    && activity != "note"
                    && self.activities.len() < MAX_ACTIVITIES =>
            {
                self.activities.push(Activity::of(activity));
            }
            _ => {}
        }
        self.text.clear();
        self.path.push(name);
        Ok(())
    }

    fn close(&mut self) {
        let Some(name) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text).trim().to_owned();
        match (name.as_str(), self.parent()) {
            ("basic", _) => self.tuple_open = text.eq_ignore_ascii_case("open"),
            ("contact", "tuple") => self.tuple_contact = Some(text),
            ("tuple", _) => {
                self.open |= self.tuple_open;
                if self.tuple_open && self.contact.is_none() {
                    self.contact = self.tuple_contact.take();
                }
            }
            ("note", "person" | "activities") => keep_first(&mut self.person_note, text),
            ("note", "tuple") => keep_first(&mut self.tuple_note, text),
            ("note", "presence") => keep_first(&mut self.note, text),
            _ => {}
        }
    }

    fn parent(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }

    fn finish(self) -> Result<Presence, PidfError> {
        if !self.root_seen || !self.path.is_empty() {
            return Err(PidfError::Xml {
                reason: "document ends too early".to_owned(),
            });
        }
        let note = self.person_note.or(self.tuple_note).or(self.note);
        let basic = if self.open {
            Basic::Open
        } else {
            Basic::Closed
        };
        Ok(Presence {
            entity: self.entity,
            basic,
            activities: self.activities,
            note,
            contact: self.contact,
        })
    }
}

fn keep_first(slot: &mut Option<String>, text: String) {
    if slot.is_none() && !text.is_empty() {
        *slot = Some(text);
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let mut attributes = start.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.as_ref() == name);
    found.map_or_else(String::new, |attribute| {
        let raw = attribute.value.clone().into_owned();
        quick_xml::escape::unescape(&raw).map_or_else(|_| raw.clone(), |text| text.into_owned())
    })
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn broken(error: impl std::fmt::Display) -> PidfError {
    PidfError::Xml {
        reason: error.to_string(),
    }
}
