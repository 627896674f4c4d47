//! `CHANNEL(item)`: the caller's channel.

pub(super) mod details;

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, PLACE, Property, Value, text_of};

use crate::properties::{self, Row};
use crate::{hangup_handler, skype};

pub(crate) static CHANNEL: Function = Function {
    name: "CHANNEL",
    since: "0.1.0",
    synopsis: "Reads or sets a property of the caller's channel.",
    description: "The items that begin with `skype_` are there on Skype channels only; what the \
        caller's privacy policy hides is empty.\n\n\
        `CHANNEL[\"language\"] = CHANNEL(\"skype_language\")` plays prompts in the language the \
        caller likes best: of a list, the first is taken.",
    args: &[Arg::required(
        "item",
        "One of the table; upper and lower case are one.",
        Kind::Property(&PROPERTIES),
    )],
    values: &[],
    source: "Asterisk function CHANNEL; Skype for Asterisk Administrator Manual, 3.3.1",
    example: include_str!("channel.rhai"),
    read: Some(read),
    write: Some(write),
};

static PROPERTIES: [Property; ROWS.len()] = properties::listed(&ROWS);

const NOUN: &str = "channel property";

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    properties::read(call, &ROWS, NOUN, &args.text(0)).map(Value::from)
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    properties::write(call, &ROWS, NOUN, &args.text(0), &text_of(value))
}

