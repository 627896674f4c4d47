//! From a place to where it leads, and back: definitions, references, and what files consist of.

use std::sync::Arc;

use super::mention::{self, Mention, What};
use super::sketch::{BlockKind, Sketch};
use super::{Known, Location, Piece, Workspace};

/// Where what stands at the cursor is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// In a file of the dialplan.
    Here(Location),
    /// In the configuration: the file, line and column, from 1.
    Configured(Arc<str>, u32, u32),
}

/// Where what stands at the cursor is made: the target of a jump, an included context, a function, an endpoint.
pub fn definition(workspace: &Workspace, path: &str, offset: usize) -> Vec<Target> {
    let Some(sketch) = workspace.file(path) else {
        return Vec::new();
    };
    let Some(mention) = mention::at(sketch, &workspace.library, offset) else {
        return Vec::new();
    };
    let surroundings = &workspace.surroundings;
    match mention.what {
        What::Endpoint(name) => configured(&surroundings.endpoints, name),
        What::Account(name) => configured(&surroundings.accounts, name),
        what => places(workspace, path, sketch, what)
            .into_iter()
            .map(Target::Here)
            .collect(),
    }
}

fn configured(known: &[Known], name: &str) -> Vec<Target> {
    let known = known
        .iter()
        .filter(|known| known.name.eq_ignore_ascii_case(name));
    let places = known.filter_map(|known| known.place.clone());
    places
        .map(|(file, line, column)| Target::Configured(file, line, column))
        .collect()
}

/// Where contexts of that name begin.
fn contexts(workspace: &Workspace, name: &str) -> Vec<Location> {
    let named = workspace
        .contexts()
        .filter(|(_, sketch, block)| sketch.at(block.name) == name);
    named
        .map(|(file, _, block)| location(file, block.name))
        .collect()
}

fn places(workspace: &Workspace, path: &str, sketch: &Sketch, what: What<'_>) -> Vec<Location> {
    match what {
        What::Context(name) | What::ContextHead(name) => contexts(workspace, name),
        What::Extension { context, name } | What::ExtensionHead { context, name } => workspace
            .leads(context, name)
            .iter()
            .map(|found| found.location())
            .collect(),
        What::Label {
            context,
            extension,
            name,
            ..
        } => {
            let found = workspace.leads(context, extension.unwrap_or("s"));
            let labels = found.iter().flat_map(|found| {
                let labels = found
                    .extension
                    .labels
                    .iter()
                    .filter(|label| found.sketch.at(**label) == name);
                labels.map(|label| location(found.file, *label))
            });
            labels.collect()
        }
        What::OwnFunction(name) => functions(workspace, path, sketch, name),
        What::File(name) => {
            let file = imported(workspace, path, name);
            file.map(|file| location(file, Piece::default()))
                .into_iter()
                .collect()
        }
        What::Variable { name, .. } => {
            let own = set(path, workspace, name);
            if own.is_empty() {
                everywhere_set(workspace, name)
            } else {
                own
            }
        }
        What::Macro(name) => contexts(workspace, &format!("macro-{name}")),
        What::Callable(_) | What::Prompt(_) | What::Endpoint(_) | What::Account(_) => Vec::new(),
    }
}

fn location(file: &Arc<str>, piece: Piece) -> Location {
    Location {
        file: Arc::clone(file),
        piece,
    }
}

/// A function of this file, or of one that it imports.
fn functions(workspace: &Workspace, path: &str, sketch: &Sketch, name: &str) -> Vec<Location> {
    let imports = sketch
        .links
        .iter()
        .filter(|link| link.kind == super::sketch::LinkKind::File);
    let imports = imports.filter_map(|link| imported(workspace, path, sketch.at(link.target)));
    let own = workspace
        .files()
        .map(|(file, _)| file)
        .filter(|file| &***file == path);
    let files = own.chain(imports);
    let found = files.filter_map(|file| {
        let there = workspace.file(file)?;
        let function = there
            .functions
            .iter()
            .find(|function| there.at(function.name) == name)?;
        Some(location(file, function.name))
    });
    found.collect()
}

