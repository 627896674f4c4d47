//! Content-Type (RFC 3261 section 20.15) and the parts of a multipart body (RFC 2046 section 5.1).

use std::fmt;

use super::grammar::{all_token, find_unquoted, lossy, trim};
use super::params::Params;

/// A media type with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentType {
    /// `type/subtype` in lower case.
    pub essence: String,
    /// Parameters, such as `boundary` and `charset`.
    pub params: Params,
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<'a> {
    /// Its type; `text/plain` when it has none.
    pub content_type: String,
    /// Its content.
    pub body: &'a [u8],
}

impl ContentType {
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let end = find_unquoted(value, b';').unwrap_or(value.len());
        let slash = value[..end].iter().position(|&byte| byte == b'/')?;
        let (kind, subtype) = (trim(&value[..slash]), trim(&value[slash + 1..end]));
        if !all_token(kind) || !all_token(subtype) {
            return None;
        }
        let essence = format!("{}/{}", lossy(kind), lossy(subtype)).to_ascii_lowercase();
        Some(Self {
            essence,
            params: Params::read(&value[end..]).0,
        })
    }

    /// Whether it is that type, parameters aside.
    pub fn is(&self, essence: &str) -> bool {
        self.essence.eq_ignore_ascii_case(essence)
    }

    /// The parts of a body of this type; a body that is not multipart is its only part. At most 16
    /// parts are looked at.
    pub fn parts<'a>(&self, body: &'a [u8]) -> Vec<Part<'a>> {
        let boundary = self
            .params
            .get("boundary")
            .filter(|_| self.essence.starts_with("multipart/"));
        let Some(boundary) = boundary else {
            return vec![Part {
                content_type: self.essence.clone(),
                body,
            }];
        };
        let mark = [b"--", boundary.as_bytes()].concat();
        let mut pieces = split_on(body, &mark).into_iter().skip(1);
        let mut parts = Vec::new();
        while let Some(piece) = pieces
            .next()
            .filter(|piece| !piece.starts_with(b"--") && parts.len() < 16)
        {
            parts.extend(read_part(piece));
        }
        parts
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}{}", self.essence, self.params)
    }
}

/// Line end, headers, empty line, content, line end.
fn read_part(piece: &[u8]) -> Option<Part<'_>> {
    let piece = piece.strip_prefix(b"\r\n")?;
    let piece = piece.strip_suffix(b"\r\n").unwrap_or(piece);
    let (head, body) = if let Some(body) = piece.strip_prefix(b"\r\n") {
        (&b""[..], body)
    } else {
        let end = find(piece, b"\r\n\r\n")?;
        (&piece[..end], &piece[end + 4..])
    };
    let content_type = head
        .split(|&byte| byte == b'\n')
        .filter_map(|line| Some((line, line.iter().position(|&byte| byte == b':')?)))
        .find(|(line, colon)| trim(&line[..*colon]).eq_ignore_ascii_case(b"content-type"))
        .and_then(|(line, colon)| ContentType::read(trim(&line[colon + 1..])));
    let content_type = content_type.map_or_else(|| "text/plain".to_owned(), |found| found.essence);
    Some(Part { content_type, body })
}

fn split_on<'a>(mut body: &'a [u8], mark: &[u8]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    while let Some(at) = find(body, mark).filter(|_| pieces.len() < 32) {
        pieces.push(&body[..at]);
        body = &body[at + mark.len()..];
    }
    pieces.push(body);
    pieces
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_split_at_the_boundary_only() {
        let kind = ContentType::read(b"Multipart/Mixed ; boundary=\"x y\"").unwrap();
        let body = b"preamble\r\n--x y\r\nContent-Type: Text/Plain;a=b\r\n\r\none\r\n--x y\r\n\r\n\0two--\r\n--x y--\r\n";
        let parts = kind.parts(body);
        assert_eq!(
            parts[0],
            Part {
                content_type: "text/plain".into(),
                body: b"one"
            }
        );
        assert_eq!(
            parts[1],
            Part {
                content_type: "text/plain".into(),
                body: b"\0two--"
            }
        );
        assert_eq!(parts.len(), 2);
        assert_eq!(ContentType::read(b"a/b").unwrap().parts(b"x")[0].body, b"x");
        assert!(ContentType::read(b"text").is_none());
    }
}
