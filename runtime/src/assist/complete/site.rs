//! What kind of place the cursor is at.

use crate::assist::Piece;
use crate::assist::mention;
use crate::assist::sketch::{Block, BlockKind, Call, Form, LinkKind, Sketch};
use crate::library::{Data, Kind, Library, Status};

/// A kind of place, with the part of the text that is typed already.
pub(super) enum Site<'s> {
    Nothing,
    /// Where a statement or expression of Rhai can stand.
    Word {
        prefix: Piece,
        frame: Frame,
    },
    /// In an argument that is written out: a string of Rhai, or any of a line.
    Argument {
        call: &'s Call,
        at: usize,
        content: Piece,
    },
    /// The name of a context that is included.
    Context(Piece),
    /// The devices of a hint.
    Device(Piece),
    /// What is imported.
    File(Piece),
    /// What a status is compared with.
    Status(&'static Status, Piece),
    /// The first word of a line of Asterisk's form.
    Key(Piece),
    Section(Piece),
    Priority(Piece),
    /// The application of a line.
    Application(Piece),
    /// Behind `${` of a line.
    Substitution(Piece),
}

/// Which part of a Rhai file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Top,
    Context,
    Body,
    Test,
    /// Behind the point of a test's party or call.
    TestMethod,
    /// Behind a point elsewhere.
    Method,
}

pub(super) fn site<'s>(sketch: &'s Sketch, library: &Library, offset: usize) -> Site<'s> {
    let inside = |piece: &&Piece| (piece.start as usize) < offset && offset <= piece.end as usize;
    if sketch
        .comments
        .iter()
        .any(|comment| inside(&comment) && !ends_before(sketch, *comment, offset))
    {
        return Site::Nothing;
    }
    if sketch.conf {
        of_line(sketch, library, offset)
    } else {
        of_script(sketch, library, offset)
    }
}

/// Whether a comment is closed before the cursor.
fn ends_before(sketch: &Sketch, comment: Piece, offset: usize) -> bool {
    offset == comment.end as usize && sketch.at(comment).ends_with("*/")
}

fn of_script<'s>(sketch: &'s Sketch, library: &Library, offset: usize) -> Site<'s> {
    let around = |piece: &&Piece| {
        let closed = sketch.at(**piece).len() > 1 && closes(sketch.at(**piece));
        let end = piece.end as usize - usize::from(closed);
        (piece.start as usize) < offset && offset <= end
    };
    match sketch.texts.iter().find(around) {
        Some(text) => in_text(sketch, library, *text, offset),
        None => {
            let prefix = word_before(sketch, offset);
            let typed = sketch.at(prefix);
            if typed.starts_with(|first: char| first.is_ascii_digit()) {
                return Site::Nothing;
            }
            Site::Word {
                prefix,
                frame: frame(sketch, prefix),
            }
        }
    }
}

/// Whether a token of text ends with the quote it began with.
fn closes(text: &str) -> bool {
    let quote = text.as_bytes()[0];
    matches!(quote, b'"' | b'\'' | b'`' | b'#') && text.as_bytes()[text.len() - 1] == quote
}

fn in_text<'s>(sketch: &'s Sketch, library: &Library, text: Piece, offset: usize) -> Site<'s> {
    let content = Piece::new(text.start as usize + 1, offset);
    let link = |link: &&crate::assist::sketch::Link| {
        link.target.touches(offset) && text.touches(link.target.start as usize)
    };
    if let Some(link) = sketch.links.iter().find(link) {
        return match link.kind {
            LinkKind::Include => Site::Context(content),
            LinkKind::Hint => Site::Device(content),
            LinkKind::File => Site::File(content),
        };
    }
    let line = &sketch.text()[..text.start as usize];
    let before = line.trim_end();
    for (word, site) in [
        ("include", Site::Context(content)),
        ("import", Site::File(content)),
    ] {
        if before.ends_with(word) {
            return site;
        }
    }
    if before.ends_with("=>") {
        return Site::Device(content);
    }
    if let Some(status) = compared(sketch, library, before) {
        return Site::Status(status, content);
    }
    // The text is that of the call only if nothing else of the argument stands before it.
    let call = sketch
        .call(offset)
        .filter(|call| call.inside.start <= text.start);
    let Some(call) = call else {
        return Site::Nothing;
    };
    let at = call.argument(text.start as usize);
    let begins = call.args.get(at).is_some_and(|arg| {
        Piece::new(arg.whole.start as usize, text.start as usize)
            .of(sketch.text())
            .trim()
            .is_empty()
    });
    if begins {
        Site::Argument { call, at, content }
    } else {
        Site::Nothing
    }
}

