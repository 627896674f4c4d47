//! What the community refuses, as SIP and scripts are told.

use community::Refusal;
use runtime::host::{Cause, Reply};
use sip::{Request, Response};

/// The answer to a client.
pub(crate) fn response(request: &Request, refusal: &Refusal) -> Response {
    let status = match refusal {
        Refusal::BadName(_) | Refusal::UnknownAccount { .. } => 404,
        Refusal::Blocked { .. } | Refusal::OwnBuddy { .. } => 403,
        Refusal::MessageTooLong { .. } => 413,
        Refusal::MailboxFull { .. } | Refusal::ListFull { .. } => 480,
        _ => 400,
    };
    let response = Response::builder(request, status);
    match refusal {
        // The names in these are the client's own words; the plain phrase says enough.
        Refusal::BadName(_) | Refusal::UnknownAccount { .. } | Refusal::Blocked { .. } => {
            response.build()
        }
        Refusal::MailboxFull { .. } => response.reason("Too Many Messages Waiting").build(),
        Refusal::ListFull { .. } => response.reason("Buddy List Full").build(),
        other => response.reason(&other.to_string()).build(),
    }
}

/// The answer to a script.
pub(crate) fn reply(refusal: &Refusal) -> Reply {
    match refusal {
        Refusal::BadName(bad) => Reply::NotFound(bad.name.clone()),
        Refusal::UnknownAccount { name } => Reply::NotFound(name.to_string()),
        Refusal::UnknownProperty { property, .. } => Reply::NotFound(property.clone()),
        other => Reply::Refused(Cause::Rejected, other.to_string()),
    }
}

/// The answer when the disk did not take it.
pub(crate) fn not_stored(request: &Request) -> Response {
    let response = Response::builder(request, 500).reason("Could Not Be Stored");
    response.header("Retry-After", "30").build()
}
