//! `SKYPE_CALL_PROPERTY(property)`: what a Skype call knows about itself.

use runtime::call::{Call, ScriptError};
use runtime::host::Request;
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use crate::properties::{self, Row};
use crate::{replies, skype};

pub(crate) static SKYPE_CALL_PROPERTY: Function = Function {
    name: "SKYPE_CALL_PROPERTY",
    since: "0.1.0",
    synopsis: "Reads or sets a property of the Skype call.",
    description: "On a Skype channel this is the call that came in, and a new topic or token is told \
        to the caller's client at once. On any channel, `topic` and `token` are also those of the Skype \
        calls that `Dial` places from then on; so a call from a telephone can be given a topic \
        before it is placed. The other properties are there on Skype channels only, and empty \
        where the caller's privacy policy hides them.",
    args: &[Arg::required(
        "property",
        "One of the table.",
        Kind::Property(&PROPERTIES),
    )],
    values: &[],
    source: "Skype for Asterisk Administrator Manual, 3.3.3",
    example: include_str!("skype_call_property.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "Skype call property";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    properties::read(call, &ROWS, NOUN, &args.text(0)).map(Value::from)
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

/// In the manual's order.
const ROWS: [Row; 17] = [
    Row::of_call("topic", "What the call is about.", |call| {
        skype::topic_and_token(call).0
    })
    .writable(set_topic),
    Row::of_call(
        "token",
        "The access call token: whoever knows it can call in.",
        |call| skype::topic_and_token(call).1,
    )
    .writable(set_token),
    Row::of_skype(
        "forwarded_by",
        "The Skype name that forwarded the incoming call.",
        |call| call.forwarded_by.clone(),
    ),
    Row::of_skype(
        "target_identity",
        "The SkypeIn number that was dialled on an incoming call.",
        |call| call.target_identity.clone(),
    ),
    Row::of_skype("skypename", "The caller's Skype account name.", |call| {
        call.skypename.clone()
    }),
    Row::of_skype("fullname", "The caller's full name.", |call| {
        call.profile.fullname.clone()
    }),
    Row::of_skype("country", "The caller's country.", |call| {
        call.profile.country.clone()
    }),
    Row::of_skype("province", "The caller's province.", |call| {
        call.profile.province.clone()
    }),
    Row::of_skype("city", "The caller's city.", |call| {
        call.profile.city.clone()
    }),
    Row::of_skype("phone_home", "The caller's home phone.", |call| {
        call.profile.phone_home.clone()
    }),
    Row::of_skype("phone_office", "The caller's office phone.", |call| {
        call.profile.phone_office.clone()
    }),
    Row::of_skype("phone_mobile", "The caller's mobile phone.", |call| {
        call.profile.phone_mobile.clone()
    }),
    Row::of_skype("email", "The caller's email address.", |call| {
        call.profile.email.clone()
    }),
    Row::of_skype("homepage", "The caller's home page.", |call| {
        call.profile.homepage.clone()
    }),
    Row::of_skype("about", "The caller's about profile.", |call| {
        call.profile.about.clone()
    }),
    Row::of_skype("birthday", "The caller's birthday.", |call| {
        skype::told(call.profile.birthday)
    })
    .one_of("a date as yyyymmdd"),
    Row::of_skype("gender", "The caller's gender.", |call| {
        skype::told(call.profile.gender)
    })
    .one_of("1 (male) or 2 (female)"),
];

fn set_topic(call: &Call, topic: &str) -> Result<(), ScriptError> {
    if skype::set_topic(call, topic) {
        replies::ask(call, Request::SetTopic(call.channel(), topic.to_owned()))?;
    }
    Ok(())
}

fn set_token(call: &Call, token: &str) -> Result<(), ScriptError> {
    if skype::set_token(call, token) {
        replies::ask(call, Request::SetToken(call.channel(), token.to_owned()))?;
    }
    Ok(())
}
