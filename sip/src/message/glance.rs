//! A first glance at a datagram, before it is read: whether it would begin something new.
//!
//! Octets enter; one bit leaves, for whoever has to choose what to read first when more comes than can be
//! handled. It costs a fraction of reading. A message too odd for it is taken for what it is not at worst,
//! and then waits its turn: what to answer is decided by the reader.

/// Whether this looks like a request outside of any dialog: neither a response, nor an ACK or a CANCEL,
/// nor a request whose To has a tag (RFC 3261 section 12.2).
pub fn is_initial_request(datagram: &[u8]) -> bool {
    let apart: [&[u8]; 3] = [b"SIP/", b"ACK ", b"CANCEL "];
    if apart.iter().any(|start| datagram.starts_with(start)) {
        return false;
    }
    let head_end = memchr::memmem::find(datagram, b"\r\n\r\n").unwrap_or(datagram.len());
    let to = datagram[..head_end]
        .split(|&byte| byte == b'\n')
        .skip(1)
        .find_map(value_of_to);
    to.is_none_or(|value| !has_tag(value))
}

fn value_of_to(line: &[u8]) -> Option<&[u8]> {
    let colon = line.iter().take(8).position(|&byte| byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    (name.eq_ignore_ascii_case(b"to") || name.eq_ignore_ascii_case(b"t"))
        .then_some(&line[colon + 1..])
}

/// Parameters of the URI stand within its brackets, and those of the field behind.
fn has_tag(value: &[u8]) -> bool {
    let behind = value
        .iter()
        .rposition(|&byte| byte == b'>')
        .map_or(value, |bracket| &value[bracket..]);
    behind.split(|&byte| byte == b';').skip(1).any(|parameter| {
        let name = parameter.trim_ascii_start();
        name.len() > 3 && name[..3].eq_ignore_ascii_case(b"tag")
    })
}

#[cfg(test)]
mod tests {
    use super::is_initial_request;

    fn check(message: &str, expected: bool) {
        let message = message.replace('\n', "\r\n");
        assert_eq!(
            is_initial_request(message.as_bytes()),
            expected,
            "{message}"
        );
    }

    #[test]
    fn an_invite_without_a_tag_in_to_begins_a_call() {
        check(
            "INVITE sip:a@b SIP/2.0\nFrom: <sip:c@d>;tag=1\nTo: <sip:a@b>\n\n",
            true,
        );
        check("INVITE sip:a@b SIP/2.0\nt : <sip:a@b;tag=no>\n\n", true);
        check(
            "INVITE sip:a@b SIP/2.0\nTo: <sip:a@b>\n\nTo: <sip:a@b>;tag=1",
            true,
        );
    }

    #[test]
    fn a_tag_in_to_places_a_request_in_a_dialog() {
        check("BYE sip:a@b SIP/2.0\nTo: <sip:a@b>;tag=1\n\n", false);
        check(
            "INVITE sip:a@b SIP/2.0\nT: \"A\" <sip:a@b>; x=y ; TAG=1\n\n",
            false,
        );
        check("BYE sip:a@b SIP/2.0\nto: sip:a@b;tag=1\n\n", false);
    }

    #[test]
    fn answers_acks_and_cancels_belong_to_what_there_is() {
        check("SIP/2.0 200 OK\nTo: <sip:a@b>\n\n", false);
        check("ACK sip:a@b SIP/2.0\nTo: <sip:a@b>\n\n", false);
        check("CANCEL sip:a@b SIP/2.0\nTo: <sip:a@b>\n\n", false);
    }

    #[test]
    fn noise_waits_its_turn() {
        check("", true);
        check("\n\n", true);
        check("To:", true);
    }
}
