//! `ISTIME(times)`: whether it is one of these times.

use runtime::library::{Arg, Function, Kind};

use crate::times;

pub(crate) static ISTIME: Function = Function {
    name: "ISTIME",
    since: "0.2.0",
    synopsis: "Says whether it is one of these times.",
    description: "`time of day,days of the week,days of the month,months[,timezone]`, each `*`, one value, a range or \
        several of them joined with `&`, as in `GotoIfTime`. True or false in Rhai; as text, 1 or 0. `TESTTIME` sets \
        the time that counts.",
    args: &[Arg::required(
        "times",
        "The times: `09:00-17:00,mon-fri,*,*`.",
        Kind::Times,
    )],
    values: &[],
    source: "Asterisk application GotoIfTime",
    example: include_str!("istime.rhai"),
    read: Some(|call, args| Ok(times::hold(call, &args.text(0), times::tested(call)).into())),
    write: None,
};
