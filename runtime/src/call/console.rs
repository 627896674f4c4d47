//! What a script says on the console, and how much of that is heard.
//!
//! In: its lines and the time. Out: whether each is shown. A script may say [`Budgets::lines`] at once, and
//! one more each [`Budgets::line_gap`]. One that says more floods the console; it is heard again when half
//! of its lines are there again, so that it is told seldom that lines are missing.

use std::cell::Cell;
use std::time::Instant;

use super::Call;
use crate::executor::{Budgets, Output};
use crate::memory::METER;
use crate::trace::What;

/// Longest line, in octets. A path and a few values fit; a whole document does not.
const MAX_LINE: usize = 2048;
/// Operations that a line costs, about the time it takes to write one.
const LINE: u64 = 100;
/// Operations that a line costs which is left out: more, so that a flood ends soon.
const LEFT_OUT: u64 = 1_000;

/// The lines of one call.
#[derive(Debug)]
pub(super) struct Console {
    /// When it will have all its lines again, if it says nothing more.
    full_at: Cell<Instant>,
    /// Lines left out since the flood began; none when there is no flood.
    left_out: Cell<u64>,
}

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hearing {
    Shown,
    /// As the first one after so many that were left out.
    ShownAfter(u64),
    LeftOut,
    /// As the first one of a flood.
    LeftOutFirst,
}

impl Console {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            full_at: Cell::new(now),
            left_out: Cell::new(0),
        }
    }

    fn handle_line(&self, now: Instant, budgets: &Budgets) -> Hearing {
        let flood = self.left_out.get();
        let all = budgets.line_gap.saturating_mul(budgets.lines);
        let most = if flood > 0 { all / 2 } else { all };
        let full_at = self.full_at.get().max(now) + budgets.line_gap;
        if full_at - now > most {
            self.left_out.set(flood + 1);
            return match flood {
                0 => Hearing::LeftOutFirst,
                _ => Hearing::LeftOut,
            };
        }
        self.full_at.set(full_at);
        match self.left_out.take() {
            0 => Hearing::Shown,
            left_out => Hearing::ShownAfter(left_out),
        }
    }
}

impl Call {
    /// Leaves a line for the console (`Verbose`, `NoOp`), unless the script floods it. Either costs
    /// operations.
    pub fn verbose(&self, level: u8, text: String) {
        let call = self.id;
        match self.console.handle_line(self.desk.now(), &self.budgets()) {
            Hearing::Shown => {}
            Hearing::ShownAfter(left_out) => self.desk.put(Output::FloodEnds { call, left_out }),
            Hearing::LeftOut => return self.charge(LEFT_OUT),
            Hearing::LeftOutFirst => {
                self.desk.put(Output::FloodBegins(call));
                return self.charge(LEFT_OUT);
            }
        }
        let text = cut(text);
        self.record(|| What::Said {
            level,
            text: text.as_str().into(),
        });
        // From now on the host holds it. Otherwise a long call would run out of memory it does not have.
        METER.with(|meter| meter.hand_over(text.capacity()));
        self.desk.put(Output::Verbose { call, level, text });
        self.charge(LINE);
    }

    /// The script has ended: says what it was not heard with.
    pub(crate) fn end_flood(&self) {
        let (call, left_out) = (self.id, self.console.left_out.take());
        if left_out > 0 {
            self.desk.put(Output::FloodEnds { call, left_out });
        }
    }
}

/// A line that is not too long; one that was says how much is missing.
fn cut(text: String) -> String {
    if text.len() <= MAX_LINE {
        return text;
    }
    let kept = &text[..text.floor_char_boundary(MAX_LINE)];
    format!("{kept}… ({} more octets)", text.len() - kept.len())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// A script with 4 lines, and one more a second, says something at these times [s].
    fn check(times: &[u64], heard: &[Hearing]) {
        #[allow(clippy::disallowed_methods)]
        let start = Instant::now();
        let budgets = Budgets {
            lines: 4,
            line_gap: Duration::from_secs(1),
            ..Budgets::default()
        };
        let console = Console::new(start);
        let said: Vec<Hearing> = times
            .iter()
            .map(|&at| console.handle_line(start + Duration::from_secs(at), &budgets))
            .collect();
        assert_eq!(said, heard, "lines at {times:?}");
    }

    use Hearing::{LeftOut, LeftOutFirst, Shown, ShownAfter};

    #[test]
    fn a_burst_is_shown_and_no_more() {
        check(
            &[0, 0, 0, 0, 0, 0],
            &[Shown, Shown, Shown, Shown, LeftOutFirst, LeftOut],
        );
    }

    #[test]
    fn a_steady_trickle_is_shown_for_ever() {
        check(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], &[Shown; 10]);
    }

    #[test]
    fn after_a_flood_nothing_is_shown_until_half_of_the_lines_are_there() {
        check(
            &[0, 0, 0, 0, 0, 1, 2, 3, 3],
            &[
                Shown,
                Shown,
                Shown,
                Shown,
                LeftOutFirst,
                LeftOut,
                LeftOut,
                ShownAfter(3),
                Shown,
            ],
        );
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        assert_eq!(cut("short".into()), "short");
        let text = cut("ä".repeat(2000) + "b");
        assert_eq!(text, format!("{}… (1953 more octets)", "ä".repeat(1024)));
    }
}
