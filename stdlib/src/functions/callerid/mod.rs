//! `CALLERID(item[,caller])`: who calls.

mod party;
pub(super) mod presentation;

use runtime::call::{Call, ScriptError};
use runtime::host::CallerId;
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use crate::properties::{self, Row};
use crate::{number, texts};
use party::{has_name, has_number};

pub(crate) static CALLERID: Function = Function {
    name: "CALLERID",
    since: "0.1.0",
    synopsis: "Reads or sets who the caller is said to be.",
    description: "Number and name are what the people called by `Dial` see; the rest is for the dialplan. \
        The number of a Skype caller is the Skype name.\n\n\
        With a second argument, a caller written as `\"James Bond\" <007>`, `all`, `name` and `num` are \
        read from that.",
    args: &[
        Arg::required(
            "item",
            "One of the table; upper and lower case are one.",
            Kind::Property(&PROPERTIES),
        ),
        Arg::optional("caller", "A caller to read from instead.", Kind::Raw),
    ],
    values: &[],
    source: "Asterisk function CALLERID; Skype for Asterisk Administrator Manual, 3.3.2",
    example: include_str!("callerid.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "callerid property";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let item = args.text(0);
    let Some(other) = args.given(1) else {
        return properties::read(call, &ROWS, NOUN, &item).map(Value::from);
    };
    let caller = parsed(&other);
    Ok(match item.to_ascii_lowercase().as_str() {
        "all" => printed(&caller),
        "name" => caller.name,
        "num" | "number" => caller.num,
        _ => {
            return Err(texts::bad(format!(
                "{NOUN} `{item}` cannot be read from a text"
            )));
        }
    }
    .into())
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

const ROWS: [Row; 24] = [
    Row::of_call("all", "Name and number, `\"James Bond\" <007>`.", |call| {
        printed(&party::caller(call))
    })
    .writable(|call, text| {
        call.with_info_mut(|info| info.caller = parsed(text));
        validate(call, true, true);
        Ok(())
    }),
    Row::of_call(
        "ani",
        "The number of the party that is charged.",
        charged_number,
    )
    .writable(set_charged_number),
    Row::of_call(
        "ANI-all",
        "Name and number of the party that is charged.",
        |call| party::with(call, |party| printed(&party.charged)),
    )
    .writable(|call, text| change(call, |party| party.charged = parsed(text))),
    Row::of_call(
        "ANI-name",
        "The name of the party that is charged.",
        |call| party::with(call, |party| party.charged.name.clone()),
    )
    .writable(|call, text| change(call, |party| text.clone_into(&mut party.charged.name))),
    Row::of_call("ANI-num", "The same as `ani`.", charged_number).writable(set_charged_number),
    Row::of_call(
        "ani2",
        "What kind of line the charged party has, as a number.",
        |call| party::with(call, |party| party.line.to_string()),
    )
    .writable(|call, text| {
        let line = whole(text);
        change(call, |party| party.line = line)
    }),
    Row::of_call("dnid", "The number that was dialled.", |call| {
        call.with_info(|info| info.dialed.clone())
    })
    .writable(|call, text| {
        call.with_info_mut(|info| text.clone_into(&mut info.dialed));
        Ok(())
    }),
    Row::of_call("name", "The caller's full name if available.", |call| {
        party::caller(call).name
    })
    .writable(|call, text| {
        call.with_info_mut(|info| text.clone_into(&mut info.caller.name));
        validate(call, false, true);
        Ok(())
    }),
    Row::of_call(
        "name-charset",
        "What the name is written in, in Asterisk's words.",
        |call| {
            let charset = party::with(call, |party| party.charset.clone());
            charset.unwrap_or_else(|| "iso8859-1".to_owned())
        },
    )
    .writable(|call, text| change(call, |party| party.charset = Some(text.to_owned()))),
    Row::of_call("name-pres", "Whether the name may be shown.", |call| {
        party::with(call, |party| presentation::printed(party.name_presentation)).to_owned()
    })
    .one_of(PRESENTATIONS)
    .writable(|call, text| {
        let octet = presentation_of(text)?;
        change(call, |party| party.name_presentation = octet)
    }),
    Row::of_call("name-valid", "`1` if the name counts, else `0`.", |call| {
        truth(has_name(call))
    })
    .writable(|call, text| {
        let valid = whole(text) != 0;
        change(call, |party| party.name_valid = Some(valid))
    }),
    Row::of_call(
        "num",
        "The caller's telephone number, extension or Skype name.",
        |call| party::caller(call).num,
    )
    .writable(set_number),
    Row::of_call(
        "num-plan",
        "Type of number and numbering plan, as a number.",
        plan,
    )
    .writable(set_plan),
    Row::of_call("num-pres", "Whether the number may be shown.", |call| {
        party::with(call, |party| presentation::printed(party.num_presentation)).to_owned()
    })
    .one_of(PRESENTATIONS)
    .writable(|call, text| {
        let octet = presentation_of(text)?;
        change(call, |party| party.num_presentation = octet)
    }),
    Row::of_call("num-valid", "`1` if the number counts, else `0`.", |call| {
        truth(has_number(call))
    })
    .writable(|call, text| {
        let valid = whole(text) != 0;
        change(call, |party| party.num_valid = Some(valid))
    }),
    Row::of_call("number", "The same as `num`.", |call| {
        party::caller(call).num
    })
    .writable(set_number),
    Row::of_call("pres", "Whether number and name may be shown.", |call| {
        let (number, name) = (has_number(call), has_name(call));
        let octet = party::with(call, |party| {
            let number = number.then_some(party.num_presentation);
            presentation::combined(number, name.then_some(party.name_presentation))
        });
        presentation::printed(octet).to_owned()
    })
    .one_of(PRESENTATIONS)
    .writable(|call, text| {
        let octet = presentation_of(text)?;
        change(call, |party| {
            party.name_presentation = octet;
            party.num_presentation = octet;
        })
    }),
    Row::of_call(
        "priv-all",
        "Name and number of the caller in private.",
        |call| party::with(call, |party| printed(&party.private)),
    )
    .writable(|call, text| change(call, |party| party.private = parsed(text))),
    Row::of_call("priv-name", "The caller's name in private.", |call| {
        party::with(call, |party| party.private.name.clone())
    })
    .writable(|call, text| change(call, |party| text.clone_into(&mut party.private.name))),
    Row::of_call("priv-num", "The caller's number in private.", |call| {
        party::with(call, |party| party.private.num.clone())
    })
    .writable(|call, text| change(call, |party| text.clone_into(&mut party.private.num))),
    Row::of_call(
        "rdnis",
        "Who forwarded the call here; empty when nobody did.",
        forwarder,
    )
    .writable(set_forwarder),
    Row::of_call(
        "subaddr-valid",
        "Always `0`: there are no subaddresses.",
        |_| truth(false),
    ),
    Row::of_call("tag", "A text that goes along with the caller.", |call| {
        party::with(call, |party| party.tag.clone())
    })
    .writable(|call, text| change(call, |party| text.clone_into(&mut party.tag))),
    Row::of_call("ton", "The same as `num-plan`.", plan).writable(set_plan),
];

pub(super) const PRESENTATIONS: &str = "`allowed`, `prohib`, either with `_not_screened`, `_passed_screen` or \
    `_failed_screen`, or `unavailable`";

/// Who forwarded the call here.
pub(super) fn forwarder(call: &Call) -> String {
    party::with(call, |party| party.forwarder.clone()).unwrap_or_else(|| {
        call.with_info(|info| {
            let skype = info.skype.as_deref();
            skype.map(|skype| skype.forwarded_by.clone())
        })
        .unwrap_or_default()
    })
}

pub(super) fn set_forwarder(call: &Call, text: &str) -> Result<(), ScriptError> {
    change(call, |party| party.forwarder = Some(text.to_owned()))
}

fn set_number(call: &Call, text: &str) -> Result<(), ScriptError> {
    call.with_info_mut(|info| text.clone_into(&mut info.caller.num));
    validate(call, true, false);
    Ok(())
}

fn charged_number(call: &Call) -> String {
    party::with(call, |party| party.charged.num.clone())
}

fn set_charged_number(call: &Call, text: &str) -> Result<(), ScriptError> {
    change(call, |party| text.clone_into(&mut party.charged.num))
}

fn plan(call: &Call) -> String {
    party::with(call, |party| party.plan.to_string())
}

fn set_plan(call: &Call, text: &str) -> Result<(), ScriptError> {
    let plan = whole(text).to_le_bytes()[0];
    change(call, |party| party.plan = plan)
}

/// What is set counts from then on.
fn validate(call: &Call, num: bool, name: bool) {
    party::with(call, |party| {
        if num {
            party.num_valid = Some(true);
        }
        if name {
            party.name_valid = Some(true);
        }
    });
}

fn presentation_of(text: &str) -> Result<u8, ScriptError> {
    presentation::parsed(text).ok_or_else(|| texts::bad(format!("`{text}` is no presentation")))
}

/// The number a text begins with, 0 if it is none.
pub(super) fn whole(text: &str) -> i32 {
    let number = number::integer(text).map_or(0, |(number, _)| number);
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn change(call: &Call, write: impl FnOnce(&mut party::Party)) -> Result<(), ScriptError> {
    party::with(call, write);
    Ok(())
}

pub(super) fn truth(value: bool) -> String {
    if value { "1" } else { "0" }.to_owned()
}

pub(super) fn printed(caller: &CallerId) -> String {
    format!("\"{}\" <{}>", caller.name, caller.num)
}

/// `"Name" <number>`, `Name <number>`, or one of the two alone: digits are a number.
pub(super) fn parsed(text: &str) -> CallerId {
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
