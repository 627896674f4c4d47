//! The reference, printed from the declarations: `docs/reference.md`, and what
//! `core show application NAME` and `core show function NAME` answer.

use std::fmt::Write;

use runtime::library::{Application, Arg, Function, Kind, Library, Property, Status};
use runtime::testing::words::Word;

/// Columns of a console text, as Asterisk has it.
const COLUMNS: usize = 80;

/// How an application is called, optional arguments in brackets: `Wait(seconds)`.
pub fn application_syntax(application: &Application) -> String {
    syntax(application.name, application.args)
}

/// How a function is read, optional arguments in brackets.
pub fn function_syntax(function: &Function) -> String {
    syntax(function.name, function.args)
}

/// The answer to `core show application NAME`.
pub fn show_application(application: &Application) -> String {
    let mut page = Page::new("application", application.name);
    page.section("Synopsis", application.synopsis);
    page.section("Description", application.description);
    page.section("Syntax", &application_syntax(application));
    page.arguments(application.args);
    if let Some(status) = &application.status {
        page.section("Status", &status_line(status));
    }
    page.example(application.example);
    page.section("Source", application.source);
    page.text
}

/// The answer to `core show function NAME`.
pub fn show_function(function: &Function) -> String {
    let mut page = Page::new("function", function.name);
    page.section("Synopsis", function.synopsis);
    page.section("Description", function.description);
    page.section("Syntax", &function_syntax(function));
    page.arguments(function.args);
    page.example(function.example);
    page.section("Source", function.source);
    page.text
}

/// The words of tests, in Markdown.
pub fn test_words(words: &[Word]) -> String {
    let mut out = String::from(TESTS);
    out.push_str(&format!(
        "```rhai\n{}```\n\n",
        runtime::testing::words::DIALPLAN
    ));
    for word in words {
        heading(&mut out, word.forms, word.doc);
        out.push_str(&format!("```rhai\n{}\n```\n", word.example));
    }
    out
}

const TESTS: &str = "\
# The words of tests

Printed from the declarations in `runtime/src/testing/words/`; `UPDATE=1 cargo test -p skyplan-stdlib` prints it again. The
[guide](dialplan-guide.md#testing) says how tests are written and run. Each example below is the body of a test,
`test \"…\" { … }`, of this dialplan, and is run by Skyplan's own tests:

";

/// All of it, in Markdown.
pub fn markdown(library: &Library) -> String {
    let mut out = String::from(INTRODUCTION);
    out.push_str("\n## Applications\n");
    for application in library.applications {
        heading(
            &mut out,
            &application_syntax(application),
            application.synopsis,
        );
        paragraphs(&mut out, application.description);
        arguments(&mut out, application.args);
        if let Some(status) = &application.status {
            out.push_str(&format!("{}\n\n", status_line(status)));
        }
        footer(&mut out, application.example, application.source);
    }
    out.push_str("\n## Functions\n");
    for function in library.functions {
        heading(&mut out, &function_syntax(function), function.synopsis);
        paragraphs(&mut out, function.description);
        arguments(&mut out, function.args);
        footer(&mut out, function.example, function.source);
    }
    out
}

const INTRODUCTION: &str = "\
# Applications and functions

Printed from the declarations in `stdlib/`; `UPDATE=1 cargo test -p skyplan-stdlib` prints it again.
`core show application NAME` on the console shows the same. The examples are run by the tests: `//=` is
what a line gives, `//~` the error it makes, `//>` what the outside notices, and `//@` says who calls and what
the other side does.

An application is called, and its value is its status. A function is read as `NAME(\"item\")` and, where the
table says so, written as `NAME[\"item\"] = value`.
";

fn syntax(name: &str, args: &[Arg]) -> String {
    let mut inside = String::new();
    let mut open = 0;
    for (at, arg) in args.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        if arg.required {
            write!(inside, "{comma}{}", arg.name)
        } else {
            open += 1;
            write!(inside, "[{comma}{}", arg.name)
        }
        .expect("a String takes everything");
    }
    format!("{name}({inside}{})", "]".repeat(open))
}

fn status_line(status: &Status) -> String {
    let values: Vec<String> = status
        .values
        .iter()
        .map(|value| format!("`{value}`"))
        .collect();
    format!(
        "Gives, and leaves in `{}`, one of {}.",
        status.variable,
        values.join(", ")
    )
}

fn heading(out: &mut String, syntax: &str, synopsis: &str) {
    out.push_str(&format!("\n### `{syntax}`\n\n{synopsis}\n\n"));
}

fn paragraphs(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.push_str(&format!("{text}\n\n"));
    }
}

fn arguments(out: &mut String, args: &[Arg]) {
    for arg in args {
        out.push_str(&format!("- `{}`: {}\n", arg.name, arg.doc));
    }
    if !args.is_empty() {
        out.push('\n');
    }
    for arg in args {
        match arg.kind {
            Kind::Property(rows) => property_table(out, rows),
            Kind::Options(letters) => option_table(out, letters),
            _ => {}
        }
    }
}

