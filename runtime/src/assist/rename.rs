//! Another name for a context, extension, label or function, in all files that speak of it.
//!
//! In: what the cursor is on and the new name. Out: the places to change, or why it is better left. A name is changed
//! only where every place that speaks of it can be told: the dialplan with the new name is read beside the one with the old
//! name, and must not have anything wrong that the other one has not.
//!
//! Left out on purpose: variables. Any channel may have one of that name, and programs that start calls as well.

use std::collections::BTreeMap;
use std::sync::Arc;

use thiserror::Error;

use super::mention::{self, Mention, What};
use super::navigate::word_of;
use super::sketch::Sketch;
use super::{Location, Piece, Workspace, references};
use crate::diagnostic::Code;
use crate::dialplan::{Dialplan, Name, Source, is_dialplan_file};

/// Why something cannot have another name.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RenameFault {
    /// There is nothing at the cursor that is made in the dialplan.
    #[error("only contexts, extensions, labels and functions of the dialplan can be renamed")]
    Nothing,
    /// The name cannot be that of such a thing.
    #[error("`{name}` cannot be the name of {what}")]
    BadName {
        /// The new name.
        name: String,
        /// What would have it.
        what: &'static str,
    },
    /// Something else has the name already.
    #[error("there is {what} `{name}` already")]
    Taken {
        /// The new name.
        name: String,
        /// What has it.
        what: &'static str,
    },
    /// Calls come to it by its name without a place that says so.
    #[error("`{name}` is a name that calls come to by themselves")]
    Special {
        /// The old name.
        name: String,
    },
    /// The configuration names it.
    #[error("the configuration of telephones or accounts names the context `{name}`")]
    Configured {
        /// The old name.
        name: String,
    },
    /// Numbers that a pattern matches are named, and would be others.
    #[error("{count} places go to a number that `{name}` matches")]
    Matched {
        /// The pattern.
        name: String,
        /// How many places.
        count: usize,
    },
    /// The dialplan would not work any more.
    #[error("after that, something would be wrong that is not now: {what}")]
    Breaks {
        /// What would be wrong.
        what: String,
    },
    /// The dialplan is too large to be read twice in the meantime.
    #[error("the dialplan is too large to make sure that nothing would break")]
    TooLarge,
}

/// Extensions that the switch goes to by itself.
const SPECIAL: [&str; 8] = ["s", "i", "t", "h", "o", "a", "e", "T"];

/// Largest dialplan that is read to see whether it would still work, in bytes. That takes about half a second.
const LARGEST: usize = 4 << 20;

/// What would be renamed: its place, and its name.
pub fn renamed(
    workspace: &Workspace,
    path: &str,
    offset: usize,
) -> Result<(Piece, String), RenameFault> {
    let sketch = workspace.file(path).ok_or(RenameFault::Nothing)?;
    let Mention { piece, what } = subject(workspace, sketch, offset)?;
    let made = references(workspace, path, offset, true);
    if made.is_empty() {
        return Err(RenameFault::Nothing);
    }
    let name = word_of(what);
    let context = matches!(what, What::Context(_) | What::ContextHead(_));
    if context
        && workspace
            .surroundings
            .contexts
            .iter()
            .any(|known| known == name)
    {
        let name = name.to_owned();
        return Err(RenameFault::Configured { name });
    }
    let extension = matches!(what, What::Extension { .. } | What::ExtensionHead { .. });
    if extension && SPECIAL.contains(&name) {
        let name = name.to_owned();
        return Err(RenameFault::Special { name });
    }
    Ok((piece, name.to_owned()))
}

/// The places that have to be changed so that what is at the cursor has another name.
pub fn rename(
    workspace: &Workspace,
    path: &str,
    offset: usize,
    name: &str,
) -> Result<Vec<Location>, RenameFault> {
    let (_, old) = renamed(workspace, path, offset)?;
    let sketch = workspace.file(path).ok_or(RenameFault::Nothing)?;
    let Mention { what, .. } = subject(workspace, sketch, offset)?;
    check(workspace, path, what, name)?;
    let mut places = references(workspace, path, offset, true);
    let text = |place: &Location| {
        let sketch = workspace.file(&place.file)?;
        Some(sketch.at(place.piece))
    };
    let others = places
        .iter()
        .filter(|place| text(place) != Some(&*old))
        .count();
    if others > 0 && old.starts_with('_') {
        return Err(RenameFault::Matched {
            name: old,
            count: others,
        });
    }
    places.retain(|place| text(place) == Some(&*old));
    still_works(workspace, &places, name)?;
    Ok(places)
}

/// What the cursor is on, if that can be renamed.
fn subject<'t>(
    workspace: &Workspace,
    sketch: &'t Sketch,
    offset: usize,
) -> Result<Mention<'t>, RenameFault> {
    let found = mention::at(sketch, &workspace.library, offset);
    let found = found.filter(|found| noun(found.what).is_some());
    found.ok_or(RenameFault::Nothing)
}

