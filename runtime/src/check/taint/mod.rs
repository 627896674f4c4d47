//! Texts of strangers that decide something: what a caller dialled, the name a caller gives, a chat message, a header,
//! when they come to `Dial`, to a command line, to the target of a jump or to the name of a file with characters that
//! mean something there.
//!
//! In: the facts of all Rhai files, and the outline with its lines. Out: warnings, one for each place, with the way the
//! text took and what to write. What is known of a text is the set of characters a stranger can choose in it; so a
//! pattern that admits digits only, a `FILTER`, a condition or an encoding make it safe by what they leave over, and each
//! use has characters of its own that are dangerous there.
//!
//! The parts: [`source`] where such texts come in, [`transform`] what functions make of them, [`sink`] where they do harm;
//! [`lines`] and [`script`] read the two languages into the steps of [`flow`]; [`follow`] follows calls through the
//! [`plan`] of all of them with the [`state`] of their variables; [`report`] says it.
//!
//! Where the configuration is known, what somebody dials comes into the contexts of its telephones and accounts and what
//! these include; without one, into every context that the dialplan does not itself go to with a number it has made.
//!
//! Left out on purpose: what programs, files and web servers gave, of which nobody can say here who wrote it; arguments of
//! a subroutine that a comma in an earlier one would shift.

mod alphabet;
mod blocks;
mod evaluate;
mod expression;
mod flow;
mod follow;
mod lines;
mod plan;
mod refine;
mod report;
mod script;
mod sink;
mod source;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod trail;
mod transform;
mod value;

use std::sync::Arc;

use rhai::AST;

use super::advice::Program;
use crate::diagnostic::Diagnostic;
use crate::dialplan::Source;
use crate::library::Library;
use flow::Routine;
use plan::Plan;

/// What a file in Rhai does with texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts {
    path: Arc<str>,
    /// Its extensions in the order in which they stand in it.
    extensions: Vec<Routine>,
    functions: Vec<(Arc<str>, Routine)>,
}

/// The facts of one file.
pub(crate) fn facts(source: &Source, ast: &AST, library: Library) -> Facts {
    script::read(source, ast, library)
}

/// What strangers can decide in a whole program.
pub(crate) fn findings(program: &Program<'_>) -> Vec<Diagnostic> {
    let facts = program.files.iter().map(|facts| &facts.texts);
    let entrances = program.world.entrances.as_ref();
    let plan = Plan::new(facts, &program.survey, entrances, program.library);
    let found = follow::follow(&plan);
    let found = found.iter();
    found
        .map(|((place, _), finding)| report::diagnostic(place, finding))
        .collect()
}
