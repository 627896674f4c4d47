//! The reader: octets in, a [`Message`] or a [`Malformed`] out (RFC 3261 sections 7 and 18.3).
//!
//! It is tolerant where the grammar has a way to write something (compact names, folds, white
//! space, bare LF line ends) and where two readings cannot be confused. It stays on bytes and is
//! bounded: a head is at most [`MAX_HEAD`] octets and [`MAX_HEADER_FIELDS`] lines.

use super::check::{Fault, FaultKind, check, status_for};
use super::grammar::{all_token, decimal, is_space, lossy, trim};
use super::header_name::HeaderName;
use super::headers::{Field, Headers, offset};
use super::method::Method;
use super::uri::Uri;
use super::{Message, Request, Response};

/// Longest start line and header fields together, in octets.
pub const MAX_HEAD: usize = 64 * 1024;

/// Most header lines of one message.
pub const MAX_HEADER_FIELDS: usize = 512;

/// A message that must not be acted on.
#[derive(Clone, Debug)]
pub struct Malformed {
    /// What could be read; `None` when not even the kind of message is clear. Then drop it.
    pub message: Option<Box<Message>>,
    /// Everything that is wrong, in the order it was found.
    pub faults: Vec<Fault>,
    /// What to answer. `None`: a response or an ACK, to be dropped.
    pub status: Option<u16>,
}

impl Malformed {
    /// What kind of fault decided.
    pub fn kind(&self) -> FaultKind {
        self.faults
            .iter()
            .find(|fault| fault.fatal)
            .map_or(FaultKind::StartLine, |fault| fault.kind)
    }

    /// The request to answer, when there is one and it may be answered.
    pub fn request(&self) -> Option<&Request> {
        match self.message.as_deref() {
            Some(Message::Request(request)) => Some(request),
            _ => None,
        }
    }
}

/// Reads the message of one datagram. What follows a body of the declared length is ignored; a
/// body shorter than declared is a fault; without Content-Length the body is the rest.
pub fn read_datagram(bytes: &[u8]) -> Result<Message, Malformed> {
    let head = read_head(bytes);
    let rest = &bytes[head.end..];
    let (body, framing) = match head.length {
        Length::Absent => (rest, None),
        Length::Octets(length) => match rest.get(..length as usize) {
            Some(body) => (body, None),
            None => (
                rest,
                Some(Fault::fatal(FaultKind::Framing, "Content-Length")),
            ),
        },
        Length::Unclear => (
            rest,
            Some(Fault::fatal(FaultKind::Framing, "Content-Length")),
        ),
    };
    finish(head, body, framing)
}

/// Puts head and body together and checks them.
pub(super) fn finish(
    head: Head,
    body: &[u8],
    framing: Option<Fault>,
) -> Result<Message, Malformed> {
    let Head {
        headers,
        mut faults,
        ..
    } = head;
    let Some(mut message) = read_start_line(headers, &mut faults) else {
        return Err(Malformed {
            message: None,
            faults,
            status: None,
        });
    };
    match &mut message {
        Message::Request(request) => request.body = body.to_vec(),
        Message::Response(response) => response.body = body.to_vec(),
    }
    faults.extend(framing);
    check(&message, &mut faults);
    if !faults.iter().any(|fault| fault.fatal) {
        return Ok(message);
    }
    let status = status_for(&message, &faults);
    Err(Malformed {
        message: Some(Box::new(message)),
        faults,
        status,
    })
}

/// The head of a message, split into lines.
pub(super) struct Head {
    pub(super) headers: Headers,
    pub(super) faults: Vec<Fault>,
    pub(super) length: Length,
    /// Where the body begins.
    pub(super) end: usize,
}

/// How long the body is declared to be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Absent,
    Octets(u32),
    /// No number, or several that differ: the body cannot be delimited.
    Unclear,
}

/// Splits the head into fields. The end of `bytes` ends it, too.
pub(super) fn read_head(bytes: &[u8]) -> Head {
    let skipped = bytes
        .iter()
        .take_while(|byte| matches!(byte, b'\r' | b'\n'))
        .count();
    let mut headers = Headers {
        text: Vec::with_capacity(bytes.len().min(2048)),
        ..Headers::default()
    };
    headers.fields.reserve(16);
    let mut faults = Vec::new();
    let (line, mut at) = next_line(bytes, skipped);
    headers.text.extend_from_slice(line);
    headers.start_line = 0..offset(line.len());
    loop {
        let (line, after) = next_line(bytes, at);
        if after - skipped > MAX_HEAD || headers.fields.len() > MAX_HEADER_FIELDS {
            faults.push(Fault::fatal(FaultKind::Framing, "header too large"));
            return Head {
                headers,
                faults,
                length: Length::Unclear,
                end: bytes.len(),
            };
        }
        at = after;
        match line.first() {
            None => break,
            Some(b' ' | b'\t') => continue_field(&mut headers, line),
            Some(_) if push_field(&mut headers, line) => {}
            Some(_) => faults.push(Fault::fatal(FaultKind::Header, "header line")),
        }
    }
    unfold(&mut headers);
    let length = declared_length(&headers);
    Head {
        headers,
        faults,
        length,
        end: at,
    }
}

