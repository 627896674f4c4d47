//! What a file says at first sight, whether or not it can be read as a whole: its contexts, extensions, calls, names.
//!
//! In: the text of one file, as it is while somebody types in it. Out: a [`Sketch`], places only. The loader knows more
//! of a file that is right; an editor asks about one that is not. Nothing here depends on another file, so a sketch
//! holds as long as its text.

mod lines;
mod script;

pub(super) use script::KEYWORDS;

use std::sync::Arc;

use super::Piece;
use crate::dialplan::Source;

/// Largest file that is looked at, in bytes; the loader reads no larger one either.
pub const MOST: usize = 8 << 20;

/// The outline of one file.
#[derive(Debug, Default)]
pub struct Sketch {
    pub(super) text: Arc<str>,
    /// Whether it is one of Asterisk's form.
    pub(super) conf: bool,
    pub(super) blocks: Vec<Block>,
    pub(super) extensions: Vec<Extension>,
    pub(super) links: Vec<Link>,
    pub(super) functions: Vec<Function>,
    pub(super) calls: Vec<Call>,
    /// Variables that are read.
    pub(super) reads: Vec<Piece>,
    /// Names that are declared or set here: of `let`, `for`, parameters, `[globals]`.
    pub(super) names: Vec<Piece>,
    pub(super) comments: Vec<Piece>,
    /// Strings with their quotes.
    pub(super) texts: Vec<Piece>,
}

/// A part of a file with a name of its own.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) kind: BlockKind,
    pub(super) name: Piece,
    /// From its first word to its end.
    pub(super) whole: Piece,
    /// What stands between its braces; in Asterisk's form the lines below its head.
    pub(super) inside: Piece,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BlockKind {
    Context,
    Test,
    Function,
    /// The body of an extension in Rhai.
    Body,
    /// `[general]`, `[globals]`.
    Settings,
}

/// An extension of a context.
#[derive(Clone, Debug)]
pub(super) struct Extension {
    /// Which block it stands in.
    pub(super) context: Option<usize>,
    pub(super) name: Piece,
    /// Behind the slash, in Asterisk's form.
    pub(super) caller: Option<Piece>,
    pub(super) whole: Piece,
    /// Labels of its lines.
    pub(super) labels: Vec<Piece>,
}

/// Something that names what stands elsewhere, and is no call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    pub(super) kind: LinkKind,
    /// Which block it stands in.
    pub(super) context: Option<usize>,
    /// What is named.
    pub(super) target: Piece,
    /// The extension of a hint.
    pub(super) name: Piece,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LinkKind {
    Include,
    Hint,
    /// `import` or `#include`.
    File,
}

/// A function of the file.
#[derive(Clone, Debug)]
pub(super) struct Function {
    pub(super) name: Piece,
    pub(super) params: Piece,
    /// Its comment, without slashes.
    pub(super) doc: String,
}

/// Something with arguments.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) form: Form,
    pub(super) name: Piece,
    /// From behind the opening bracket up to the closing one, or as far as it goes.
    pub(super) inside: Piece,
    pub(super) args: Vec<Arg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// `Name(…)`, in Asterisk's form the application of a line.
    Plain,
    /// `NAME["…"]`.
    Index,
    /// `value.name(…)`.
    Method,
    /// `${NAME(…)}` in Asterisk's form.
    Function,
}

/// One argument of a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arg {
    /// All that stands between two separators.
    pub(super) whole: Piece,
    /// What it says, if it is written out, without quotes.
    pub(super) literal: Option<Piece>,
}

impl Sketch {
    /// Looks at a file.
    pub fn of(source: &Source) -> Self {
        let mut sketch = Self {
            text: Arc::clone(&source.text),
            conf: source.is_conf(),
            ..Self::default()
        };
        if source.text.len() > MOST {
            return sketch;
        }
        if sketch.conf {
            lines::read(&mut sketch);
        } else {
            script::read(&mut sketch);
        }
        sketch
    }

    /// The text it is of.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// The names by which it imports or includes other files.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let links = self.links.iter();
        let files = links.filter(|link| link.kind == LinkKind::File);
        files.map(|link| self.at(link.target))
    }

    /// What stands at a piece.
    pub(super) fn at(&self, piece: Piece) -> &str {
        piece.of(&self.text)
    }

    /// The innermost block around the cursor.
    pub(super) fn block(&self, offset: usize) -> Option<&Block> {
        let around = self
            .blocks
            .iter()
            .filter(|block| block.inside.touches(offset));
        around.min_by_key(|block| block.inside.len())
    }

    /// The context that a block of this number is.
    pub(super) fn context_name(&self, block: Option<usize>) -> Option<&str> {
        Some(self.at(self.blocks.get(block?)?.name))
    }

    /// The context around the cursor.
    pub(super) fn context_at(&self, offset: usize) -> Option<&str> {
        let mut contexts = self.contexts();
        let block = contexts.find(|(_, block)| block.whole.touches(offset))?;
        Some(self.at(block.1.name))
    }

    /// All contexts with their numbers.
    pub(super) fn contexts(&self) -> impl Iterator<Item = (usize, &Block)> {
        let blocks = self.blocks.iter().enumerate();
        blocks.filter(|(_, block)| block.kind == BlockKind::Context)
    }

    /// The extension around the cursor.
    pub(super) fn extension_at(&self, offset: usize) -> Option<&Extension> {
        let mut extensions = self.extensions.iter();
        extensions.find(|extension| extension.whole.touches(offset))
    }

    /// The innermost call whose arguments the cursor is in.
    pub(super) fn call(&self, offset: usize) -> Option<&Call> {
        let around = self.calls.iter().filter(|call| call.inside.touches(offset));
        around.max_by_key(|call| call.inside.start)
    }
}

impl Call {
    /// Which argument the cursor is in.
    pub(super) fn argument(&self, offset: usize) -> usize {
        let begun = |arg: &Arg| arg.whole.start as usize <= offset;
        self.args.iter().rposition(begun).unwrap_or(0)
    }
}
