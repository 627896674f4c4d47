//! `$[…]`: Asterisk's expressions.
//!
//! In: a text in which everything has been substituted, and a way to read dialplan functions. Out: its value,
//! and what was wrong with it. A mistake does not keep an expression from having a value: a syntax error
//! leaves what had been understood, and an operator that can do nothing with an operand has a result that is
//! laid down all the same.
//!
//! Source: the observed table `expr.jsonl` and Asterisk's documentation of expressions. Left out: overflow to
//! infinity, and the last digits of functions such as `SIN`, which are computed with 53 bits.

mod decimal;
mod function;
mod lexer;
mod number;
mod operator;
mod parser;
mod value;

pub(crate) use lexer::{Lexer, Operator, Token};

/// What an expression amounts to.
#[derive(Debug)]
pub(crate) struct Evaluated {
    /// Its value; what was understood so far when there is a fault.
    pub(crate) value: String,
    /// What was wrong, in the order in which it was found.
    pub(crate) faults: Vec<Fault>,
}

/// What comes up while an expression is worked out.
struct Notes<'r> {
    faults: Vec<Fault>,
    /// Steps that searches with regular expressions took.
    steps: u32,
    rest: Rest<'r>,
}

impl Notes<'_> {
    /// Some operator was worked out. Whether to go on.
    fn operated(&mut self) -> bool {
        (self.rest)(OPERATION)
    }

    /// Keeps the first faults.
    fn tell(&mut self, fault: Fault) {
        if self.faults.len() < FAULTS {
            self.faults.push(fault);
        }
    }
}

/// Told of work as it is done, in operations of a script. Lets others have their turn, and gives whether to go on.
pub(crate) type Rest<'a> = &'a mut dyn FnMut(u32) -> bool;

/// What an operator counts for: with numbers of thousands of digits it takes some microseconds.
const OPERATION: u32 = 10;

/// Steps of a search with a regular expression that count as one operation.
const STEPS: u32 = 16;

/// Reads a dialplan function, `NAME(arguments)`. `None` if that failed and has been reported.
pub(crate) type Read<'a> = &'a mut dyn FnMut(&str) -> Option<String>;

/// What is wrong with an expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Fault {
    #[error("syntax error near `{near}` in the expression `{expression}`")]
    Syntax { near: String, expression: String },
    #[error("the expression `{expression}` ends too early")]
    Incomplete { expression: String },
    #[error("the expression `{expression}` is nested too deeply")]
    TooDeep { expression: String },
    #[error("`{text}` is no number, so nothing can be computed with it")]
    NoNumber { text: String },
    #[error("`{dividend}` cannot be divided by zero")]
    DivisionByZero { dividend: String },
    #[error("`{pattern}` is not a regular expression: {error}")]
    Regex {
        pattern: String,
        error: crate::regex::RegexError,
    },
    #[error("`{name}` cannot be the name of a function")]
    NoFunction { name: String },
    #[error("`{name}` takes {wanted} in an expression")]
    Arguments { name: String, wanted: &'static str },
}

/// Most faults of an expression that are told.
const FAULTS: usize = 8;

/// Longest excerpt of an expression in a fault, in characters.
const EXCERPT: usize = 80;

/// Works out an expression in which everything has been substituted.
pub(crate) fn evaluate(text: &str, read: Read<'_>, rest: Rest<'_>) -> Evaluated {
    parser::evaluate(text, read, rest)
}

/// The start of a text that may be long.
fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
