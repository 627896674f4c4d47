//! Applications, functions and words of the language.

use super::site::Frame;
use super::{Completion, CompletionKind, List, snippet_text};
use crate::assist::Piece;
use crate::assist::explain;
use crate::assist::sketch::{LinkKind, Sketch};
use crate::library::{Arg, Function};
use crate::testing::words::WORDS;

/// Frames of items: label, snippet, what it is.
const FRAME_TOP: &[(&str, &str, &str)] = &[
    (
        "context",
        "context \"${1:name}\" {\n    $0\n}",
        "extensions that belong together",
    ),
    (
        "test",
        "test \"${1:what happens}\" {\n    $0\n}",
        "a test of the dialplan",
    ),
    (
        "fn",
        "fn ${1:name}($2) {\n    $0\n}",
        "a function of this file",
    ),
    (
        "import",
        "import \"${1:file}\" as ${2:name};",
        "functions of another file",
    ),
    (
        "const",
        "const ${1:NAME} = ${2:value};",
        "the same for all calls",
    ),
];
const FRAME_CONTEXT: &[(&str, &str, &str)] = &[
    (
        "extension",
        "extension \"${1:name or pattern}\" => {\n    $0\n}",
        "what is dialled, and what happens then",
    ),
    (
        "include",
        "include \"${1:context}\";",
        "look there if nothing here matches",
    ),
    (
        "hint",
        "hint \"${1:extension}\" => \"${2:device}\";",
        "whose state an extension shows",
    ),
];
const FRAME_BODY: &[(&str, &str, &str)] = &[
    (
        "if",
        "if ${1:condition} {\n    $0\n}",
        "when a condition holds",
    ),
    ("else", "else {\n    $0\n}", "when it does not"),
    (
        "for",
        "for ${1:name} in ${2:1..=3} {\n    $0\n}",
        "for each of several",
    ),
    (
        "while",
        "while ${1:condition} {\n    $0\n}",
        "as long as a condition holds",
    ),
    ("loop", "loop {\n    $0\n}", "until `break`"),
    ("let", "let ${1:name} = $0;", "a variable of this call"),
    ("return", "return;", "ends the extension or function"),
    ("break", "break;", "ends the loop"),
    ("continue", "continue;", "goes on with the next round"),
    (
        "try",
        "try {\n    $0\n} catch (${1:error}) {\n}",
        "goes on when something fails",
    ),
];

