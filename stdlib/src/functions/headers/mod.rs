//! Header fields of SIP: `SIP_HEADER` and `PJSIP_HEADER`, and what lists them.

mod pjsip_header;
mod pjsip_headers;
mod sip_header;
mod sip_headers;

pub(crate) use pjsip_header::PJSIP_HEADER;
pub(crate) use pjsip_headers::PJSIP_HEADERS;
pub(crate) use sip_header::SIP_HEADER;
pub(crate) use sip_headers::SIP_HEADERS;

use runtime::call::ScriptError;
use runtime::library::Args;

use crate::texts;

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
