//! The manual's two tables of options (001, 3.1): one row an option, with the code that reads its
//! value.

use crate::buddy::AuthRule;
use crate::chat::check_line;
use crate::config::codecs::Edit;
use crate::config::general::General;
use crate::config::user::{Direction, User};
use crate::config::values::{address, boolean, host_port, some_text, text, word};
use crate::ha1::Ha1;
use crate::name::SkypeName;
use crate::profile::{Birthday, Gender};
use crate::property::Property;

/// One row.
#[derive(Debug)]
pub struct SkypeOption {
    /// Its name.
    pub name: &'static str,
    /// The values it takes.
    pub values: &'static str,
    /// What stands when it is absent.
    pub default: &'static str,
    /// Needs a restart: a reload leaves the old value.
    pub restart: bool,
    pub(crate) set: Setter,
}

/// How a value gets into the configuration. A function returns whether the value fits.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Setter {
    General(fn(&mut General, &str) -> bool),
    User(fn(&mut User, &str) -> bool),
    Codecs(Edit),
    AuthPolicy,
    AutoAdd,
    Variable,
}

/// The two kinds of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// `[general]`
    General,
    /// `[<username>]`
    User,
}

impl SkypeOption {
    /// In which kind of section it stands.
    pub fn place(&self) -> Where {
        if matches!(self.set, Setter::General(_)) {
            Where::General
        } else {
            Where::User
        }
    }

    /// Whether several lines add up instead of replacing each other.
    pub(crate) fn is_list(&self) -> bool {
        !matches!(self.set, Setter::General(_) | Setter::User(_))
    }
}

const fn row(
    name: &'static str,
    values: &'static str,
    default: &'static str,
    set: Setter,
) -> SkypeOption {
    SkypeOption {
        name,
        values,
        default,
        restart: false,
        set,
    }
}

const fn general(
    name: &'static str,
    values: &'static str,
    default: &'static str,
    set: fn(&mut General, &str) -> bool,
) -> SkypeOption {
    row(name, values, default, Setter::General(set))
}

/// The settings that a reload does not touch (001, end of 3.1).
const fn at_start(row: SkypeOption) -> SkypeOption {
    SkypeOption {
        restart: true,
        ..row
    }
}

const fn user(
    name: &'static str,
    values: &'static str,
    default: &'static str,
    set: fn(&mut User, &str) -> bool,
) -> SkypeOption {
    row(name, values, default, Setter::User(set))
}