impl List<'_> {
    pub(super) fn words(&mut self, sketch: &Sketch, prefix: Piece, frame: Frame) {
        match frame {
            Frame::Top => self.frame(FRAME_TOP, prefix),
            Frame::Context => self.frame(FRAME_CONTEXT, prefix),
            Frame::Method => {}
            Frame::Test | Frame::TestMethod => {
                self.test_words(prefix, frame == Frame::TestMethod);
                if frame == Frame::Test {
                    self.frame(FRAME_BODY, prefix);
                    self.own_names(sketch, prefix);
                }
            }
            Frame::Body => {
                self.applications(prefix, false);
                self.functions(prefix);
                self.own_functions(sketch, prefix);
                self.frame(FRAME_BODY, prefix);
                self.own_names(sketch, prefix);
                self.variables(prefix);
            }
        }
    }

    fn frame(&mut self, rows: &[(&str, &str, &str)], prefix: Piece) {
        for (label, snippet, detail) in rows {
            if let Some(item) = self.push(label, CompletionKind::Keyword, *detail, prefix) {
                item.snippet = Some((*snippet).to_owned());
            }
        }
    }

    fn test_words(&mut self, prefix: Piece, method: bool) {
        for word in WORDS {
            let is_method = word
                .forms
                .split('(')
                .next()
                .is_some_and(|form| form.contains('.'));
            if is_method == method
                && let Some(item) =
                    self.push(word.name, CompletionKind::Application, word.forms, prefix)
            {
                item.documentation = format!("{}\n\n```rhai\n{}\n```", word.doc, word.example);
                item.snippet = Some(format!("{}($0)", word.name));
            }
        }
    }

    /// Whether what is at the cursor has its bracket already.
    fn is_called(&self) -> bool {
        let text = self
            .workspace
            .file(self.path)
            .map(|sketch| &sketch.text()[self.offset..]);
        let behind = text.map(|text| {
            text.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_')
        });
        behind.is_some_and(|behind| behind.starts_with('('))
    }

    pub(super) fn applications(&mut self, prefix: Piece, in_line: bool) {
        let called = self.is_called();
        for application in self.workspace.library.applications {
            if !in_line && application.instead_in_rhai().is_some() {
                continue;
            }
            let item = self.push(
                application.name,
                CompletionKind::Application,
                application.synopsis,
                prefix,
            );
            if let Some(item) = item {
                item.documentation = explain::application(application);
                item.deprecated = is_deprecated(application.description);
                let end = if in_line { "" } else { ";" };
                fill(
                    item,
                    application.args,
                    called,
                    in_line,
                    if called { "" } else { end },
                );
            }
        }
    }

    fn functions(&mut self, prefix: Piece) {
        let called = self.is_called();
        for function in self.workspace.library.functions {
            self.function(function, prefix, called, false);
        }
    }

    fn function(
        &mut self,
        function: &'static Function,
        prefix: Piece,
        called: bool,
        in_line: bool,
    ) {
        if let Some(item) = self.push(
            function.name,
            CompletionKind::Function,
            function.synopsis,
            prefix,
        ) {
            item.documentation = explain::function(function);
            item.deprecated = is_deprecated(function.description);
            fill(item, function.args, called, in_line, "");
        }
    }

    fn own_functions(&mut self, sketch: &Sketch, prefix: Piece) {
        self.functions_of(sketch, prefix, "");
        for link in sketch
            .links
            .iter()
            .filter(|link| link.kind == LinkKind::File)
        {
            let name = sketch.at(link.target);
            let workspace = self.workspace;
            let file = workspace.files().find(|(file, _)| {
                file.strip_suffix(".rhai") == Some(name.trim_end_matches(".rhai"))
            });
            if let Some((_, there)) = file {
                self.functions_of(there, prefix, &format!("{}::", sketch.at(link.name)));
            }
        }
    }

    fn functions_of(&mut self, sketch: &Sketch, prefix: Piece, module: &str) {
        for function in &sketch.functions {
            let name = format!("{module}{}", sketch.at(function.name));
            let params = sketch.at(function.params).trim();
            let detail = format!("fn {name}({params})");
            if let Some(item) = self.push(&name, CompletionKind::Function, detail, prefix) {
                item.documentation.clone_from(&function.doc);
                let params = params
                    .split(',')
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                let places = params
                    .enumerate()
                    .map(|(at, name)| format!("${{{}:{name}}}", at + 1));
                item.snippet = Some(format!("{name}({})", places.collect::<Vec<_>>().join(", ")));
            }
        }
    }

    /// Behind `${`: variables and functions.
    pub(super) fn substitutions(&mut self, prefix: Piece) {
        self.variables(prefix);
        let called = self.is_called();
        for function in self
            .workspace
            .library
            .functions
            .iter()
            .filter(|function| function.read.is_some())
        {
            self.function(function, prefix, called, true);
        }
    }
}

/// Declarations say of themselves what is better.
fn is_deprecated(description: &str) -> bool {
    description.to_ascii_lowercase().contains("deprecated")
}

/// Writes the arguments that have to be given as places to fill in.
fn fill(item: &mut Completion, args: &[Arg], called: bool, in_line: bool, end: &str) {
    if called {
        return;
    }
    let required = args.iter().filter(|arg| arg.required).enumerate();
    let places = required.map(|(at, arg)| {
        let place = format!("${{{}:{}}}", at + 1, snippet_text(arg.name));
        if in_line || is_number(arg) {
            place
        } else {
            format!("\"{place}\"")
        }
    });
    let places: Vec<String> = places.collect();
    item.snippet = Some(match (places.is_empty(), args.is_empty()) {
        (true, true) => format!("{}(){end}", item.label),
        (true, false) => format!("{}($0){end}", item.label),
        _ => format!(
            "{}({}){end}$0",
            item.label,
            places.join(if in_line { "," } else { ", " })
        ),
    });
}

fn is_number(arg: &Arg) -> bool {
    use crate::library::Kind;
    matches!(arg.kind, Kind::Seconds | Kind::Integer)
}
