//! The options of `Dial`: one row a letter, in Asterisk's order.
//!
//! Left out: `E`, `k`, `K`, `N`, `n`, `O`, `p`, `P`, `s`, `u`, `v`, `w`, `W`, `x`, `X` and `z`, which park, record, screen or
//! belong to hardware. The check names them.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;

use super::limit::Limit;
use crate::applications::hangup;
use crate::number;
use crate::options::Options;
use runtime::host::Cause;

/// What each letter does.
pub(in crate::applications) const LETTERS: &[(char, &str)] = &[
    (
        'A',
        "`A(prompt:prompt)`: play the first prompt to the callee, and the second to the caller, before they talk.",
    ),
    (
        'a',
        "Answer the caller as soon as the callee answers, before `A`, `D` and `U` do what they do.",
    ),
    (
        'b',
        "`b(context^extension^priority(arguments))`: a subroutine on the channel of each target before it rings. \
            Variables and caller ID that it sets are those of that channel. Arguments are separated by `^`.",
    ),
    (
        'B',
        "`B(context^extension^priority(arguments))`: a subroutine on the caller's channel before anybody is dialled.",
    ),
    (
        'c',
        "Whoever still rings when this ends without an answer is told that the call was taken elsewhere, so that no \
            telephone counts it as missed.",
    ),
    (
        'd',
        "While it rings, a key of the caller that is an extension leads there: in the context that `EXITCONTEXT` \
            names, or this one.",
    ),
    (
        'D',
        "`D(keys:keys:keys)`: send the first to the callee and the second to the caller before they talk, the third \
            to the callee when early media begins.",
    ),
    (
        'e',
        "Run the extension `h` of this context on the callee's channel when the call is over.",
    ),
    (
        'F',
        "`F(context^extension^priority)`: when the caller hangs up, the callee goes there; without a place, to the \
            priority behind this one.",
    ),
    (
        'f',
        "`f(number)`: the callee is told this number as the caller's. Without one it is for forwarded calls, which \
            there are none of here.",
    ),
    ('g', "Go on in the dialplan when the callee hangs up."),
    (
        'G',
        "`G(context^extension^priority)`: when the callee answers, the caller goes there and the callee to the \
            priority behind it; they are not connected.",
    ),
    ('h', "The callee can hang up by pressing `*`."),
    ('H', "The caller can hang up by pressing `*`."),
    (
        'i',
        "Follow no forwarding by a target. None is followed here in any case.",
    ),
    (
        'I',
        "Pass no news of who is connected. None is passed here in any case.",
    ),
    (
        'j',
        "Offer the targets the streams of the caller. It is always so here.",
    ),
    (
        'L',
        "`L(length:warning:repeat)`: end the call after so many milliseconds, warn so many before its end, and again \
            every so many. `LIMIT_WARNING_FILE` is the prompt (`beep` by default), `LIMIT_CONNECT_FILE` and \
            `LIMIT_TIMEOUT_FILE` are played at the beginning and the end; `LIMIT_PLAYAUDIO_CALLER` and \
            `LIMIT_PLAYAUDIO_CALLEE` (`yes` or `no`) say to whom, by default the caller.",
    ),
    (
        'm',
        "The caller hears music until somebody answers; there is none yet, so it is ringing.",
    ),
    (
        'o',
        "`o(number)`: the callee is told this number as the caller's; without one, the caller's own as always.",
    ),
    (
        'Q',
        "`Q(cause)`: those who stop ringing because another one answered are told this cause, a number or name as for \
            `Hangup`; by default that the call was taken elsewhere.",
    ),
    (
        'r',
        "Let the caller hear ringing from the start, and no early media.",
    ),
    (
        'R',
        "Let the caller hear ringing from the start, until there is early media.",
    ),
    ('S', "`S(seconds)`: end the call so long after the answer."),
    (
        't',
        "The callee can transfer the caller by pressing `#` and an extension, of the context that `TRANSFER_CONTEXT` \
            names, or of this one.",
    ),
    ('T', "The caller can transfer the callee in the same way."),
    (
        'U',
        "`U(context^argument^argument)`: a subroutine on the callee's channel, extension `s`, after the answer and \
            before they talk. `GOSUB_RESULT` says how to go on: `ABORT` ends both, `BUSY` and `CONGESTION` end the \
            callee and are the status, `CONTINUE` ends the callee and goes on, `GOTO:context^extension^priority` \
            sends the caller there. With anything else they talk.",
    ),
];