/// The line that begins at `at`, without its line end, and where the next one begins.
fn next_line(bytes: &[u8], at: usize) -> (&[u8], usize) {
    let rest = &bytes[at..];
    let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
    (line, at + (end + 1).min(rest.len()))
}

/// Appends one header line; `false` when it is none.
fn push_field(headers: &mut Headers, line: &[u8]) -> bool {
    let Some(colon) = line.iter().position(|&byte| byte == b':') else {
        return false;
    };
    let name = trim(&line[..colon]);
    if !all_token(name) || line[0] != name[0] {
        return false;
    }
    let start = headers.text.len();
    headers.text.extend_from_slice(line);
    let value = trim(&line[colon + 1..]);
    let value_start = line[colon + 1..]
        .iter()
        .take_while(|&&byte| is_space(byte))
        .count()
        + colon
        + 1;
    let value_start = start + value_start.min(line.len() - value.len());
    headers.fields.push(Field {
        name: HeaderName::of(name),
        line: offset(start)..offset(headers.text.len()),
        name_len: offset(name.len()),
        value: offset(value_start)..offset(value_start + value.len()),
    });
    true
}

/// Appends a folded line to the field above it.
fn continue_field(headers: &mut Headers, line: &[u8]) {
    if let Some(field) = headers.fields.last_mut() {
        headers.text.extend_from_slice(b"\r\n");
        headers.text.extend_from_slice(line);
        field.line.end = offset(headers.text.len());
        field.value.end = field.line.end;
    }
}

/// Gives each folded field a value on one line, behind the others: every fold is one space.
fn unfold(headers: &mut Headers) {
    for at in 0..headers.fields.len() {
        let value = headers.fields[at].value.clone();
        let raw = &headers.text[value.start as usize..value.end as usize];
        if !raw.contains(&b'\n') {
            continue;
        }
        let lines: Vec<&[u8]> = raw
            .split(|&byte| byte == b'\n')
            .map(trim)
            .filter(|line| !line.is_empty())
            .collect();
        let unfolded = lines.join(&b' ');
        let start = offset(headers.text.len());
        headers.text.extend_from_slice(&unfolded);
        headers.fields[at].value = start..offset(headers.text.len());
    }
}

fn declared_length(headers: &Headers) -> Length {
    let mut length = Length::Absent;
    for value in headers.values(HeaderName::ContentLength) {
        length = match (length, decimal(value)) {
            (Length::Absent, Some(octets)) => Length::Octets(octets),
            (Length::Octets(former), Some(octets)) if former == octets => length,
            _ => return Length::Unclear,
        };
    }
    length
}

/// A message without its body; `None` when the line begins neither a request nor a response.
fn read_start_line(headers: Headers, faults: &mut Vec<Fault>) -> Option<Message> {
    let line = headers.slice(&headers.start_line).to_vec();
    let is_version = |word: &[u8]| word.len() > 4 && word[..4].eq_ignore_ascii_case(b"SIP/");
    let first_end = line
        .iter()
        .position(|&byte| is_space(byte))
        .unwrap_or(line.len());
    if is_version(&line[..first_end]) {
        return Some(Message::Response(read_status_line(
            &line, first_end, headers, faults,
        )));
    }
    let trimmed = trim(&line);
    let last_start = trimmed.iter().rposition(|&byte| is_space(byte))? + 1;
    if !is_version(&trimmed[last_start..]) || first_end >= last_start {
        return None;
    }
    let (method, middle) = (&trimmed[..first_end], &trimmed[first_end..last_start]);
    let uri_text = trim(middle);
    if trimmed.len() != line.len() || middle.len() != uri_text.len() + 2 || !all_token(method) {
        faults.push(Fault::fatal(FaultKind::StartLine, "Request-Line"));
    }
    check_version(&trimmed[last_start..], faults);
    let (uri, clean) = Uri::read(uri_text);
    if !clean {
        faults.push(Fault::fatal(FaultKind::StartLine, "Request-URI"));
    }
    Some(Message::Request(Request {
        method: Method::of(&String::from_utf8_lossy(method)),
        uri,
        headers,
        body: Vec::new(),
    }))
}

fn read_status_line(
    line: &[u8],
    version_end: usize,
    headers: Headers,
    faults: &mut Vec<Fault>,
) -> Response {
    check_version(&line[..version_end], faults);
    let rest = line.get(version_end + 1..).unwrap_or(b"");
    let code_end = rest
        .iter()
        .position(|&byte| byte == b' ')
        .unwrap_or(rest.len());
    let code = decimal(&rest[..code_end]).and_then(|code| u16::try_from(code).ok());
    let status = code.filter(|code| code_end == 3 && (100..700).contains(code));
    if status.is_none() {
        faults.push(Fault::fatal(FaultKind::StartLine, "Status-Line"));
    }
    let reason = lossy(rest.get(code_end + 1..).unwrap_or(b""));
    Response {
        status: status.unwrap_or(0),
        reason,
        headers,
        body: Vec::new(),
    }
}

fn check_version(version: &[u8], faults: &mut Vec<Fault>) {
    if !version.eq_ignore_ascii_case(b"SIP/2.0") {
        faults.push(Fault::fatal(FaultKind::Version, "SIP-Version"));
    }
}
