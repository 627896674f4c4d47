//! Arguments that are written out: whether what stands there can stand there.

use rhai::{Expr, Position};

use super::{Checker, literal};
use crate::diagnostic::{Code, did_you_mean};
use crate::dialplan::Hint;
use crate::library::{Arg, Kind, option_letters};

impl Checker<'_> {
    /// An argument of an application or function.
    pub(super) fn argument(&mut self, function: &str, arg: &'static Arg, value: &Expr) {
        let Some((text, position)) = literal(value) else {
            return;
        };
        match arg.kind {
            Kind::Property(table) => self.property(function, table, text, position, false),
            Kind::Variable => self.target_text(text, position),
            Kind::DialString => self.dial_string(text, position),
            Kind::Options(letters) => self.options(function, letters, text, position),
            Kind::Cause(names) if !is_cause(names, text) => {
                let names = names.iter().map(|(name, _)| *name);
                let help = did_you_mean(text, names).unwrap_or_else(|| {
                    "give a Q.850 number from 1 to 127, or a name such as `USER_BUSY`".to_owned()
                });
                self.bad(
                    format!("`{text}` is not a hangup cause"),
                    position,
                    Some(help),
                );
            }
            Kind::Device if !text.is_empty() => {
                if let Some(fault) = Hint::check(text) {
                    self.report(Code::OddDevice, position, fault.to_string());
                }
            }
            kind => {
                if let Some(complaint) = complaint(kind, text) {
                    let message = format!("`{text}` {complaint}");
                    self.bad(
                        message,
                        position,
                        Some(format!("`{}`: {}", arg.name, arg.doc)),
                    );
                }
            }
        }
    }

    fn bad(&mut self, message: String, position: Position, help: Option<String>) {
        self.report_with_help(Code::BadArgument, position, message, help);
    }

    /// Option letters, some with an argument in parentheses.
    fn options(
        &mut self,
        function: &str,
        known: &'static [(char, &'static str)],
        text: &str,
        position: Position,
    ) {
        let unknown: Vec<char> = option_letters(text)
            .filter(|letter| known.iter().all(|(name, _)| name != letter))
            .collect();
        let Some(letter) = unknown.first() else {
            return;
        };
        let letters: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = format!("`{function}` has no option `{letter}`");
        let help = format!("it has {}", letters.join(", "));
        self.report_with_help(Code::UnknownLetter, position, message, Some(help));
    }
}

fn is_cause(names: &[(&str, u8)], text: &str) -> bool {
    text.is_empty()
        || names
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case(text))
        || text
            .parse()
            .is_ok_and(|number: u8| (1..=127).contains(&number))
}

/// What is wrong with a text of that kind. An empty one counts as not given.
fn complaint(kind: Kind, text: &str) -> Option<&'static str> {
    let text = text.trim();
    let wrong = match kind {
        _ if text.is_empty() => false,
        Kind::Integer => text.parse::<i64>().is_err(),
        Kind::Seconds => !text
            .parse::<f64>()
            .is_ok_and(|time| time >= 0.0 && time.is_finite()),
        Kind::Digits => !text
            .chars()
            .all(|key| "0123456789*#ABCDabcdwW- ".contains(key)),
        _ => false,
    };
    wrong.then_some(match kind {
        Kind::Integer => "is not a whole number",
        Kind::Seconds => "is not a number of seconds",
        _ => "holds something else than the keys `0-9 * # A-D` and the pauses `w` and `W`",
    })
}
