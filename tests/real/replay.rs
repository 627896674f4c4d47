//! `skyplan replay` on the capture of a call.

#[test]
fn todo() {}
