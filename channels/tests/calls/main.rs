//! Calls through the switch in virtual time: phones are text, scripts and media are played by hand.

#[path = "../../../tests/torture/index.rs"]
mod index;
#[path = "../../../tests/torture/judge.rs"]
mod judge;
#[path = "../scene/mod.rs"]
mod scene;

mod bad_input;
mod circles;
mod forks;
mod in_dialog;
mod incoming;
mod inquiry;
mod ladder;
mod local;
mod members;
mod offers;
mod outgoing;
mod overload;
mod phone;
mod prompts;
mod streams;
mod torture;
mod transfers;
mod world;
