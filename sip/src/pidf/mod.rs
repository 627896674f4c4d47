//! Presence documents: PIDF (RFC 3863) with the person of the data model (RFC 4479) and RPID
//! activities (RFC 4480). `application/pidf+xml` enters and leaves as a [`Presence`].
//!
//! Reading is tolerant (any prefixes, unknown elements) and bounded (size, depth, no document
//! types, so no entities). Devices, times, privacy and the rest of RPID are left out.

mod print;
mod read;

pub(crate) use print::escape_into;

/// Whether someone can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basic {
    /// Ready to communicate.
    Open,
    /// Not.
    Closed,
}

/// What a person does (RFC 4480 section 3.2); the ones that decide a state here.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the activity of its name")]
pub enum Activity {
    Away,
    Busy,
    OnThePhone,
    PermanentAbsence,
    /// Any other, by its element name.
    Other(String),
}

impl Activity {
    /// The activity an RPID element names.
    pub fn of(name: &str) -> Self {
        match name {
            "away" => Self::Away,
            "busy" => Self::Busy,
            "on-the-phone" => Self::OnThePhone,
            "permanent-absence" => Self::PermanentAbsence,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Its element name.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Away => "away",
            Self::Busy => "busy",
            Self::OnThePhone => "on-the-phone",
            Self::PermanentAbsence => "permanent-absence",
            Self::Other(name) => name,
        }
    }
}

/// Why a document is no presence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PidfError {
    /// The XML is broken.
    #[error("broken XML: {reason}")]
    Xml {
        /// What the parser says.
        reason: String,
    },
    /// The root element is not `presence`.
    #[error("root element is `{root}`, not `presence`")]
    Root {
        /// Its name.
        root: String,
    },
    /// Too large, too deep, or with a document type.
    #[error("document exceeds its bounds")]
    Bounds,
}

/// Someone's presence as one document shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presence {
    /// Whose, as `pres:` or `sip:` URI.
    pub entity: String,
    /// Open when any tuple is.
    pub basic: Basic,
    /// Activities of the person.
    pub activities: Vec<Activity>,
    /// The note of the person, else of a tuple, else of the document.
    pub note: Option<String>,
    /// The contact of the first open tuple.
    pub contact: Option<String>,
}

impl Presence {
    /// Media type of the documents.
    pub const CONTENT_TYPE: &str = "application/pidf+xml";

    /// Someone's presence without any details.
    pub fn new(entity: &str, basic: Basic) -> Self {
        Self {
            entity: entity.to_owned(),
            basic,
            activities: Vec::new(),
            note: None,
            contact: None,
        }
    }

    /// Reads a document of at most 64 KiB.
    pub fn parse(document: &[u8]) -> Result<Self, PidfError> {
        read::read(document)
    }

    /// The document. Characters XML cannot hold are left out.
    pub fn to_xml(&self) -> String {
        print::print(self)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(document: &str, expected: &str) {
        let shown = match Presence::parse(document.as_bytes()) {
            Ok(presence) => {
                let activities: Vec<_> = presence.activities.iter().map(Activity::as_str).collect();
                format!(
                    "{:?} [{}] {:?} {:?}",
                    presence.basic,
                    activities.join(" "),
                    presence.note,
                    presence.contact
                )
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(shown, expected, "of {document}");
    }

    const TUPLE: &str = "<tuple id='a'><status><basic> open </basic></status><contact priority='1'>sip:a@b</contact></tuple>";

    #[test]
    fn documents_of_different_clients_say_the_same() {
        check(
            &format!("<presence entity='pres:a@b'>{TUPLE}</presence>"),
            "Open [] None Some(\"sip:a@b\")",
        );
        check(
            &format!(
                "<p:presence xmlns:p='urn:ietf:params:xml:ns:pidf'>{TUPLE}<note>doc</note><x:person><r:activities><r:busy/><r:x-y/></r:activities><x:note xml:lang='en'>a &amp; &#98;&lt;</x:note></x:person></p:presence>"
            ),
            "Open [busy x-y] Some(\"a & b<\") Some(\"sip:a@b\")",
        );
        check(
            "<presence><tuple><status><basic>closed</basic></status><note><![CDATA[x<y]]></note></tuple></presence>",
            "Closed [] Some(\"x<y\") None",
        );
        check("<presence/>", "Closed [] None None");
    }

    #[test]
    fn hostile_documents_are_refused() {
        check("<html/>", "root element is `html`, not `presence`");
        check(
            "<!DOCTYPE presence [<!ENTITY a 'b'>]><presence/>",
            "document exceeds its bounds",
        );
        check(&"<presence>".repeat(40), "document exceeds its bounds");
        check(
            &format!("<presence><note>{}</note></presence>", "x".repeat(70_000)),
            "document exceeds its bounds",
        );
        for broken in ["", "no xml", "<presence>", "<presence></tuple>"] {
            assert!(
                Presence::parse(broken.as_bytes()).is_err(),
                "`{broken}` was taken"
            );
        }
    }

    #[test]
    fn a_printed_document_reads_as_it_was() {
        let presence = Presence {
            entity: "sip:a&b@c".into(),
            basic: Basic::Open,
            activities: vec![Activity::Away, Activity::Other("meeting".into())],
            note: Some("<\"Grüße\"> & 'x'".into()),
            contact: Some("sip:a@b;x=\"<\"".into()),
        };
        assert_eq!(Presence::parse(presence.to_xml().as_bytes()), Ok(presence));
    }

    proptest! {
        #[test]
        fn no_octets_make_the_reader_panic(document in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..300) {
            let _ = Presence::parse(&document);
            let mut mutated = Presence { note: Some("x".into()), ..Presence::new("sip:a@b", Basic::Open) }.to_xml().into_bytes();
            let at = at % mutated.len();
            mutated.splice(at..at, document.into_iter().take(3));
            let _ = Presence::parse(&mutated);
        }

        #[test]
        fn no_note_breaks_out_of_its_element(note in "\\PC{1,40}") {
            let note = note.trim().to_owned();
            prop_assume!(!note.is_empty());
            let presence = Presence { note: Some(note), ..Presence::new("sip:a@b", Basic::Closed) };
            prop_assert_eq!(Presence::parse(presence.to_xml().as_bytes()), Ok(presence));
        }
    }
}
