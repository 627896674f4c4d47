//! What functions make of texts: which characters of a stranger's are left.

use super::alphabet::{Alphabet, DIGITS, LETTERS};
use super::flow::{Guard, Term, Var};
use super::source;
use crate::regex::{Chars, Members};

/// What `URIENCODE` writes.
const ENCODED: Alphabet = DIGITS.and(LETTERS).and(Alphabet::of("-._~%+"));
const BASE64: Alphabet = DIGITS.and(LETTERS).and(Alphabet::of("+/="));

/// What a call of a dialplan function amounts to. A function that is not known gives nothing of strangers: most of
/// those there are look something up. A test holds this against the list of all functions.
pub(super) fn call(name: &str, arguments: Vec<Term>) -> Term {
    let texts: Vec<&str> = arguments
        .iter()
        .map(|term| term.literal().unwrap_or(""))
        .collect();
    if let Some(held) = source::canonical(name, &texts) {
        return held_by(name, held, arguments);
    }
    let mut arguments = arguments.into_iter();
    let mut next = || arguments.next().unwrap_or(Term::nothing());
    match name {
        "DB" | "DB_DELETE" => database(&rest(next(), arguments)),
        "FILTER" => {
            let allowed = next();
            let text = rest(next(), arguments);
            match allowed.literal() {
                Some(allowed) => text.only(Alphabet::filter(allowed)),
                // Who has a set in a variable has thought of it.
                None => Term::nothing(),
            }
        }
        "LEN" => Term::Length(Box::new(rest(next(), arguments))),
        "TOUPPER" | "TOLOWER" | "TRIM" | "LTRIM" | "RTRIM" | "QUOTE" | "CSV_QUOTE" | "PASSTHRU"
        | "DIRNAME" | "SORT" | "STRBETWEEN" | "IF" | "IFTIME" | "SET" | "MAX" | "MIN" | "EXPR" => {
            rest(next(), arguments)
        }
        "ICONV" => {
            let _charsets = (next(), next());
            rest(next(), arguments)
        }
        "STRFTIME" => {
            let _time = (next(), next());
            rest(next(), arguments)
        }
        "AES_DECRYPT" => {
            let _key = next();
            rest(next(), arguments).written_with(Alphabet::ALL)
        }
        "AES_ENCRYPT" => {
            let _key = next();
            rest(next(), arguments).written_with(BASE64)
        }
        "KEYPADHASH" => rest(next(), arguments).written_with(DIGITS),
        "IMPORT" | "LOCAL_PEEK" => {
            let _whose = next();
            variable(&next())
        }
        "BASENAME" => rest(next(), arguments).only(Alphabet::ALL.except(Alphabet::of("/"))),
        "SPRINTF" => printed(&next(), arguments),
        "CUT" | "POP" | "SHIFT" | "LISTFILTER" => variable(&next()),
        "LOCAL" | "GLOBAL" | "MASTER_CHANNEL" => variable(&next()),
        "JSON_DECODE" => variable(&next()).written_with(Alphabet::ALL),
        "REPLACE" | "STRREPLACE" => {
            let (text, found, put) = (variable(&next()), next(), next());
            replaced(name, text, &found, put)
        }
        "URIENCODE" => rest(next(), arguments).written_with(ENCODED),
        "BASE64_ENCODE" => rest(next(), arguments).written_with(BASE64),
        "EVAL" | "URIDECODE" | "BASE64_DECODE" => {
            rest(next(), arguments).written_with(Alphabet::ALL)
        }
        _ => Term::nothing(),
    }
}

/// A function that holds something, as a variable does.
fn held_by(name: &str, held: String, arguments: Vec<Term>) -> Term {
    match (name, &*held) {
        // Name and number of a caller that is given are read from that.
        ("CALLERID", _) if arguments.len() > 1 => Term::one_of(arguments),
        ("CALLERID", "CALLERID(all)") => Term::one_of(
            ["CALLERID(name)", "CALLERID(num)"]
                .map(|item| Term::Read(Var::named(item)))
                .into(),
        ),
        ("CHANNEL", "CHANNEL(exten)") => Term::Read(Var::named("EXTEN")),
        _ => Term::Read(Var::named(held)),
    }
}

