//! Where a stranger's text does harm, and which of its characters do.

use super::alphabet::{Alphabet, HARMLESS, LETTERS};
use crate::diagnostic::Code;
use crate::library::Kind;

/// A use of a text that decides something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Sink {
    /// What is called.
    Dial,
    /// Options that can name a subroutine.
    Options,
    /// A command line.
    Command,
    /// Something that is substituted once more, or the name of an application.
    Program,
    /// Where the call goes.
    Place,
    File,
    Mailbox,
    Address,
}

/// What tells apart the targets and the parts of a dial string, and in a line its arguments.
const DIAL: Alphabet = Alphabet::of("&,/@|()^:;\"' \\");
const OPTIONS: Alphabet = Alphabet::of("(),^");
/// What a shell does not take as it stands, wildcards left out.
const COMMAND: Alphabet = Alphabet::of(";|&$`<>(){}'\"\\ \t\n\r!~");
/// All but what names consist of.
const PLACE: Alphabet = Alphabet::ALL.except(NAMES);
const NAMES: Alphabet = LETTERS.and(HARMLESS);
const PROGRAM: Alphabet = Alphabet::ALL.except(HARMLESS);
/// What leads into another folder, and what begins another file or argument.
const FILE: Alphabet = Alphabet::of("/&,|\\\n");
const MAILBOX: Alphabet = Alphabet::of("&,@/");
const ADDRESS: Alphabet = Alphabet::of("&?/@:;= \t\r\n\\");

impl Sink {
    /// The characters that do harm.
    pub(super) fn danger(self) -> Alphabet {
        match self {
            Self::Dial => DIAL,
            Self::Options => OPTIONS,
            Self::Command => COMMAND,
            Self::Program => PROGRAM,
            Self::Place => PLACE,
            Self::File => FILE,
            Self::Mailbox => MAILBOX,
            Self::Address => ADDRESS,
        }
    }

    pub(super) fn code(self) -> Code {
        match self {
            Self::Dial | Self::Options => Code::StrangerDials,
            Self::Command | Self::Program => Code::StrangerRuns,
            Self::Place => Code::StrangerGoes,
            Self::File | Self::Mailbox => Code::StrangerNamesFile,
            Self::Address => Code::StrangerFetches,
        }
    }

    /// What a caller can do.
    pub(super) fn power(self, by: &str) -> String {
        match self {
            Self::Dial => format!("a caller can choose what `{by}` calls"),
            Self::Options => format!("a caller can choose options of `{by}`"),
            Self::Command => format!("a caller can choose what `{by}` runs"),
            Self::Program => format!("a caller can choose what `{by}` works out"),
            Self::Place => format!("a caller can choose where `{by}` goes"),
            Self::File => format!("a caller can choose the file of `{by}`"),
            Self::Mailbox => format!("a caller can choose the mailboxes of `{by}`"),
            Self::Address => format!("a caller can choose the address that `{by}` fetches"),
        }
    }

    /// What a stranger would write behind what has to stand there.
    pub(super) fn attack(self) -> &'static str {
        match self {
            Self::Dial => "&SIP/trunk/0900123456",
            Self::Options => ",,U(x)",
            Self::Command => ";reboot",
            Self::Program => "${SHELL(reboot)}",
            Self::Place => ",2",
            Self::File => "/../../tmp/x",
            Self::Mailbox => "&101&102",
            Self::Address => "&admin=1",
        }
    }

    /// What the declaration of an argument says about it.
    pub(crate) fn of_kind(kind: Kind) -> Option<Self> {
        match kind {
            Kind::DialString => Some(Self::Dial),
            Kind::Prompt => Some(Self::File),
            _ => None,
        }
    }
}

/// Arguments of applications whose declaration does not say so, or which are Asterisk's and may not be there:
/// the name in lower case, the argument counted from 0, and what it is.
const ARGUMENTS: &[(&str, usize, Sink)] = &[
    ("agi", 0, Sink::File),
    ("background", 0, Sink::File),
    ("controlplayback", 0, Sink::File),
    ("deadagi", 0, Sink::File),
    ("dial", 0, Sink::Dial),
    ("dial", 2, Sink::Options),
    ("eagi", 0, Sink::File),
    ("externalivr", 0, Sink::Command),
    ("mixmonitor", 0, Sink::File),
    ("mixmonitor", 2, Sink::Command),
    ("monitor", 1, Sink::File),
    ("mp3player", 0, Sink::File),
    ("originate", 0, Sink::Dial),
    ("page", 0, Sink::Dial),
    ("playback", 0, Sink::File),
    ("read", 1, Sink::File),
    ("record", 0, Sink::File),
    ("retrydial", 0, Sink::File),
    ("retrydial", 3, Sink::Dial),
    ("shell", 0, Sink::Command),
    ("skypetransfer", 0, Sink::Dial),
    ("system", 0, Sink::Command),
    ("transfer", 0, Sink::Dial),
    ("trysystem", 0, Sink::Command),
    ("voicemail", 0, Sink::Mailbox),
];

/// Functions, in the same way.
const FUNCTION_ARGUMENTS: &[(&str, usize, Sink)] = &[
    ("AST_CONFIG", 0, Sink::File),
    ("CURL", 0, Sink::Address),
    ("EVAL", 0, Sink::Program),
    ("FILE", 0, Sink::File),
    ("SHELL", 0, Sink::Command),
];

/// What an argument of an application is. All that is left of a line is an argument of a command.
pub(crate) fn of_application(name: &str, argument: usize) -> Option<Sink> {
    let rows = ARGUMENTS.iter();
    let mut rows = rows.filter(|row| row.1 == argument && row.0.eq_ignore_ascii_case(name));
    rows.next().map(|row| row.2)
}

pub(crate) fn of_function(name: &str, argument: usize) -> Option<Sink> {
    let rows = FUNCTION_ARGUMENTS.iter();
    let mut rows = rows.filter(|row| row.1 == argument && row.0 == name);
    rows.next().map(|row| row.2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_stranger_would_write_is_what_is_dangerous() {
        let sinks = [
            Sink::Dial,
            Sink::Options,
            Sink::Command,
            Sink::Program,
            Sink::Place,
            Sink::File,
            Sink::Mailbox,
            Sink::Address,
        ];
        for sink in sinks {
            assert!(Alphabet::of(sink.attack()).meets(sink.danger()), "{sink:?}");
            assert!(!HARMLESS.meets(sink.danger()), "{sink:?}");
        }
    }
}
