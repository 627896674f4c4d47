//! `PrivacyManager([tries[,minlength[,options[,context]]]])`: asks callers without a number for one.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::digits;
use crate::options::Options;
use crate::prompts::{self, Played};
use crate::replies;

pub(crate) static PRIVACY_MANAGER: Application = Application {
    name: "PrivacyManager",
    since: "0.2.0",
    synopsis: "Asks a caller who shows no number for one.",
    description: "Who shows a number passes at once. Others are answered, hear `privacy-unident` and `privacy-prompt`, \
        and enter a number that `#` ends; too short a one, or one that the context does not take, is asked for again \
        behind `privacy-incorrect`. The number becomes `CALLERID(num)`, with `Privacy Manager` as the name. Prompts that \
        are not there are left out.",
    args: &[
        Arg::optional(
            "tries",
            "How often the caller may try; 3 by default.",
            Kind::Integer,
        ),
        Arg::optional(
            "minlength",
            "How many digits a number has at least; 10 by default.",
            Kind::Integer,
        ),
        Arg::optional("options", "None; Asterisk has none either.", Kind::Text),
        Arg::optional(
            "context",
            "A context whose extensions are the numbers that pass.",
            Kind::Text,
        ),
    ],
    status: Some(Status {
        variable: "PRIVACYMGRSTATUS",
        values: &["SUCCESS", "FAILED"],
    }),
    comes_back: true,
    source: "Asterisk application PrivacyManager",
    example: include_str!("privacy_manager.rhai"),
    run,
};

/// How long for the first digit, and for each one after.
const FIRST: Duration = Duration::from_secs(10);
const NEXT: Duration = Duration::from_secs(5);
/// Most digits of a number.
const LONGEST: usize = 29;

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let tries = args.integer(0)?.filter(|tries| *tries > 0).unwrap_or(3);
    let least = args.integer(1)?.filter(|least| *least > 0).unwrap_or(10);
    let least = usize::try_from(least).unwrap_or(LONGEST).min(LONGEST);
    Options::read(call, &args.text(2), &[]);
    if !call.caller().num.is_empty() {
        return Ok(ended(call, "SUCCESS"));
    }
    replies::answer(call)?;
    prompts::play(call, "privacy-unident")?;
    for _ in 0..tries {
        let key = match prompts::play_until_key(call, "privacy-prompt")? {
            Played::Key(key) => Some(key),
            Played::All | Played::Missing => digits::next(call, FIRST)?,
        };
        let number = digits::up_to_pound(call, key, LONGEST, NEXT)?.keys;
        let passes = args
            .given(3)
            .is_none_or(|context| call.extension_exists(&context, &number));
        if number.len() >= least && passes {
            prompts::play(call, "privacy-thankyou")?;
            call.with_info_mut(|info| {
                info.caller.num = number;
                "Privacy Manager".clone_into(&mut info.caller.name);
            });
            return Ok(ended(call, "SUCCESS"));
        }
        prompts::play(call, "privacy-incorrect")?;
    }
    Ok(ended(call, "FAILED"))
}

fn ended(call: &Call, status: &'static str) -> Value {
    call.set_variable("PRIVACYMGRSTATUS", status);
    status.into()
}
