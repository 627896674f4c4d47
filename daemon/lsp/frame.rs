//! Messages on a stream: a head with `Content-Length`, an empty line, and so many bytes (LSP 3.17, Base Protocol).

use std::io::{self, BufRead, Read, Write};

/// Largest message that is read, in bytes. A file that is opened comes as one.
const MAX_LENGTH: usize = 64 << 20;
/// Longest line of a head, in bytes.
const MAX_LINE: u64 = 4096;

/// The next message; nothing at the end of the stream.
///
/// # Errors
/// When the stream fails, or a head says no length or one that is too large: what follows cannot be found then.
pub(super) fn read(stream: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        stream
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut line)?;
        if line.is_empty() {
            return Ok(None);
        }
        if !line.ends_with(b"\n") {
            return Err(invalid("a line of a head without an end"));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok();
        }
    }
    let length: usize = length.ok_or_else(|| invalid("a head without a length"))?;
    if length > MAX_LENGTH {
        return Err(invalid("a message that is too large"));
    }
    let mut body = vec![0; length];
    match stream.read_exact(&mut body) {
        Ok(()) => Ok(Some(body)),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes one message.
pub(super) fn write(stream: &mut impl Write, body: &[u8]) -> io::Result<()> {
    write!(stream, "Content-Length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)?;
    stream.flush()
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    fn check(stream: &[u8], expected: &[Option<&str>]) {
        let mut rest = stream;
        for expected in expected {
            let body = read(&mut rest).ok().flatten();
            assert_eq!(
                body.as_deref().map(String::from_utf8_lossy).as_deref(),
                *expected
            );
        }
    }

    #[test]
    fn messages_are_told_apart_by_their_lengths() {
        check(
            b"Content-Length: 2\r\n\r\n{}content-length:1\r\nX: y\r\n\r\n1",
            &[Some("{}"), Some("1"), None],
        );
        let mut written = Vec::new();
        assert!(write(&mut written, "é".as_bytes()).is_ok());
        check(&written, &[Some("é"), None]);
    }

    #[test]
    fn what_is_cut_off_too_large_or_no_head_is_no_message() {
        for stream in [
            &b"Content-Length: 9\r\n\r\n{}"[..],
            b"Content-Length: 99999999999\r\n\r\n",
            b"hello\r\n\r\n",
            b"x",
            b"",
        ] {
            check(stream, &[None]);
        }
        assert!(read(&mut &vec![b'x'; 10_000][..]).is_err());
    }
}
