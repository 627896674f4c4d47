//! `Originate(target,exten,context,extension,priority[,timeout[,options]])`: calls somebody into the dialplan.

use std::time::Duration;

use runtime::call::{Call, ScriptError, Target, Wake};
use runtime::diagnostic::Code;
use runtime::host::{CallerId, Cause, ChannelInfo, Event, Reply, Request};
use runtime::library::{Application, Arg, Args, Kind, Status, Value};

use crate::options::Options;

pub(crate) static ORIGINATE: Application = Application {
    name: "Originate",
    since: "0.2.0",
    synopsis: "Calls somebody and sends them into the dialplan once they answer.",
    description: "The caller stays where it is and waits for the answer. Of Asterisk's two types there is `exten`; what an application would \
        do is done by an extension.",
    args: &[
        Arg::required("target", "One dial string.", Kind::DialString),
        Arg::required("type", "`exten`.", Kind::Words(&["exten"])),
        Arg::required("context", "Where the call goes.", Kind::Context),
        Arg::optional(
            "extension",
            "The extension; `s` by default.",
            Kind::Extension,
        ),
        Arg::optional(
            "priority",
            "Its priority or label; 1 by default.",
            Kind::Priority,
        ),
        Arg::optional("timeout", "Seconds to ring; 30 by default.", Kind::Seconds),
        Arg::optional("options", "Letters.", Kind::Options(OPTIONS)),
    ],
    status: Some(Status {
        variable: "ORIGINATE_STATUS",
        values: &[
            "SUCCESS",
            "FAILED",
            "BUSY",
            "CONGESTION",
            "HANGUP",
            "RINGING",
            "UNKNOWN",
        ],
    }),
    comes_back: true,
    source: "Asterisk application Originate",
    example: include_str!("originate.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[
    (
        'c',
        "`c(number)`: the number that the target is told is calling.",
    ),
    (
        'n',
        "`n(name)`: the name that the target is told is calling.",
    ),
    (
        'v',
        "`v(name=value^name=value)`: variables of the channel that is called, beside those it inherits.",
    ),
];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if !args.text(1).eq_ignore_ascii_case("exten") {
        let message = format!("`{}` is no type of an originated call", args.text(1));
        let help = "give `exten` and a context, an extension and a priority";
        return Err(ScriptError::fault(Code::BadArgument, message).with_help(help));
    }
    let extension = args.given(3).unwrap_or_else(|| "s".to_owned());
    let priority = args.given(4).unwrap_or_else(|| "1".to_owned());
    let place = call.target(&[args.text(2), extension, priority])?;
    let status = originate(call, args, place)?;
    call.set_variable("ORIGINATE_STATUS", status);
    Ok(status.into())
}

fn originate(call: &Call, args: &Args, place: Target) -> Result<&'static str, ScriptError> {
    let options = Options::read(call, &args.text(6), OPTIONS);
    let text = |letter| options.argument(letter).unwrap_or_default().to_owned();
    let mut variables = call.inherited();
    let named = options.argument('v').unwrap_or_default().split('^');
    variables.extend(
        named
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.trim().to_owned(), value.to_owned())),
    );
    let reply = call.request(Request::Originate(runtime::host::Originate {
        target: args.text(0),
        parent: None,
        caller: CallerId {
            num: text('c'),
            name: text('n'),
        },
        topic: String::new(),
        token: String::new(),
        variables,
        max_forwards: ChannelInfo::MAX_FORWARDS,
    }))?;
    let channel = match reply {
        Reply::Channel(channel, _) => channel,
        Reply::Refused(cause, why) => {
            call.verbose(2, why);
            return Ok(failed(cause));
        }
        _ => return Ok("FAILED"),
    };
    let timeout = args.seconds(5)?.unwrap_or(TIMEOUT);
    let over = |event: &Event| match event {
        Event::Answered(on) | Event::Ended(on, _) | Event::PickedUp { channel: on, .. } => {
            *on == channel
        }
        _ => false,
    };
    let mut there = channel;
    match call.event(Some(timeout), over)? {
        Wake::Event(Event::Answered(_)) => {}
        Wake::Event(Event::PickedUp { by, .. }) => there = by,
        Wake::Event(Event::Ended(_, cause)) => return Ok(failed(cause)),
        _ => {
            call.request(Request::Hangup(channel, Cause::NoAnswer))?;
            return Ok("RINGING");
        }
    }
    call.request(Request::Redirect(there, place))?;
    Ok("SUCCESS")
}

/// How long it rings unless told otherwise.
const TIMEOUT: Duration = Duration::from_secs(30);

fn failed(cause: Cause) -> &'static str {
    match cause {
        Cause::Busy => "BUSY",
        Cause::Congestion => "CONGESTION",
        Cause::Normal => "HANGUP",
        _ => "FAILED",
    }
}
