//! `SIP_HEADER(name[,number])`: a header field that came with the call.

use runtime::library::{Arg, Function, Kind};

use super::number;
use crate::header_fields;

pub(crate) static SIP_HEADER: Function = Function {
    name: "SIP_HEADER",
    since: "0.2.0",
    synopsis: "Gives a header field of the INVITE that began this call.",
    description: "Empty when there is none, and on a call that did not come by SIP. Upper and lower case and compact names \
        are one. What stands in it is whatever the caller's side wrote: never dial it unchecked. Credentials are not \
        shown.",
    args: &[
        Arg::required("name", "Of the field.", Kind::Text),
        Arg::optional(
            "number",
            "Which of several of that name, from 1; the first by default.",
            Kind::Integer,
        ),
    ],
    values: &[],
    source: "Asterisk function SIP_HEADER; RFC 3261 section 7.3",
    example: include_str!("sip_header.rhai"),
    read: Some(|call, args| {
        let number = number(args, 1)?;
        Ok(header_fields::received_value(call, &args.text(0), number)?.into())
    }),
    write: None,
};
