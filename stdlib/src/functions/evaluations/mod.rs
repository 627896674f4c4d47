//! What stands at another place of the dialplan, as a value: `EVAL_EXTEN` and `EVAL_SUB`.

mod eval_exten;
mod eval_sub;

use runtime::call::ScriptError;
use runtime::library::{Arg, Args, Kind};

use crate::texts;

pub(crate) use eval_exten::EVAL_EXTEN;
pub(crate) use eval_sub::EVAL_SUB;

/// `[[context,]extension,]priority`.
const PLACE: &[Arg] = &[
    Arg::required(
        "context",
        "The context; with two arguments the extension, of this context, with one the priority, of this extension.",
        Kind::Verbatim,
    ),
    Arg::optional("extension", "The extension.", Kind::Verbatim),
    Arg::optional("priority", "Its priority or label.", Kind::Raw),
];

/// The place as one text. What a line has parted is put together again, since brackets protect nothing here.
fn place(args: &Args, usage: &str) -> Result<String, ScriptError> {
    let parts: Vec<String> = (0..args.len()).map(|at| args.text(at)).collect();
    let text = parts.join(",");
    match text.is_empty() {
        true => Err(texts::missing(usage)),
        false => Ok(text),
    }
}
