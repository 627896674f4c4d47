//! `JSON_DECODE(variable,path[,separator[,options]])`: a value out of JSON.

mod node;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::texts;
use node::Node;

pub(crate) static JSON_DECODE: Function = Function {
    name: "JSON_DECODE",
    since: "0.1.0",
    synopsis: "Gives a value out of the JSON that a variable holds.",
    description: "The path names the members of objects and the indexes of arrays, from 0: `list.0.name`. \
        True is 1, false is 0, null and what is not there are empty; an object or array is given \
        as JSON. What follows a text or number in the path does not matter.",
    args: &[
        texts::VARIABLE,
        Arg::required("path", "Where the value is.", Kind::Text),
        Arg::optional(
            "separator",
            "One character instead of the point in the path.",
            Kind::Text,
        ),
        Arg::optional(
            "options",
            "`c`: of an array that is not gone into, how many elements it has.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function JSON_DECODE; RFC 8259",
    example: include_str!("json_decode.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let path = args.text(1);
    if args.text(0).is_empty() || path.is_empty() {
        return Err(texts::missing(
            "JSON_DECODE(variable,path[,separator[,options]])",
        ));
    }
    let text = texts::named(call, &args.text(0))?;
    if text.is_empty() {
        return Ok("".into());
    }
    let separator = args.text(2);
    let separator = if separator.len() == 1 {
        &separator
    } else {
        "."
    };
    let found = found(&text, path.split(separator), args.text(3).contains('c'))?;
    texts::value(found.into_bytes())
}

/// Deepest value that is looked for.
const DEPTH: usize = 32;

fn found<'a>(
    text: &str,
    path: impl Iterator<Item = &'a str>,
    count: bool,
) -> Result<String, ScriptError> {
    let root: Node = serde_json::from_str(text)
        .map_err(|error| texts::bad(format!("it is not JSON: {error}")))?;
    if !matches!(root, Node::Array(_) | Node::Object(_)) {
        return Err(texts::bad("it is neither an object nor an array of JSON"));
    }
    let mut node = &root;
    for key in path.take(DEPTH) {
        let within = match node {
            Node::Object(_) | Node::Array(_) => node.within(key),
            _ => break,
        };
        match within {
            Some(within) => node = within,
            None => return Ok(String::new()),
        }
    }
    Ok(match node {
        Node::Array(nodes) if count => nodes.len().to_string(),
        node => node.text(),
    })
}

#[cfg(test)]
mod tests {
    use super::found;

    const TEXT: &str = r#"{"a":"x","n":5,"f":1.5,"b":true,"z":null,"list":[1,"two",{"k":"v"}],
        "o":{"q":{"deep":[]},"b":1}}"#;

    fn check(path: &str, expected: &str) {
        let found = found(TEXT, path.split('.'), false);
        assert_eq!(found.unwrap(), expected, "{path}");
    }

    #[test]
    fn a_path_leads_through_objects_and_arrays() {
        check("a", "x");
        check("n", "5");
        check("f", "1.5");
        check("b", "1");
        check("z", "");
        check("list.1", "two");
        check("list.2.k", "v");
        check("o.q.deep", "[]");
        check("o", r#"{"q":{"deep":[]},"b":1}"#);
        check("a.more", "x");
    }

    #[test]
    fn what_is_not_there_is_empty() {
        check("list.3", "");
        check("list.x", "");
        check("list.-1", "");
        check("o.x.y", "");
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for text in ["", "{a:1", "5", "[1", "[1]x"] {
            assert!(found(text, ["0"].into_iter(), false).is_err(), "{text}");
        }
    }
}
