//! What a dialplan can call: declarations of applications and functions, read by the interpreter,
//! the checker, `core show application` and the printed reference alike.

pub(crate) mod absent;
mod compose;

use std::time::Duration;

use rhai::{Dynamic, ImmutableString};

use crate::call::{Call, ScriptError};
use crate::diagnostic::Code;

/// Reads a dialplan function.
pub type Read = fn(&Call, &Args) -> Result<Value, ScriptError>;

/// Writes a dialplan function; the last parameter is the new value.
pub type Write = fn(&Call, &Args, &Value) -> Result<(), ScriptError>;

/// A value of the script language.
pub type Value = Dynamic;

/// An application: a verb of the dialplan, `Dial(…)`. Its value is its status.
#[derive(Debug)]
pub struct Application {
    /// Asterisk's name: `Dial`.
    pub name: &'static str,
    /// Version that had it first.
    pub since: &'static str,
    /// One sentence.
    pub synopsis: &'static str,
    /// What there is to know beyond that; may be empty. Paragraphs are separated by an empty line.
    pub description: &'static str,
    /// Arguments in order; the optional ones last.
    pub args: &'static [Arg],
    /// The variable that also gets the status (`DIALSTATUS`), and the statuses there are.
    pub status: Option<Status>,
    /// Whether a call can come to what stands behind it. Not behind `Hangup` or `Goto`.
    pub comes_back: bool,
    /// Where this is laid down: manual section, RFC, Asterisk's documentation.
    pub source: &'static str,
    /// A Rhai dialplan that shows it; the tests run it.
    pub example: &'static str,
    /// Does it. May block.
    pub run: fn(&Call, &Args) -> Result<Value, ScriptError>,
}

impl Application {
    /// What to write in Rhai instead, if it is for lines of `extensions.conf` only.
    pub fn instead_in_rhai(&self) -> Option<&'static str> {
        match self.args.first()?.kind {
            Kind::Line(_, instead) => Some(instead),
            _ => None,
        }
    }
}

/// The outcome of an application, also left in a channel variable.
#[derive(Debug)]
pub struct Status {
    /// `DIALSTATUS`.
    pub variable: &'static str,
    /// `ANSWER`, `BUSY`, ….
    pub values: &'static [&'static str],
}

/// A function: a noun of the dialplan, read as `NAME(…)` and written as `NAME[…] = …` or with `Set`.
#[derive(Debug)]
pub struct Function {
    /// Asterisk's name: `CHANNEL`.
    pub name: &'static str,
    /// Version that had it first.
    pub since: &'static str,
    /// One sentence.
    pub synopsis: &'static str,
    /// What there is to know beyond that; may be empty.
    pub description: &'static str,
    /// Arguments in order; the optional ones last.
    pub args: &'static [Arg],
    /// What it can be when it is read, where only few words are possible.
    pub values: &'static [Closed],
    /// Where this is laid down.
    pub source: &'static str,
    /// A Rhai dialplan that shows it; the tests run it.
    pub example: &'static str,
    /// Reads it.
    pub read: Option<Read>,
    /// Writes it; the last parameter is the new value.
    pub write: Option<Write>,
}

/// All words that a function, or one item of it, can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The item, which is the last argument that is given; empty for a function that has none.
    pub item: &'static str,
    /// The words.
    pub values: &'static [&'static str],
}

/// One argument.
#[derive(Debug)]
pub struct Arg {
    /// As the manual names it.
    pub name: &'static str,
    /// What it means, with unit, range and default.
    pub doc: &'static str,
    /// What may stand there.
    pub kind: Kind,
    /// Whether a call without it is an error.
    pub required: bool,
}

/// What may stand for an argument; the checker looks at literals with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// Any text.
    Text,
    /// In `extensions.conf`: all that is left of the data, commas, quotes and backslashes included.
    Raw,
    /// All the data of a line of `extensions.conf`, of an application that makes no sense anywhere else: what
    /// it consists of, and what Rhai has in its place.
    Line(Data, &'static str),
    /// In `extensions.conf`: all up to the next comma, quotes and backslashes included.
    Verbatim,
    /// The last argument: as many as there are. From Rhai, up to [`LIST`].
    List,
    /// The same, each the name of a variable that is set.
    Variables,
    /// In `extensions.conf`: all that is left, as with [`Raw`](Self::Raw): `name=value,name=value`.
    Assignments,
    /// A number of seconds, fractions allowed.
    Seconds,
    /// A whole number.
    Integer,
    /// One or more dial strings joined with `&`.
    DialString,
    /// A context, where `Goto` and its like have one.
    Context,
    /// An extension.
    Extension,
    /// A priority or label.
    Priority,
    /// The name of a variable that is set, or a function with its arguments (`Set`).
    Variable,
    /// One or more prompts joined with `&`.
    Prompt,
    /// Keys of a telephone, and pauses: `0-9 * # A-D w W`.
    Digits,
    /// A hangup cause: a Q.850 number, or one of these names for one.
    Cause(&'static [(&'static str, u8)]),
    /// One of these words, or several with commas between them.
    Words(&'static [&'static str]),
    /// Times, `09:00-17:00,mon-fri,*,*`. In `extensions.conf`: all that is left of the data, as it stands.
    Times,
    /// A regular expression. In `extensions.conf`: it stands in quotes, and all that is left is the text.
    Expression,
    /// Letters, each with what it means.
    Options(&'static [(char, &'static str)]),
    /// The name of a macro, whose context is `macro-NAME`.
    Macro,
    /// A text with a form of its own, which the function knows best.
    Form(Judge),
    /// The same. In `extensions.conf`: all that is left of the data, as it stands.
    Whole(Judge),
    /// A row of a table.
    Property(&'static [Property]),
    /// A Skype name or number.
    SkypeName,
    /// A Skype account that the switch is logged in to.
    Account,
    /// A device: `SIP/phone`, `Skype:a@b`.
    Device,
}

