//! `Background(prompts[,options[,language[,context]]])`: plays prompts while the caller dials an extension.

use runtime::call::{Call, ScriptError, Target};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::digits;
use crate::options::Options;
use crate::prompts::{self, Played};
use crate::replies;

pub(crate) static BACKGROUND: Application = Application {
    name: "Background",
    since: "0.2.0",
    synopsis: "Plays prompts, and goes to the extension that the caller dials meanwhile.",
    description: "The first key stops the prompts. Keys are taken as with `WaitExten`: as long as more of them could \
        make another extension, each for the time of `TIMEOUT(\"digit\")`; what matches nothing goes to the extension \
        `i`. Without a key the call goes on behind it, mostly to `WaitExten`, which gives the caller time to choose.\n\n\
        The call is answered first, unless the options say otherwise. Asterisk writes it `BackGround`; upper and lower \
        case are one in `extensions.conf`.",
    args: &[
        Arg::required("prompts", "What to play, joined with `&`.", Kind::Prompt),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
        Arg::optional(
            "language",
            "The language of these prompts; that of the channel by default.",
            Kind::Text,
        ),
        Arg::optional(
            "context",
            "The context of the extensions; this one by default.",
            Kind::Text,
        ),
    ],
    status: Some(Status {
        variable: "BACKGROUNDSTATUS",
        values: &["SUCCESS", "FAILED"],
    }),
    comes_back: true,
    source: "Asterisk application BackGround",
    example: include_str!("background.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    (
        's',
        "Go on at once, without a prompt, if the call has not been answered.",
    ),
    ('n', "Do not answer; play as early media."),
    (
        'm',
        "Only a key that is an extension by itself stops the prompts, and leads there at once.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let options = Options::read(call, &args.text(1), OPTIONS);
    if !call.is_answered() {
        if options.has('s') {
            call.set_variable("BACKGROUNDSTATUS", "SUCCESS");
            return Ok("SUCCESS".into());
        }
        if options.has('n') {
            replies::open_early_media(call)?;
        } else {
            replies::answer(call)?;
        }
    }
    let context = args.given(3).unwrap_or_else(|| call.context());
    let spoken = call.with_info(|info| info.language.clone());
    let language = args.given(2).unwrap_or(spoken);
    let counts = |key: char| !options.has('m') || call.extension_exists(&context, &key.to_string());
    let played = prompts::play_until(call, &args.text(0), &language, counts)?;
    let status = match played {
        Played::Missing => "FAILED",
        Played::All | Played::Key(_) => "SUCCESS",
    };
    call.set_variable("BACKGROUNDSTATUS", status);
    let Played::Key(key) = played else {
        return Ok(status.into());
    };
    Err(if options.has('m') {
        ScriptError::Goto(Target::start(context, key))
    } else if context == call.context() {
        ScriptError::Dialled(key)
    } else {
        let extension = digits::dialled(call, &context, key, None)?;
        ScriptError::Goto(Target::start(context, extension))
    })
}
