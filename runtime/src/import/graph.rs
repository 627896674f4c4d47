//! The lines of one extension as a graph: what each does, and where a call goes from there.
//!
//! In: lines by priority. Out: [`Node`]s, or the reason why the extension cannot be said in Rhai. `While`, `If` and
//! jumps to places of the same extension become edges; all other jumps leave.

use std::collections::BTreeMap;

use super::condition::Condition;
use super::statement::{Deed, Reader};
use crate::dialplan::Line;

/// A line.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) priority: u32,
    pub(super) label: Option<String>,
    pub(super) deed: Deed,
}

/// Where a call goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// To the next line.
    Next,
    /// To that node.
    Node(usize),
    /// Away from this extension, by these statements.
    Away(Vec<String>),
}

/// Why an extension stays as it is.
#[derive(Debug)]
pub(super) struct Refusal {
    /// The priority of the line.
    pub(super) priority: u32,
    pub(super) reason: String,
}

/// The nodes of an extension.
pub(super) fn graph(
    lines: &BTreeMap<u32, Line>,
    reader: &Reader<'_>,
) -> Result<Vec<Node>, Refusal> {
    let order: Vec<(u32, &Line)> = lines.iter().map(|(at, line)| (*at, line)).collect();
    let mut nodes = Vec::with_capacity(order.len());
    for (at, &(priority, line)) in order.iter().enumerate() {
        reader.at.set(priority);
        let refuse = |reason: String| Refusal { priority, reason };
        let deed = match blocks(&order, at) {
            Some(Ok(place)) => reader.block(line, place, &order).map_err(refuse)?,
            Some(Err(reason)) => return Err(refuse(reason)),
            None => reader.deed(line, at, &order).map_err(refuse)?,
        };
        let gap = order
            .get(at + 1)
            .is_some_and(|&(next, _)| next != priority + 1);
        if gap && deed.goes_on() {
            return Err(refuse("the next priority is missing behind it".to_owned()));
        }
        nodes.push(Node {
            priority,
            label: line.label.as_deref().map(str::to_owned),
            deed,
        });
    }
    crossings(&order, &nodes)?;
    Ok(nodes)
}

/// What a line of a block leads to, as indices of lines. One behind the last is the end.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// To the line there if the condition does not hold.
    Unless(usize),
    /// There in any case.
    Always(usize),
    /// On.
    Nothing,
}

/// What the block lines are called.
const WORDS: [&str; 9] = [
    "while",
    "endwhile",
    "exitwhile",
    "continuewhile",
    "if",
    "elseif",
    "else",
    "endif",
    "exitif",
];

fn word(line: &Line) -> Option<&'static str> {
    let mut words = WORDS.iter();
    words
        .find(|word| line.application.eq_ignore_ascii_case(word))
        .copied()
}

/// Where a line of a block leads; `None` for other lines.
fn blocks(order: &[(u32, &Line)], at: usize) -> Option<Result<Place, String>> {
    Some(leads(order, at, word(order[at].1)?))
}

/// Whether a line leaves a block if something holds: `ExecIf(condition?ExitWhile())`.
fn may_leave(line: &Line) -> bool {
    let data = line.data.to_ascii_lowercase();
    let words = ["exitwhile", "continuewhile"];
    line.application.eq_ignore_ascii_case("ExecIf")
        && words.iter().any(|word| data.contains(word))
        && !data.contains("goto")
}

