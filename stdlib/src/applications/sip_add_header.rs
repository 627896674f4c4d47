//! `SIPAddHeader(Name: value)`: a header field for the calls that are made from here.

use runtime::call::{Call, ScriptError};
use runtime::library::{Application, Arg, Args, Kind, Value};

use crate::{header_fields, texts};

pub(crate) static SIP_ADD_HEADER: Application = Application {
    name: "SIPAddHeader",
    since: "0.2.0",
    synopsis: "Adds a header field to the INVITEs of the telephones that are dialled from here on.",
    description: "It stays until the call ends or `SIPRemoveHeader` takes it back, through Local channels too. Fields that \
        the switch writes itself (From, Call-ID, Contact …) cannot be added. To one target only a field is added by \
        `PJSIP_HEADER` in a subroutine of `Dial` with option `b`.\n\nMany telephones ring as \
        `SIPAddHeader(Alert-Info: <http://localhost>\\;info=external)` says.",
    args: &[Arg::required("field", "`Name: value`.", Kind::Raw)],
    status: None,
    comes_back: true,
    source: "Asterisk application SIPAddHeader; RFC 3261 section 7.3",
    example: include_str!("sip_add_header.rhai"),
    run,
};

fn run(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let field = args.text(0);
    let Some((name, value)) = field.split_once(':') else {
        return Err(texts::bad(format!(
            "`{field}` is no header field: it is `Name: value`"
        )));
    };
    header_fields::add(call, name, value, "__")?;
    Ok(Value::UNIT)
}
