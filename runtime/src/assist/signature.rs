//! The arguments of the call that the cursor is in.

use super::explain::{form, of_argument};
use super::mention;
use super::sketch::Form;
use super::{Workspace, sketch::Sketch};
use crate::library::Arg;

/// How a call is written, and which of its arguments is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// `Dial(targets[, timeout])`.
    pub label: String,
    /// Each argument: its place in the label, in bytes, and what it means.
    pub arguments: Vec<(std::ops::Range<usize>, String)>,
    /// What the call does.
    pub documentation: String,
    /// The argument at the cursor.
    pub active: usize,
}

/// The call around this byte of a file.
pub fn signature(workspace: &Workspace, path: &str, offset: usize) -> Option<Signature> {
    let sketch = workspace.file(path)?;
    let call = sketch.call(offset)?;
    let name = sketch.at(call.name);
    let active = call.argument(offset);
    if let Some(args) = mention::declared(sketch, &workspace.library, call) {
        let library = workspace.library;
        let application = library
            .application_ignoring_case(name)
            .filter(|_| call.form == Form::Plain);
        let (name, documentation) = match (application, library.function(name)) {
            (Some(row), _) => (row.name, row.synopsis),
            (None, Some(row)) => (row.name, row.synopsis),
            (None, None) => return None,
        };
        let last = mention::row(args, active).is_some();
        let active = if last {
            active.min(args.len().saturating_sub(1))
        } else {
            active
        };
        return Some(of_library(name, args, documentation, active));
    }
    own(workspace, sketch, name, active)
}

fn of_library(name: &str, args: &'static [Arg], documentation: &str, active: usize) -> Signature {
    let label = form(name, args);
    let mut at = name.len() + 1;
    let mut arguments = Vec::new();
    for arg in args {
        let start = label[at..].find(arg.name).map_or(at, |found| at + found);
        at = start + arg.name.len();
        arguments.push((start..at, of_argument(arg)));
    }
    Signature {
        label,
        arguments,
        documentation: documentation.to_owned(),
        active,
    }
}

/// A function of the files.
fn own(workspace: &Workspace, sketch: &Sketch, name: &str, active: usize) -> Option<Signature> {
    let others = workspace.files().map(|(_, sketch)| sketch);
    let mut all = std::iter::once(sketch).chain(others).flat_map(|sketch| {
        sketch
            .functions
            .iter()
            .map(move |function| (sketch, function))
    });
    let (sketch, function) = all.find(|(sketch, function)| sketch.at(function.name) == name)?;
    let params = sketch.at(function.params);
    let label = format!("{name}({params})");
    let mut arguments = Vec::new();
    let mut at = name.len() + 1;
    for param in params.split(',') {
        let lead = param.len() - param.trim_start().len();
        arguments.push((at + lead..at + lead + param.trim().len(), String::new()));
        at += param.len() + 1;
    }
    Some(Signature {
        label,
        arguments,
        documentation: function.doc.clone(),
        active,
    })
}
