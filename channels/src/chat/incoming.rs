//! What a MESSAGE has to be to be a chat.

use community::SkypeName;
use sip::{Request, Response};

use crate::account;
use crate::auth::{self, Identity};
use crate::core::{Core, Incoming};
use crate::io::Now;

/// A chat of a member.
#[derive(Debug)]
pub(super) struct Chat {
    /// Who, as authentication proved.
    pub(super) from: SkypeName,
    /// For whom; there may be nobody of that name.
    pub(super) to: SkypeName,
    /// What.
    pub(super) text: String,
}

/// The chat a MESSAGE brings, or the answer that refuses it.
pub(super) fn accept(
    core: &mut Core,
    now: Now,
    incoming: &Incoming,
) -> Result<Chat, Box<Response>> {
    let Incoming { request, flow, .. } = incoming;
    let status = |status| Box::new(Response::builder(request, status).build());
    if request.is_in_dialog() {
        // Messages inside a call are no chats of the community.
        return Err(status(481));
    }
    let from = match core.authenticate(now, request, flow)? {
        Identity::Member(name) => name,
        Identity::Endpoint(_) => {
            return Err(auth::forbidden(
                request,
                "Phones Reach Skype Names Through The Dialplan Only",
            ));
        }
    };
    if !auth::is_ours(&core.config, flow, &request.uri) {
        return Err(status(404));
    }
    let user = request.uri.user_decoded().unwrap_or_default();
    let to = SkypeName::parse(&user).map_err(|_| status(404))?;
    let text = text(request)?;
    Ok(Chat { from, to, text })
}

/// The answer once the message is on disk: 202 says that it waits for somebody who is not there.
pub(super) fn accepted(core: &Core, now: Now, request: &Request, to: &SkypeName) -> Response {
    let there = account::logged_in(core, to).is_some()
        || !core.registrar.bindings(now.instant, to.as_str()).is_empty();
    Response::builder(request, if there { 200 } else { 202 }).build()
}

fn text(request: &Request) -> Result<String, Box<Response>> {
    let unsupported = || {
        let response = Response::builder(request, 415).header("Accept", "text/plain");
        Box::new(response.header("Accept-Encoding", "identity").build())
    };
    let encoding = request.header("Content-Encoding");
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity")) {
        return Err(unsupported());
    }
    if let Some(kind) = request.content_type() {
        let charset = kind.params.get("charset");
        let readable = charset.is_none_or(|charset| {
            ["utf-8", "us-ascii"]
                .iter()
                .any(|known| charset.eq_ignore_ascii_case(known))
        });
        if !kind.is("text/plain") || !readable {
            return Err(unsupported());
        }
    } else if request.header("Content-Type").is_some() {
        return Err(unsupported());
    }
    if request.body.len() > community::chat::MAX_TEXT {
        return Err(Box::new(Response::builder(request, 413).build()));
    }
    let text = String::from_utf8(request.body.clone());
    text.map_err(|_| {
        Box::new(
            Response::builder(request, 400)
                .reason("Message Is Not UTF-8")
                .build(),
        )
    })
}
