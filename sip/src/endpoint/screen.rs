//! What is refused before the user hears of it (RFC 3261 section 8.2): methods, URI schemes and
//! extensions we do not know.

use super::EndpointConfig;
use crate::message::{Request, Response, ResponseBuilder, Scheme};

/// The refusal of `request`, if it has to be refused.
pub(super) fn screen(config: &EndpointConfig, request: &Request) -> Option<Response> {
    if !config.allow.contains(&request.method) {
        let status = if request.method.is_known() { 405 } else { 501 };
        return Some(
            refuse(request, status)
                .header("Allow", &config.allow_value())
                .build(),
        );
    }
    if request.uri.scheme() == Scheme::Other {
        return Some(refuse(request, 416).build());
    }
    let known = |tag: &String| {
        config
            .supported
            .iter()
            .any(|supported| supported.eq_ignore_ascii_case(tag))
    };
    let unknown: Vec<_> = request
        .header_list("Require")
        .into_iter()
        .filter(|tag| !known(tag))
        .collect();
    (!unknown.is_empty()).then(|| {
        refuse(request, 420)
            .header("Unsupported", &unknown.join(", "))
            .build()
    })
}

fn refuse(request: &Request, status: u16) -> ResponseBuilder {
    Response::builder(request, status)
}
