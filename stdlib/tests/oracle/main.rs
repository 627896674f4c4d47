//! The dialplan against facts that were observed from Asterisk 22.
//!
//! The tables stand in `runtime/tests/data/asterisk-oracle`, or in the folder that `SKYPLAN_ORACLE` names.
//! Each row is run; each table says how many of its groups agree. A row that differs on purpose is named in
//! `differences.toml` with its reason, and any other that differs fails the test.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // reads tables, and says how many rows agree

mod flow;
mod hint;
mod import;
mod table;
mod values;
mod world;
