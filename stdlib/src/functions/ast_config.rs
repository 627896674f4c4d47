//! `AST_CONFIG(file,section,key[,index])`: a setting of a configuration file.

use runtime::call::{Call, ScriptError};
use runtime::conf;
use runtime::errand::{Extract, Measure};
use runtime::library::{Arg, Args, Function, Kind, Value};

use super::file;
use crate::texts;

pub(crate) static AST_CONFIG: Function = Function {
    name: "AST_CONFIG",
    since: "0.2.0",
    synopsis: "Reads a setting of a file in the form of Asterisk's configuration, if scripts may.",
    description: "`read` of `[capability]` in `skyplan.toml` says in which folders; a path that does not begin with a slash \
        is looked for in the first of them. Templates count, `#include` does not; of a file longer than 64 KiB the \
        beginning is read. Empty when there is no such file, section or key.",
    args: &[
        Arg::required("file", "The file, `queues.conf`.", Kind::Text),
        Arg::required("section", "The name in brackets.", Kind::Text),
        Arg::required("key", "What stands in front of `=`.", Kind::Text),
        Arg::optional(
            "index",
            "Which of several settings of that key, from 0; -1 is the last. The first by default.",
            Kind::Integer,
        ),
    ],
    values: &[],
    source: "Asterisk function AST_CONFIG",
    example: include_str!("ast_config.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 3, "AST_CONFIG(file,section,key[,index])")?;
    let path = args.text(0);
    let whole = Extract {
        measure: Measure::Octets,
        offset: 0,
        length: None,
        count: false,
    };
    let text = file::read(call, &path, whole)?.unwrap_or_default();
    let mut values = conf::settings(&path, &text, &args.text(1), &args.text(2));
    let at = match args.integer(3)?.unwrap_or(0) {
        -1 => values.len().checked_sub(1),
        at => usize::try_from(at).ok(),
    };
    let value = at
        .filter(|at| *at < values.len())
        .map(|at| values.swap_remove(at));
    Ok(value.unwrap_or_default().into())
}
