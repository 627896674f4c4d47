//! INVITEs that begin a call: whether it may, what it offers, and where it goes (RFC 3261 section 13.3).

use media::sdp::Description;
use runtime::host::ChannelId;
use sip::{ContentType, Dialog, NameAddr, Request, Response, ResponseBuilder, TransactionId, Uri};

use super::Channels;
use super::lineage::Lineage;
use super::media_leg::MediaLeg;
use super::route::{Goal, Refused, Route, device_of};
use super::state::{Far, New, Owner};
use crate::auth::Identity;
use crate::core::{Core, Incoming};
use crate::device_use::Use;
use crate::io::Now;

/// Methods our dialogs take.
pub(super) const ALLOW: &str =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, REFER, INFO, NOTIFY, MESSAGE";

/// Scripts that may wait for their worker before new calls are sent away: about a second's worth.
const MAX_UNHEARD: usize = 1000;

/// What a caller that is sent away for a while is told to wait, in seconds.
const RETRY_AFTER: &str = "5";

/// A far end that calls, not answered yet.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) transaction: TransactionId,
    pub(super) request: Request,
    pub(super) dialog: Dialog,
    /// Our tag.
    pub(super) tag: String,
    /// What it offers; none when the offer is to be ours.
    pub(super) offer: Option<Description>,
}

impl Channels {
    /// An INVITE outside of any dialog.
    pub(super) fn handle_invite(&mut self, core: &mut Core, now: Now, incoming: Incoming) {
        match self.admit(core, now, &incoming) {
            Ok((identity, offer, route)) => {
                self.accept(core, now, incoming, identity, offer, route);
            }
            Err(refused) => {
                core.respond(
                    now,
                    incoming.transaction,
                    refused.response(&incoming.request),
                );
            }
        }
    }

    /// All that can be said before there is a channel.
    fn admit(
        &self,
        core: &mut Core,
        now: Now,
        incoming: &Incoming,
    ) -> Result<(Identity, Option<Description>, Route), Refused> {
        let request = &incoming.request;
        if core.draining || self.unheard >= MAX_UNHEARD {
            return Err(Refused::Later);
        }
        expect_description(request).map_err(Refused::Body)?;
        let identity = core
            .authenticate(now, request, &incoming.flow)
            .map_err(Refused::Response)?;
        let offer = description_in(request).map_err(Refused::Body)?;
        // Without it there is nowhere to send what belongs to the dialog (RFC 3261 section 8.1.1.8).
        if request.contact().is_none() {
            return Err(Refused::Status(400));
        }
        let route = self.route(core, now, &identity, request)?;
        let legs = if matches!(route.goal, Goal::Member(_)) {
            2
        } else {
            1
        };
        if self.table.len() + legs > core.config.max_channels {
            return Err(Refused::Later);
        }
        if let Some(offer) = &offer {
            MediaLeg::rtp(ChannelId(0), route.codecs.clone())
                .judge(core, offer)
                .map_err(|error| {
                    tracing::info!(%error, "call refused");
                    Refused::Response(Box::new(error.response(core, request)))
                })?;
        }
        Ok((identity, offer, route))
    }

    fn accept(
        &mut self,
        core: &mut Core,
        now: Now,
        incoming: Incoming,
        identity: Identity,
        offer: Option<Description>,
        route: Route,
    ) {
        let id = self.next_channel();
        let Incoming {
            transaction,
            request,
            flow,
        } = incoming;
        let tag = core.sip.new_tag();
        let user = request.uri.user_decoded().unwrap_or_default();
        let lineage = Lineage::of(&request);
        let dialog = Dialog::uas(&request, &tag, contact(&user, &flow), flow);
        self.dialogs.insert(dialog.id().clone(), id);
        self.servers.insert(transaction, id);
        let media = MediaLeg::rtp(id, route.codecs);
        let far = Far::Calling(Box::new(Caller {
            transaction,
            request,
            dialog,
            tag,
            offer,
        }));
        let new = New {
            lineage,
            technology: route.technology,
            label: route.label,
            owner: Owner::Nobody,
            caller: route.caller,
            skype: route.skype,
            device: Some(device_of(&identity)),
            media,
            far,
        };
        self.insert(now, id, new).set_use(core, Some(Use::Up));
        match route.goal {
            Goal::Script(entry) => self.start_script(core, id, entry),
            Goal::Member(member) => self.connect_member(core, now, id, &member),
        }
    }
}

impl Caller {
    /// A response to the INVITE, in its dialog.
    pub(super) fn response(&self, status: u16) -> ResponseBuilder {
        Response::builder(&self.request, status)
            .to_tag(&self.tag)
            .contact(self.dialog.contact())
    }
}

impl Refused {
    fn response(self, request: &Request) -> Response {
        match self {
            Self::Response(response) => *response,
            Self::Later => Response::builder(request, 503)
                .header("Retry-After", RETRY_AFTER)
                .build(),
            Self::Body(415) => Response::builder(request, 415)
                .header("Accept", "application/sdp")
                .build(),
            Self::Body(status) | Self::Status(status) => Response::builder(request, status).build(),
        }
    }
}

/// The session description of a message, the part of a multipart body included; none without a body.
///
/// # Errors
/// 415 for a body without one, 400 for one that cannot be read.
pub(super) fn description_in(message: &Request) -> Result<Option<Description>, u16> {
    description_of(message.content_type(), &message.body)
}

/// [`description_in`] of any message.
pub(super) fn description_of(
    content_type: Option<ContentType>,
    body: &[u8],
) -> Result<Option<Description>, u16> {
    if body.is_empty() {
        return Ok(None);
    }
    let content_type = content_type.ok_or(415_u16)?;
    let parse = |body: &[u8]| Description::parse(body).map(Some).map_err(|_| 400);
    if content_type.essence == SDP {
        return parse(body);
    }
    let parts = content_type.parts(body);
    let part = parts
        .iter()
        .find(|part| part.content_type == SDP)
        .ok_or(415_u16)?;
    parse(part.body)
}

/// Whether a description may be what it holds, and what it takes as the answer. This costs little, and
/// nobody needs to be known for it.
///
/// # Errors
/// 415 and 406.
fn expect_description(request: &Request) -> Result<(), u16> {
    let accepts = request.header_list("Accept").into_iter().any(|range| {
        let range = range
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        ["*/*", "application/*", SDP].contains(&&*range)
    });
    if request.has_header("Accept") && !accepts {
        return Err(406);
    }
    let holds = |content_type: ContentType| {
        content_type.essence == SDP || content_type.essence.starts_with("multipart/")
    };
    if request.body.is_empty() || request.content_type().is_some_and(holds) {
        return Ok(());
    }
    Err(415)
}

/// The media type of session descriptions.
pub(super) const SDP: &str = "application/sdp";

/// Our address in a dialog over `flow`.
pub(super) fn contact(user: &str, flow: &sip::Flow) -> NameAddr {
    let uri = Uri::sip(user, &flow.local.ip().to_string(), Some(flow.local.port()));
    let uri = match flow.transport {
        sip::Transport::Udp => uri,
        transport => uri.with_param("transport", Some(&transport.as_str().to_ascii_lowercase())),
    };
    NameAddr::new(uri)
}
