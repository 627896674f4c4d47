//! `message/sipfrag` (RFC 3420), as the NOTIFYs of a REFER carry it (RFC 3515 section 2.4.5).

/// The body that reports `status`.
pub fn status_line(status: u16) -> String {
    format!(
        "SIP/2.0 {status} {}\r\n",
        crate::message::reason_phrase(status)
    )
}

/// The status a fragment reports.
pub fn read_status(body: &[u8]) -> Option<u16> {
    let rest = body
        .get(..8)
        .filter(|start| start.eq_ignore_ascii_case(b"SIP/2.0 "))
        .map(|_| &body[8..])?;
    let code = rest
        .get(..3)
        .filter(|code| code.iter().all(u8::is_ascii_digit))?;
    let status = code
        .iter()
        .fold(0, |status, digit| status * 10 + u16::from(digit - b'0'));
    (100..700).contains(&status).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_goes_there_and_back() {
        assert_eq!(status_line(486), "SIP/2.0 486 Busy Here\r\n");
        assert_eq!(read_status(status_line(100).as_bytes()), Some(100));
        for other in [
            "",
            "SIP/2.0",
            "SIP/2.0 7",
            "SIP/2.0 999 x",
            "INVITE sip:a SIP/2.0",
        ] {
            assert_eq!(read_status(other.as_bytes()), None, "of `{other}`");
        }
    }
}