impl Kind {
    /// Whether it is all that is left of the data of a line, as it stands.
    pub(crate) fn is_rest(self) -> bool {
        matches!(
            self,
            Self::Raw
                | Self::Assignments
                | Self::Line(..)
                | Self::Times
                | Self::Expression
                | Self::Whole(_)
        )
    }

    /// Whether it stands for as many arguments as there are.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Self::List | Self::Variables)
    }
}

/// Says what is wrong with an argument that is written out. The second parameter is all that are given, `None` for each
/// that only a call knows.
#[derive(Clone, Copy, Debug)]
pub struct Judge(pub fn(&str, &[Option<&str>]) -> Option<Wrong>);

impl PartialEq for Judge {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::fn_addr_eq(self.0, other.0)
    }
}

/// What is wrong with an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// A call that comes there fails.
    Fails(String),
    /// It does something, which is hardly what was meant.
    Odd(String),
}

/// What the data of an application consists of that is for lines of `extensions.conf` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Data {
    /// Nothing that counts.
    Nothing,
    /// `application(data)`.
    Application,
    /// `test?then:otherwise`.
    Branches(Test, Branch),
    /// A condition, at the first line of a block.
    Opens(Block),
    /// A line within a block that goes to another place of it; a condition, if anything.
    Steers(Block),
    /// The last line of a block.
    Closes(Block),
}

/// What decides between two branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// A text that is empty or 0, or not.
    Condition,
    /// Times of day and days, as in `IFTIME`.
    Times,
}

/// What a branch names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Branch {
    /// `[[context,]extension,]priority`.
    Place,
    /// The same, and arguments in parentheses.
    Subroutine,
    /// `application(data)`.
    Application,
    /// `name[,argument…]` of a macro.
    Macro,
}

/// Lines that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Block {
    /// `While` to `EndWhile`.
    Loop,
    /// `If` to `EndIf`.
    Choice,
}

/// Most arguments that can stand for one of [`Kind::List`] in Rhai, which knows functions by how many they take.
pub const LIST: usize = 16;

/// How many arguments a call in Rhai may have.
pub(crate) fn most(args: &[Arg]) -> usize {
    match args.last() {
        Some(last) if last.kind.is_list() => args.len() - 1 + LIST,
        _ => args.len(),
    }
}

/// The [`values`](Property::values) of a property that is set to a place a call goes to.
pub const PLACE: &str = "`[[context,]extension,]priority[(arguments)]`";

/// A row of a function's table of properties, as the checker and the reference see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Property {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What it can be; empty for any text.
    pub values: &'static str,
    /// Whether a script can write it.
    pub writable: bool,
}

/// All that dialplans can call, sorted by name.
#[derive(Clone, Copy, Debug)]
pub struct Library {
    /// Sorted by name.
    pub applications: &'static [&'static Application],
    /// Sorted by name.
    pub functions: &'static [&'static Function],
}

impl Library {
    /// The application of that name; Asterisk does not mind upper and lower case, Rhai does, so this does.
    pub fn application(&self, name: &str) -> Option<&'static Application> {
        self.applications
            .binary_search_by(|row| row.name.cmp(name))
            .ok()
            .map(|at| self.applications[at])
    }

    /// The same, as `extensions.conf` names it: `DIAL` and `Dial` are one.
    pub fn application_ignoring_case(&self, name: &str) -> Option<&'static Application> {
        self.application(name).or_else(|| {
            let mut rows = self.applications.iter().copied();
            rows.find(|row| row.name.eq_ignore_ascii_case(name))
        })
    }

    /// All names a dialplan can call.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let applications = self.applications.iter().map(|row| row.name);
        applications.chain(self.functions.iter().map(|row| row.name))
    }

    /// The function of that name.
    pub fn function(&self, name: &str) -> Option<&'static Function> {
        self.functions
            .binary_search_by(|row| row.name.cmp(name))
            .ok()
            .map(|at| self.functions[at])
    }
}

