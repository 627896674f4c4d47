//! `SHELL(command)`: what a program prints.

use runtime::library::{Arg, Function, Kind};

use crate::errands::{self, Outcome};

pub(crate) static SHELL: Function = Function {
    name: "SHELL",
    since: "0.2.0",
    synopsis: "Runs a program, if scripts may, and gives what it prints.",
    description: "As `System`, with what the program writes to its output, line ends included, 64 KiB at most. In spite \
        of its name there is a shell only with `shell = true`. A program that cannot be run gives an empty text.",
    args: &[
        Arg::required(
            "command",
            "The program with its path, and arguments.",
            Kind::Raw,
        ),
        Arg::optional("argument", "From Rhai: arguments behind those.", Kind::List),
    ],
    source: "Asterisk function SHELL",
    example: include_str!("shell.rhai"),
    read: Some(|call, args| {
        let line = args.text(0);
        let arguments: Vec<String> = (1..args.len()).map(|at| args.text(at)).collect();
        let errand = errands::command(call, &line, &arguments)?;
        Ok(match errands::run(call, errand)? {
            Outcome::Done(_, text) => text.into(),
            Outcome::Failed(why) => {
                call.verbose(
                    1,
                    format!("the command `{line}` was not run to its end: {why}"),
                );
                "".into()
            }
        })
    }),
    write: None,
};
