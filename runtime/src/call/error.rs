//! Why an application or function did not do it.

use super::Target;
use crate::diagnostic::Code;
use crate::host::Cause;

/// Why an application or function did not do it.
#[derive(Debug)]
pub enum ScriptError {
    /// The call is over; a script cannot catch this.
    Ended,
    /// A mistake in the dialplan, shown with file, line and chain of extensions. A script can catch it.
    Fault {
        /// Which kind.
        code: Code,
        /// One sentence, the offending value in backquotes.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// A mistake after which a line of `extensions.conf` cannot go on: the call ends, as it does in Asterisk when
    /// an application fails. In Rhai the same as [`Fault`](Self::Fault).
    Fatal {
        /// Which kind.
        code: Code,
        /// One sentence, the offending value in backquotes.
        message: String,
        /// What to do about it.
        help: Option<String>,
    },
    /// Leaves this extension for another one in the current generation (`Goto`).
    Goto(Target),
    /// A key interrupted it with which the caller begins to dial an extension of this context.
    Dialled(char),
    /// What was dialled is not all there is to it: the caller dials on (`Incomplete`).
    Incomplete,
    /// Comes back from the subroutine it is in, with this value (`Return`).
    Return(String),
    /// Ends the script; its channel ends with this cause. A script cannot catch it.
    Hangup(Cause),
}

impl ScriptError {
    /// A mistake in the dialplan.
    pub fn fault(code: Code, message: impl Into<String>) -> Self {
        Self::Fault {
            code,
            message: message.into(),
            help: None,
        }
    }

    /// The same as one that ends a call in `extensions.conf`.
    pub fn fatal(self) -> Self {
        match self {
            Self::Fault {
                code,
                message,
                help,
            } => Self::Fatal {
                code,
                message,
                help,
            },
            other => other,
        }
    }

    /// The same with a word on what to do about it.
    pub fn with_help(mut self, advice: impl Into<String>) -> Self {
        if let Self::Fault { help, .. } | Self::Fatal { help, .. } = &mut self {
            *help = Some(advice.into());
        }
        self
    }
}
