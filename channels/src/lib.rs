//! The channel drivers: SIP, Skype and Local, and the [`Switch`] that holds them.
//!
//! SIP messages, script requests, media events and finished background jobs enter; SIP messages,
//! script replies and events, media commands and jobs leave. Nothing here opens a socket, reads a
//! file or looks at a clock: `daemon` does, and a simulation does it in virtual time.

mod account;
mod address;
mod agenda;
mod auth;
mod channel;
mod chat;
pub mod config;
mod core;
mod database;
mod device_use;
mod hint;
pub mod io;
mod members;
mod presence;
mod refusal;
mod registration;
mod streams;
mod switch;

pub use config::SwitchConfig;
pub use io::{
    AccountCommand, Input, Job, JobDone, JobId, MediaPorts, Now, Output, Ticket, ToScript,
};
pub use switch::Switch;