/// The status that is compared with what stands behind `before`: `Dial(…) ==` or `DIALSTATUS !=`.
fn compared(sketch: &Sketch, library: &Library, before: &str) -> Option<&'static Status> {
    let left = before
        .strip_suffix("==")
        .or_else(|| before.strip_suffix("!="))?
        .trim_end();
    if let Some(inside) = left.strip_suffix(')') {
        let mut calls = sketch.calls.iter().rev();
        let call = calls.find(|call| call.inside.end as usize == inside.len())?;
        return library.application(sketch.at(call.name))?.status.as_ref();
    }
    let mut statuses = library
        .applications
        .iter()
        .filter_map(|row| row.status.as_ref());
    statuses.find(|status| {
        left.strip_suffix(status.variable)
            .is_some_and(|rest| !rest.ends_with('_'))
    })
}

/// The letters of a name that stand before the cursor.
fn word_before(sketch: &Sketch, offset: usize) -> Piece {
    let before = &sketch.text()[..offset];
    let word = before.trim_end_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
    Piece::new(word.len(), offset)
}

fn frame(sketch: &Sketch, prefix: Piece) -> Frame {
    let before = sketch.text()[..prefix.start as usize].trim_end();
    let block = sketch
        .block(prefix.start as usize)
        .map(|block: &Block| block.kind);
    let point = before.ends_with('.') && !before.ends_with("..");
    match block {
        Some(BlockKind::Test) if point => Frame::TestMethod,
        _ if point => Frame::Method,
        Some(BlockKind::Test) => Frame::Test,
        Some(BlockKind::Context) => Frame::Context,
        Some(BlockKind::Body | BlockKind::Function | BlockKind::Settings) => Frame::Body,
        None => Frame::Top,
    }
}

fn of_line<'s>(sketch: &'s Sketch, library: &Library, offset: usize) -> Site<'s> {
    let text = sketch.text();
    let start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let typed = &text[start..offset];
    let code = typed.trim_start();
    let behind = |part: &str| Piece::new(offset - part.len(), offset);
    if let Some(section) = code.strip_prefix('[') {
        return if section.contains(']') {
            Site::Nothing
        } else {
            Site::Section(behind(section))
        };
    }
    if let Some((_, name)) = code
        .strip_prefix('#')
        .and_then(|rest| rest.split_once([' ', '\t']))
    {
        return Site::File(behind(name.trim_start().trim_start_matches(['"', '<'])));
    }
    let Some((key, value)) = code.split_once('=') else {
        return Site::Key(behind(code));
    };
    let value = value.strip_prefix('>').unwrap_or(value).trim_start();
    if let Some((_, name)) = value.rsplit_once("${") {
        let plain = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if plain {
            return Site::Substitution(behind(name));
        }
    }
    match &*key.trim().to_ascii_lowercase() {
        "include" => Site::Context(behind(value)),
        "exten" => match value.split_once(',') {
            Some((_, step)) => of_step(sketch, library, step, offset),
            None => Site::Nothing,
        },
        "same" => of_step(sketch, library, value, offset),
        _ => Site::Nothing,
    }
}

/// In `priority,application(data)`.
fn of_step<'s>(sketch: &'s Sketch, library: &Library, step: &str, offset: usize) -> Site<'s> {
    let behind = |part: &str| Piece::new(offset - part.len(), offset);
    let Some((priority, action)) = step.split_once(',') else {
        return Site::Priority(behind(step.trim_start()));
    };
    let action = action.trim_start();
    if priority.trim().eq_ignore_ascii_case("hint") {
        return Site::Device(behind(action));
    }
    if !action.contains('(') {
        return Site::Application(behind(action));
    }
    let Some(call) = sketch.call(offset) else {
        return Site::Nothing;
    };
    let at = call.argument(offset);
    let content = call.args.get(at).map_or(behind(""), |arg| {
        let typed = arg.whole.up_to(offset);
        let lead = sketch.at(typed).len() - sketch.at(typed).trim_start().len();
        Piece::new(typed.start as usize + lead, offset)
    });
    if call.form == Form::Plain && runs_another(sketch, library, call) {
        let name = sketch.at(content).rsplit(['?', ':']).next().unwrap_or("");
        return Site::Application(behind(name));
    }
    Site::Argument { call, at, content }
}

/// Whether an application of a line runs another one that its data names.
fn runs_another(sketch: &Sketch, library: &Library, call: &Call) -> bool {
    use crate::library::Branch;
    let kind = mention::declared(sketch, library, call).and_then(|args| Some(args.first()?.kind));
    matches!(
        kind,
        Some(Kind::Line(
            Data::Application | Data::Branches(_, Branch::Application),
            _
        ))
    )
}
