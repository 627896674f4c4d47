//! `CURLOPT(name)`: how the `CURL`s of this call fetch.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use runtime::call::{Call, ScriptError};
use runtime::diagnostic::{Code, did_you_mean};
use runtime::library::{Arg, Args, Function, Kind, Property, Value, text_of};

use crate::texts;

pub(crate) static CURLOPT: Function = Function {
    name: "CURLOPT",
    since: "0.2.0",
    synopsis: "Reads or sets how `CURL` fetches, for this call.",
    description: "Other options of Asterisk, such as proxies, FTP and switching off the check of certificates, are not \
        there.",
    args: &[Arg::required(
        "name",
        "The option.",
        Kind::Property(OPTIONS),
    )],
    values: &[],
    source: "Asterisk function CURLOPT",
    example: include_str!("curl.rhai"),
    read: Some(|call, args| {
        let option = option(args)?;
        Ok(Options::of(call).text(option.name).to_owned().into())
    }),
    write: Some(write),
};

const fn row(name: &'static str, doc: &'static str, values: &'static str) -> Property {
    Property {
        name,
        doc,
        values,
        writable: true,
    }
}

const OPTIONS: &[Property] = &[
    row(
        "conntimeout",
        "As `httptimeout`: it holds for all of it.",
        "1 to 60 seconds",
    ),
    row("cookie", "Cookies to be sent, `a=1; b=2`.", ""),
    row(
        "failurecodes",
        "HTTP statuses that are failures, separated by commas.",
        "",
    ),
    row(
        "followlocation",
        "Whether redirections are followed, to what `curl` allows.",
        "0 or 1",
    ),
    row(
        "hashcompat",
        "Makes `a=1&b=2` a value for `HASH`; `legacy` leaves a `+` as it is.",
        "no, yes or legacy",
    ),
    row(
        "httpheader",
        "A header to be sent, `Name: value`. Each one that is set is sent, an empty one forgets them.",
        "",
    ),
    row(
        "httptimeout",
        "How long all of it may take; 30 s by default.",
        "1 to 60 seconds",
    ),
    row(
        "maxredirs",
        "Redirections that are followed; 5 by default.",
        "0 to 20",
    ),
    row("referer", "The header `Referer`.", ""),
    row("useragent", "The header `User-Agent`.", ""),
    row(
        "userpwd",
        "Name and password for the server, `name:password`.",
        "",
    ),
];

/// Headers that are set by other options or that would change what is sent.
const OWN_HEADERS: [&str; 5] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
];
/// Most headers of its own that a script sends.
const MOST_HEADERS: usize = 32;

/// What `HASHCOMPAT` says.
pub(super) enum Compatible {
    No,
    Hash { legacy: bool },
}

/// What a call has set.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    values: BTreeMap<&'static str, String>,
    headers: Vec<(String, String)>,
}

fn option(args: &Args) -> Result<&'static Property, ScriptError> {
    let name = args.text(0);
    let found = OPTIONS
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(name.trim()));
    found.ok_or_else(|| {
        let message = format!("unknown option `{name}` of `CURLOPT`");
        let fault = ScriptError::fault(Code::UnknownProperty, message);
        match did_you_mean(&name, OPTIONS.iter().map(|row| row.name)) {
            Some(help) => fault.with_help(help),
            None => fault,
        }
    })
}

fn write(call: &Call, args: &Args, value: &Value) -> Result<(), ScriptError> {
    let (option, value) = (option(args)?, text_of(value));
    let range = match option.name {
        "conntimeout" | "httptimeout" => Some(1..=60_i64),
        "maxredirs" => Some(0..=20),
        _ => None,
    };
    let number = value.trim().parse::<i64>().ok();
    if range.is_some_and(|range| !number.is_some_and(|number| range.contains(&number))) {
        let (name, values) = (option.name, option.values);
        return Err(texts::bad(format!(
            "`{value}` is not what `CURLOPT({name})` takes: {values}"
        )));
    }
    if value.len() > 4096 || value.contains(|c: char| c.is_control()) {
        return Err(texts::bad(
            "an option has 4,096 octets at most, and no control characters",
        ));
    }
    call.keep(|options: &mut Options| {
        if option.name == "httpheader" {
            return options.add_header(&value);
        }
        options.values.insert(option.name, value);
        Ok(())
    })
}

impl Options {
    pub(super) fn of(call: &Call) -> Self {
        call.keep(|options: &mut Self| options.clone())
    }

    fn add_header(&mut self, text: &str) -> Result<(), ScriptError> {
        if text.is_empty() {
            self.headers.clear();
            return Ok(());
        }
        let token = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.".contains(&octet);
        let header = text.split_once(':').filter(|(name, _)| {
            let own = OWN_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own));
            !own && !name.is_empty() && name.bytes().all(token)
        });
        let Some((name, value)) = header.filter(|_| self.headers.len() < MOST_HEADERS) else {
            return Err(texts::bad(format!(
                "`{text}` cannot be sent as a header `Name: value`"
            )));
        };
        self.headers
            .push((name.to_owned(), value.trim().to_owned()));
        Ok(())
    }

    fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    fn number(&self, name: &str) -> Option<u64> {
        self.text(name).trim().parse().ok()
    }

    pub(super) fn headers(&self) -> Vec<(String, String)> {
        let mut headers = self.headers.clone();
        for name in ["cookie", "referer"] {
            if !self.text(name).is_empty() {
                headers.push((name.to_owned(), self.text(name).to_owned()));
            }
        }
        let agent = match self.text("useragent") {
            "" => concat!("skyplan/", env!("CARGO_PKG_VERSION")),
            agent => agent,
        };
        headers.push(("user-agent".to_owned(), agent.to_owned()));
        if !self.text("userpwd").is_empty() {
            let encoded = base64::prelude::BASE64_STANDARD.encode(self.text("userpwd"));
            headers.push(("authorization".to_owned(), format!("Basic {encoded}")));
        }
        headers
    }

    pub(super) fn timeout(&self) -> Duration {
        let seconds = self.number("httptimeout").or(self.number("conntimeout"));
        Duration::from_secs(seconds.unwrap_or(30))
    }

    pub(super) fn redirects(&self) -> u32 {
        let follow =
            texts::holds(self.text("followlocation")) && self.text("followlocation") != "no";
        if follow {
            self.number("maxredirs").unwrap_or(5) as u32
        } else {
            0
        }
    }

    pub(super) fn is_failure(&self, status: i32) -> bool {
        let mut codes = self.text("failurecodes").split(',');
        codes.any(|code| code.trim().parse() == Ok(status))
    }

    pub(super) fn compatible(&self) -> Compatible {
        match self.text("hashcompat") {
            "legacy" => Compatible::Hash { legacy: true },
            "" | "no" | "0" | "off" => Compatible::No,
            _ => Compatible::Hash { legacy: false },
        }
    }
}
