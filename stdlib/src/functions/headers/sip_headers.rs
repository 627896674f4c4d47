//! `SIP_HEADERS([prefix])`: which header fields came with the call.

use runtime::library::{Arg, Function, Kind};

use crate::header_fields;

pub(crate) static SIP_HEADERS: Function = Function {
    name: "SIP_HEADERS",
    since: "0.2.0",
    synopsis: "Lists the names of the header fields of the INVITE that began this call.",
    description: "Each once, in order, separated by commas.",
    args: &[Arg::optional(
        "prefix",
        "How the names begin, in upper or lower case; all by default.",
        Kind::Raw,
    )],
    source: "Asterisk function SIP_HEADERS",
    example: include_str!("sip_headers.rhai"),
    read: Some(|call, args| Ok(header_fields::received_names(call, &args.text(0))?.into())),
    write: None,
};