/// Both tables, in the manual's order. `setvar` comes from the notes of 3.3.3 and 3.3.4.
pub static OPTIONS: &[SkypeOption] = &[
    at_start(general(
        "engine_directory",
        "a directory",
        "/tmp",
        |general, value| text(&mut general.engine_directory, value),
    )),
    general(
        "default_user",
        "the name of a user section",
        "none",
        |general, value| {
            general.default_user = SkypeName::parse(value).ok();
            general.default_user.is_some() || value.is_empty()
        },
    ),
    general("debug", "yes or no", "no", |general, value| {
        boolean(&mut general.debug, value)
    }),
    general(
        "bind_address",
        "an IP address",
        "0.0.0.0",
        |general, value| address(&mut general.bind_address, value),
    ),
    at_start(general(
        "rtp_address",
        "an IP address",
        "127.0.0.1",
        |general, value| address(&mut general.rtp_address, value),
    )),
    general(
        "bind_port",
        "a TCP port from 0 to 65535",
        "0",
        |general, value| {
            value.parse().is_ok_and(|port| {
                general.bind_port = port;
                true
            })
        },
    ),
    at_start(general(
        "disable_tcpauto",
        "yes or no",
        "no",
        |general, value| boolean(&mut general.disable_tcpauto, value),
    )),
    at_start(general(
        "disable_udp",
        "yes or no",
        "no",
        |general, value| boolean(&mut general.disable_udp, value),
    )),
    general(
        "https_proxy",
        "host or host:port",
        "none",
        |general, value| host_port(&mut general.https_proxy, value),
    ),
    general(
        "https_proxy_user",
        "a user name",
        "none",
        |general, value| some_text(&mut general.https_proxy_user, value),
    ),
    general(
        "https_proxy_password",
        "a password",
        "none",
        |general, value| some_text(&mut general.https_proxy_password, value),
    ),
    general(
        "socks5_proxy",
        "host or host:port",
        "none",
        |general, value| host_port(&mut general.socks5_proxy, value),
    ),
    general(
        "socks5_proxy_user",
        "a user name",
        "none",
        |general, value| some_text(&mut general.socks5_proxy_user, value),
    ),
    general(
        "socks5_proxy_password",
        "a password",
        "none",
        |general, value| some_text(&mut general.socks5_proxy_password, value),
    ),
    user(
        "secret",
        "a password of at most 256 bytes",
        "none",
        |user, value| some_text(&mut user.secret, value) && value.len() <= Ha1::MAX_PASSWORD,
    ),
    user("context", "a dialplan context", "default", |user, value| {
        word(&mut user.context, value)
    }),
    user("exten", "an extension", "the user's name", |user, value| {
        word(&mut user.exten, value)
    }),
    row(
        "disallow",
        "codecs, separated by commas",
        "all",
        Setter::Codecs(Edit::Disallow),
    ),
    row(
        "allow",
        "codecs, separated by commas",
        "ulaw, alaw, g729",
        Setter::Codecs(Edit::Allow),
    ),
    user(
        "direction",
        "incoming, outgoing or both",
        "both",
        |user, value| {
            let direction = Direction::parse(value);
            user.direction = direction.unwrap_or_default();
            direction.is_some()
        },
    ),
    row(
        "auth_policy",
        "a list of `accept`, `accept.<password>`, `deny`, `block` and `ignore`",
        AuthRule::WORDS[0],
        Setter::AuthPolicy,
    ),
    row(
        "buddy_autoadd",
        "`no`, `hints`, `buddies` or `buddies, hints`",
        "no",
        Setter::AutoAdd,
    ),
    user("buddy_presence", "yes or no", "yes", |user, value| {
        boolean(&mut user.buddy_presence, value)
    }),
    user("mohinterpret", "a music class", "default", |user, value| {
        word(&mut user.mohinterpret, value)
    }),
    user("mohsuggest", "a music class", "none", |user, value| {
        some_text(&mut user.mohsuggest, value)
    }),
    user(
        "autoreply",
        "a line of at most 16384 bytes",
        "none",
        |user, value| {
            some_text(&mut user.autoreply, value) && (value.is_empty() || check_line(value).is_ok())
        },
    ),
    user("webpresence", "yes or no", "no", |user, value| {
        boolean(&mut user.webpresence, value)
    }),
    user("birthday", "a date as yyyymmdd", "none", |user, value| {
        user.birthday = Birthday::parse(value);
        user.birthday.is_some() || value.is_empty()
    }),
    user(
        "country",
        "a line of at most 256 bytes",
        "none",
        |user, value| some_text(&mut user.country, value) && is_property("country", value),
    ),
    user(
        "homepage",
        "a line of at most 256 bytes",
        "none",
        |user, value| some_text(&mut user.homepage, value) && is_property("homepage", value),
    ),
    user(
        "avatar",
        "the path of a JPEG of 96×96",
        "none",
        |user, value| some_text(&mut user.avatar, value),
    ),
    user("gender", "1 (male) or 2 (female)", "none", |user, value| {
        user.gender = Gender::parse(value);
        user.gender.is_some() || value.is_empty()
    }),
    row("setvar", "NAME=value", "none", Setter::Variable),
];

fn is_property(property: &str, value: &str) -> bool {
    Property::find(property).is_ok_and(|row| row.check(value).is_ok())
}
