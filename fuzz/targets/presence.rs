//! See `properties/presence.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::presence::check(input));
