//! Building requests (RFC 3261 section 8.1.1).
//!
//! The Via is not made here: the endpoint puts it on when it sends the request.

use super::headers::Headers;
use super::method::Method;
use super::name_addr::NameAddr;
use super::request::Request;
use super::uri::Uri;

/// A request in the making. No argument can break out of its header: line ends become spaces,
/// display names and parameters are quoted.
#[derive(Clone, Debug)]
pub struct RequestBuilder {
    request: Request,
}

impl RequestBuilder {
    /// A request to `uri` with Max-Forwards 70. Headers of the URI (`?…`) are left out.
    pub fn new(method: Method, uri: Uri) -> Self {
        let uri = uri.without_headers();
        let request = Request {
            method,
            uri,
            headers: Headers::default(),
            body: Vec::new(),
        };
        Self { request }.header("Max-Forwards", "70")
    }

    /// Sets From. The tag has to be there.
    pub fn from(self, from: &NameAddr) -> Self {
        self.header("From", &from.to_string())
    }

    /// Sets To: without a tag outside a dialog.
    pub fn to(self, to: &NameAddr) -> Self {
        self.header("To", &to.to_string())
    }

    /// Sets Call-ID.
    pub fn call_id(self, call_id: &str) -> Self {
        self.header("Call-ID", call_id)
    }

    /// Sets CSeq with the method of the request. `number` has to be below 2^31.
    pub fn cseq(self, number: u32) -> Self {
        let value = format!("{number} {}", self.request.method);
        self.header("CSeq", &value)
    }

    /// Sets Contact.
    pub fn contact(self, contact: &NameAddr) -> Self {
        self.header("Contact", &contact.to_string())
    }

    /// Adds a Route value below those that are there.
    pub fn route(self, route: &NameAddr) -> Self {
        self.add_header("Route", &route.to_string())
    }

    /// Sets Max-Forwards, of a call that has come through other switches before.
    pub fn max_forwards(self, hops: u8) -> Self {
        self.header("Max-Forwards", &hops.to_string())
    }

    /// Sets a header field, replacing all of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request.headers.set(name, value);
        self
    }

    /// Appends a header field.
    pub fn add_header(mut self, name: &str, value: &str) -> Self {
        self.request.headers.push(name, value);
        self
    }

    /// Sets body and Content-Type.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.request.body = body.into();
        self.header("Content-Type", content_type)
    }

    /// The request.
    pub fn build(self) -> Request {
        self.request
    }
}
