//! `Authenticate(password[,options[,maxdigits[,prompt]]])`: lets a caller pass who knows the password.

use std::time::Duration;

use runtime::call::{Call, ScriptError};
use runtime::diagnostic::Code;
use runtime::host::{Cause, Reply, Request};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::digits;
use crate::options::Options;
use crate::prompts::{self, Played};
use crate::{replies, texts};

pub(crate) static AUTHENTICATE: Application = Application {
    name: "Authenticate",
    since: "0.2.0",
    synopsis: "Asks the caller for a password, and ends the call after three wrong ones.",
    description: "The caller ends the password with `#`, or by its last digit if `maxdigits` says how long it is. The \
        prompts are `agent-pass`, `auth-incorrect`, `auth-thankyou` and `vm-goodbye`; those that are not there are left \
        out.\n\nThe password is digits; with option `d` it is a family of the database whose keys are the passwords. \
        There are no files of passwords as in Asterisk.",
    args: &[
        Arg::required(
            "password",
            "Digits; with option `d` a family of the database.",
            Kind::Text,
        ),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
        Arg::optional(
            "maxdigits",
            "How many digits a password has at most; `#` ends it by default.",
            Kind::Integer,
        ),
        Arg::optional(
            "prompt",
            "Asks for the password; `agent-pass` by default.",
            Kind::Prompt,
        ),
    ],
    status: None,
    comes_back: true,
    source: "Asterisk application Authenticate",
    example: include_str!("authenticate.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    (
        'a',
        "The password that was given becomes the account code, `CDR(accountcode)`.",
    ),
    (
        'd',
        "The password names a family of the database, whose keys are passwords.",
    ),
    (
        'r',
        "With `d`: a password is taken out of the database once it was used.",
    ),
];

/// How often a caller may try.
const TRIES: usize = 3;
/// How long for the first digit, and for each one after.
const FIRST: Duration = Duration::from_secs(10);
const NEXT: Duration = Duration::from_secs(5);
/// Most digits of a password. Asterisk's limit.
const LONGEST: usize = 255;

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let password = args.text(0);
    let options = Options::read(call, &args.text(1), OPTIONS);
    if password.starts_with('/') && !options.has('d') {
        let message = "there are no files of passwords";
        let fault = ScriptError::fault(Code::BadArgument, message);
        return Err(fault
            .with_help("keep them in the database and give their family with option `d`")
            .fatal());
    }
    replies::answer(call)?;
    let most = args.integer(2)?.and_then(|most| usize::try_from(most).ok());
    let most = most
        .filter(|most| (1..=LONGEST).contains(most))
        .unwrap_or(LONGEST);
    let mut prompt = args.given(3).unwrap_or_else(|| "agent-pass".to_owned());
    for _ in 0..TRIES {
        let key = match prompts::play_until_key(call, &prompt)? {
            Played::Key(key) => Some(key),
            Played::All | Played::Missing => digits::next(call, FIRST)?,
        };
        let given = digits::up_to_pound(call, key, most, NEXT)?.keys;
        if is_right(call, &password, &given, &options)? {
            if options.has('a') {
                call.write("CDR(accountcode)", &given.into())?;
            }
            prompts::play(call, "auth-thankyou")?;
            return Ok(Value::UNIT);
        }
        "auth-incorrect".clone_into(&mut prompt);
    }
    prompts::play(call, "vm-goodbye")?;
    Err(ScriptError::Hangup(Cause::Normal))
}

/// Whether the password is that, or one of the database.
fn is_right(
    call: &Call,
    password: &str,
    given: &str,
    options: &Options,
) -> Result<bool, ScriptError> {
    if !options.has('d') {
        return Ok(!given.is_empty() && given == password);
    }
    if given.is_empty() {
        return Ok(false);
    }
    let path = format!("{}/{given}", password.trim_matches('/'));
    if !matches!(call.request(Request::DbGet(path.clone()))?, Reply::Text(_)) {
        return Ok(false);
    }
    if options.has('r')
        && let Reply::Refused(_, why) = call.request(Request::DbDelete(path))?
    {
        return Err(texts::bad(why));
    }
    Ok(true)
}