fn property_table(out: &mut String, rows: &[Property]) {
    out.push_str("| property | | | values |\n|---|---|---|---|\n");
    for row in rows {
        let Property {
            name, doc, values, ..
        } = row;
        let access = access(row);
        out.push_str(&format!("| `{name}` | {access} | {doc} | {values} |\n"));
    }
    out.push('\n');
}

fn option_table(out: &mut String, letters: &[(char, &str)]) {
    out.push_str("| option | |\n|---|---|\n");
    for (letter, doc) in letters {
        out.push_str(&format!("| `{letter}` | {doc} |\n"));
    }
    out.push('\n');
}

/// The manual's words for what a script may do with a property.
fn access(row: &Property) -> &'static str {
    if row.writable { "RW" } else { "RO" }
}

fn described(row: &Property) -> String {
    if row.values.is_empty() {
        row.doc.to_owned()
    } else {
        format!("{} Values: {}.", row.doc, row.values)
    }
}

fn footer(out: &mut String, example: &str, source: &str) {
    let language = if example.starts_with(";@") {
        "ini"
    } else {
        "rhai"
    };
    out.push_str(&format!(
        "```{language}\n{}\n```\n\nSource: {source}.\n",
        example.trim_end()
    ));
}

/// A text for the console, in Asterisk's sections.
struct Page {
    text: String,
}

impl Page {
    fn new(kind: &str, name: &str) -> Self {
        Self {
            text: format!("  -= Info about {kind} '{name}' =-\n"),
        }
    }

    fn section(&mut self, title: &str, body: &str) {
        if body.is_empty() {
            return;
        }
        self.text.push_str(&format!("\n[{title}]\n"));
        for (at, paragraph) in body.split("\n\n").enumerate() {
            if at > 0 {
                self.text.push('\n');
            }
            self.wrapped(paragraph, "", "");
        }
    }

    fn arguments(&mut self, args: &[Arg]) {
        if args.is_empty() {
            return;
        }
        self.text.push_str("\n[Arguments]\n");
        for arg in args {
            self.text.push_str(&format!("{}\n", arg.name));
            self.wrapped(arg.doc, "    ", "    ");
            match arg.kind {
                Kind::Property(rows) => {
                    for row in rows {
                        let head = format!("    {} {}: ", access(row), row.name);
                        self.wrapped(&described(row), &head, "        ");
                    }
                }
                Kind::Options(letters) => {
                    for (letter, doc) in letters {
                        self.wrapped(doc, &format!("    {letter}: "), "        ");
                    }
                }
                _ => {}
            }
        }
    }

    fn example(&mut self, example: &str) {
        self.text
            .push_str(&format!("\n[Example]\n{}\n", example.trim_end()));
    }

    fn wrapped(&mut self, text: &str, first: &str, others: &str) {
        let mut line = first.to_owned();
        let mut fresh = true;
        for word in text.split_whitespace() {
            if !fresh && line.chars().count() + 1 + word.chars().count() > COLUMNS {
                self.text.push_str(line.trim_end());
                self.text.push('\n');
                line = others.to_owned();
                fresh = true;
            }
            if !fresh {
                line.push(' ');
            }
            line.push_str(word);
            fresh = false;
        }
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LIBRARY;

    fn check(name: &str, syntax: &str) {
        let application = LIBRARY.application(name).map(application_syntax);
        let function = LIBRARY.function(name).map(function_syntax);
        assert_eq!(application.or(function).as_deref(), Some(syntax));
    }

    #[test]
    fn syntax_shows_what_may_be_left_out() {
        check("NoOp", "NoOp([text])");
        check("Dial", "Dial(targets[,timeout[,options[,url]]])");
        check("Echo", "Echo()");
        check("SKYPE_CHAT_RECEIVE", "SKYPE_CHAT_RECEIVE(to,from,timeout)");
    }

    #[test]
    fn a_console_page_stays_within_its_columns() {
        let dial = LIBRARY.application("Dial").expect("Dial is there");
        let page = show_application(dial);
        let example = page.find("[Example]").expect("it has an example");
        for line in page[..example].lines() {
            assert!(line.chars().count() <= COLUMNS, "{line}");
        }
        assert!(page.contains("[Synopsis]\nCalls one or several destinations"));
    }

    #[test]
    fn a_function_page_lists_every_property_with_its_access() {
        let function = LIBRARY
            .function("SKYPE_CALL_PROPERTY")
            .expect("it is there");
        let page = show_function(function);
        assert!(
            page.contains("    RW topic: What the call is about.\n"),
            "{page}"
        );
        assert!(page.contains("    RO skypename: The caller's Skype account name.\n"));
    }
}
