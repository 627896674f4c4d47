//! Responses (RFC 3261 section 7.2).

use std::ops::{Deref, DerefMut};

use super::headers::Headers;
use super::request::{Request, print};
use super::response_builder::ResponseBuilder;

/// A response. It derefs to its [`Headers`].
#[derive(Clone, Debug)]
pub struct Response {
    /// The status code, 100 to 699.
    pub status: u16,
    /// The reason phrase.
    pub reason: String,
    /// The header fields.
    pub headers: Headers,
    /// The body, untouched.
    pub body: Vec<u8>,
}

impl Response {
    /// Begins the response to `request`.
    pub fn builder(request: &Request, status: u16) -> ResponseBuilder {
        ResponseBuilder::new(request, status)
    }

    /// The response as it goes over the wire, with a Content-Length that fits the body.
    pub fn to_bytes(&self) -> Vec<u8> {
        let status = self.status.to_string();
        print(
            &["SIP/2.0 ", &status, " ", &self.reason, "\r\n"],
            &self.headers,
            &self.body,
        )
    }

    /// Below 200: more will come.
    pub fn is_provisional(&self) -> bool {
        self.status < 200
    }

    /// 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The body as text; what is not UTF-8 shows as U+FFFD.
    pub fn body_text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

impl Deref for Response {
    type Target = Headers;

    fn deref(&self) -> &Headers {
        &self.headers
    }
}

impl DerefMut for Response {
    fn deref_mut(&mut self) -> &mut Headers {
        &mut self.headers
    }
}
