//! Messages in a stream (RFC 3261 section 18.3): octets in, frames out, whatever pieces they came
//! in.
//!
//! A Content-Length is needed to find the end; without one the body is taken as empty. When the end
//! of a message cannot be found the stream is lost, and the last frame says so.

use super::check::{Fault, FaultKind};
use super::read::{Length, MAX_HEAD, finish, read_head};
use super::{Malformed, Message};

/// Splits a stream into messages.
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where to go on looking for the end of the head.
    searched: usize,
    max_body: usize,
    broken: bool,
    /// That it is broken has still to be told.
    untold: bool,
}

/// What was in a stream.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "nearly all frames are messages, and none is kept"
)]
pub enum Frame {
    /// A whole message.
    Message(Result<Message, Malformed>),
    /// The double line end that keeps a connection alive: send one line end back (RFC 5626 section
    /// 4.4.1).
    Ping,
    /// No more messages can be found: send what there is to send, then close the connection.
    Broken,
}

impl Framer {
    /// A framer that takes bodies of up to `max_body` octets.
    pub fn new(max_body: usize) -> Self {
        Self {
            buffer: Vec::new(),
            searched: 0,
            max_body,
            broken: false,
            untold: false,
        }
    }

    /// Takes octets of the stream, in any pieces.
    pub fn push(&mut self, bytes: &[u8]) {
        if !self.broken {
            self.buffer.extend_from_slice(bytes);
        }
    }

    /// The next frame that is complete. Call until `None`, then push more.
    pub fn next_frame(&mut self) -> Option<Frame> {
        if self.broken {
            return std::mem::take(&mut self.untold).then_some(Frame::Broken);
        }
        if let Some(frame) = self.skip_line_ends() {
            return Some(frame);
        }
        let Some(end) = self.head_end() else {
            if self.buffer.len() <= MAX_HEAD {
                return None;
            }
            self.break_off();
            return self.next_frame();
        };
        let head = read_head(&self.buffer[..end]);
        let length = match head.length {
            Length::Absent => 0,
            Length::Octets(octets) if octets as usize <= self.max_body => octets as usize,
            Length::Octets(_) => return Some(self.refuse(head, "body too large", 513)),
            Length::Unclear => return Some(self.refuse(head, "Content-Length", 400)),
        };
        let body = self.buffer.get(end..end + length)?;
        let message = finish(head, body, None);
        self.consume(end + length);
        Some(Frame::Message(message))
    }

    /// Whether octets of an unfinished message are waiting.
    pub fn is_mid_message(&self) -> bool {
        !self.broken && !self.buffer.is_empty()
    }

    /// Between messages: four octets CR LF CR LF are a ping, single line ends are nothing.
    fn skip_line_ends(&mut self) -> Option<Frame> {
        loop {
            match self.buffer.as_slice() {
                [b'\r', b'\n', b'\r', b'\n', ..] => {
                    self.consume(4);
                    return Some(Frame::Ping);
                }
                [b'\r', b'\n', b'\r'] | [b'\r', b'\n'] | [b'\r'] => return None,
                [b'\r', b'\n', ..] => self.consume(2),
                [b'\r' | b'\n', ..] => self.consume(1),
                _ => return None,
            }
        }
    }

    /// Where the body begins, once the empty line has come.
    fn head_end(&mut self) -> Option<usize> {
        while let Some(found) = memchr::memchr(b'\n', &self.buffer[self.searched..]) {
            let at = self.searched + found;
            match self.buffer.get(at + 1..) {
                Some([b'\n', ..]) => return Some(at + 2),
                Some([b'\r', b'\n', ..]) => return Some(at + 3),
                // What decides has not come yet.
                Some([] | [b'\r']) | None => {
                    self.searched = at;
                    return None;
                }
                Some(_) => self.searched = at + 1,
            }
        }
        self.searched = self.buffer.len();
        None
    }

    fn consume(&mut self, count: usize) {
        self.buffer.drain(..count);
        self.searched = 0;
    }

    fn break_off(&mut self) {
        (self.broken, self.untold) = (true, true);
        self.buffer = Vec::new();
    }

    /// A message whose end cannot be found: it is still answered. The next frame is the last.
    fn refuse(&mut self, head: super::read::Head, part: &'static str, status: u16) -> Frame {
        let fault = Fault::fatal(FaultKind::Framing, part);
        let mut refused = finish(head, b"", Some(fault));
        if let Err(malformed) = &mut refused {
            malformed.status = malformed.status.map(|_| status);
        }
        self.break_off();
        Frame::Message(refused)
    }

    /// Whether the stream is lost, so that the connection is to be closed.
    pub fn is_broken(&self) -> bool {
        self.broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPTIONS: &str = "OPTIONS sip:a@b SIP/2.0\r\nv: SIP/2.0/TCP h;branch=z9hG4bKa\r\nf: <sip:a@b>;tag=1\r\nt: <sip:a@b>\r\ni: 1\r\nCSeq: 1 OPTIONS\r\n";

    /// What comes out after each piece, and `|` between the pieces.
    fn check(pieces: &[&str], expected: &str) {
        let mut framer = Framer::new(20);
        let shown = |frame: Frame| match frame {
            Frame::Message(Ok(message)) => {
                format!("body `{}`", String::from_utf8_lossy(message.body()))
            }
            Frame::Message(Err(malformed)) => format!("{:?}", malformed.status),
            other => format!("{other:?}"),
        };
        let found: Vec<_> = pieces
            .iter()
            .map(|piece| {
                framer.push(piece.as_bytes());
                std::iter::from_fn(|| framer.next_frame())
                    .map(shown)
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        assert_eq!(found.join("|"), expected);
    }

    #[test]
    fn messages_come_out_when_they_are_whole() {
        let with = |rest: &str| format!("{OPTIONS}{rest}");
        check(&[&with("l: 3\r\n\r\na"), "bcOPT"], "|body `abc`");
        check(&[&with("\r\n"), &with("l: 1\r\n\r\nx")], "body ``|body `x`");
        check(&[&with("\r"), "\n"], "|body ``");
    }

    #[test]
    fn pings_are_four_octets_between_messages() {
        check(
            &["\r\n\r", "\n", "\r\n", "\r\n\r\n\r\n"],
            "|Ping||Ping Ping",
        );
        check(&["\r\n", &format!("{OPTIONS}\r\n")], "|body ``");
    }

    #[test]
    fn a_stream_whose_messages_have_no_end_is_given_up() {
        check(
            &[&format!("{OPTIONS}l: 21\r\n\r\n"), "x"],
            "Some(513) Broken|",
        );
        check(
            &[&format!("{OPTIONS}l: x\r\n\r\n"), OPTIONS],
            "Some(400) Broken|",
        );
        check(&[&"x".repeat(MAX_HEAD), "yy"], "|Broken");
    }
}
