//! See `properties/sip_stream.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::sip_stream::check(input));
