//! Presence documents: PIDF (RFC 3863) with RPID activities (RFC 4480).

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
    #[error("root element is `{root}`")]
    Root {
        /// Its name.
        root: String,
    },
    /// Too large or too deep.
    #[error("document exceeds its bounds")]
    TooLarge,
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

#[expect(unused_variables, reason = "signatures first")]
impl Presence {
    /// Reads a document of at most 64 KiB.
    pub fn parse(document: &[u8]) -> Result<Self, PidfError> {
        unimplemented!()
    }
    /// The document as `application/pidf+xml`.
    pub fn to_xml(&self) -> String {
        unimplemented!()
    }
}
