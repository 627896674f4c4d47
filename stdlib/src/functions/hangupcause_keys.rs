//! `HANGUPCAUSE_KEYS()`: of which channels more is known than why they ended.

use runtime::library::Function;

pub(crate) static HANGUPCAUSE_KEYS: Function = Function {
    name: "HANGUPCAUSE_KEYS",
    since: "0.1.0",
    synopsis: "Lists the channels of which `HANGUPCAUSE` knows more.",
    description: "Always empty: what a dialled telephone said is in the variables DIALSTATUS and \
        HANGUPCAUSE.",
    args: &[],
    source: "Asterisk function HANGUPCAUSE_KEYS",
    example: include_str!("hangupcause_keys.rhai"),
    read: Some(|_, _| Ok("".into())),
    write: None,
};