/// The file that another one names.
fn imported<'w>(workspace: &'w Workspace, from: &str, name: &str) -> Option<&'w Arc<str>> {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let name = name.trim_start_matches("./");
    let beside = format!("{folder}/{name}");
    let ways = [name, beside.trim_start_matches('/')];
    let ending = |path: &str, way: &str| path == way || path.strip_suffix(".rhai") == Some(way);
    let mut files = workspace.files().map(|(file, _)| file);
    files.find(|file| ways.iter().any(|way| ending(file, way)))
}

pub(super) fn set(path: &str, workspace: &Workspace, name: &str) -> Vec<Location> {
    let Some((file, sketch)) = workspace.files().find(|(file, _)| &***file == path) else {
        return Vec::new();
    };
    let mentions = mention::mentions(sketch, &workspace.library).into_iter();
    let wanted = What::Variable { name, set: true };
    let mut found: Vec<Location> = mentions
        .filter(|mention| mention.what == wanted)
        .map(|mention| location(file, mention.piece))
        .collect();
    found.sort();
    found
}

/// Most places of a variable that are worth showing.
const MANY: usize = 100;

fn everywhere_set(workspace: &Workspace, name: &str) -> Vec<Location> {
    let files = workspace
        .files()
        .filter(|(_, sketch)| sketch.text().contains(name));
    files
        .flat_map(|(file, _)| set(file, workspace, name))
        .take(MANY)
        .collect()
}

/// All places that speak of what stands at the cursor, and, if asked for, where it is made.
pub fn references(
    workspace: &Workspace,
    path: &str,
    offset: usize,
    with_definition: bool,
) -> Vec<Location> {
    let Some(sketch) = workspace.file(path) else {
        return Vec::new();
    };
    let Some(Mention { what, .. }) = mention::at(sketch, &workspace.library, offset) else {
        return Vec::new();
    };
    let made = places(workspace, path, sketch, what);
    let word = word_of(what);
    let mut found = Vec::new();
    for (file, other) in workspace.files() {
        // A pattern is spoken of by numbers, which do not look like it.
        let pattern = word.starts_with('_') && matches!(what, What::ExtensionHead { .. });
        if !pattern && !other.text().contains(word) {
            continue;
        }
        for mention in mention::mentions(other, &workspace.library) {
            let makes = matches!(
                mention.what,
                What::ContextHead(_) | What::ExtensionHead { .. } | What::Label { made: true, .. }
            );
            if !makes && same(workspace, (path, what, &made), (file, other, mention.what)) {
                found.push(location(file, mention.piece));
            }
        }
    }
    if with_definition {
        found.extend(made);
    }
    found.sort();
    found.dedup();
    found
}

/// Whether two places speak of the same thing; the first one is made at `made`.
fn same(
    workspace: &Workspace,
    (path, what, made): (&str, What<'_>, &[Location]),
    (file, sketch, other): (&str, &Sketch, What<'_>),
) -> bool {
    match (what, other) {
        (What::Context(a) | What::ContextHead(a), What::Context(b)) => a == b,
        (What::Extension { .. } | What::ExtensionHead { .. }, What::Extension { .. }) => {
            identity(workspace, what) == identity(workspace, other)
        }
        (What::Label { name: a, .. }, What::Label { name: b, .. }) => {
            a == b
                && places(workspace, file, sketch, other)
                    .iter()
                    .any(|place| made.contains(place))
        }
        (What::OwnFunction(a), What::OwnFunction(b)) => {
            a == b && functions(workspace, file, sketch, b) == made
        }
        (What::Variable { name: a, .. }, What::Variable { name: b, .. }) => {
            // Names of `let` are of their file, those of channels of all.
            a == b && (file == path || a.bytes().all(|byte| !byte.is_ascii_lowercase()))
        }
        (a, b) => a == b,
    }
}

/// The context and the name or pattern of the extension that a place speaks of.
fn identity(workspace: &Workspace, what: What<'_>) -> (Option<String>, String) {
    match what {
        What::Extension {
            context: Some(context),
            name,
        } => match workspace.plan.find(context, name) {
            Some(found) => (Some(found.context.to_string()), found.pattern.to_string()),
            None => (Some(context.to_owned()), name.to_owned()),
        },
        What::ExtensionHead { context, name } | What::Extension { context, name } => {
            (context.map(str::to_owned), name.to_owned())
        }
        _ => (None, String::new()),
    }
}

pub(super) fn word_of(what: What<'_>) -> &str {
    match what {
        What::Callable(name)
        | What::OwnFunction(name)
        | What::ContextHead(name)
        | What::Context(name)
        | What::ExtensionHead { name, .. }
        | What::Extension { name, .. }
        | What::Label { name, .. }
        | What::Endpoint(name)
        | What::Account(name)
        | What::Prompt(name)
        | What::Macro(name)
        | What::Variable { name, .. }
        | What::File(name) => name,
    }
}

/// A part of a file that an editor lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: SymbolKind,
    /// All of it.
    pub whole: Piece,
    /// Its name.
    pub at: Piece,
    /// What it consists of.
    pub children: Vec<Self>,
}

/// What a part of a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymbolKind {
    /// A context.
    Context,
    /// An extension.
    Extension,
    /// A label of a line.
    Label,
    /// A function.
    Function,
    /// A test.
    Test,
    /// `[general]` or `[globals]`.
    Settings,
}

