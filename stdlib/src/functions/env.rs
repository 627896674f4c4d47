//! `ENV(name)`: a variable of the environment that the switch runs in.

use runtime::library::{Arg, Function, Kind};

pub(crate) static ENV: Function = Function {
    name: "ENV",
    since: "0.2.0",
    synopsis: "Reads a variable of the environment that the switch runs in, if scripts may.",
    description: "An environment may hold passwords, so scripts read nothing of it unless `environment` of \
        `[capability]` in `skyplan.toml` names it; all else reads as empty. Unlike in Asterisk nothing can be written.",
    args: &[Arg::required("name", "The variable.", Kind::Raw)],
    values: &[],
    source: "Asterisk function ENV",
    example: include_str!("env.rhai"),
    read: Some(|call, args| {
        let name = args.text(0);
        let value = call.environment(&name);
        if value.is_none() {
            call.verbose(
                3,
                format!("scripts may not read `{name}` of the environment"),
            );
        }
        Ok(value.unwrap_or_default().into())
    }),
    write: None,
};
