//! The switch: sockets, files, clock and threads around the rooms.
//!
//! The program is `daemon/main.rs`; this library is what it does, so that tests and benchmarks see
//! the whole switch.
#![allow(clippy::disallowed_methods)] // the one room that may

pub mod account;
mod background;
mod board;
pub mod check;
pub mod cli;
pub mod config;
pub mod console;
pub mod demo;
mod descriptors;
pub mod dialplan_tests;
mod entrances;
mod errands;
pub mod files;
pub mod folder;
mod followers;
pub mod import;
mod imports;
mod loader;
pub mod log;
pub mod lsp;
mod mail;
pub mod media_thread;
mod mend;
mod newcomers;
mod pace;
mod prompts;
mod reconfigure;
pub mod replay;
mod seldom;
pub mod serve;
pub mod session;
pub mod settings;
mod signalling;
mod streams;
mod surroundings;
mod udp;
mod watch;
mod worker;
