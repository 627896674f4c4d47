//! Building responses (RFC 3261 section 8.2.6).

use super::header_name::HeaderName;
use super::headers::Headers;
use super::name_addr::NameAddr;
use super::request::Request;
use super::response::Response;
use super::status::reason_phrase;

/// A response in the making. It begins with what has to be copied from the request: Via, From, To,
/// Call-ID, CSeq; Record-Route where a dialog may form; Timestamp in a 100.
#[derive(Clone, Debug)]
pub struct ResponseBuilder {
    response: Response,
}

impl ResponseBuilder {
    /// The response to `request`, with the usual reason phrase. A status outside 100 to 699 becomes
    /// 500.
    pub fn new(request: &Request, status: u16) -> Self {
        let status = if (100..700).contains(&status) {
            status
        } else {
            500
        };
        let mut headers = Headers::with_capacity(request.headers.text.len());
        let route = (101..300).contains(&status) && request.method.forms_dialog();
        for field in &request.headers.fields {
            let copied = match field.name {
                HeaderName::Via
                | HeaderName::From
                | HeaderName::To
                | HeaderName::CallId
                | HeaderName::CSeq => true,
                HeaderName::RecordRoute => route,
                HeaderName::Timestamp => status == 100,
                _ => false,
            };
            if copied {
                headers.push(field.name.as_str(), request.headers.value_of(field));
            }
        }
        let reason = reason_phrase(status).to_owned();
        Self {
            response: Response {
                status,
                reason,
                headers,
                body: Vec::new(),
            },
        }
    }

    /// The status.
    pub fn status(&self) -> u16 {
        self.response.status
    }

    /// Sets another reason phrase.
    pub fn reason(mut self, reason: &str) -> Self {
        self.response.reason = reason
            .chars()
            .map(|character| {
                if character.is_control() {
                    ' '
                } else {
                    character
                }
            })
            .collect();
        self
    }

    /// Gives To a tag, unless the request had one.
    pub fn to_tag(mut self, tag: &str) -> Self {
        add_to_tag(&mut self.response.headers, tag);
        self
    }

    /// Sets Contact.
    pub fn contact(self, contact: &NameAddr) -> Self {
        self.header("Contact", &contact.to_string())
    }

    /// Sets a header field, replacing all of that name.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.response.headers.set(name, value);
        self
    }

    /// Appends a header field.
    pub fn add_header(mut self, name: &str, value: &str) -> Self {
        self.response.headers.push(name, value);
        self
    }

    /// Sets body and Content-Type.
    pub fn body(mut self, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.response.body = body.into();
        self.header("Content-Type", content_type)
    }

    /// The response.
    pub fn build(self) -> Response {
        self.response
    }
}

impl From<Response> for ResponseBuilder {
    fn from(response: Response) -> Self {
        Self { response }
    }
}

/// Gives the To of a response a tag, unless it has one or there is no To.
fn add_to_tag(headers: &mut Headers, tag: &str) {
    let Some(mut value) = headers.single(HeaderName::To).map(<[u8]>::to_vec) else {
        return;
    };
    if headers.to_tag().is_none() {
        let mut params = super::params::Params::default();
        params.set("tag", Some(tag));
        value.extend_from_slice(params.as_str().as_bytes());
        headers.set("To", value);
    }
}
