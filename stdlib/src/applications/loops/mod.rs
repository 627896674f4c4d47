//! Loops of `extensions.conf`: `While`, `EndWhile`, `ExitWhile`, `ContinueWhile`.
//!
//! As in Asterisk a loop is open from its first turn until its condition fails or `ExitWhile` closes it; a `Goto` out
//! of it leaves it open. The application of a `While` line keeps its loop for as long as that is open.

mod continue_while;
mod end_while;
mod exit_while;
mod while_loop;

use std::collections::BTreeMap;

use runtime::call::{Call, ScriptError, Target};
use runtime::diagnostic::Code;

pub(crate) use continue_while::CONTINUE_WHILE;
pub(crate) use end_while::END_WHILE;
pub(crate) use exit_while::EXIT_WHILE;
pub(crate) use while_loop::WHILE;

/// The loops of a call.
#[derive(Debug, Default)]
struct Loops {
    /// Where those that are open begin; those behind a gap do not count.
    begins: Vec<Option<Target>>,
    /// Where those end whose `EndWhile` has been reached, by the same numbers.
    ends: BTreeMap<usize, Target>,
    /// Which number the loop of a `While` line has.
    numbers: Vec<(Target, usize)>,
}

/// Most loops that a call can have open or remember.
const MOST: usize = 256;

impl Loops {
    /// How many are open, up to the first gap.
    fn open(&self) -> usize {
        self.begins
            .iter()
            .take_while(|begin| begin.is_some())
            .count()
    }

    /// The number of the loop that the `While` at that place begins.
    fn number(&mut self, place: &Target) -> usize {
        let known = self.numbers.iter().find(|(target, _)| target == place);
        if let Some((_, number)) = known {
            return *number;
        }
        let number = self.open();
        if self.numbers.len() < MOST {
            self.numbers.push((place.clone(), number));
        }
        number
    }

    fn begin(&mut self, number: usize, place: Target) {
        if self.begins.len() <= number {
            self.begins.resize(number + 1, None);
        }
        self.begins[number].get_or_insert(place);
    }

    /// Closes a loop from a line that is its `While` or stands in it. Gives where it ends, if that is known.
    fn close(&mut self, number: Option<usize>, place: &Target) -> Option<Target> {
        self.numbers.retain(|(target, _)| target != place);
        let number = number?;
        if let Some(begin) = self.begins.get_mut(number) {
            *begin = None;
        }
        self.ends.remove(&number)
    }
}

/// The line that runs.
fn here(call: &Call) -> Target {
    Target {
        context: call.context(),
        extension: call.extension(),
        priority: call.priority_now(),
    }
}

/// Leaves a loop for the line behind its `EndWhile`.
fn leave(call: &Call, end: Option<Target>) -> Result<(), ScriptError> {
    if let Some(end) = end {
        return Err(ScriptError::Goto(end));
    }
    let mut place = here(call);
    let mut depth = 1_u32;
    while depth > 0 {
        place.priority += 1;
        let Some(application) = call.application_at(place.priority) else {
            let message = "there is no `EndWhile` behind this line";
            return Err(ScriptError::fault(Code::BadArgument, message));
        };
        if application.eq_ignore_ascii_case(WHILE.name) {
            depth += 1;
        } else if application.eq_ignore_ascii_case(END_WHILE.name) {
            depth -= 1;
        }
    }
    place.priority += 1;
    Err(ScriptError::Goto(place))
}
