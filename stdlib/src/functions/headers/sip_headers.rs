//! `SIP_HEADERS([prefix])`: which header fields came with the call.

use runtime::library::Function;

use super::{PREFIX, names};

pub(crate) static SIP_HEADERS: Function = Function {
    name: "SIP_HEADERS",
    since: "0.2.0",
    synopsis: "Lists the names of the header fields of the INVITE that began this call.",
    description: "Each once, in order, separated by commas.",
    args: &[PREFIX],
    values: &[],
    source: "Asterisk function SIP_HEADERS",
    example: include_str!("sip_headers.rhai"),
    read: Some(names),
    write: None,
};
