//! Arguments of applications and functions, which callers often choose: none ends more than its script.

use std::fmt::Write;

use super::decisions::Decisions;
use super::script;

/// Lines: a name, with `=` behind it when the function is written; decisions of the host; then the arguments,
/// and what is written at the end.
pub fn check(input: &[u8]) {
    let mut lines = input.split(|octet| *octet == b'\n');
    let mut next = || lines.next().unwrap_or_default();
    let (name, host) = (String::from_utf8_lossy(next()), Decisions(next()));
    let arguments: Vec<String> = lines
        .map(|line| argument(&String::from_utf8_lossy(line)))
        .collect();
    let (name, writes) = match name.strip_suffix('=') {
        Some(name) => (name, true),
        None => (&*name, false),
    };
    if let Some(known) = stdlib::LIBRARY.names().find(|known| *known == name) {
        script::run(&statement(known, writes, &arguments), host);
    }
}

fn statement(name: &str, writes: bool, arguments: &[String]) -> String {
    let library = stdlib::LIBRARY;
    let most = match (library.application(name), library.function(name)) {
        (Some(row), _) => row.args.len(),
        (_, Some(row)) => row.args.len(),
        _ => 0,
    };
    let written = library
        .function(name)
        .is_some_and(|row| row.write.is_some());
    let given = arguments[..arguments.len().min(most)].join(", ");
    match arguments.last() {
        Some(value) if written && writes => match arguments {
            [key, _, ..] => format!("{name}[{key}] = {value};"),
            _ => format!("{name}[\"\"] = {value};"),
        },
        _ => format!("Verbose(`${{{name}({given})}}`);\n{name}({given});"),
    }
}

/// A number as it is, anything else as a text.
fn argument(line: &str) -> String {
    if line.parse::<i64>().is_ok() {
        return line.to_owned();
    }
    let mut text = String::from("\"");
    for letter in line.chars() {
        if letter.is_ascii_alphanumeric() || "/@_+,.#*%-&() ".contains(letter) {
            text.push(letter);
        } else {
            let _ = write!(text, "\\U{:08X}", u32::from(letter));
        }
    }
    text.push('"');
    text
}
