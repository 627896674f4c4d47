//! PUBLISH: what a member's clients say about their owner (RFC 3903).
//!
//! In: PUBLISH requests, and publications that expire. Out: answers, and what the community is told. Of
//! several publications the newest counts: a client that was restarted publishes anew and leaves its old
//! publication behind.

use community::SkypeName;
use sip::{Published, Response};

use super::{Presence, pidf};
use crate::agenda::Agenda;
use crate::auth::{self, Identity};
use crate::core::{Core, Incoming};
use crate::io::Now;

/// The community's name for what has been published over SIP.
const DEVICE: &str = "sip";

impl Presence {
    /// Answers a PUBLISH.
    pub(crate) fn handle_publish(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        incoming: &Incoming,
    ) {
        let response = match publisher(core, now, incoming) {
            Ok(name) => {
                let (published, response) =
                    self.publications
                        .handle_publish(now.instant, name.as_str(), &incoming.request);
                if published.is_ok_and(|published| published != Published::Refreshed) {
                    self.follow_publications(core, agenda, name.as_str());
                }
                response
            }
            Err(response) => *response,
        };
        core.respond(now, incoming.transaction, response);
    }

    /// Tells the community what counts now.
    pub(super) fn follow_publications(&mut self, core: &mut Core, agenda: &mut Agenda, name: &str) {
        let Ok(name) = SkypeName::parse(name) else {
            return;
        };
        let newest = self.publications.newest(name.as_str());
        let presence = newest.and_then(|(_, document)| sip::Presence::parse(document).ok());
        let notices = match presence.as_ref().map(pidf::read) {
            Some(said) => {
                core.community
                    .publish(&name, DEVICE, said.availability, said.note.as_deref())
            }
            None => core.community.withdraw(&name, DEVICE),
        };
        agenda.notice(notices);
    }
}

/// Who publishes a document that can be read, or the answer that refuses it.
fn publisher(core: &mut Core, now: Now, incoming: &Incoming) -> Result<SkypeName, Box<Response>> {
    let Incoming { request, flow, .. } = incoming;
    let name = match core.authenticate(now, request, flow)? {
        Identity::Member(name) => name,
        Identity::Endpoint(_) => {
            return Err(auth::forbidden(
                request,
                "Phones Have No Presence Of Their Own",
            ));
        }
    };
    if !auth::is_ours(&core.config, flow, &request.uri) {
        return Err(Box::new(Response::builder(request, 404).build()));
    }
    let user = request.uri.user_decoded().unwrap_or_default();
    if !name.as_str().eq_ignore_ascii_case(&user) {
        return Err(auth::forbidden(
            request,
            "Only One's Own Presence Can Be Published",
        ));
    }
    if request
        .event()
        .is_none_or(|event| event.package != "presence")
    {
        return Err(Box::new(
            Response::builder(request, 489)
                .header("Allow-Events", "presence")
                .build(),
        ));
    }
    if request.body.is_empty() {
        return Ok(name);
    }
    if !request
        .content_type()
        .is_some_and(|kind| kind.is(pidf::MEDIA_TYPE))
    {
        return Err(Box::new(
            Response::builder(request, 415)
                .header("Accept", pidf::MEDIA_TYPE)
                .build(),
        ));
    }
    match sip::Presence::parse(&request.body) {
        Ok(_) => Ok(name),
        Err(error) => {
            tracing::info!(%name, %error, "a published document cannot be read");
            Err(Box::new(
                Response::builder(request, 400)
                    .reason("Presence Document Cannot Be Read")
                    .build(),
            ))
        }
    }
}
