//! `Incomplete([options])`: the caller has to dial more.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::options::Options;
use crate::replies;

pub(crate) static INCOMPLETE: Application = Application {
    name: "Incomplete",
    since: "0.2.0",
    synopsis: "Says that what was dialled is not all, and takes further keys.",
    description: "For a pattern that catches what is too short as well: `_7.` with `Incomplete` until it is long enough. \
        Keys are taken behind those of this extension, each for the time of `TIMEOUT(\"digit\")`, and the call goes to \
        what they make. If no key comes, it goes to the extension `t`, and if no longer extension begins with these keys, \
        to `i`.",
    args: &[Arg::optional("options", "Letters.", Kind::Options(OPTIONS))],
    status: None,
    comes_back: false,
    source: "Asterisk application Incomplete",
    example: include_str!("incomplete.rhai"),
    run,
};

const OPTIONS: &[(char, &str)] = &[(
    'n',
    "Do not answer first. Most telephones send keys only once they have been answered.",
)];

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    if !Options::read(call, &args.text(0), OPTIONS).has('n') {
        replies::answer(call)?;
    }
    Err(ScriptError::Incomplete)
}
