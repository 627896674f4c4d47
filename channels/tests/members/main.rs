//! Registrations, chat, presence, hints and accounts through the switch in virtual time.
//!
//! Each test is a story, one line a step; `story.rs` says what the lines mean.

#[path = "../scene/mod.rs"]
mod scene;

mod accounts;
mod buddies;
mod chat;
mod client;
mod hints;
mod registration;
mod story;
mod world;