/// The last argument and all behind it: texts with commas in them.
fn rest(first: Term, others: impl Iterator<Item = Term>) -> Term {
    Term::join(std::iter::once(first).chain(others).collect())
}

/// What an entry of the database may hold: what has been written under its key, or under one of its family that only a
/// call knows.
fn database(path: &Term) -> Term {
    let held = |name: String| Term::Read(Var::named(name));
    match path.literal() {
        Some(path) => match path.split_once('/') {
            Some((family, _)) => Term::one_of(vec![
                held(format!("DB({path})")),
                held(format!("DB({family}/*)")),
            ]),
            None => Term::nothing(),
        },
        None => family(path).map_or(Term::nothing(), |family| held(format!("DB({family}/)"))),
    }
}

/// The names under which an entry of the database is written.
pub(super) fn database_names(path: &Term) -> Vec<String> {
    let (own, family) = match path.literal() {
        Some(path) => (
            path.to_owned(),
            path.split_once('/').map(|(family, _)| family),
        ),
        None => {
            let family = family(path);
            (format!("{}/*", family.unwrap_or_default()), family)
        }
    };
    let family = family.map(|family| [format!("DB({own})"), format!("DB({family}/)")]);
    family.into_iter().flatten().collect()
}

/// The family of an entry of the database, if that is written out.
fn family(path: &Term) -> Option<&str> {
    let first = match path {
        Term::Join(parts) => parts.first()?.literal()?,
        other => other.literal()?,
    };
    Some(first.split_once('/')?.0)
}

/// The variable that has this name.
pub(super) fn variable(name: &Term) -> Term {
    match name.literal() {
        Some(text) => named(text.trim()),
        // A name that is made up as the call runs: that of a variable which nobody can tell, or the value itself.
        None => Term::nothing(),
    }
}

/// A variable or function by its name, `CALLERID(num)`.
pub(super) fn named(name: &str) -> Term {
    match name.split_once('(') {
        None => Term::Read(Var::named(name)),
        Some((function, arguments)) => {
            let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
            let arguments = arguments.split(',').map(|text| Term::text(text.trim()));
            call(function, arguments.collect())
        }
    }
}

/// `SPRINTF(format,…)`: only `%s` and `%c` put in what they get.
fn printed(format: &Term, others: impl Iterator<Item = Term>) -> Term {
    let puts_in = |format: &str| format.contains(['s', 'c']);
    if format.literal().is_some_and(|format| !puts_in(format)) {
        return Term::nothing();
    }
    Term::join(std::iter::once(format.clone()).chain(others).collect())
}

fn replaced(name: &str, text: Term, found: &Term, put: Term) -> Term {
    let Some(found) = found.literal() else {
        return Term::join(vec![text, put]);
    };
    let gone = match name {
        "REPLACE" => Alphabet::of(found),
        // A whole text goes away, not the characters of it.
        _ if found.len() == 1 => Alphabet::of(found),
        _ => Alphabet::NONE,
    };
    Term::join(vec![text.only(Alphabet::ALL.except(gone)), put])
}

/// What is true of a text if a function with these arguments says so.
pub(super) fn guard(name: &str, arguments: &[Term]) -> Guard {
    match (name, arguments) {
        ("REGEX", [pattern, text, ..]) => match pattern.literal() {
            Some(pattern) => matching(pattern, text, false),
            None => Guard::Unknown,
        },
        ("DIALPLAN_EXISTS" | "VALID_EXTEN", arguments) => {
            Guard::Exists(arguments.iter().flat_map(Term::bounds).collect())
        }
        _ => Guard::Unknown,
    }
}

/// What is true if an expression matches a text.
pub(super) fn matching(pattern: &str, text: &Term, at_start: bool) -> Guard {
    let Ok(members) = Members::of(pattern, at_start) else {
        return Guard::Unknown;
    };
    Guard::Match {
        on: text.bounds(),
        yes: members.matched.map(alphabet),
        no: members
            .unmatched
            .map(|chars| Alphabet::ALL.except(alphabet(chars))),
    }
}