/// Where a line leads by a word of a block, wherever in the line that stands.
pub(super) fn leads(order: &[(u32, &Line)], at: usize, own: &str) -> Result<Place, String> {
    let missing = |what: &str| Err(format!("there is no `{what}` that belongs to it"));
    let at_word = |at: usize| word(order[at].1).unwrap_or("");
    // The line of that word at the same depth, before or behind.
    let behind = |open: &str, close: &str, wanted: &dyn Fn(&str) -> bool| {
        let mut depth = 0_u32;
        (at + 1..order.len()).find(|&other| {
            let found = at_word(other);
            if depth == 0 && (wanted(found) || found == close) {
                return true;
            }
            if found == open {
                depth += 1;
            } else if found == close {
                depth -= 1;
            }
            false
        })
    };
    let before = |open: &str, close: &str| {
        let mut depth = 0_u32;
        (0..at).rev().find(|&other| {
            let found = at_word(other);
            if found == open && depth == 0 {
                return true;
            }
            if found == close {
                depth += 1;
            } else if found == open {
                depth -= 1;
            }
            false
        })
    };
    let nothing = |_: &str| false;
    match own {
        "while" => match behind("while", "endwhile", &nothing) {
            Some(end) => Ok(Place::Unless(end + 1)),
            None => missing("EndWhile"),
        },
        "endwhile" | "continuewhile" => match before("while", "endwhile") {
            Some(begin) => Ok(Place::Always(begin)),
            None => missing("While"),
        },
        "exitwhile" => match (
            before("while", "endwhile"),
            behind("while", "endwhile", &nothing),
        ) {
            (Some(_), Some(end)) => Ok(Place::Always(end + 1)),
            _ => missing("While"),
        },
        "if" | "elseif" => {
            let end = behind("if", "endif", &nothing);
            let branch = behind("if", "endif", &|found| found == "elseif" || found == "else");
            // Only the first of them counts, and `ElseIf` before `Else`, whichever comes first.
            let tangled = own == "elseif" && before("if", "endif").is_none();
            match (end, branch) {
                (Some(_), Some(branch)) if !tangled => Ok(Place::Unless(match at_word(branch) {
                    "elseif" => branch,
                    _ => branch + 1,
                })),
                _ => missing("EndIf"),
            }
        }
        "else" | "exitif" => match (before("if", "endif"), behind("if", "endif", &nothing)) {
            (Some(_), Some(end)) => Ok(Place::Always(end + 1)),
            _ => missing("EndIf"),
        },
        _ => match before("if", "endif") {
            Some(_) => Ok(Place::Nothing),
            None => missing("If"),
        },
    }
}

/// Refuses jumps into a loop and out of one: Asterisk keeps such a loop open.
fn crossings(order: &[(u32, &Line)], nodes: &[Node]) -> Result<(), Refusal> {
    let loops: Vec<(usize, usize)> = (0..order.len())
        .filter(|&at| word(order[at].1) == Some("while"))
        .filter_map(|at| match blocks(order, at)? {
            Ok(Place::Unless(behind)) => Some((at, behind)),
            _ => None,
        })
        .collect();
    for (from, node) in nodes.iter().enumerate() {
        let steers = word(order[from].1).is_some() || may_leave(order[from].1);
        for to in node.deed.targets(from) {
            let crosses = loops.iter().any(|&(begin, behind)| {
                let inside = |at: usize| begin < at && at < behind;
                // The last line of a loop goes back; what is behind `While` comes from it.
                inside(from) != inside(to) && from != begin && to != begin && !steers
            });
            if crosses {
                let reason = "it goes into a `While` loop or out of it".to_owned();
                return Err(Refusal {
                    priority: node.priority,
                    reason,
                });
            }
        }
        let leaves = loops
            .iter()
            .any(|&(begin, behind)| begin < from && from < behind);
        if leaves && node.deed.returns() {
            let reason = "it leaves a `While` loop open that a `Return` comes out of".to_owned();
            return Err(Refusal {
                priority: node.priority,
                reason,
            });
        }
    }
    Ok(())
}

impl Deed {
    /// Whether a call can come to the next line.
    pub(super) fn goes_on(&self) -> bool {
        match self {
            Self::Do(_) => true,
            Self::Stop(_) => false,
            Self::Jump(exit) => *exit == Exit::Next,
            Self::Branch(_, yes, no) => *yes == Exit::Next || *no == Exit::Next,
        }
    }

    /// The nodes it leads to, itself being number `at`. The number behind the last is the end.
    pub(super) fn targets(&self, at: usize) -> Vec<usize> {
        let to = |exit: &Exit| match exit {
            Exit::Next => Some(at + 1),
            Exit::Node(to) => Some(*to),
            Exit::Away(_) => None,
        };
        match self {
            Self::Do(_) => vec![at + 1],
            Self::Stop(_) => Vec::new(),
            Self::Jump(exit) => to(exit).into_iter().collect(),
            Self::Branch(_, yes, no) => to(yes).into_iter().chain(to(no)).collect(),
        }
    }

    fn returns(&self) -> bool {
        let ends = |lines: &[String]| lines.iter().any(|line| line.starts_with("Return("));
        match self {
            Self::Stop(lines) => ends(lines),
            Self::Branch(_, yes, no) => [yes, no]
                .iter()
                .any(|exit| matches!(exit, Exit::Away(lines) if ends(lines))),
            _ => false,
        }
    }

    /// A jump to a line that is certain.
    pub(super) fn of_place(place: Place, condition: impl FnOnce() -> Condition) -> Self {
        match place {
            Place::Unless(to) => Self::Branch(condition(), Exit::Next, Exit::Node(to)),
            Place::Always(to) => Self::Jump(Exit::Node(to)),
            Place::Nothing => Self::Jump(Exit::Next),
        }
    }
}
