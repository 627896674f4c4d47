//! What could be written at the cursor.
//!
//! In: a workspace, a file and a byte of it. Out: [`Completion`]s for the word before the cursor; the editor filters them
//! by what is typed already. The statement at the cursor is taken to be half written.

mod callables;
mod names;
mod site;
mod words;

use super::{Piece, Workspace};
use site::{Site, site};

/// Something that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What the list shows.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// One line about it.
    pub detail: String,
    /// More, in Markdown; may be empty.
    pub documentation: String,
    /// What takes the place of [`replace`](Self::replace).
    pub insert: String,
    /// The same with places to fill in, in the language of snippets (`${1:timeout}`), if there are any.
    pub snippet: Option<String>,
    /// What is replaced; never goes beyond the line.
    pub replace: Piece,
    /// Whether there is something better.
    pub deprecated: bool,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompletionKind {
    /// An application, or a word of a test.
    Application,
    /// A function.
    Function,
    /// A word of the language.
    Keyword,
    /// A variable.
    Variable,
    /// A context.
    Context,
    /// An extension.
    Extension,
    /// A label or priority.
    Label,
    /// A telephone, an account or another device.
    Device,
    /// A row of a table, a letter, a name of a cause.
    Value,
    /// A prompt or a dialplan file.
    File,
}

/// Most completions that are given: an editor does not show more, and asks again when something is typed.
pub const MANY: usize = 1000;

/// What could be written at this byte of a file. Nothing within comments.
pub fn complete(workspace: &Workspace, path: &str, offset: usize) -> Vec<Completion> {
    let Some(sketch) = workspace.file(path) else {
        return Vec::new();
    };
    if !sketch.text().is_char_boundary(offset) {
        return Vec::new();
    }
    let mut list = List {
        workspace,
        path,
        offset,
        items: Vec::new(),
    };
    match site(sketch, &workspace.library, offset) {
        Site::Nothing => {}
        Site::Word { prefix, frame } => list.words(sketch, prefix, frame),
        Site::Argument { call, at, content } => list.argument(sketch, call, at, content),
        Site::Context(content) => list.contexts(content),
        Site::Device(content) => list.devices(content),
        Site::File(content) => list.files(content),
        Site::Status(status, content) => {
            for value in status.values {
                list.push(value, CompletionKind::Value, status.variable, content);
            }
        }
        Site::Key(prefix) => list.keys(prefix),
        Site::Section(prefix) => list.sections(prefix),
        Site::Priority(prefix) => list.priorities(prefix),
        Site::Application(prefix) => list.applications(prefix, true),
        Site::Substitution(prefix) => list.substitutions(prefix),
    }
    list.items.truncate(MANY);
    list.items
}

/// The completions found so far.
struct List<'w> {
    workspace: &'w Workspace,
    path: &'w str,
    offset: usize,
    items: Vec<Completion>,
}

impl List<'_> {
    fn push(
        &mut self,
        label: &str,
        kind: CompletionKind,
        detail: impl Into<String>,
        replace: Piece,
    ) -> Option<&mut Completion> {
        if self.items.len() >= MANY {
            return None;
        }
        self.items.push(Completion {
            label: label.to_owned(),
            kind,
            detail: detail.into(),
            documentation: String::new(),
            insert: label.to_owned(),
            snippet: None,
            replace,
            deprecated: false,
        });
        self.items.last_mut()
    }
}

/// A text as it stands in a snippet.
fn snippet_text(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '$' | '}' | '\\') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
