//! Requests (RFC 3261 section 7.1).

use std::ops::{Deref, DerefMut};

use super::headers::Headers;
use super::method::Method;
use super::name_addr::NameAddr;
use super::request_builder::RequestBuilder;
use super::uri::Uri;

/// A request. It derefs to its [`Headers`], so `request.from()` reads the From header.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The Request-URI.
    pub uri: Uri,
    /// The header fields.
    pub headers: Headers,
    /// The body, untouched.
    pub body: Vec<u8>,
}

impl Request {
    /// Begins a request to `uri`.
    pub fn builder(method: Method, uri: Uri) -> RequestBuilder {
        RequestBuilder::new(method, uri)
    }

    /// The request as it goes over the wire, with a Content-Length that fits the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let start = [self.method.as_str(), " ", self.uri.as_str(), " SIP/2.0\r\n"];
        print(&start, &self.headers, &self.body)
    }

    /// Whether it is inside a dialog: its To has a tag.
    pub fn is_in_dialog(&self) -> bool {
        self.to_tag().is_some()
    }

    /// Who forwarded the call here, by Diversion or History-Info: the present target itself does
    /// not count.
    pub fn forwarded_by(&self) -> Option<NameAddr> {
        self.diversion()
            .filter(|address| !address.uri.matches(&self.uri))
    }

    /// The body as text; what is not UTF-8 shows as U+FFFD.
    pub fn body_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl Deref for Request {
    type Target = Headers;

    fn deref(&self) -> &Headers {
        &self.headers
    }
}

impl DerefMut for Request {
    fn deref_mut(&mut self) -> &mut Headers {
        &mut self.headers
    }
}

/// Start line, fields, Content-Length, empty line and body, in one allocation.
pub(super) fn print(start: &[&str], headers: &Headers, body: &[u8]) -> Vec<u8> {
    let start_len: usize = start.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(start_len + headers.printed_len() + body.len() + 40);
    for part in start {
        out.extend_from_slice(part.as_bytes());
    }
    headers.print_into(&mut out);
    out.extend_from_slice(b"Content-Length: ");
    push_decimal(&mut out, body.len());
    out.extend_from_slice(b"\r\n\r\n");
    out.extend_from_slice(body);
    out
}

fn push_decimal(out: &mut Vec<u8>, number: usize) {
    if number >= 10 {
        push_decimal(out, number / 10);
    }
    out.push(b"0123456789"[number % 10]);
}