/// What the options say that needs to be read.
pub(super) struct Wishes {
    pub(super) options: Options,
    pub(super) limit: Option<Limit>,
    /// What those who lost the race are told.
    pub(super) elsewhere: Cause,
    /// The number that the callee is told as the caller's.
    pub(super) number: Option<String>,
    /// Keys for the callee, the caller, and the callee as soon as there is early media.
    pub(super) keys: [String; 3],
    /// Prompts for the callee and the caller.
    pub(super) prompts: [String; 2],
}

impl Wishes {
    /// Reads option letters. A number that is none is an error in Rhai, and named and passed over in a line.
    pub(super) fn read(call: &Call, text: &str) -> Result<Self, ScriptError> {
        let options = Options::read(call, text, LETTERS);
        let limit = lenient(call, limit(&options))?.flatten();
        let elsewhere = match options.argument('Q') {
            Some(cause) if !cause.is_empty() => lenient(call, hangup::named(cause))?,
            _ => None,
        };
        let number = ['f', 'o'].iter().find_map(|&letter| {
            let number = options.argument(letter)?;
            (!number.is_empty()).then(|| number.to_owned())
        });
        Ok(Self {
            limit,
            elsewhere: elsewhere.unwrap_or(Cause::Elsewhere),
            number,
            keys: parts(options.argument('D')),
            prompts: parts(options.argument('A')),
            options,
        })
    }

    /// What those who ring are told when nobody has answered.
    pub(super) fn given_up(&self) -> Cause {
        if self.has('c') {
            Cause::Elsewhere
        } else {
            Cause::Normal
        }
    }

    /// Whether the letter is there.
    pub(super) fn has(&self, letter: char) -> bool {
        self.options.has(letter)
    }

    /// Whether the caller is to hear ringing whatever the targets do.
    pub(super) fn rings_at_once(&self) -> bool {
        ['r', 'R', 'm'].iter().any(|&letter| self.has(letter))
    }

    /// Whether the caller may hear a target before it answers.
    pub(super) fn passes_early_media(&self) -> bool {
        !self.has('r') && !self.has('m')
    }
}

/// In a line a mistake is told and passed over.
fn lenient<T>(call: &Call, read: Result<T, ScriptError>) -> Result<Option<T>, ScriptError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(error) if call.in_line() => {
            call.complain(error);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What stands between colons.
fn parts<const COUNT: usize>(argument: Option<&str>) -> [String; COUNT] {
    let mut parts = argument.unwrap_or_default().split(':').map(str::trim);
    std::array::from_fn(|_| parts.next().unwrap_or_default().to_owned())
}

/// The shorter of `L` and `S`.
fn limit(options: &Options) -> Result<Option<Limit>, ScriptError> {
    let mut limit = match options.argument('L') {
        Some(text) => Limit::parse(text).map_err(|part| odd('L', part))?,
        None => None,
    };
    if let Some(text) = options.argument('S') {
        let (seconds, _) = number::float(text)
            .filter(|(seconds, _)| *seconds > 0.0)
            .ok_or_else(|| odd('S', text))?;
        let time = Duration::try_from_secs_f64(seconds).map_err(|_| odd('S', text))?;
        limit = Some(limit.unwrap_or_default().at_most(time));
    }
    Ok(limit)
}

fn odd(letter: char, text: &str) -> ScriptError {
    let unit = if letter == 'L' {
        "milliseconds"
    } else {
        "seconds"
    };
    let message = format!("`{text}` in option `{letter}` is not a number of {unit}");
    ScriptError::fault(Code::BadArgument, message)
}
