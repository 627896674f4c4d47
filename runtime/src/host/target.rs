//! A place in the dialplan.

use serde::{Deserialize, Serialize};

/// A place in the dialplan to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// Where.
    pub context: String,
    /// What.
    pub extension: String,
    /// Which step of it, from 1. There is none at 0.
    pub priority: u32,
}

impl Target {
    /// The beginning of an extension.
    pub fn start(context: impl Into<String>, extension: impl Into<String>) -> Self {
        Self {
            context: context.into(),
            extension: extension.into(),
            priority: 1,
        }
    }

    /// What a dial string `Local/extension@context/options` runs; `None` for one of another kind. The context is
    /// `default` when there is none.
    pub fn local(dial_string: &str) -> Option<Self> {
        let (technology, rest) = dial_string.split_once('/')?;
        if !technology.eq_ignore_ascii_case("Local") {
            return None;
        }
        let place = rest.split('/').next().unwrap_or(rest);
        let (extension, context) = place.split_once('@').unwrap_or((place, "default"));
        Some(Self::start(context, extension))
    }
}
