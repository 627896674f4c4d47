//! WAV files in memory (RIFF, Microsoft's multimedia data standards): prompts in, recordings out.
//!
//! Enter: the octets of a file with 16-bit linear, 8-bit linear, µ-law or A-law, any rate, any number of channels
//! (mixed down). Leave: [`crate::Audio`]. The writer makes 16-bit linear.

mod read;
mod write;

pub use read::{WavError, read};
pub use write::write;
