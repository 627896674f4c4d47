//! Those who call and are called, as a test names them.

use std::fmt::Write;

use super::literal::quoted;
use crate::host::{Start, Technology};

/// `phone("desk").dial("office", "100", #{ … })`.
pub(super) fn placed(start: &Start) -> String {
    let channel = &start.channel;
    let device = channel
        .name
        .rsplit_once('-')
        .map_or(&*channel.name, |(device, _)| device);
    let name = device.split_once('/').map_or(device, |(_, name)| name);
    let mut details = Vec::new();
    if channel.caller.num != name {
        details.push(("num", channel.caller.num.clone()));
    }
    if !channel.caller.name.is_empty() {
        details.push(("name", channel.caller.name.clone()));
    }
    let known = channel.skype.iter().flat_map(|call| call.details());
    details.extend(known.filter(|(key, value)| (*key, &**value) != ("skypename", name)));
    let kind = match channel.technology {
        Technology::Skype => "skype",
        Technology::Sip | Technology::Local | Technology::Other(_) => "phone",
    };
    let mut text = format!(
        "{kind}({}).dial({}, {}",
        quoted(name),
        quoted(&start.context),
        quoted(&start.extension)
    );
    if !details.is_empty() {
        let all = details
            .iter()
            .map(|(key, value)| format!("{key}: {}", quoted(value)));
        let _ = write!(text, ", #{{ {} }}", all.collect::<Vec<_>>().join(", "));
    }
    text + ")"
}

/// Whoever has that dial string, as a test names them.
pub(super) fn word_for(target: &str) -> String {
    let (kind, name) = target.split_once('/').unwrap_or(("sip", target));
    if kind.eq_ignore_ascii_case("skype") {
        let name = name.rsplit_once('@').map_or(name, |(_, name)| name);
        format!("skype({})", quoted(name))
    } else {
        format!("phone({})", quoted(name))
    }
}
