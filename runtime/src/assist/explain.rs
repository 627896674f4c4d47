//! What stands at the cursor, explained.
//!
//! In: a workspace, a file and a byte of it. Out: Markdown, and the place it is about.

use std::fmt::Write;

use super::mention::{self, What};
use super::sketch::{Call, Sketch};
use super::variables::CHANNEL_VARIABLES;
use super::{Known, Piece, Workspace, navigate, pattern_words};
use crate::dialplan::Name;
use crate::library::{self, Application, Arg, Function, Kind, Property};
use crate::testing::words;

/// What is said of a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The place.
    pub piece: Piece,
    /// In Markdown.
    pub text: String,
}

/// Explains what stands at this byte of a file.
pub fn explain(workspace: &Workspace, path: &str, offset: usize) -> Option<Explanation> {
    let sketch = workspace.file(path)?;
    let mention = mention::at(sketch, &workspace.library, offset);
    let of_mention = mention.and_then(|mention| {
        let text = of(workspace, sketch, mention.piece, mention.what)?;
        Some(Explanation {
            piece: mention.piece,
            text,
        })
    });
    let found = of_mention.or_else(|| argument(workspace, sketch, offset));
    found.filter(|found| {
        !sketch
            .comments
            .iter()
            .any(|comment| comment.start <= found.piece.start && found.piece.end <= comment.end)
    })
}

fn of(workspace: &Workspace, sketch: &Sketch, piece: Piece, what: What<'_>) -> Option<String> {
    let surroundings = &workspace.surroundings;
    match what {
        What::Callable(name) => callable(workspace, name),
        What::OwnFunction(name) => own_function(workspace, sketch, name),
        What::Context(name) | What::ContextHead(name) => Some(context(workspace, name)),
        What::ExtensionHead { context, name } => Some(extension(workspace, context, name)),
        What::Extension { context, name } => {
            let found = workspace.leads(context, name);
            let found = found.first()?;
            let context = found.sketch.context_name(found.extension.context);
            let way = if found.name() == name {
                String::new()
            } else {
                format!("`{name}` leads to `{}`.\n\n", found.name())
            };
            Some(format!(
                "{way}{}",
                extension(workspace, context, found.name())
            ))
        }
        What::Label {
            name, extension, ..
        } => Some(format!(
            "Label `{name}` of extension `{}`.",
            extension.unwrap_or("?")
        )),
        What::Endpoint(name) => known(&surroundings.endpoints, name, "Endpoint"),
        What::Account(name) => known(&surroundings.accounts, name, "Skype account"),
        What::Macro(name) => Some(context(workspace, &format!("macro-{name}"))),
        What::Prompt(name) => Some(format!("Prompt `{name}`.")),
        What::Variable { name, .. } => variable(workspace, sketch, piece, name),
        What::File(_) => None,
    }
}

fn known(known: &[Known], name: &str, what: &str) -> Option<String> {
    let known = known
        .iter()
        .find(|known| known.name.eq_ignore_ascii_case(name))?;
    Some(format!("{what} `{}`: {}", known.name, known.about))
}

fn callable(workspace: &Workspace, name: &str) -> Option<String> {
    let library = workspace.library;
    match library.application(name).or_else(|| {
        library
            .application_ignoring_case(name)
            .filter(|_| library.function(name).is_none())
    }) {
        Some(row) => Some(application(row)),
        None => library.function(name).map(function),
    }
}

fn own_function(workspace: &Workspace, sketch: &Sketch, name: &str) -> Option<String> {
    let here = std::iter::once(sketch);
    let there = workspace.files().map(|(_, sketch)| sketch);
    let mut all = here
        .chain(there)
        .flat_map(|sketch| sketch.functions.iter().map(move |found| (sketch, found)));
    if let Some((sketch, function)) = all.find(|(sketch, found)| sketch.at(found.name) == name) {
        let params = sketch.at(function.params).trim();
        return Some(format!(
            "```rhai\nfn {name}({params})\n```\n{}",
            function.doc
        ));
    }
    let word = words::WORDS.iter().find(|word| word.name == name)?;
    Some(format!(
        "```rhai\n{}\n```\n{}\n\n```rhai\n{}\n```",
        word.forms, word.doc, word.example
    ))
}

/// How something of the library is written.
pub(super) fn form(name: &str, args: &[Arg]) -> String {
    let mut form = format!("{name}(");
    for (at, arg) in args.iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        let _ = match arg.required {
            true => write!(form, "{comma}{}", arg.name),
            false => write!(form, "[{comma}{}]", arg.name),
        };
    }
    form + ")"
}

