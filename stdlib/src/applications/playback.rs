//! `Playback(prompts[,options])`: plays sound files.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::prompts::{self, Played};
use crate::replies;

pub(crate) static PLAYBACK: Application = Application {
    name: "Playback",
    since: "0.1.0",
    synopsis: "Plays one or more prompts, answering first.",
    description: "Prompts are looked for in the channel's language, then in English, then without \
        a language. One that is missing is named on the console and left out. Keys pressed while \
        prompts play do nothing and are forgotten; `Read` hears them.",
    args: &[
        Arg::required(
            "prompts",
            "Names of sound files without their endings, joined with `&`.",
            Kind::Prompt,
        ),
        Arg::optional(
            "options",
            "`noanswer` plays as early media to a call that has not been answered; `skip` \
                plays nothing to such a call.",
            Kind::Words(&["noanswer", "skip"]),
        ),
    ],
    status: Some(Status {
        variable: "PLAYBACKSTATUS",
        values: &["SUCCESS", "FAILED"],
    }),
    comes_back: true,
    source: "Asterisk application Playback",
    example: include_str!("playback.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = args.text(1).to_lowercase();
    let status = if options.contains("skip") && !call.is_answered() {
        "SUCCESS"
    } else {
        if options.contains("noanswer") {
            replies::open_early_media(call)?;
        } else {
            replies::answer(call)?;
        }
        match prompts::play(call, &args.text(0))? {
            Played::Missing => "FAILED",
            Played::All | Played::Key(_) => "SUCCESS",
        }
    };
    prompts::forget_digits(call);
    call.set_variable("PLAYBACKSTATUS", status);
    Ok(status.into())
}
