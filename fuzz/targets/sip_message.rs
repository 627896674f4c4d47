//! See `properties/sip_message.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| skyplan_fuzz::properties::sip_message::check(input));
