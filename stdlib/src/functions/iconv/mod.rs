//! `ICONV(from,to,text)`: a text with the characters of another set.

mod charset;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;
use charset::Charset;

pub(crate) static ICONV: Function = Function {
    name: "ICONV",
    since: "0.2.0",
    synopsis: "Converts a text from one character set to another.",
    description: "The sets are UTF-8, ASCII, ISO-8859-1 (Latin-1), ISO-8859-15 (Latin-9) and WINDOWS-1252, by any of their \
        usual names. Every text here is Unicode, so what comes out is the text as far as the other set has its characters: \
        behind one that it lacks the text ends, unless `//TRANSLIT` is added to the set, which writes it in a similar way \
        (`é` as `e`, `ß` as `ss`) or as `?`, or `//IGNORE`, which leaves it out. Octets of the one set that are UTF-8 in \
        disguise are mended on the way: `ICONV(latin1,utf-8,…)` reads each octet of the text as one character.",
    args: &[
        Arg::required("from", "The set that the text is in.", Kind::Text),
        Arg::required("to", "The set that it is to be in.", Kind::Text),
        Arg::required("text", "The text.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function ICONV; names of sets from the IANA registry",
    example: include_str!("iconv.rhai"),
    read: Some(read),
    write: None,
};

fn read(_call: &Call, args: &Args) -> Result<Value, ScriptError> {
    texts::expect(args, 3, "ICONV(from,to,text)")?;
    let (from, to) = (args.text(0), args.text(1));
    let unknown = || texts::bad(format!("there is no conversion from `{from}` to `{to}`"));
    let (source, _) = Charset::named(&from).ok_or_else(unknown)?;
    let (target, lack) = Charset::named(&to).ok_or_else(unknown)?;
    let text = source.decode(args.text(2).as_bytes());
    texts::value(target.keep(&text, lack).into_bytes())
}
