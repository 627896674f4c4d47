//! `FILE(path[,offset[,length[,options[,format]]]])`, and what can be asked about files.

mod about;

use runtime::call::{Call, ScriptError};
use runtime::errand::{Edit, Errand, Extract, LineEnd, MOST_OUTPUT, Measure};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value, text_of};

use crate::texts;

pub(crate) use about::{FILE_COUNT_LINE, FILE_FORMAT, STAT};

pub(crate) static FILE: Function = Function {
    name: "FILE",
    since: "0.2.0",
    synopsis: "Reads or writes a file, or a part of it, if scripts may.",
    description: "`read` and `write` of `[capability]` in `skyplan.toml` say in which folders. A path that does not begin \
        with a slash is looked for in the first of them; no symbolic link below them is followed.\n\nA file that is not \
        there reads as an empty text. What is read has 64 KiB at most; files up to 1 MiB are read, and changed in their \
        middle. Written without offset and length, the whole file becomes the value.",
    args: &[
        Arg::required("path", "The file.", Kind::Text),
        Arg::optional(
            "offset",
            "Where the part begins, from 0; from the end if negative.",
            Kind::Integer,
        ),
        Arg::optional(
            "length",
            "How long it is; negative: all but so much at the end.",
            Kind::Integer,
        ),
        Arg::optional(
            "options",
            "What is counted, and how it is written.",
            Kind::Options(&[
                ('l', "count lines, and end with a line end what is written"),
                ('a', "write at the end of the file"),
                (
                    'd',
                    "with `l`: write no line end, so that an empty value deletes lines",
                ),
            ]),
        ),
        Arg::optional(
            "format",
            "What ends lines: `u` Unix, `d` DOS, `m` Macintosh; as the file has it by default.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function FILE",
    example: include_str!("file.rhai"),
    read: Some(|call, args| {
        let wish = wish(args)?;
        Ok(read(call, &args.text(0), wish)?.unwrap_or_default().into())
    }),
    write: Some(write),
};

/// Reads a part of a file; `None` when there is none.
pub(crate) fn read(call: &Call, path: &str, wish: Extract) -> Result<Option<String>, ScriptError> {
    let place = call.capabilities().readable(&call.standing(), path)?;
    match call.request(Request::Errand(Errand::Read(place, wish)))? {
        Reply::Text(text) => Ok(Some(text)),
        Reply::Refused(_, why) => Err(texts::bad(why)),
        _ => Ok(None),
    }
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let place = call
        .capabilities()
        .writable(&call.standing(), &args.text(0))?;
    let options = args.text(3);
    let wish = wish(args)?;
    let mut text = text_of(value);
    if text.len() > MOST_OUTPUT {
        return Err(texts::bad(format!(
            "{MOST_OUTPUT} octets at most are written at once"
        )));
    }
    if let Measure::Lines(end) = wish.measure
        && !options.contains('d')
    {
        text.push_str(end.unwrap_or_default().text());
    }
    let edit = match (args.given(1), args.given(2)) {
        _ if options.contains('a') => Edit::Append(text),
        (None, None) => Edit::Whole(text),
        _ => Edit::Part(wish, text),
    };
    match call.request(Request::Errand(Errand::Write(place, edit)))? {
        Reply::Refused(_, why) => Err(texts::bad(why)),
        _ => Ok(()),
    }
}

/// Which part the arguments mean.
fn wish(args: &Args) -> Result<Extract, ScriptError> {
    Ok(Extract {
        measure: if args.text(3).contains('l') {
            Measure::Lines(line_end(&args.text(4)))
        } else {
            Measure::Octets
        },
        offset: args.integer(1)?.unwrap_or(0),
        length: args.integer(2)?,
        count: false,
    })
}

/// What ends lines, by its letter.
fn line_end(format: &str) -> Option<LineEnd> {
    match format.trim().chars().next()? {
        'u' => Some(LineEnd::Unix),
        'd' => Some(LineEnd::Dos),
        'm' => Some(LineEnd::Macintosh),
        _ => None,
    }
}
