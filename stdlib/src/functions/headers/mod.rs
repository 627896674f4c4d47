//! Header fields of SIP: `SIP_HEADER` and `PJSIP_HEADER`, and what lists them.

mod pjsip_header;
mod pjsip_headers;
mod sip_header;
mod sip_headers;

pub(crate) use pjsip_header::PJSIP_HEADER;
pub(crate) use pjsip_headers::PJSIP_HEADERS;
pub(crate) use sip_header::SIP_HEADER;
pub(crate) use sip_headers::SIP_HEADERS;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Kind, Value};

use crate::{header_fields, texts};

/// The number of a field among those of its name, from 1; the first by default.
fn number(args: &Args, at: usize) -> Result<usize, ScriptError> {
    match args.integer(at)? {
        None => Ok(1),
        Some(number) => usize::try_from(number)
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| texts::bad(format!("fields are counted from 1, not `{number}`"))),
    }
}

/// How the names begin that are listed.
const PREFIX: Arg = Arg::optional(
    "prefix",
    "How the names begin, in upper or lower case; all by default.",
    Kind::Raw,
);

/// The names of the fields that came with this call and begin so.
fn names(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    Ok(header_fields::received_names(call, &args.text(0))?.into())
}