/// An application in Markdown.
pub(super) fn application(row: &Application) -> String {
    let mut text = format!(
        "```rhai\n{}\n```\n{}",
        form(row.name, row.args),
        row.synopsis
    );
    arguments(&mut text, row.args);
    if let Some(status) = &row.status {
        let values: Vec<String> = status
            .values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect();
        let _ = write!(
            text,
            "\n\nGives, and leaves in `{}`: {}.",
            status.variable,
            values.join(", ")
        );
    }
    if let Some(instead) = row.instead_in_rhai() {
        let _ = write!(
            text,
            "\n\nFor lines of `extensions.conf`; in Rhai: {instead}."
        );
    }
    more(text, row.description, row.source)
}

/// A function in Markdown.
pub(super) fn function(row: &Function) -> String {
    let mut text = format!(
        "```rhai\n{}\n```\n{}",
        form(row.name, row.args),
        row.synopsis
    );
    arguments(&mut text, row.args);
    let access = match (row.read.is_some(), row.write.is_some()) {
        (true, true) => "It can be read and written.",
        (false, true) => "It can be written only.",
        _ => "It can be read only.",
    };
    let _ = write!(text, "\n\n{access}");
    more(text, row.description, row.source)
}

fn more(mut text: String, description: &str, source: &str) -> String {
    for part in [description, source] {
        if !part.is_empty() {
            text.push_str("\n\n");
            text.push_str(part);
        }
    }
    text
}

fn arguments(text: &mut String, args: &[Arg]) {
    if !args.is_empty() {
        text.push('\n');
    }
    for arg in args {
        let _ = write!(text, "\n- `{}`: {}", arg.name, arg.doc);
    }
}

/// An argument in Markdown, with what its letters and rows mean.
pub(super) fn of_argument(arg: &Arg) -> String {
    let mut text = format!("`{}`: {}", arg.name, arg.doc);
    match arg.kind {
        Kind::Options(letters) => {
            for (letter, meaning) in letters {
                let _ = write!(text, "\n- `{letter}`: {meaning}");
            }
        }
        Kind::Property(rows) => {
            for row in rows {
                let _ = write!(text, "\n- `{}`: {}", row.name, row.doc);
            }
        }
        _ => {}
    }
    text
}

/// The argument that the cursor is in: what it is, or what the letter or row there means.
fn argument(workspace: &Workspace, sketch: &Sketch, offset: usize) -> Option<Explanation> {
    let call = sketch.call(offset)?;
    let args = mention::declared(sketch, &workspace.library, call)?;
    let at = call.argument(offset);
    let arg = mention::row(args, at)?;
    let given = call.args.get(at)?;
    let piece = given.literal.filter(|literal| literal.touches(offset))?;
    let set = || set(workspace, sketch, arg, piece, offset);
    let text = detail(sketch, call, arg, piece, offset)
        .or_else(set)
        .unwrap_or_else(|| of_argument(arg));
    Some(Explanation { piece, text })
}

/// What `Set("CHANNEL(language)", …)` sets: the function, or the row of its table that the cursor is in.
fn set(
    workspace: &Workspace,
    sketch: &Sketch,
    arg: &Arg,
    piece: Piece,
    offset: usize,
) -> Option<String> {
    if !matches!(arg.kind, Kind::Variable | Kind::Assignments) {
        return None;
    }
    let text = sketch.at(piece);
    let (name, rest) = text.split_once('(')?;
    let row = workspace.library.function(name.trim())?;
    let item = rest.split(')').next().unwrap_or("").trim();
    let inside = offset > piece.start as usize + name.len();
    let tables = row.args.iter().filter_map(|arg| match arg.kind {
        Kind::Property(rows) => Some(rows),
        _ => None,
    });
    let property = tables
        .flatten()
        .find(|property| inside && property.name == item);
    Some(match property {
        Some(property) => of_property(row.name, property),
        None => function(row),
    })
}

/// A row of a function's table.
fn of_property(function: &str, row: &Property) -> String {
    let access = if row.writable {
        "can be read and written"
    } else {
        "can be read only"
    };
    let values = if row.values.is_empty() {
        String::new()
    } else {
        format!(" Values: {}.", row.values)
    };
    format!(
        "`{function}({})`: {}{values} It {access}.",
        row.name, row.doc
    )
}

fn detail(sketch: &Sketch, call: &Call, arg: &Arg, piece: Piece, offset: usize) -> Option<String> {
    let text = sketch.at(piece);
    match arg.kind {
        Kind::Property(rows) => {
            let row = rows.iter().find(|row| row.name == text)?;
            Some(of_property(sketch.at(call.name), row))
        }
        Kind::Options(letters) => {
            let before = sketch.text().get(piece.start as usize..offset)?;
            let here = text
                .get(before.len()..)
                .and_then(|rest| rest.chars().next());
            let near = [here, before.chars().next_back()].into_iter().flatten();
            let mut named =
                near.filter_map(|letter| letters.iter().find(|(known, _)| *known == letter));
            let (letter, meaning) = named
                .next()
                .filter(|_| library::option_letters(text).count() > 0)?;
            Some(format!("`{letter}`: {meaning}"))
        }
        Kind::Cause(names) => {
            let (name, number) = names
                .iter()
                .find(|(name, _)| name.eq_ignore_ascii_case(text))?;
            Some(format!("`{name}`: cause {number} of Q.850."))
        }
        _ => None,
    }
}

