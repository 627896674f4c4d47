//! Hints: which devices' state an extension shows to those who subscribe to it.

use std::sync::Arc;

use crate::conf::Substring;
use crate::diagnostic::Span;

/// A hint: the device whose state an extension shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The extension.
    pub extension: String,
    /// Devices, joined with `&`: `Skype:james_bond@austin_powers&SIP/shoe-phone`.
    pub device: String,
    /// The file it stands in.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
    /// Where its devices are.
    pub device_span: Span,
}

/// What is wrong with the devices of a hint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HintFault {
    /// Nothing between two `&`, or nothing at all.
    #[error("a device is missing")]
    Missing,
    /// `shoe-phone`.
    #[error("`{device}` does not say what kind of device it is")]
    NoTechnology {
        /// The device.
        device: String,
    },
    /// `${DB(hints/100)}`.
    #[error("what `{value}` is can be known in a call only, and a hint has none")]
    NeedsCall {
        /// The value, from its dollar on.
        value: String,
    },
    /// `Skyp:james_bond`.
    #[error("there are no devices of the kind `{technology}`")]
    UnknownTechnology {
        /// The word before the slash or colon.
        technology: String,
    },
    /// `Skype:james_bond`.
    #[error("`{device}` does not say whose buddy that is")]
    NoOriginator {
        /// The device.
        device: String,
    },
    /// `SIP/`, `Skype:james_bond@`.
    #[error("`{device}` does not say which")]
    Nameless {
        /// The device.
        device: String,
    },
}

/// Words that stand before the name of a device in any case, with what separates them from it.
pub(crate) const TECHNOLOGIES: [&str; 4] = ["SIP/", "Skype:", "Custom:", "Local/"];

/// What dialplans for Asterisk's newer driver write in place of `SIP/`.
const PJSIP: &str = "PJSIP/";

impl Hint {
    /// The single devices.
    pub fn devices(&self) -> impl Iterator<Item = &str> {
        Self::parted(&self.device).0.split('&')
    }

    /// The devices for an extension that the hint's pattern matches: `${EXTEN}` and its parts are replaced. Of what
    /// needs a call to be known nothing is left.
    pub fn devices_for(&self, extension: &str) -> String {
        let mut devices = String::new();
        let mut rest = self.device.as_str();
        while let Some((before, tail)) = rest.split_once("${") {
            let (reference, tail) = tail.split_once('}').unwrap_or((tail, ""));
            devices.push_str(before);
            match Substring::split(reference) {
                ("EXTEN", None) => devices.push_str(extension),
                ("EXTEN", Some(part)) => devices.push_str(&part.of(extension)),
                _ => {}
            }
            rest = tail;
        }
        devices.push_str(rest);
        devices
    }

    /// `SIP/100,CustomPresence:100`: the devices, and what stands behind their comma. Commas within values do not count.
    pub(crate) fn parted(text: &str) -> (&str, Option<&str>) {
        let mut depth = 0_u32;
        for (at, c) in text.char_indices() {
            match c {
                '{' | '(' => depth += 1,
                '}' | ')' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => return (&text[..at], Some(&text[at + 1..])),
                _ => {}
            }
        }
        (text, None)
    }

    /// What is wrong with the devices, if anything. Whether they exist is the switch's to know.
    pub fn check(device: &str) -> Option<HintFault> {
        let (device, _) = Self::parted(device);
        if let Some(value) = unknown_value(device) {
            return Some(HintFault::NeedsCall {
                value: value.to_owned(),
            });
        }
        device.split('&').find_map(check_device)
    }
}

/// The first `${…}` that is not of the extension which the hint is asked for.
fn unknown_value(device: &str) -> Option<&str> {
    device.match_indices("${").find_map(|(at, _)| {
        let known =
            device[at + 2..].starts_with("EXTEN}") || device[at + 2..].starts_with("EXTEN:");
        let end = device[at..]
            .rfind('}')
            .map_or(device.len(), |end| at + end + 1);
        (!known).then(|| &device[at..end])
    })
}

fn check_device(device: &str) -> Option<HintFault> {
    if device.is_empty() {
        return Some(HintFault::Missing);
    }
    let device = device.to_owned();
    let Some(at) = device.find(['/', ':']) else {
        return Some(HintFault::NoTechnology { device });
    };
    let (technology, name) = device.split_at(at + 1);
    let known = |known: &&str| known.eq_ignore_ascii_case(technology);
    if !technology.eq_ignore_ascii_case(PJSIP) && !TECHNOLOGIES.iter().any(known) {
        let technology = technology.to_owned();
        return Some(HintFault::UnknownTechnology { technology });
    }
    if name.split('@').any(str::is_empty) {
        return Some(HintFault::Nameless { device });
    }
    let one_sided = technology.eq_ignore_ascii_case("Skype:") && !name.contains('@');
    one_sided.then_some(HintFault::NoOriginator { device })
}

#[cfg(test)]
mod tests {
    use super::Hint;

    fn check(device: &str, fault: Option<&str>) {
        let found = Hint::check(device).map(|fault| fault.to_string());
        assert_eq!(found.as_deref(), fault, "{device}");
    }

    #[test]
    fn a_hint_names_one_or_more_devices() {
        check("Skype:james_bond@austin_powers", None);
        check("SIP/shoe-phone&Custom:lamp", None);
        check("PJSIP/100&sip/101&CUSTOM:lamp", None);
        check("SIP/anna,CustomPresence:anna", None);
        check("", Some("a device is missing"));
        check("SIP/a&", Some("a device is missing"));
        check(
            "shoe-phone",
            Some("`shoe-phone` does not say what kind of device it is"),
        );
        check("SIP/${EXTEN}&SIP/${EXTEN:1}", None);
        check(
            "${DB(hints/${EXTEN})}",
            Some(
                "what `${DB(hints/${EXTEN})}` is can be known in a call only, and a hint has none",
            ),
        );
        check("Skyp:a", Some("there are no devices of the kind `Skyp:`"));
        check("Skype:a@", Some("`Skype:a@` does not say which"));
        check(
            "Skype:james_bond",
            Some("`Skype:james_bond` does not say whose buddy that is"),
        );
        check(
            "Skype/james_bond@austin_powers",
            Some("there are no devices of the kind `Skype/`"),
        );
    }
}