/// What a search gives: the first group, or how much it found.
pub(super) fn found(pattern: &str, text: Term) -> Term {
    let members = Members::of(pattern, false);
    match members.ok().and_then(|members| members.group) {
        Some(group) => text.only(alphabet(group)),
        None => Term::nothing(),
    }
}

/// The octets of characters.
fn alphabet(chars: Chars) -> Alphabet {
    let ascii = (0..128_u8).filter(|byte| chars.ascii >> byte & 1 == 1);
    let mut set = ascii.fold(Alphabet::NONE, Alphabet::with);
    if chars.others {
        set = set.and(Alphabet::range(0x80, 0xff));
    }
    set
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Functions that give numbers, truth, or what the switch, its files and its operator know.
    const NOTHING: [&str; 66] = [
        "ABS",
        "ARRAY",
        "AST_CONFIG",
        "BLACKLIST",
        "CDR_PROP",
        "CHANNELS",
        "CHANNEL_EXISTS",
        "CONNECTEDLINE",
        // What a web server says is its operator's to answer for.
        "CURL",
        "CURLOPT",
        "DB_EXISTS",
        "DB_KEYCOUNT",
        "DB_KEYS",
        "DEC",
        "DELETE",
        "DEVICE_STATE",
        "DIALGROUP",
        "DIALPLAN_EXISTS",
        "DIGIT_SUM",
        "ENV",
        "EVAL_EXTEN",
        "EVAL_SUB",
        "EXCEPTION",
        "EXISTS",
        "EXPORT",
        "EXTENSION_STATE",
        "FIELDNUM",
        "FIELDQTY",
        "FILE",
        "FILE_COUNT_LINE",
        "FILE_FORMAT",
        "GLOBAL_DELETE",
        "GLOBAL_EXISTS",
        "GROUP",
        "GROUP_COUNT",
        "GROUP_LIST",
        "GROUP_MATCH_COUNT",
        "HANGUPCAUSE",
        "HANGUPCAUSE_KEYS",
        "HASHKEYS",
        "HINT",
        "HOLDS",
        "IFMODULE",
        "INC",
        "ISNULL",
        "ISTIME",
        "LEN",
        "LOCK",
        "MATH",
        "MD5",
        "PJSIP_DIAL_CONTACTS",
        "PJSIP_ENDPOINT",
        // What buddies say of themselves: they were let in.
        "PRESENCE_STATE",
        "RAND",
        "REGEX",
        "SHA1",
        "SHELL",
        "SIPPEER",
        "SKYPE_ACCOUNT_PROPERTY",
        "SKYPE_BUDDIES",
        "SKYPE_BUDDY_FETCH",
        "STACK_PEEK",
        "STAT",
        "STRPTIME",
        "SYSINFO",
        "TESTTIME",
    ];
    const NOTHING_EITHER: [&str; 8] = [
        "PUSH",
        "TIMEOUT",
        "TRYLOCK",
        "UNLOCK",
        "UNSHIFT",
        "VALID_EXTEN",
        "VARIABLE_EXISTS",
        "VERSION",
    ];

    /// Functions as `docs/reference.md` lists them, which is printed from their declarations.
    fn functions() -> Vec<String> {
        let reference = include_str!("../../../../docs/reference.md");
        let (_, functions) = reference.split_once("\n## Functions").expect("functions");
        let heads = functions
            .lines()
            .filter_map(|line| line.strip_prefix("### `"));
        heads
            .filter_map(|head| Some(head.split_once('(')?.0.to_owned()))
            .collect()
    }

    #[test]
    fn of_every_function_it_is_known_what_its_result_carries() {
        for name in functions() {
            let text = || Term::Read(Var::named("X"));
            let named = || Term::text("a/b");
            let ways = [
                vec![text(), text(), text(), text()],
                vec![named(), text(), text()],
                vec![named(), named(), text()],
            ];
            let carries = ways.into_iter().any(|arguments| {
                !matches!(call(&name, arguments), Term::Text(_) | Term::Length(_))
            });
            let nothing = NOTHING.contains(&&*name) || NOTHING_EITHER.contains(&&*name);
            assert_ne!(carries, nothing, "{name}");
        }
    }
}
