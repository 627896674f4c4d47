//! `IFMODULE(name)`: whether a module of Asterisk is there.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static IFMODULE: Function = Function {
    name: "IFMODULE",
    since: "0.1.0",
    synopsis: "Says whether what a module of Asterisk brings is part of this switch.",
    description: "There are no modules here; dialplans ask before they use what Asterisk may have been \
        built without. The answer is true for the modules whose functions or applications are \
        known here, and false for all others.",
    args: &[Arg {
        name: "name",
        doc: "The file of the module, `func_strings.so`.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function IFMODULE",
    example: include_str!("ifmodule.rhai"),
    read: Some(read),
    write: None,
};

fn read(_: &Call, args: &Args) -> Result<Value, ScriptError> {
    let name = args.text(0);
    let known = name
        .strip_suffix(".so")
        .is_some_and(|name| KNOWN.contains(&name));
    Ok(known.into())
}

/// Modules whose functions or applications are all here.
const KNOWN: [&str; 28] = [
    "app_dial",
    "app_echo",
    "app_exec",
    "app_playback",
    "app_read",
    "app_senddtmf",
    "app_stack",
    "app_transfer",
    "app_userevent",
    "app_verbose",
    "app_while",
    "func_base64",
    "func_callerid",
    "func_channel",
    "func_cut",
    "func_devstate",
    "func_dialplan",
    "func_extstate",
    "func_global",
    "func_groupcount",
    "func_json",
    "func_logic",
    "func_math",
    "func_md5",
    "func_rand",
    "func_sha1",
    "func_strings",
    "func_uri",
];
