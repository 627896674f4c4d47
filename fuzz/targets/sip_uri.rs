//! See `properties/sip_uri.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::sip_uri::check(input));