const ROWS: [Row; 48] = [
    Row::of_call("accountcode", "Whom the call is charged to.", |call| {
        details::text(call, "accountcode")
    })
    .writable(|call, text| details::set_text(call, "accountcode", text)),
    Row::of_call(
        "amaflags",
        "What records of the call are for, as a number.",
        |call| details::number(call, "amaflags", 3),
    )
    .one_of("1 (omit), 2 (billing), 3 (documentation)")
    .writable(|call, text| details::set_text(call, "amaflags", details::purpose(text))),
    Row::of_call(
        "callgroup",
        "The groups whose telephones ring together, 0 to 63.",
        |call| details::text(call, "callgroup"),
    )
    .writable(|call, text| details::set_text(call, "callgroup", &details::groups(text))),
    Row::of_call("channeltype", "What carries the call.", |call| {
        call.with_info(|info| info.technology).name().to_owned()
    })
    .one_of("SIP, Skype, Local or what a program that embeds the runtime carries"),
    Row::of_call(
        "checkhangup",
        "Whether the call was hung up.",
        |call| if call.is_hung_up() { "1" } else { "0" }.to_owned(),
    )
    .one_of("1 or 0"),
    Row::of_call("context", "The context the call is in.", Call::context),
    Row::of_call("dnid", "What was dialled.", |call| {
        call.with_info(|info| info.dialed.clone())
    }),
    Row::of_call("exten", "The extension the call is in.", Call::extension),
    Row::of_call("from", "The address of the caller, as its telephone says it.", |call| {
        details::address(call, "From")
    }),
    Row::of_call(
        "hangup_handler_pop",
        "Takes the hangup handler away that was pushed last, and adds the one it is set to, if any.",
        |_| String::new(),
    )
    .one_of(PLACE)
    .writable(hangup_handler::pop),
    Row::of_call(
        "hangup_handler_push",
        "Adds a subroutine that runs when the call is over, the last one first: `context,extension,1(argument)`.",
        |_| String::new(),
    )
    .one_of(PLACE)
    .writable(hangup_handler::push),
    Row::of_call(
        "hangup_handler_wipe",
        "Takes all hangup handlers away, and adds the one it is set to, if any.",
        |_| String::new(),
    )
    .one_of(PLACE)
    .writable(hangup_handler::wipe),
    Row::of_call(
        "hangupsource",
        "Who ended the call, as scripts say.",
        |call| details::text(call, "hangupsource"),
    )
    .writable(|call, text| details::set_text(call, "hangupsource", text)),
    Row::of_call(
        "language",
        "Language of prompts, `en` unless something said otherwise.",
        |call| call.with_info(|info| info.language.clone()),
    )
    .writable(set_language),
    Row::of_call("linkedid", "The same as `uniqueid`.", |call| {
        call.channel().0.to_string()
    }),
    Row::of_call(
        "max_forwards",
        "How many calls on may still follow one another, 20 for one from outside; at 0 `Dial` ends the call.",
        |call| call.with_info(|info| info.max_forwards.to_string()),
    )
    .writable(|call, text| {
        let count = details::count(text);
        call.with_info_mut(|info| info.max_forwards = count);
        Ok(())
    }),
    Row::of_call("musicclass", "What those on hold hear.", |call| {
        details::text(call, "musicclass")
    })
    .writable(|call, text| details::set_text(call, "musicclass", text)),
    Row::of_call(
        "name",
        "The channel's name, `SIP/shoe-phone-00000001`.",
        |call| call.with_info(|info| info.name.clone()),
    ),
    Row::of_call(
        "namedcallgroup",
        "The named groups whose telephones ring together.",
        |call| details::text(call, "namedcallgroup"),
    )
    .writable(|call, text| details::set_text(call, "namedcallgroup", &details::names(text))),
    Row::of_call(
        "namedpickupgroup",
        "The named groups whose calls may be taken from here.",
        |call| details::text(call, "namedpickupgroup"),
    )
    .writable(|call, text| details::set_text(call, "namedpickupgroup", &details::names(text))),
    Row::of_call("onhold", "Whether the caller has put the call on hold.", |_| {
        "0".to_owned()
    })
    .one_of("0, since no hold is noticed yet"),
    Row::of_call("parkinglot", "Where the call is parked.", |call| {
        details::text(call, "parkinglot")
    })
    .writable(|call, text| details::set_text(call, "parkinglot", text)),
    Row::of_call(
        "peeraccount",
        "Whom the other side is charged to.",
        |call| details::text(call, "peeraccount"),
    )
    .writable(|call, text| details::set_text(call, "peeraccount", text)),
    Row::of_call(
        "peerip",
        "The address that the caller's telephone has registered from.",
        details::registered_from,
    ),
    Row::of_call("peername", "The caller's telephone: `shoe-phone`.", details::telephone),
    Row::of_call(
        "pickupgroup",
        "The groups whose calls may be taken from here, 0 to 63.",
        |call| details::text(call, "pickupgroup"),
    )
    .writable(|call, text| details::set_text(call, "pickupgroup", &details::groups(text))),
    Row::of_call("recvip", "The same as `peerip`.", details::registered_from),
    Row::of_call(
        "secure_bridge_media",
        "Whether whoever is dialled has to speak in private.",
        |call| details::text(call, "secure_bridge_media"),
    )
    .one_of("1 or nothing; nothing follows from it")
    .writable(|call, text| details::set_text(call, "secure_bridge_media", details::truth(text))),
    Row::of_call(
        "secure_bridge_signaling",
        "Whether whoever is dialled has to be reached in private.",
        |call| details::text(call, "secure_bridge_signaling"),
    )
    .one_of("1 or nothing; nothing follows from it")
    .writable(|call, text| {
        details::set_text(call, "secure_bridge_signaling", details::truth(text))
    }),
    Row::of_skype("skype_about", "The caller's about profile.", |call| {
        call.profile.about.clone()
    }),
    Row::of_skype("skype_birthday", "The caller's birthday.", |call| {
        skype::told(call.profile.birthday)
    })
    .one_of("a date as yyyymmdd"),
    Row::of_skype("skype_city", "The caller's city.", |call| {
        call.profile.city.clone()
    }),
    Row::of_skype("skype_country", "The caller's country.", |call| {
        call.profile.country.clone()
    }),
    Row::of_skype("skype_gender", "The caller's gender.", |call| {
        skype::told(call.profile.gender)
    })
    .one_of("1 (male) or 2 (female)"),
    Row::of_skype("skype_homepage", "The caller's home page.", |call| {
        call.profile.homepage.clone()
    }),
    Row::of_skype("skype_homephone", "The caller's home phone.", |call| {
        call.profile.phone_home.clone()
    }),
    Row::of_skype(
        "skype_language",
        "The caller's languages, most wanted first, separated by spaces.",
        |call| call.languages.join(" "),
    ),
    Row::of_skype("skype_mobilephone", "The caller's mobile phone.", |call| {
        call.profile.phone_mobile.clone()
    }),
    Row::of_skype("skype_officephone", "The caller's office phone.", |call| {
        call.profile.phone_office.clone()
    }),
    Row::of_skype("skype_province", "The caller's province.", |call| {
        call.profile.province.clone()
    }),
    Row::of_skype("skype_token", "The access call token.", |call| {
        call.token.clone()
    }),
    Row::of_skype("skype_topic", "What the call is about.", |call| {
        call.topic.clone()
    }),
    Row::of_call("state", "Whether the call has been answered.", |call| {
        if call.is_answered() { "Up" } else { "Ring" }.to_owned()
    })
    .one_of("Ring or Up"),
    Row::of_call(
        "tonezone",
        "The country whose tones are played; there are none yet.",
        |call| details::text(call, "tonezone"),
    )
    .writable(|call, text| details::set_text(call, "tonezone", text)),
    Row::of_call(
        "transfercapability",
        "What an ISDN line would be asked to carry.",
        |call| match details::text(call, "transfercapability") {
            text if text.is_empty() => "SPEECH".to_owned(),
            text => text,
        },
    )
    .one_of("SPEECH, DIGITAL, RESTRICTED_DIGITAL, 3K1AUDIO, DIGITAL_W_TONES or VIDEO")
    .writable(details::set_capability),
    Row::of_call(
        "uniqueid",
        "A number no other channel has while the switch runs.",
        |call| call.channel().0.to_string(),
    ),
    Row::of_call("useragent", "What the caller's telephone calls itself.", |call| {
        details::header(call, "User-Agent")
    }),
    Row::of_call("userfield", "Any text, for records of the call.", |call| {
        details::text(call, "userfield")
    })
    .writable(|call, text| details::set_text(call, "userfield", text)),
];

/// Prompts have one language at a time; of a caller's list it is the first.
fn set_language(call: &Call, text: &str) -> Result<(), ScriptError> {
    let language = text.split_whitespace().next().unwrap_or_default();
    call.with_info_mut(|info| language.clone_into(&mut info.language));
    Ok(())
}
