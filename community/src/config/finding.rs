//! What is wrong with a configuration, and where.

/// One thing to tell the operator. The caller knows the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Whether the switch can work with the file as it is.
    pub severity: Severity,
    /// A stable name, to which a diagnostic code can be mapped.
    pub kind: FindingKind,
    /// One sentence, lower case, the offending text in backquotes.
    pub message: String,
    /// Line of the file, from 1.
    pub line: u32,
    /// First character of the offending text, from 1, counted in characters.
    pub column: u32,
    /// The character after its last one, on the same line.
    pub end_column: u32,
    /// What to do.
    pub help: Option<String>,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// It works, though perhaps not as meant.
    Warning,
    /// It was not understood.
    Error,
}

/// The kinds of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// A line that is neither section, nor option, nor comment.
    Syntax,
    /// `#include`, `#exec` and the like.
    UnsupportedDirective,
    /// An option before the first section.
    OptionOutsideSection,
    /// A section name that is no Skype name.
    BadUserName,
    /// Two sections of one name.
    DuplicateSection,
    /// A template that is named but not defined above.
    UnknownTemplate,
    /// No such option in this kind of section.
    UnknownOption,
    /// A value that the option does not take.
    BadValue,
    /// A codec that nobody knows.
    UnknownCodec,
    /// A codec that this switch does not have.
    UnsupportedCodec,
    /// All codecs are disallowed.
    NoCodec,
    /// A user without `secret`.
    MissingSecret,
    /// `default_user` names no user section.
    UnknownDefaultUser,
    /// `setvar` without `name=value`, or with a property that is not there.
    BadSetVar,
    /// The same option twice, where the last one counts.
    RepeatedOption,
}

impl FindingKind {
    /// All kinds, in the order of their declaration.
    pub const ALL: [Self; 15] = [
        Self::Syntax,
        Self::UnsupportedDirective,
        Self::OptionOutsideSection,
        Self::BadUserName,
        Self::DuplicateSection,
        Self::UnknownTemplate,
        Self::UnknownOption,
        Self::BadValue,
        Self::UnknownCodec,
        Self::UnsupportedCodec,
        Self::NoCodec,
        Self::MissingSecret,
        Self::UnknownDefaultUser,
        Self::BadSetVar,
        Self::RepeatedOption,
    ];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::UnsupportedDirective => "unsupported-directive",
            Self::OptionOutsideSection => "option-outside-section",
            Self::BadUserName => "bad-user-name",
            Self::DuplicateSection => "duplicate-section",
            Self::UnknownTemplate => "unknown-template",
            Self::UnknownOption => "unknown-option",
            Self::BadValue => "bad-value",
            Self::UnknownCodec => "unknown-codec",
            Self::UnsupportedCodec => "unsupported-codec",
            Self::NoCodec => "no-codec",
            Self::MissingSecret => "missing-secret",
            Self::UnknownDefaultUser => "unknown-default-user",
            Self::BadSetVar => "bad-setvar",
            Self::RepeatedOption => "repeated-option",
        }
    }

    /// Whether a file with such a finding can still be used.
    pub fn severity(self) -> Severity {
        match self {
            Self::UnsupportedCodec | Self::MissingSecret | Self::RepeatedOption => {
                Severity::Warning
            }
            _ => Severity::Error,
        }
    }
}
