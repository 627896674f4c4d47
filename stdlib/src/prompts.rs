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
    heard(call, split(prompts), &language(call), |_| false)
}

/// The same, until a key is pressed.
pub(crate) fn play_until_key(call: &Call, prompts: &str) -> Result<Played, ScriptError> {
    play_until(call, prompts, &language(call), |_| true)
}

/// The same in another language, until a key is pressed that `counts`.
pub(crate) fn play_until(
    call: &Call,
    prompts: &str,
    language: &str,
    counts: impl Fn(char) -> bool,
) -> Result<Played, ScriptError> {
    let channel = call.channel();
    let stops = move |event: &Event| matches!(event, Event::Digit(on, key) if *on == channel && counts(*key));
    heard(call, split(prompts), language, stops)
}

/// The language of the prompts on this channel.
fn language(call: &Call) -> String {
    call.with_info(|info| info.language.clone())
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
    language: &str,
    stops: impl Fn(&Event) -> bool,
) -> Result<Played, ScriptError> {
    let channel = call.channel();
    let mut outcome = Played::All;
    // Each turn takes at least one missing name away, so this ends.
    while !names.is_empty() {
        match call.request(begin(call, &names, language))? {
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

fn begin(call: &Call, names: &[String], language: &str) -> Request {
    Request::Play {
        channel: call.channel(),
        prompts: names.to_vec(),
        language: language.to_owned(),
    }
}
