//! From text to configuration.

use crate::config::{Finding, SkypeConfig};

/// Reads `chan_skype.conf`. Never fails: what is wrong is among the findings, in the order of the
/// file.
pub fn read(text: &str) -> (SkypeConfig, Vec<Finding>) {
    let _ = text;
    (SkypeConfig::default(), Vec::new())
}
