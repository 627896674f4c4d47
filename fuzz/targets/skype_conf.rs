//! See `properties/skype_conf.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::skype_conf::check(input));