/// The arguments of one call, with the conversions Asterisk makes between texts and numbers.
///
/// From Rhai they come as values, from `extensions.conf` as texts; an application cannot tell. An
/// argument that was left out, or is `()` or empty, counts as not given.
///
/// ```
/// use std::time::Duration;
///
/// use runtime::library::{Args, Value};
///
/// let values = [Value::from("SIP/desk"), Value::from("2.5"), Value::UNIT];
/// let args = Args::new(&values);
/// assert_eq!(args.text(0), "SIP/desk");
/// assert_eq!(args.seconds(1).unwrap(), Some(Duration::from_millis(2_500)));
/// assert_eq!(args.given(2), None);
/// ```
#[derive(Debug)]
pub struct Args<'a> {
    values: &'a [Value],
}

impl<'a> Args<'a> {
    /// Wraps what the interpreter hands over.
    pub fn new(values: &'a [Value]) -> Self {
        Self { values }
    }

    /// How many there are, given or empty.
    pub fn len(&self) -> usize {
        self.values.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The value itself.
    pub fn value(&self, index: usize) -> Option<&'a Value> {
        self.values.get(index).filter(|value| !value.is_unit())
    }

    /// The argument as text; empty when it is not given.
    pub fn text(&self, index: usize) -> String {
        self.value(index).map(text_of).unwrap_or_default()
    }

    /// The argument as text; what came as text is shared and not copied.
    pub fn shared_text(&self, index: usize) -> ImmutableString {
        let shared = self.value(index).map(|value| {
            let text = value.as_immutable_string_ref().map(|text| text.clone());
            text.unwrap_or_else(|_| text_of(value).into())
        });
        shared.unwrap_or_default()
    }

    /// The argument as text, when it is given.
    pub fn given(&self, index: usize) -> Option<String> {
        Some(self.text(index)).filter(|text| !text.is_empty())
    }

    /// The argument as a whole number, when it is given.
    pub fn integer(&self, index: usize) -> Result<Option<i64>, ScriptError> {
        self.parsed(index, "is not a whole number", |text| text.parse().ok())
    }

    /// The argument as a time in seconds, with or without a fraction, when it is given.
    pub fn seconds(&self, index: usize) -> Result<Option<Duration>, ScriptError> {
        self.parsed(index, "is not a number of seconds", |text| {
            Duration::try_from_secs_f64(text.parse().ok()?).ok()
        })
    }

    /// The argument as a time in whole milliseconds, when it is given.
    pub fn milliseconds(&self, index: usize) -> Result<Option<Duration>, ScriptError> {
        self.parsed(index, "is not a number of milliseconds", |text| {
            text.parse().ok().map(Duration::from_millis)
        })
    }

    fn parsed<T>(
        &self,
        index: usize,
        complaint: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, ScriptError> {
        let Some(text) = self.given(index) else {
            return Ok(None);
        };
        match parse(text.trim()) {
            Some(value) => Ok(Some(value)),
            None => Err(ScriptError::fault(
                Code::BadArgument,
                format!("`{text}` {complaint}"),
            )),
        }
    }
}

/// The letters of an option argument, `U(sub^1)g`, without what stands in their parentheses. One that is not closed
/// reaches to the end.
pub fn option_letters(text: &str) -> impl Iterator<Item = char> {
    let mut depth = 0_usize;
    text.chars().filter(move |letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => return depth == 0 && !letter.is_whitespace(),
        }
        false
    })
}

/// A value as a channel variable holds it: truth is `1` or `0`, as it is in `$[…]`, a number without
/// fraction has no point, and `()` is empty.
pub fn text_of(value: &Value) -> String {
    if value.is_unit() {
        return String::new();
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return text.to_string();
    }
    if let Ok(truth) = value.as_bool() {
        return if truth { "1" } else { "0" }.to_owned();
    }
    match value.as_float() {
        Ok(number) => number.to_string(),
        Err(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: impl Into<Value>, text: &str) {
        assert_eq!(text_of(&value.into()), text);
    }

    #[test]
    fn values_become_the_texts_that_variables_hold() {
        check("plain", "plain");
        check(42_i64, "42");
        check(20.0_f64, "20");
        check(0.25_f64, "0.25");
        check(true, "1");
        check((), "");
    }

    #[test]
    fn a_number_may_come_as_text_and_its_absence_is_no_error() {
        let values = ["1.5".into(), 3_i64.into(), ().into(), "x".into(), "".into()];
        let args = Args::new(&values);
        assert!(matches!(args.seconds(0), Ok(Some(time)) if time == Duration::from_millis(1500)));
        assert!(matches!(args.integer(1), Ok(Some(3))));
        assert!(matches!(args.integer(2), Ok(None)));
        assert!(matches!(
            args.integer(3),
            Err(ScriptError::Fault {
                code: Code::BadArgument,
                ..
            })
        ));
        assert!(matches!(args.seconds(4), Ok(None)));
        assert!(args.seconds(9).unwrap().is_none());
    }
}
