//! `PJSIP_HEADERS([prefix])`: which header fields came with the call.

use runtime::library::Function;

use super::{PREFIX, names};

pub(crate) static PJSIP_HEADERS: Function = Function {
    name: "PJSIP_HEADERS",
    since: "0.2.0",
    synopsis: "Lists the names of the header fields of the INVITE that began this call.",
    description: "The same as `SIP_HEADERS`, by the name it has since Asterisk 16.20.",
    args: &[PREFIX],
    values: &[],
    source: "Asterisk function PJSIP_HEADERS",
    example: include_str!("pjsip_headers.rhai"),
    read: Some(names),
    write: None,
};
