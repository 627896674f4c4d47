//! Device names as hints and `DEVICE_STATE` write them: `SIP/shoe-phone`, `Skype:james_bond@austin_powers`.

use community::SkypeName;
use runtime::host::Technology;

/// What a hint can watch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Device {
    /// `SIP/<endpoint>`: a phone of this switch.
    Sip(String),
    /// `Skype:<originator>@<target>`: a person, as an account of the switch sees them.
    Skype {
        /// The account that looks.
        originator: SkypeName,
        /// Who is looked at.
        target: SkypeName,
    },
    /// `Local/<extension>@<context>`: the dialplan itself.
    Local {
        /// The extension.
        extension: String,
        /// Its context.
        context: String,
    },
    /// `Custom:<name>`, whose state a script sets.
    Custom(String),
    /// No device of ours.
    Other(String),
}

impl Device {
    /// Reads one device name. Words before `/` and `:` are read in any case.
    pub(crate) fn parse(text: &str) -> Self {
        let other = || Self::Other(text.to_owned());
        let Some(at) = text.find(['/', ':']) else {
            return other();
        };
        let (technology, rest) = (&text[..at], &text[at + 1..]);
        match (Technology::named(technology), text.as_bytes()[at]) {
            (Some(Technology::Sip), b'/') => Self::Sip(rest.to_owned()),
            (Some(Technology::Skype), b':') => skype(rest).unwrap_or_else(other),
            (Some(Technology::Local), b'/') => local(rest).unwrap_or_else(other),
            (None, b':') if technology.eq_ignore_ascii_case("Custom") => {
                Self::Custom(rest.to_owned())
            }
            _ => other(),
        }
    }

    /// The devices of a hint: joined with `&`, and a presence provider after a comma left out. White
    /// space counts, as in Asterisk: ` SIP/a` is no device.
    pub(crate) fn parse_hint(text: &str) -> Vec<Self> {
        let devices = text.split(',').next().unwrap_or_default();
        devices
            .split('&')
            .filter(|device| !device.is_empty())
            .map(Self::parse)
            .collect()
    }
}

fn skype(text: &str) -> Option<Device> {
    let (originator, target) = text.split_once('@')?;
    Some(Device::Skype {
        originator: SkypeName::parse(originator).ok()?,
        target: SkypeName::parse(target).ok()?,
    })
}

fn local(text: &str) -> Option<Device> {
    let (extension, context) = text.split_once('@')?;
    // Options such as `/n` are about calls, not about the device.
    let context = context.split('/').next().unwrap_or_default();
    Some(Device::Local {
        extension: extension.to_owned(),
        context: context.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let shown = match Device::parse(text) {
            Device::Sip(name) => format!("sip {name}"),
            Device::Skype { originator, target } => format!("skype {originator} sees {target}"),
            Device::Local { extension, context } => format!("local {extension} in {context}"),
            Device::Custom(name) => format!("custom {name}"),
            Device::Other(_) => "other".to_owned(),
        };
        assert_eq!(shown, expected, "of `{text}`");
    }

    #[test]
    fn each_technology_has_its_form() {
        check("SIP/shoe-phone", "sip shoe-phone");
        check("sip/Shoe", "sip Shoe");
        check("PJSIP/100", "sip 100");
        check(
            "Skype:James_Bond@austin_powers",
            "skype james_bond sees austin_powers",
        );
        check("Local/100@internal/n", "local 100 in internal");
        check("custom:door", "custom door");
        check("Custom:", "custom ");
    }

    #[test]
    fn what_is_no_device_is_kept_as_text() {
        for text in [
            "",
            "SIP",
            "Skype:austin_powers",
            "Skype/james@austin",
            "PJSIP:100",
            "Skype:a b@c",
            "NoTech/x",
            "Custom",
            " SIP/a",
        ] {
            check(text, "other");
        }
    }

    #[test]
    fn a_hint_is_a_list_of_devices() {
        assert_eq!(
            Device::parse_hint("&SIP/a&&Custom:b,CustomPresence:x").len(),
            2
        );
        assert_eq!(Device::parse_hint("&"), []);
    }
}
