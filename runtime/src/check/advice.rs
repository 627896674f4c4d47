//! Advice: warnings that need the whole program. Worked out after a generation has gone live, so that it costs a
//! reload nothing, and shown together with the errors.
//!
//! In: the [`Facts`] of all files, the outline, the library, and the [`World`] around the dialplan. Out: findings, all
//! of them warnings. A check is a function from [`Program`] to findings, one line in [`advise`].

use std::sync::Arc;

use super::world::World;
use super::{Facts, closed, flow, lines, reach, taint, variables, world};
use crate::diagnostic::Diagnostic;
use crate::dialplan::{Source, Survey};
use crate::library::Library;

/// All that advice is given on.
pub(crate) struct Program<'a> {
    /// The facts of each file in Rhai, in the order of the files.
    pub(crate) files: &'a [Arc<Facts>],
    pub(crate) sources: &'a [Source],
    /// Whether every file could be read to its end. If not, what seems missing may only be unread.
    pub(crate) whole: bool,
    /// Whether a file is missing that another includes, which is told by itself. What else seems missing may be in it.
    pub(crate) short: bool,
    pub(crate) survey: Survey<'a>,
    pub(crate) library: Library,
    pub(crate) world: &'a World,
}

/// All warnings on the whole program, in no particular order.
pub(crate) fn advise(program: &Program<'_>) -> Vec<Diagnostic> {
    let checks: [fn(&Program<'_>) -> Vec<Diagnostic>; 9] = [
        variables::findings,
        closed::findings,
        lines::findings,
        flow::hidden_patterns,
        flow::unmarked_patterns,
        flow::unreachable_lines,
        world::findings,
        taint::findings,
        reach::findings,
    ];
    checks.iter().flat_map(|check| check(program)).collect()
}
