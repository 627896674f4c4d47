//! The switch and the programs that call it, as values that end when they are dropped.
//!
//! [`Switch`] is the real binary with its own folder and ports. [`Phone`] is a baresip, [`Sipp`] a
//! SIPp scenario, [`Wire`] a bare socket for what neither of them would ever send. [`Sound`] is what
//! a phone heard. Nothing here sleeps for correctness: whatever is waited for has a deadline.

mod deadline;
mod digest;
mod ear;
mod lossy;
mod phone;
mod ports;
mod quiet;
mod scenario;
mod sipp;
mod sound;
mod switch;
mod transcript;
mod wire;

pub use deadline::eventually;
pub use digest::Algorithm;
pub use lossy::Lossy;
pub use phone::{Phone, PhoneSetup, SOON};
pub use quiet::{alone, beside};
pub use sipp::{Running, Sipp};
pub use sound::Sound;
pub use switch::{Setup, Stopped, Switch};
pub use transcript::Transcript;
pub use wire::{Reply, Wire, offer};
