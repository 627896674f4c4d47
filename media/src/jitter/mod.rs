//! The adaptive jitter buffer: *store, estimate, decide, repair*, each a file, in virtual time.
//!
//! Enter: packets with the time they came. Leave: decisions what to play ([`JitterBuffer`]), or sound that never
//! stops ([`Player`]: the buffer with decoders and repair behind it).
//!
//! The buffer thinks in *transit*: arrival time minus media time, against an origin of its own. The estimate says
//! with which transit to play (one number, in the same scale), the decision compares it with the one that playing
//! now would have. Clock drift, route changes and spikes are all changes of transit.

mod buffer;
mod conceal;
mod decide;
mod estimate;
mod noise;
mod pause;
mod player;
mod playout;
mod store;
mod stretch;
mod timeline;
mod voice;

pub use buffer::JitterBuffer;
pub use decide::JitterConfig;
pub use player::{Heard, Player};
pub use playout::{Content, Counts, Frame, Incoming, Playout};