/// What a file consists of: contexts with their extensions, functions, tests.
pub fn symbols(workspace: &Workspace, path: &str) -> Vec<Symbol> {
    let Some(sketch) = workspace.file(path) else {
        return Vec::new();
    };
    let mut members: Vec<Vec<Symbol>> = vec![Vec::new(); sketch.blocks.len()];
    let mut loose = Vec::new();
    for extension in &sketch.extensions {
        let labels = extension.labels.iter();
        let labels =
            labels.map(|label| symbol(sketch, SymbolKind::Label, *label, *label, Vec::new()));
        let found = symbol(
            sketch,
            SymbolKind::Extension,
            extension.name,
            extension.whole,
            labels.collect(),
        );
        match extension.context {
            Some(context) => members[context].push(found),
            None => loose.push(found),
        }
    }
    let blocks = sketch
        .blocks
        .iter()
        .zip(members)
        .filter_map(|(block, members)| {
            let kind = match block.kind {
                BlockKind::Context => SymbolKind::Context,
                BlockKind::Test => SymbolKind::Test,
                BlockKind::Function => SymbolKind::Function,
                BlockKind::Settings => SymbolKind::Settings,
                BlockKind::Body => return None,
            };
            Some(symbol(sketch, kind, block.name, block.whole, members))
        });
    blocks.chain(loose).collect()
}

fn symbol(
    sketch: &Sketch,
    kind: SymbolKind,
    at: Piece,
    whole: Piece,
    children: Vec<Symbol>,
) -> Symbol {
    let whole = Piece {
        start: whole.start.min(at.start),
        end: whole.end.max(at.end),
    };
    Symbol {
        name: sketch.at(at).to_owned(),
        kind,
        whole,
        at,
        children,
    }
}

/// Symbols of all files whose name contains the letters of `query` in order; at most `most`.
pub fn find_symbols(
    workspace: &Workspace,
    query: &str,
    most: usize,
) -> Vec<(Arc<str>, Option<String>, Symbol)> {
    let query: Vec<char> = query.to_lowercase().chars().collect();
    let fits = |name: &str| {
        let mut wanted = query.iter().peekable();
        for letter in name.chars().flat_map(char::to_lowercase) {
            wanted.next_if(|next| **next == letter);
        }
        wanted.peek().is_none()
    };
    let mut found = Vec::new();
    for (file, _) in workspace.files() {
        for mut symbol in symbols(workspace, file) {
            let children = std::mem::take(&mut symbol.children);
            let name = symbol.name.clone();
            let within = children
                .into_iter()
                .map(|child| (Some(name.clone()), child));
            let all = std::iter::once((None, symbol)).chain(within);
            let fitting = all.filter(|(_, symbol)| fits(&symbol.name));
            found.extend(fitting.map(|(container, symbol)| (Arc::clone(file), container, symbol)));
            if found.len() >= most {
                found.truncate(most);
                return found;
            }
        }
    }
    found
}
