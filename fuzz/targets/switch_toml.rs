//! See `properties/switch_toml.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::switch_toml::check(input));