fn context(workspace: &Workspace, name: &str) -> String {
    let count = workspace.extensions(name).count();
    let mut text = format!(
        "Context `{name}`: {count} {}.",
        if count == 1 {
            "extension"
        } else {
            "extensions"
        }
    );
    let includes: Vec<String> = workspace
        .plan
        .includes(name)
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    if !includes.is_empty() {
        let _ = write!(text, "\n\nIncludes {}.", includes.join(", "));
    }
    let by: Vec<String> = workspace
        .plan
        .contexts()
        .filter(|other| workspace.plan.includes(other).contains(&name))
        .map(|name| format!("`{name}`"))
        .take(SHOWN)
        .collect();
    if !by.is_empty() {
        let _ = write!(text, "\n\nIncluded by {}.", by.join(", "));
    }
    text
}

/// Most names that are listed.
const SHOWN: usize = 8;

/// An extension in Markdown: what it matches, and which others of its context match the same.
fn extension(workspace: &Workspace, context: Option<&str>, name: &str) -> String {
    let mut text = match context {
        Some(context) => format!("Extension `{name}` of context `{context}`.\n\n"),
        None => format!("Extension `{name}`.\n\n"),
    };
    text.push_str(special(name).unwrap_or(&pattern_words::words(name)));
    let Some(context) = context else { return text };
    if let Some(hint) = workspace.plan.hint(context, name) {
        let _ = write!(text, "\n\nShows the state of `{}`.", hint.device);
    }
    let mut others: Vec<&str> = workspace
        .extensions(context)
        .map(|found| found.name())
        .collect();
    others.retain(|other| *other != name && pattern_words::meet(name, other));
    others.sort_unstable();
    others.dedup();
    let own = Name::parse(name).0;
    let (before, behind): (Vec<&str>, Vec<&str>) = others
        .into_iter()
        .partition(|other| Name::parse(other).0 < own);
    for (said, names) in [
        ("Tried first where both match", before),
        ("Tried after it", behind),
    ] {
        let more = if names.len() > SHOWN { ", …" } else { "" };
        let names: Vec<String> = names
            .iter()
            .take(SHOWN)
            .map(|name| format!("`{name}`"))
            .collect();
        if !names.is_empty() {
            let _ = write!(text, "\n\n{said}: {}{more}.", names.join(", "));
        }
    }
    text
}

/// What the extensions with a meaning of their own are for.
fn special(name: &str) -> Option<&'static str> {
    Some(match name {
        "s" => "Where calls begin that come without a number.",
        "i" => "Where calls go that dialled what is not there.",
        "t" => "Where calls go whose caller dialled nothing in time.",
        "T" => "Where calls go that have lasted as long as they may.",
        "h" => "Runs after the hangup.",
        "o" => "Where a caller goes who presses 0 in voicemail.",
        "a" => "Where a caller goes who presses * in voicemail.",
        "e" => "Where errors go that have no extension of their own.",
        _ => return None,
    })
}

fn variable(workspace: &Workspace, sketch: &Sketch, piece: Piece, name: &str) -> Option<String> {
    let library = workspace.library;
    let mut text = format!("Variable `{name}`.");
    let built_in = CHANNEL_VARIABLES.iter().find(|(known, _)| *known == name);
    let status = library.applications.iter().find(|row| {
        row.status
            .as_ref()
            .is_some_and(|status| status.variable == name)
    });
    let global = workspace
        .plan
        .globals()
        .iter()
        .rev()
        .find(|(known, _)| known == name);
    match (built_in, status, global) {
        (Some((_, meaning)), ..) => {
            let _ = write!(text, " {meaning}");
        }
        (_, Some(row), _) => {
            let _ = write!(text, " What came of the last `{}`.", row.name);
        }
        (.., Some((_, value))) => {
            let _ = write!(text, " Global, set to `{value}`.");
        }
        _ => {}
    }
    let path = workspace
        .files()
        .find(|(_, other)| std::ptr::eq(*other, sketch))
        .map(|(file, _)| file)?;
    let set = navigate::set(path, workspace, name);
    let lines = set
        .iter()
        .filter(|place| place.piece != piece)
        .map(|place| {
            let before = &sketch.text()[..place.piece.start as usize];
            (before.matches('\n').count() + 1).to_string()
        });
    let lines: Vec<String> = lines.take(SHOWN).collect();
    if !lines.is_empty() {
        let _ = write!(text, "\n\nSet in line {} of this file.", lines.join(", "));
    }
    Some(text)
}