/// What can be renamed, in words.
fn noun(what: What<'_>) -> Option<&'static str> {
    Some(match what {
        What::Context(_) | What::ContextHead(_) => "a context",
        What::Extension { .. } | What::ExtensionHead { .. } => "an extension",
        What::Label { .. } => "a label",
        What::OwnFunction(_) => "a function",
        _ => return None,
    })
}

/// Whether it can have that name.
fn check(
    workspace: &Workspace,
    path: &str,
    subject: What<'_>,
    name: &str,
) -> Result<(), RenameFault> {
    let what = noun(subject).ok_or(RenameFault::Nothing)?;
    let bad = RenameFault::BadName {
        name: name.to_owned(),
        what,
    };
    let taken = RenameFault::Taken {
        name: name.to_owned(),
        what,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.+".contains(c);
    let is_there = match subject {
        What::Context(_) | What::ContextHead(_) => {
            let reserved = ["general", "globals"]
                .iter()
                .any(|word| name.eq_ignore_ascii_case(word));
            if name.is_empty() || reserved || !name.chars().all(plain) {
                return Err(bad);
            }
            workspace
                .contexts()
                .any(|(_, sketch, block)| sketch.at(block.name) == name)
        }
        What::Extension { context, .. } | What::ExtensionHead { context, .. } => {
            let sign = |c: char| plain(c) || "[]!*#_".contains(c);
            let fault = Name::parse(name).1.is_some();
            if name.is_empty() || fault || SPECIAL.contains(&name) || !name.chars().all(sign) {
                return Err(bad);
            }
            let mut all = workspace.extensions(context.unwrap_or(""));
            all.any(|found| found.name() == name)
        }
        What::Label {
            context, extension, ..
        } => {
            let word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(word) {
                return Err(bad);
            }
            let found = workspace.leads(context, extension.unwrap_or("s"));
            let mut labels = found
                .iter()
                .flat_map(|found| found.extension.labels.iter().map(|at| found.sketch.at(*at)));
            labels.any(|label| label == name)
        }
        What::OwnFunction(_) => {
            let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let begins = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            let keyword = super::sketch::KEYWORDS.contains(&name);
            if !begins || keyword || !name.chars().all(word) {
                return Err(bad);
            }
            let sketch = workspace.file(path);
            let own = sketch.is_some_and(|sketch| {
                let mut functions = sketch.functions.iter();
                functions.any(|function| sketch.at(function.name) == name)
            });
            let library = workspace.library;
            own || library.application(name).is_some() || library.function(name).is_some()
        }
        _ => false,
    };
    if is_there { Err(taken) } else { Ok(()) }
}

/// Reads the dialplan with the new name, and compares what is wrong with it.
fn still_works(workspace: &Workspace, places: &[Location], name: &str) -> Result<(), RenameFault> {
    let size: usize = workspace
        .files()
        .map(|(_, sketch)| sketch.text().len())
        .sum();
    if size > LARGEST {
        return Err(RenameFault::TooLarge);
    }
    let sources = |edited: bool| -> Vec<Source> {
        let files = workspace.files().filter(|(path, _)| is_dialplan_file(path));
        let files = files.map(|(path, sketch)| {
            let text = sketch.text();
            let own: Vec<Piece> = places
                .iter()
                .filter(|place| edited && place.file == *path)
                .map(|place| place.piece)
                .collect();
            Source {
                path: Arc::clone(path),
                text: if own.is_empty() {
                    Arc::clone(text)
                } else {
                    with(text, &own, name).into()
                },
            }
        });
        files.collect()
    };
    let counts = |sources: Vec<Source>| {
        let (_, findings) = Dialplan::load(sources, workspace.library);
        let mut counts: BTreeMap<Code, (usize, String)> = BTreeMap::new();
        for finding in findings {
            let entry = counts.entry(finding.code).or_default();
            entry.0 += 1;
            entry.1 = finding.message;
        }
        counts
    };
    let before = counts(sources(false));
    let after = counts(sources(true));
    let more = after.into_iter().find(|(code, (count, _))| {
        let known = before.get(code).map_or(0, |(count, _)| *count);
        *count > known
    });
    match more {
        Some((_, (_, what))) => Err(RenameFault::Breaks { what }),
        None => Ok(()),
    }
}

/// A text with other names in its places, which are in order.
fn with(text: &str, places: &[Piece], name: &str) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut at = 0;
    for piece in places {
        let (start, end) = (piece.start as usize, piece.end as usize);
        if let Some(before) = text.get(at..start) {
            edited.push_str(before);
            edited.push_str(name);
            at = end;
        }
    }
    edited.push_str(text.get(at..).unwrap_or(""));
    edited
}
