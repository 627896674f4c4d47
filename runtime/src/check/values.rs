//! Arguments that are written out: whether what stands there can stand there. The same for both languages.
//!
//! In: a text and what is declared for it. Out: what is wrong with which part of it, if anything.

use crate::diagnostic::{Code, nearest, only_nearest};
use crate::dialplan::{Hint, Times};
use crate::host::Technology;
use crate::library::absent;
use crate::library::{Arg, Function, Kind, Property, Wrong};
use crate::regex::Regex;

/// What is wrong with a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) code: Code,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// What the text should be instead, where only one thing can have been meant.
    pub(crate) instead: Option<String>,
}

impl Complaint {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: None,
            instead: None,
        }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The nearest of some names, offered as what was meant.
    pub(crate) fn meant<'n>(
        mut self,
        word: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        if let Some(help) = absent::instead(word) {
            return self.help(help);
        }
        let names: Vec<&str> = names.into_iter().collect();
        if let Some(name) = nearest(word, names.iter().copied()) {
            self.help = Some(format!("did you mean `{name}`?"));
            self.instead = only_nearest(word, names).map(str::to_owned);
        }
        self
    }
}

/// What is wrong with the text of an argument of a kind that takes one value. Dial strings and options, which
/// consist of parts, have functions of their own.
pub(crate) fn complaint(arg: &Arg, text: &str) -> Option<Complaint> {
    match arg.kind {
        Kind::Cause(names) => cause(names, text),
        Kind::Words(words) => word(words, text),
        Kind::Times => {
            let fault = Times::parse(text).1.into_iter().next()?;
            Some(Complaint::new(Code::BadArgument, fault.to_string()))
        }
        Kind::Expression => {
            let fault = Regex::new(text).err()?;
            let message = format!("this is no regular expression: {fault}");
            Some(Complaint::new(Code::BadArgument, message))
        }
        Kind::Device if !text.is_empty() => {
            let fault = Hint::check(text)?;
            Some(Complaint::new(Code::OddDevice, fault.to_string()))
        }
        kind => {
            let wrong = wrong_kind(kind, text)?;
            let complaint = Complaint::new(Code::BadArgument, format!("`{text}` {wrong}"));
            Some(complaint.help(format!("`{}`: {}", arg.name, arg.doc)))
        }
    }
}

/// What is wrong with a text that has a form of its own. `given` is all that the function is given.
pub(crate) fn form(kind: Kind, text: &str, given: &[Option<&str>]) -> Option<Complaint> {
    let (Kind::Form(judge) | Kind::Whole(judge)) = kind else {
        return None;
    };
    Some(match judge.0(text, given)? {
        Wrong::Fails(message) => Complaint::new(Code::BadArgument, message),
        Wrong::Odd(message) => Complaint::new(Code::OddArgument, message),
    })
}

/// A word that is none of those there are.
fn word(words: &'static [&'static str], text: &str) -> Option<Complaint> {
    let parts = text.split(',').map(str::trim);
    let mut unknown = parts.filter(|part| !part.is_empty() && !words.contains(part));
    let part = unknown.next()?;
    let known: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let message = format!("`{part}` is nothing that can stand here");
    let complaint = Complaint::new(Code::UnknownLetter, message);
    let complaint = complaint.help(format!("there is {}", known.join(", ")));
    let alone = part == text;
    let meant = complaint.meant(part, words.iter().copied());
    Some(Complaint {
        instead: meant.instead.filter(|_| alone),
        ..meant
    })
}

fn cause(names: &[(&str, u8)], text: &str) -> Option<Complaint> {
    let known = |name: &&str| name.eq_ignore_ascii_case(text);
    let mut all = names.iter().map(|(name, _)| *name);
    let number = |number: u8| (1..=127).contains(&number);
    if text.is_empty() || all.any(|name| known(&name)) || text.parse().is_ok_and(number) {
        return None;
    }
    let complaint = Complaint::new(Code::BadArgument, format!("`{text}` is not a hangup cause"));
    let usual = "give a Q.850 number from 1 to 127, or a name such as `USER_BUSY`";
    let names = names.iter().map(|(name, _)| *name);
    Some(complaint.help(usual).meant(text, names))
}

/// What is wrong with a text of that kind. An empty one counts as not given.
fn wrong_kind(kind: Kind, text: &str) -> Option<&'static str> {
    let text = text.trim();
    let time = |text: &str| {
        text.parse()
            .is_ok_and(|time: f64| time >= 0.0 && time.is_finite())
    };
    let keys = |text: &str| {
        text.chars()
            .all(|key| "0123456789*#ABCDabcdwW- ".contains(key))
    };
    match kind {
        _ if text.is_empty() => None,
        Kind::Integer if text.parse::<i64>().is_err() => Some("is not a whole number"),
        Kind::Seconds if !time(text) => Some("is not a number of seconds"),
        Kind::Digits if !keys(text) => {
            Some("holds something else than the keys `0-9 * # A-D` and the pauses `w` and `W`")
        }
        _ => None,
    }
}

