//! `core show functions`: what a dialplan can read and write.

use runtime::library::Function;

use crate::table::{count, table};
use crate::{Command, Outcome, Switchboard};

pub(super) static CORE_SHOW_FUNCTIONS: Command = Command {
    words: "core show functions",
    usage: "core show functions",
    arguments: 0..=0,
    summary: "Lists the functions of the dialplan.",
    run,
};

fn run(_: &[String], board: &dyn Switchboard) -> Outcome {
    let functions = board.library().functions;
    let rows = functions.iter().map(|row| {
        [
            row.name.to_owned(),
            access(row).to_owned(),
            row.synopsis.to_owned(),
        ]
    });
    let rows = table(["Function", "Access", "Synopsis"], rows);
    let count = count(functions.len(), "function", "functions");
    Outcome::done(format!("{rows}\n{count}"))
}

fn access(function: &Function) -> &'static str {
    match (function.read, function.write) {
        (Some(_), Some(_)) => "read, write",
        (None, Some(_)) => "write",
        _ => "read",
    }
}

#[cfg(test)]
mod tests {
    use crate::sample::check;

    #[test]
    fn functions_are_listed_with_what_a_script_may_do() {
        check(
            "core show functions",
            "\
Function  Access       Synopsis
CHANNEL   read, write  Reads and writes a property of the channel.
LEN       read         Counts characters.
2 functions",
        );
    }
}
