//! The switch, called by programs we did not write: baresip and SIPp, on loopback.
//!
//! One binary, so that everything is linked once. What needs a program that is not there fails and
//! names the Debian package.

// Tests have sockets, files and clocks of their own.
#![allow(clippy::disallowed_methods)]
// All of this is one crate that nobody imports; `pub` means "for the other modules".
#![allow(unreachable_pub)]

#[path = "../torture/index.rs"]
mod index;
#[path = "../torture/judge.rs"]
mod judge;
#[path = "../support/mod.rs"]
mod support;

mod bad_input;
mod chat;
mod codecs;
mod console;
mod crash;
mod dial_options;
mod dialog;
mod echo;
mod editors;
mod first_call;
mod lamp;
mod log;
mod loss;
mod outside;
mod pickup;
mod pjsip;
mod programs;
mod reload;
mod replay;
mod runaway;
mod torture;
mod trace;
mod transfer;
