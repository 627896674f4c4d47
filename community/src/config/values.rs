//! Values of options. Each function writes a value that fits, and says whether it did.

use std::net::IpAddr;

/// Any text but none.
pub(crate) fn text(into: &mut String, value: &str) -> bool {
    if value.is_empty() {
        return false;
    }
    value.clone_into(into);
    true
}

/// Text without blanks: the name of something in the dialplan.
pub(crate) fn word(into: &mut String, value: &str) -> bool {
    !value.contains(char::is_whitespace) && text(into, value)
}

/// Any text; none takes the value away.
pub(crate) fn some_text(into: &mut Option<String>, value: &str) -> bool {
    *into = (!value.is_empty()).then(|| value.to_owned());
    true
}

/// Asterisk's words for yes and no.
pub(crate) fn boolean(into: &mut bool, value: &str) -> bool {
    const YES: [&str; 6] = ["yes", "true", "y", "t", "1", "on"];
    const NO: [&str; 6] = ["no", "false", "n", "f", "0", "off"];
    let is_one_of = |words: [&str; 6]| words.iter().any(|word| word.eq_ignore_ascii_case(value));
    *into = is_one_of(YES) || (*into && !is_one_of(NO));
    is_one_of(YES) || is_one_of(NO)
}

/// An IPv4 or IPv6 address.
pub(crate) fn address(into: &mut IpAddr, value: &str) -> bool {
    value.parse().is_ok_and(|address| {
        *into = address;
        true
    })
}

/// `host` or `host:port`; an IPv6 address stands in brackets.
pub(crate) fn host_port(into: &mut Option<String>, value: &str) -> bool {
    let after_address = value.rfind(']').map_or(0, |at| at + 1);
    let (host, port) = match value[after_address..].rfind(':') {
        Some(colon) => value.split_at(after_address + colon),
        None => (value, ""),
    };
    let port = port.strip_prefix(':');
    let fits = !host.contains(|c: char| c.is_whitespace() || c == '/')
        && host.is_empty() == value.is_empty()
        && port.is_none_or(|port| port.parse().is_ok_and(|port: u16| port != 0));
    fits && some_text(into, value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_boolean(value: &str, expected: Option<bool>) {
        let mut into = false;
        let fits = boolean(&mut into, value);
        assert_eq!(fits.then_some(into), expected);
    }

    #[test]
    fn yes_and_no_have_asterisks_words() {
        check_boolean("Yes", Some(true));
        check_boolean("on", Some(true));
        check_boolean("off", Some(false));
        check_boolean("0", Some(false));
        check_boolean("maybe", None);
        check_boolean("", None);
    }

    #[track_caller]
    fn check_proxy(value: &str, fits: bool) {
        assert_eq!(host_port(&mut None, value), fits, "{value}");
    }

    #[test]
    fn a_proxy_is_a_host_with_or_without_a_port() {
        check_proxy("proxy.example.org", true);
        check_proxy("10.0.0.1:3128", true);
        check_proxy("[2001:db8::1]:1080", true);
        check_proxy("[2001:db8::1]", true);
        check_proxy("proxy:99999", false);
        check_proxy("proxy:", false);
        check_proxy(":80", false);
        check_proxy("http://proxy", false);
        check_proxy("", true);
    }
}
