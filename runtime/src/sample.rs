//! A small library for the tests of this crate: the shapes of applications and functions there are.

use std::time::Duration;

use crate::call::{Call, ScriptError, Target, Wake};
use crate::diagnostic::Code;
use crate::host::{Cause, Event, Request};
use crate::library::{
    Application, Arg, Args, Function, Kind, Library, Property, Status, Value, text_of,
};

pub(crate) static LIBRARY: Library = Library {
    applications: &[
        &ANSWER, &DIAL, &DIGIT, &GOTO, &HANGUP, &SET, &VERBOSE, &WAIT,
    ],
    functions: &[&CHANNEL, &LEN],
};

const fn arg(name: &'static str, kind: Kind, required: bool) -> Arg {
    Arg {
        name,
        doc: "As in Asterisk.",
        kind,
        required,
    }
}

const fn application(
    name: &'static str,
    args: &'static [Arg],
    run: fn(&Call, &Args) -> Result<Value, ScriptError>,
) -> Application {
    Application {
        name,
        since: "0.1.0",
        synopsis: "",
        description: "",
        args,
        status: None,
        comes_back: true,
        source: "",
        example: "",
        run,
    }
}

static ANSWER: Application = application("Answer", &[], |call, _| {
    call.request(Request::Answer(call.channel()))?;
    Ok(Value::UNIT)
});

static DIAL: Application = Application {
    status: Some(Status {
        variable: "DIALSTATUS",
        values: &["ANSWER", "BUSY"],
    }),
    ..application(
        "Dial",
        &[
            arg("destination", Kind::DialString, true),
            arg("timeout", Kind::Seconds, false),
        ],
        |call, args| {
            call.set_variable("DIALSTATUS", "BUSY");
            call.set_variable("DIALED", args.text(0));
            Ok("BUSY".into())
        },
    )
};

static DIGIT: Application = application(
    "Digit",
    &[arg("timeout", Kind::Seconds, false)],
    |call, args| {
        let digit = |event: &Event| matches!(event, Event::Digit(..));
        match call.event(args.seconds(0)?, digit)? {
            Wake::Event(Event::Digit(_, digit)) => Ok(digit.to_string().into()),
            Wake::Event(_) | Wake::TimedOut => Ok("".into()),
        }
    },
);

static GOTO: Application = Application {
    comes_back: false,
    ..application(
        "Goto",
        &[
            arg("context", Kind::Context, true),
            arg("extension", Kind::Extension, false),
            arg("priority", Kind::Priority, false),
        ],
        |call, args| {
            let (context, extension) = match args.given(1) {
                Some(extension) => (args.text(0), extension),
                None => (call.context(), args.text(0)),
            };
            Err(ScriptError::Goto(Target::start(context, extension)))
        },
    )
};

static HANGUP: Application = Application {
    comes_back: false,
    ..application(
        "Hangup",
        &[arg("cause", Kind::Integer, false)],
        |_, args| {
            let busy = args.integer(0)? == Some(17);
            let cause = if busy { Cause::Busy } else { Cause::Normal };
            Err(ScriptError::Hangup(cause))
        },
    )
};

static SET: Application = application(
    "Set",
    &[
        arg("name", Kind::Variable, true),
        arg("value", Kind::Text, true),
    ],
    |call, args| {
        let empty = Value::from("");
        call.write(&args.text(0), args.value(1).unwrap_or(&empty))?;
        Ok(Value::UNIT)
    },
);

static VERBOSE: Application =
    application("Verbose", &[arg("text", Kind::Text, true)], |call, args| {
        call.verbose(1, args.text(0));
        Ok(Value::UNIT)
    });

static WAIT: Application = application(
    "Wait",
    &[arg("seconds", Kind::Seconds, true)],
    |call, args| {
        call.sleep(args.seconds(0)?.unwrap_or(Duration::ZERO))?;
        Ok(Value::UNIT)
    },
);

static CHANNEL: Function = Function {
    name: "CHANNEL",
    since: "0.1.0",
    synopsis: "",
    description: "",
    args: &[arg(
        "property",
        Kind::Property(&[
            Property {
                name: "language",
                doc: "",
                writable: true,
                values: "",
            },
            Property {
                name: "name",
                doc: "",
                writable: false,
                values: "",
            },
        ]),
        true,
    )],
    values: &[],
    source: "",
    example: "",
    read: Some(|call, args| match args.text(0).as_str() {
        "language" => Ok(call.with_info(|info| info.language.clone()).into()),
        "name" => Ok(call.with_info(|info| info.name.clone()).into()),
        other => Err(unknown(other)),
    }),
    write: Some(|call, args, value| match args.text(0).as_str() {
        "language" => {
            call.with_info_mut(|info| info.language = text_of(value));
            Ok(())
        }
        other => Err(unknown(other)),
    }),
};

static LEN: Function = Function {
    name: "LEN",
    since: "0.1.0",
    synopsis: "",
    description: "",
    args: &[arg("text", Kind::Text, true)],
    values: &[],
    source: "",
    example: "",
    read: Some(|_, args| Ok(Value::from(args.text(0).len() as i64))),
    write: None,
};

fn unknown(name: &str) -> ScriptError {
    let message = format!("unknown channel property `{name}`");
    ScriptError::fault(Code::UnknownProperty, message)
}
