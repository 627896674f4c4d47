//! A call that comes in, as its script finds it.

use crate::host::{CallerId, ChannelId, ChannelInfo, Technology};

/// A call that comes in, as its script finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The device it comes from, `Terminal/1`; the channel's name is that and a number.
    pub device: String,
    /// What carries it. [`Technology::Other`] unless set.
    pub technology: Technology,
    /// The context it enters.
    pub context: String,
    /// What was dialled.
    pub extension: String,
    /// Who calls.
    pub caller: CallerId,
    /// Language of prompts; `en` unless set.
    pub language: String,
    /// Variables that are there from the start.
    pub variables: Vec<(String, String)>,
}

impl Incoming {
    /// A call from a device, into an extension of a context.
    pub fn new(
        device: impl Into<String>,
        context: impl Into<String>,
        extension: impl Into<String>,
    ) -> Self {
        Self {
            device: device.into(),
            technology: Technology::Other("Custom"),
            context: context.into(),
            extension: extension.into(),
            caller: CallerId::default(),
            language: "en".into(),
            variables: Vec::new(),
        }
    }

    /// The same from this number, with this name.
    #[must_use]
    pub fn from(self, number: impl Into<String>, name: impl Into<String>) -> Self {
        let caller = CallerId {
            num: number.into(),
            name: name.into(),
        };
        Self { caller, ..self }
    }

    /// The same with a variable.
    #[must_use]
    pub fn with(mut self, variable: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.push((variable.into(), value.into()));
        self
    }

    /// The channel, and the context that it enters with what was dialled.
    pub(super) fn info(self, id: ChannelId) -> (ChannelInfo, String) {
        let name = format!("{}-{:08x}", self.device, id.0);
        let mut info = ChannelInfo::new(id, name, self.technology, self.extension);
        info.caller = self.caller;
        info.language = self.language;
        info.variables = self.variables;
        (info, self.context)
    }
}