/// An option letter that the application does not have.
pub(crate) fn option(
    application: &str,
    known: &'static [(char, &'static str)],
    letter: &str,
) -> Complaint {
    let letters: Vec<String> = known.iter().map(|(name, _)| format!("`{name}`")).collect();
    let help = match (absent::option(application, letter), letters.is_empty()) {
        (Some(why), _) => why.to_owned(),
        (None, true) => "it has no options".to_owned(),
        (None, false) => format!("it has {}", letters.join(", ")),
    };
    let message = format!("`{application}` has no option `{letter}`");
    Complaint::new(Code::UnknownLetter, message).help(help)
}

/// Words before the slash of a dial string, as they are suggested.
const TECHNOLOGIES: [&str; 3] = ["SIP", "Skype", "Local"];

/// Words that other switches have for one of them.
const FOREIGN: [(&str, &str); 2] = [("Gtalk", "Skype"), ("Jingle", "Skype")];

/// One target of a dial string, or its beginning up to the slash at least: whether something carries calls there.
pub(crate) fn technology(target: &str) -> Option<Complaint> {
    if let Some((target, _)) = target.split_once('|') {
        let message = "`|` is a part of the target here, and separates no arguments";
        let help =
            format!("write a comma behind `{target}`, and what follows as an argument of its own");
        return Some(Complaint::new(Code::BadArgument, message).help(help));
    }
    if let Some(name) = braced(target) {
        let message = format!("`{{{name}}}` is a text as it stands, and no value");
        let help = format!("write `${{{name}}}`, in Rhai within backquotes");
        return Some(Complaint::new(Code::BadArgument, message).help(help));
    }
    let Some((technology, rest)) = target.split_once('/') else {
        let message = format!("`{target}` does not say what carries the call");
        let help = format!("write `SIP/{target}` for a phone, `Skype/{target}` for a member");
        return Some(Complaint::new(Code::BadArgument, message).help(help));
    };
    if Technology::named(technology).is_some() {
        return None;
    }
    let message = format!("nothing carries calls to `{technology}/…`");
    let complaint = Complaint::new(Code::BadArgument, message);
    let foreign = FOREIGN.iter().find(|(name, _)| *name == technology);
    let near = foreign
        .map(|(_, ours)| *ours)
        .or_else(|| nearest(technology, TECHNOLOGIES));
    Some(match near {
        Some(near) => Complaint {
            help: Some(format!("did you mean `{near}/{rest}`?")),
            instead: Some(format!("{near}/{rest}")),
            ..complaint
        },
        None => complaint.help("calls are carried by `SIP/…`, `Skype/…` and `Local/…`"),
    })
}

/// The name in `{NAME}`, without a dollar before it.
fn braced(text: &str) -> Option<&str> {
    let (before, rest) = text.split_once('{')?;
    let (name, _) = rest.split_once('}')?;
    let plain = |c: char| c.is_ascii_uppercase() || c == '_';
    (!before.ends_with('$') && !name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// A property that is read or written.
pub(crate) fn property(
    function: &str,
    table: &'static [Property],
    name: &str,
    write: bool,
) -> Option<Complaint> {
    match table.iter().find(|row| row.name.eq_ignore_ascii_case(name)) {
        None => {
            let message = format!("unknown {} `{name}`", noun(function));
            let names = table.iter().map(|row| row.name);
            Some(Complaint::new(Code::UnknownProperty, message).meant(name, names))
        }
        Some(row) if write && !row.writable => {
            let message = format!("{} `{name}` can only be read", noun(function));
            Some(Complaint::new(Code::ReadOnly, message))
        }
        Some(_) => None,
    }
}

/// What a function's properties are called: `Skype call property`.
fn noun(function: &str) -> String {
    let words = function
        .to_lowercase()
        .replace("skype", "Skype")
        .replace('_', " ");
    match words.ends_with("property") {
        true => words,
        false => format!("{words} property"),
    }
}

/// Whether a function can be read or written at all.
pub(crate) fn access(function: &Function, write: bool) -> Option<Complaint> {
    let name = function.name;
    if write && function.write.is_none() {
        return Some(Complaint::new(
            Code::NotWritable,
            format!("`{name}` can only be read"),
        ));
    }
    if !write && function.read.is_none() {
        let message = format!("`{name}` can only be written");
        let help = format!("write it with `Set({name}(…)=value)`");
        return Some(Complaint::new(Code::NotReadable, message).help(help));
    }
    None
}
