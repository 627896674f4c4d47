//! What can be asked about a file: its lines, what ends them, and what the disk knows of it.

use runtime::call::{Call, ScriptError};
use runtime::errand::{Errand, Extract, Measure};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::{line_end, read};
use crate::texts;

/// The argument that all of them have.
const PATH: Arg = Arg::required("path", "The file.", Kind::Text);

pub(crate) static FILE_COUNT_LINE: Function = Function {
    name: "FILE_COUNT_LINE",
    since: "0.2.0",
    synopsis: "Counts the lines of a file, if scripts may read it.",
    description: "-1 when there is no such file, as in Asterisk.",
    args: &[
        PATH,
        Arg::optional(
            "format",
            "What ends lines: `u` Unix, `d` DOS, `m` Macintosh; as the file has it by default.",
            Kind::Text,
        ),
    ],
    values: &[],
    source: "Asterisk function FILE_COUNT_LINE",
    example: include_str!("file.rhai"),
    read: Some(|call, args| {
        let counted = counted(call, args)?;
        let lines = counted
            .as_deref()
            .map_or("-1", |text| text.trim_end_matches(char::is_alphabetic));
        Ok(lines.to_owned().into())
    }),
    write: None,
};

pub(crate) static FILE_FORMAT: Function = Function {
    name: "FILE_FORMAT",
    since: "0.2.0",
    synopsis: "Says what ends the lines of a file, if scripts may read it.",
    description: "`u` Unix, `d` DOS, `m` Macintosh, `x` when nothing does.",
    args: &[PATH],
    values: &[],
    source: "Asterisk function FILE_FORMAT",
    example: include_str!("file.rhai"),
    read: Some(|call, args| {
        let counted = counted(call, args)?.unwrap_or_default();
        let format = counted.trim_start_matches(|letter: char| letter.is_ascii_digit());
        Ok(format.to_owned().into())
    }),
    write: None,
};

pub(crate) static STAT: Function = Function {
    name: "STAT",
    since: "0.2.0",
    synopsis: "Says what the disk knows of a file, if scripts may read it.",
    description: "A question about a file that is not there gives 0, and of a folder only whether it is one.",
    args: &[
        Arg::required(
            "question",
            "`d` whether it is a folder, `e` whether it is there, `f` whether it is a file; `m` its mode in octal, \
                `s` its size in octets, `A` when it was read, `C` when its entry was changed, `M` when it was changed, in seconds since 1970.",
            Kind::Text,
        ),
        PATH,
    ],
    values: &[],
    source: "Asterisk function STAT",
    example: include_str!("file.rhai"),
    read: Some(stat),
    write: None,
};

/// The number of lines and the letter of what ends them.
fn counted(call: &Call, args: &Args) -> Result<Option<String>, ScriptError> {
    let wish = Extract {
        measure: Measure::Lines(line_end(&args.text(1))),
        offset: 0,
        length: None,
        count: true,
    };
    read(call, &args.text(0), wish)
}

fn stat(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let place = call
        .capabilities()
        .readable(&call.standing(), &args.text(1))?;
    let question = args.text(0);
    let rows = match call.request(Request::Errand(Errand::Look(place)))? {
        Reply::Rows(rows) => rows,
        Reply::Refused(_, why) => return Err(texts::bad(why)),
        _ => return Ok("0".into()),
    };
    let row = |name: &str| {
        let found = rows.iter().find(|(known, _)| known == name);
        found.map_or_else(|| "0".to_owned(), |(_, value)| value.clone())
    };
    let yes = |so: bool| if so { "1" } else { "0" }.to_owned();
    Ok(match question.trim() {
        "d" => yes(row("kind") == "folder"),
        "f" => yes(row("kind") == "file"),
        "e" => yes(true),
        "m" => format!("{:o}", row("mode").parse::<u32>().unwrap_or(0)),
        "s" => row("size"),
        "A" => row("accessed"),
        "C" => row("changed"),
        "M" => row("modified"),
        _ => {
            return Err(texts::bad(format!(
                "`{question}` is no question about a file"
            )));
        }
    }
    .into())
}
