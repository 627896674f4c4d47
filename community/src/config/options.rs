//! The manual's two tables of options (001, 3.1), one row an option.

/// One row.
#[derive(Debug)]
pub struct SkypeOption {
    /// Its name.
    pub name: &'static str,
    /// In which kind of section it stands.
    pub place: Where,
    /// The values it takes.
    pub values: &'static str,
    /// What stands when it is absent.
    pub default: &'static str,
    /// Needs a restart: a reload leaves the old value.
    pub restart: bool,
}

/// The two kinds of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// `[general]`
    General,
    /// `[<username>]`
    User,
}

const fn general(name: &'static str, values: &'static str, default: &'static str) -> SkypeOption {
    SkypeOption {
        name,
        place: Where::General,
        values,
        default,
        restart: false,
    }
}

const fn user(name: &'static str, values: &'static str, default: &'static str) -> SkypeOption {
    SkypeOption {
        name,
        place: Where::User,
        values,
        default,
        restart: false,
    }
}

const fn at_start(row: SkypeOption) -> SkypeOption {
    SkypeOption {
        restart: true,
        ..row
    }
}

/// Both tables, in the manual's order. `setvar` comes from the notes of 3.3.3.
pub static OPTIONS: &[SkypeOption] = &[
    at_start(general("engine_directory", "a directory", "/tmp")),
    general("default_user", "the name of a user section", "none"),
    general("debug", "yes or no", "no"),
    general("bind_address", "an IP address", "0.0.0.0"),
    at_start(general("rtp_address", "an IP address", "127.0.0.1")),
    general("bind_port", "a TCP port from 0 to 65535", "0"),
    at_start(general("disable_tcpauto", "yes or no", "no")),
    at_start(general("disable_udp", "yes or no", "no")),
    general("https_proxy", "host or host:port", "none"),
    general("https_proxy_user", "a user name", "none"),
    general("https_proxy_password", "a password", "none"),
    general("socks5_proxy", "host or host:port", "none"),
    general("socks5_proxy_user", "a user name", "none"),
    general("socks5_proxy_password", "a password", "none"),
    user("secret", "a password", "none"),
    user("context", "a dialplan context", "default"),
    user("exten", "an extension", "the user's name"),
    user("disallow", "codecs, separated by commas", "all"),
    user("allow", "codecs, separated by commas", "ulaw, alaw, g729"),
    user("direction", "incoming, outgoing or both", "both"),
    user(
        "auth_policy",
        "a list of accept, accept.<password>, deny, block, ignore",
        "accept",
    ),
    user(
        "buddy_autoadd",
        "no, hints, buddies, or `buddies, hints`",
        "no",
    ),
    user("buddy_presence", "yes or no", "yes"),
    user("mohinterpret", "a music class", "default"),
    user("mohsuggest", "a music class", "none"),
    user("autoreply", "a line of text", "none"),
    user("webpresence", "yes or no", "no"),
    user("birthday", "a date as yyyymmdd", "none"),
    user("country", "a line of at most 256 bytes", "none"),
    user("homepage", "a line of at most 256 bytes", "none"),
    user("avatar", "the path of a JPEG of 96×96", "none"),
    user("gender", "1 (male) or 2 (female)", "none"),
    user("setvar", "NAME=value", "none"),
];
