//! `Read(variable[,prompts[,maxdigits[,options[,attempts[,timeout]]]]])`: takes keys from the caller.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::digits;
use crate::options::Options;
use crate::prompts::{self, Played};
use crate::replies;

pub(crate) static READ: Application = Application {
    name: "Read",
    since: "0.1.0",
    synopsis: "Takes keys that the caller presses into a variable.",
    description: "Ends with `#` (or the keys of option `t`), with the greatest number of keys, or when no key comes in time. \
        The first key stops the prompts and counts. What was pressed stands in the variable, also \
        when time ran out in the middle of it. Without a single key the prompts are played again, \
        until there have been as many attempts as asked for.",
    args: &[
        Arg::required(
            "variable",
            "Name of the channel variable for the keys.",
            Kind::Variable,
        ),
        Arg::optional(
            "prompts",
            "What to play meanwhile, joined with `&`.",
            Kind::Prompt,
        ),
        Arg::optional(
            "maxdigits",
            "Return after so many keys, 1 to 255; without it, only `#` or time ends it.",
            Kind::Integer,
        ),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
        Arg::optional("attempts", "How often to ask; 1 by default.", Kind::Integer),
        Arg::optional(
            "timeout",
            "Seconds to wait for each key; by default 10 for the first and 5 for each one after.",
            Kind::Seconds,
        ),
    ],
    status: Some(Status {
        variable: "READSTATUS",
        values: &["OK", "TIMEOUT", "HANGUP", "SKIPPED"],
    }),
    comes_back: true,
    source: "Asterisk application Read",
    example: include_str!("read.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    ('s', "Return at once if the call has not been answered."),
    ('n', "Do not answer; ask as early media."),
    (
        'i',
        "Play a tone instead of a prompt. It is silence for now.",
    ),
    (
        't',
        "`t(keys)`: end with one of these keys and not with `#`; with none of them, `t()`, only time and number end it.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = Options::read(call, &args.text(3), OPTIONS);
    let question = Question::from(call, args, &options)?;
    let variable = args.text(0);
    let (keys, status) = if !call.is_answered() && options.has('s') {
        (String::new(), "SKIPPED")
    } else {
        if options.has('n') {
            replies::open_early_media(call)?;
        } else {
            replies::answer(call)?;
        }
        question.ask(call).inspect_err(|_| {
            // For what runs after the hangup.
            call.set_variable("READSTATUS", "HANGUP");
        })?
    };
    call.set_variable(&variable, keys);
    call.set_variable("READSTATUS", status);
    Ok(status.into())
}

struct Question {
    prompts: String,
    /// The keys that end it.
    ends: String,
    max_digits: usize,
    attempts: i64,
    first_key: Duration,
    next_key: Duration,
}

/// Asterisk's response and digit timeouts of a channel.
const FIRST_KEY: Duration = Duration::from_secs(10);
const NEXT_KEY: Duration = Duration::from_secs(5);

impl Question {
    fn from(call: &Call, args: &Args, options: &Options) -> Result<Self, ScriptError> {
        let timeout = args.seconds(5)?.filter(|timeout| !timeout.is_zero());
        let ends = match options.argument('t') {
            Some(keys) => keys.to_owned(),
            None => "#".to_owned(),
        };
        Ok(Self {
            ends,
            prompts: match options.has('i') {
                true => String::new(),
                false => args.text(1),
            },
            max_digits: match args.integer(2)?.unwrap_or(0) {
                0 => 255,
                given @ 1..=255 => given as usize,
                _ if call.in_line() => 255,
                given => return Err(out_of_range(given)),
            },
            attempts: args.integer(4)?.unwrap_or(1).max(1),
            first_key: timeout.unwrap_or(FIRST_KEY),
            next_key: timeout.unwrap_or(NEXT_KEY),
        })
    }

    fn ask(&self, call: &Call) -> Result<(String, &'static str), ScriptError> {
        let mut outcome = (String::new(), "TIMEOUT");
        for _ in 0..self.attempts {
            outcome = self.attempt(call)?;
            if !outcome.0.is_empty() {
                break;
            }
        }
        Ok(outcome)
    }

    fn attempt(&self, call: &Call) -> Result<(String, &'static str), ScriptError> {
        let key = match prompts::play_until_key(call, &self.prompts)? {
            Played::Key(key) => Some(key),
            Played::All | Played::Missing => digits::next(call, self.first_key)?,
        };
        let entered = digits::up_to(call, key, self.max_digits, self.next_key, &self.ends)?;
        let status = if entered.whole { "OK" } else { "TIMEOUT" };
        Ok((entered.keys, status))
    }
}

fn out_of_range(given: i64) -> ScriptError {
    ScriptError::fault(
        Code::BadArgument,
        format!("`{given}` keys cannot be read; 1 to 255 can"),
    )
}
