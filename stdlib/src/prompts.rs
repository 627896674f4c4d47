//! Playing prompts and hearing keys meanwhile: what `Playback` and `Read` have in common.

use runtime::call::{Call, ScriptError, Wake};
use runtime::host::{Event, Reply, Request};

/// How playing came to its end.
#[derive(Debug, PartialEq)]
pub(crate) enum Played {
    /// All that was there has been heard.
    All,
    /// At least one prompt was not there; the others have been heard.
    Missing,
    /// The caller pressed this key, and the rest was not played.
    Key(char),
}

/// Plays prompts joined with `&`, one after the other.
pub(crate) fn play(call: &Call, prompts: &str) -> Result<Played, ScriptError> {
    let names: Vec<String> = split(prompts);
    heard(call, names, |_| false)
}

/// The same, until a key is pressed.
pub(crate) fn play_until_key(call: &Call, prompts: &str) -> Result<Played, ScriptError> {
    let names = split(prompts);
    let channel = call.channel();
    heard(
        call,
        names,
        move |event| matches!(event, Event::Digit(on, _) if *on == channel),
    )
}

/// Forgets the keys pressed until now, as applications do that take no digits themselves.
pub(crate) fn forget_digits(call: &Call) {
    let channel = call.channel();
    call.discard(|event| matches!(event, Event::Digit(on, _) if *on == channel));
}

fn split(prompts: &str) -> Vec<String> {
    prompts
        .split('&')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn heard(
    call: &Call,
    mut names: Vec<String>,
    stops: impl Fn(&Event) -> bool,
) -> Result<Played, ScriptError> {
    let channel = call.channel();
    let mut outcome = Played::All;
    // Each turn takes at least one missing name away, so this ends.
    while !names.is_empty() {
        match call.request(begin(call, &names))? {
            Reply::Done => break,
            Reply::Gone => return Err(ScriptError::Ended),
            Reply::NotFound(missing) => {
                call.verbose(1, format!("there is no prompt `{missing}`"));
                outcome = Played::Missing;
                let before = names.len();
                names.retain(|name| *name != missing);
                if names.len() == before {
                    return Ok(Played::Missing);
                }
            }
            reply => {
                call.verbose(1, format!("the prompt could not be played: {reply:?}"));
                return Ok(Played::Missing);
            }
        }
    }
    if names.is_empty() {
        return Ok(outcome);
    }
    let ended = Event::Played(channel);
    match call.event(None, |event| *event == ended || stops(event))? {
        Wake::Event(Event::Digit(_, key)) => {
            call.request(Request::StopPlay(channel))?;
            // The end may have been on its way when the key was.
            call.discard(|event| *event == ended);
            Ok(Played::Key(key))
        }
        _ => Ok(outcome),
    }
}

fn begin(call: &Call, names: &[String]) -> Request {
    Request::Play {
        channel: call.channel(),
        prompts: names.to_vec(),
        language: call.with_info(|info| info.language.clone()),
    }
}
