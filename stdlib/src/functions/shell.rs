//! `SHELL(command)`: what a program prints.

use runtime::library::Function;

use crate::errands::{self, Outcome};

pub(crate) static SHELL: Function = Function {
    name: "SHELL",
    since: "0.2.0",
    synopsis: "Runs a program, if scripts may, and gives what it prints.",
    description: "As `System`, with what the program writes to its output, line ends included, 64 KiB at most. In spite \
        of its name there is a shell only with `shell = true`. A program that cannot be run gives an empty text.",
    args: &errands::COMMAND,
    values: &[],
    source: "Asterisk function SHELL",
    example: include_str!("shell.rhai"),
    read: Some(|call, args| {
        Ok(match errands::command(call, args)? {
            Outcome::Done(_, text) => text.into(),
            Outcome::Failed(_) => "".into(),
        })
    }),
    write: None,
};
