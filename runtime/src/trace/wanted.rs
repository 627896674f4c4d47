//! Which calls somebody follows.

/// The calls that are to be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Every call.
    All,
    /// The script of a channel, by its name (`SIP/desk-00000001`), or of all channels of a device (`SIP/desk`).
    Channel(String),
    /// The scripts that come to an extension, in a context or in any.
    Extension {
        /// As dialled.
        extension: String,
        /// `None` for any.
        context: Option<String>,
    },
}

impl Wanted {
    /// Reads `all`, `SIP/desk-00000001`, `SIP/desk`, `100@internal` or `100`.
    pub fn parse(text: &str) -> Self {
        if text.eq_ignore_ascii_case("all") {
            return Self::All;
        }
        if text.contains('/') {
            return Self::Channel(text.to_owned());
        }
        let (extension, context) = match text.rsplit_once('@') {
            Some((extension, context)) => (extension, Some(context.to_owned())),
            None => (text, None),
        };
        Self::Extension {
            extension: extension.to_owned(),
            context,
        }
    }

    /// Whether it means the script of that channel, which is there now.
    pub fn is(&self, channel: &str, context: &str, extension: &str) -> bool {
        match self {
            Self::All => true,
            Self::Channel(name) => {
                let device = channel
                    .rsplit_once('-')
                    .map_or(channel, |(device, _)| device);
                name.eq_ignore_ascii_case(channel) || name.eq_ignore_ascii_case(device)
            }
            Self::Extension {
                extension: wanted,
                context: place,
            } => wanted == extension && place.as_ref().is_none_or(|place| place == context),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    fn check(text: &str, is_wanted: bool) {
        let wanted = Wanted::parse(text);
        assert_eq!(
            wanted.is("SIP/shoe-phone-00000001", "demo", "100"),
            is_wanted,
            "{text}"
        );
    }

    #[test]
    fn a_call_is_named_by_its_channel_its_device_or_where_it_is() {
        for text in [
            "all",
            "ALL",
            "sip/shoe-phone-00000001",
            "SIP/shoe-phone",
            "100",
            "100@demo",
        ] {
            check(text, true);
        }
        for text in [
            "SIP/shoe",
            "SIP/shoe-phone-00000002",
            "10",
            "100@internal",
            "100@",
        ] {
            check(text, false);
        }
    }
}
