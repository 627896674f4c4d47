//! What must hold for any input, a file a parser: each has a `check` that takes octets and panics when something
//! does not hold.
//!
//! `cargo fuzz` looks for such inputs; `tests/corpus.rs` runs those of `fuzz/corpus/`, where every one that was found
//! lies with a telling name.

pub mod arguments;
pub mod capture;
mod decisions;
pub mod dialplan;
pub mod digest;
pub mod expression;
pub mod extensions_conf;
pub mod import;
pub mod jitter;
pub mod pattern;
pub mod presence;
pub mod rtp;
pub mod script;
pub mod sdp;
pub mod sip_message;
pub mod sip_stream;
pub mod sip_uri;
pub mod skype_conf;
pub mod switch;
pub mod switch_toml;
pub mod wav;

/// Takes an input, and panics when it breaks the property.
pub type Check = fn(&[u8]);

/// All of them; the name is that of the fuzz target and of the folder of its corpus.
pub const PROPERTIES: &[(&str, Check)] = &[
    ("arguments", arguments::check),
    ("capture", capture::check),
    ("dialplan", dialplan::check),
    ("digest", digest::check),
    ("expression", expression::check),
    ("extensions_conf", extensions_conf::check),
    ("import", import::check),
    ("jitter", jitter::check),
    ("pattern", pattern::check),
    ("presence", presence::check),
    ("rtp", rtp::check),
    ("script", script::check),
    ("sdp", sdp::check),
    ("sip_message", sip_message::check),
    ("sip_stream", sip_stream::check),
    ("sip_uri", sip_uri::check),
    ("skype_conf", skype_conf::check),
    ("switch", switch::check),
    ("switch_toml", switch_toml::check),
    ("wav", wav::check),
];
