//! See `properties/extensions_conf.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::extensions_conf::check(input));
