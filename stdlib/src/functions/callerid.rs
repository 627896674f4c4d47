//! `CALLERID(item)`: who calls.

use runtime::call::{Call, ScriptError};
use runtime::host::CallerId;
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use crate::properties::{self, Row};

pub(crate) static CALLERID: Function = Function {
    name: "CALLERID",
    since: "0.1.0",
    synopsis: "Reads or sets who the caller is said to be.",
    description: "What is set here is what the people called by `Dial` see. The number of a Skype \
        caller is the Skype name.",
    args: &[Arg {
        name: "item",
        doc: "One of the table; upper and lower case are one.",
        kind: Kind::Property(&PROPERTIES),
        required: true,
    }],
    source: "Asterisk function CALLERID; Skype for Asterisk Administrator Manual, 3.3.2",
    example: include_str!("callerid.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "callerid property";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    properties::read(call, &ROWS, NOUN, &args.text(0)).map(Value::from)
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

const ROWS: [Row; 8] = [
    Row::of_call("all", "Name and number, `\"James Bond\" <007>`.", |call| {
        printed(&call.caller())
    })
    .writable(|call, text| change(call, |caller| *caller = parsed(text))),
    Row::of_call("dnid", "The number that was dialled.", |call| {
        call.with_info(|info| info.dialed.clone())
    })
    .writable(|call, text| {
        call.with_info_mut(|info| text.clone_into(&mut info.dialed));
        Ok(())
    }),
    Row::of_call("name", "The caller's full name if available.", |call| {
        call.caller().name
    })
    .writable(|call, text| change(call, |caller| text.clone_into(&mut caller.name))),
    Row::of_call("name-valid", "`1` if there is a name, else `0`.", |call| {
        truth(!call.caller().name.is_empty())
    }),
    Row::of_call(
        "num",
        "The caller's telephone number, extension or Skype name.",
        |call| call.caller().num,
    )
    .writable(set_number),
    Row::of_call("num-valid", "`1` if there is a number, else `0`.", |call| {
        truth(!call.caller().num.is_empty())
    }),
    Row::of_call("number", "The same as `num`.", |call| call.caller().num).writable(set_number),
    Row::of_call(
        "rdnis",
        "Who forwarded the call here; empty when nobody did.",
        |call| {
            call.with_info(|info| {
                let skype = info.skype.as_deref();
                skype.map(|skype| skype.forwarded_by.clone())
            })
            .unwrap_or_default()
        },
    ),
];

fn set_number(call: &Call, text: &str) -> Result<(), ScriptError> {
    change(call, |caller| text.clone_into(&mut caller.num))
}

fn change(call: &Call, write: impl FnOnce(&mut CallerId)) -> Result<(), ScriptError> {
    call.with_info_mut(|info| write(&mut info.caller));
    Ok(())
}

fn truth(value: bool) -> String {
    if value { "1" } else { "0" }.to_owned()
}

fn printed(caller: &CallerId) -> String {
    format!("\"{}\" <{}>", caller.name, caller.num)
}

/// `"Name" <number>`, `Name <number>`, or one of the two alone: digits are a number.
fn parsed(text: &str) -> CallerId {
    let text = text.trim();
    if let Some((name, rest)) = text.rsplit_once('<') {
        return CallerId {
            num: rest.trim_end().trim_end_matches('>').trim().to_owned(),
            name: unquoted(name.trim()).to_owned(),
        };
    }
    let bare = unquoted(text).to_owned();
    if !bare.is_empty() && bare.chars().all(|key| "0123456789*#+".contains(key)) {
        CallerId {
            num: bare,
            name: String::new(),
        }
    } else {
        CallerId {
            num: String::new(),
            name: bare,
        }
    }
}

fn unquoted(text: &str) -> &str {
    text.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str, num: &str) {
        let caller = parsed(text);
        assert_eq!((&*caller.name, &*caller.num), (name, num), "{text}");
    }

    #[test]
    fn a_caller_is_written_as_in_asterisk() {
        check("\"Bob Smith\" <5551234>", "Bob Smith", "5551234");
        check("Al <100>", "Al", "100");
        check("\"A \"B\" C\" <1>", "A \"B\" C", "1");
        check("100", "", "100");
        check("Al", "Al", "");
        check("\"\" <100>", "", "100");
        check("<100>", "", "100");
        check("", "", "");
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_some_caller_and_what_is_printed_reads_back(text in ".*", num in "[0-9*#+]*") {
            parsed(&text);
            let caller = CallerId { num, name: "Bond".into() };
            proptest::prop_assert_eq!(parsed(&printed(&caller)), caller);
        }
    }
}
