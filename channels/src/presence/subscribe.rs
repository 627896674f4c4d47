//! SUBSCRIBE: who wants to see what (RFC 6665 section 4.2.1).
//!
//! A phone names an extension with a hint in its context. A member names a Skype name, which puts that
//! name on the member's buddy list and asks for authorization where there is none; with `presence.winfo`
//! the member names himself and sees who asks. Subscribing to somebody who has asked is how clients
//! without a button for it say yes.

use std::time::Duration;

use community::{Destination, SkypeName, Standing};
use sip::{Dialog, DialogId, EventPackage, Request, Response, Subscription};

use super::reload::context_of;
use super::watching::{Resource, Watch};
use super::{Presence, lamp, pidf};
use crate::address;
use crate::agenda::{Agenda, Then};
use crate::auth::{self, Identity};
use crate::core::{Core, Incoming};
use crate::hint::Device;
use crate::io::Now;
use crate::refusal;

/// Lifetime when none is asked for (RFC 3856 section 6.4).
const DEFAULT_EXPIRES: u32 = 3600;

/// Subscriptions of one phone or member: a console with a lamp for each of a company's extensions.
const MOST_OF_ONE: usize = 2000;

/// Subscriptions of all.
const MOST: usize = 200_000;

/// The packages there are.
const PACKAGES: &str = "presence, dialog, presence.winfo";

impl Presence {
    /// A SUBSCRIBE, new or inside a dialog.
    pub(crate) fn handle_subscribe(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        incoming: Incoming,
    ) {
        let outcome = if incoming.request.is_in_dialog() {
            self.refresh(core, now, &incoming)
        } else {
            self.begin(core, agenda, now, incoming)
        };
        if let Err((transaction, response)) = outcome {
            core.respond(now, transaction, *response);
        }
    }

    fn begin(
        &mut self,
        core: &mut Core,
        agenda: &mut Agenda,
        now: Now,
        incoming: Incoming,
    ) -> Result<(), (sip::TransactionId, Box<Response>)> {
        let resource = self
            .resource(core, now, &incoming)
            .map_err(|response| (incoming.transaction, response));
        match resource? {
            (Identity::Member(viewer), Resource::Person(target)) => {
                let changes = buddy_changes(core, now, &incoming.request, &viewer, &target);
                match changes {
                    Ok(changes) => {
                        agenda.commit(core, changes, Then::Subscribe(Box::new(incoming), target))
                    }
                    Err(refusal) => {
                        let response = refusal::response(&incoming.request, &refusal);
                        return Err((incoming.transaction, Box::new(response)));
                    }
                }
            }
            (identity, resource) => self.subscribe(core, now, &incoming, identity, resource, true),
        }
        Ok(())
    }

    /// The buddy is on the list, and that is on disk: the subscription begins, active or pending.
    pub(crate) fn subscribe_person(
        &mut self,
        core: &mut Core,
        now: Now,
        incoming: &Incoming,
        target: SkypeName,
    ) {
        // Who it is was proved before; From is theirs.
        let viewer = incoming
            .request
            .from()
            .and_then(|from| from.uri.user_decoded());
        let Some(viewer) = viewer.and_then(|user| SkypeName::parse(&user).ok()) else {
            return;
        };
        let standing = &core
            .community
            .tables()
            .relation(&target, &Destination::Member(viewer.clone()))
            .standing;
        let own = viewer == target;
        if *standing == Standing::Denied && !own {
            return core.respond(
                now,
                incoming.transaction,
                *auth::forbidden(&incoming.request, "Authorization Denied"),
            );
        }
        let active = own || *standing == Standing::Authorized;
        self.subscribe(
            core,
            now,
            incoming,
            Identity::Member(viewer),
            Resource::Person(target),
            active,
        );
    }

    fn subscribe(
        &mut self,
        core: &mut Core,
        now: Now,
        incoming: &Incoming,
        watcher: Identity,
        resource: Resource,
        active: bool,
    ) {
        let Incoming {
            transaction,
            request,
            flow,
        } = incoming;
        let expires = expires(core, request);
        let user = request.uri.user_decoded().unwrap_or_default();
        let tag = core.sip.new_tag();
        let contact = address::contact(&user, flow);
        let response = Response::builder(request, if active { 200 } else { 202 })
            .to_tag(&tag)
            .contact(&contact)
            .header("Expires", &expires.as_secs().to_string())
            .build();
        core.respond(now, *transaction, response);
        let mut dialog = Dialog::uas(request, &tag, contact, *flow);
        dialog.confirm();
        let event = request
            .event()
            .unwrap_or_else(|| EventPackage::new("presence"));
        let mut subscription = Subscription::new(now.instant, dialog, event, expires, active);
        if expires.is_zero() {
            // A fetch: one look, and it is over.
            subscription.terminate("timeout");
        }
        let context = resource.hint().and_then(|_| context_of(core, &watcher));
        let watch = Watch::new(now.instant, subscription, watcher, resource, user, active);
        let id = self.watching.insert(watch);
        if let Some(context) = context {
            self.follow_times_of(core, now, &context);
            self.watching.place(id, Some(context));
        }
        self.notify(core, now, id);
    }

    fn refresh(
        &mut self,
        core: &mut Core,
        now: Now,
        incoming: &Incoming,
    ) -> Result<(), (sip::TransactionId, Box<Response>)> {
        let Incoming {
            transaction,
            request,
            flow,
        } = incoming;
        let refused = |status| {
            (
                *transaction,
                Box::new(Response::builder(request, status).build()),
            )
        };
        let id = DialogId::of_request(request).and_then(|dialog| self.watching.of_dialog(&dialog));
        let watch = id.and_then(|id| Some((id, self.watching.get_mut(id)?)));
        let Some((id, watch)) = watch.filter(|(_, watch)| !watch.subscription.is_terminated())
        else {
            return Err(refused(481));
        };
        let event = watch.subscription.event();
        if request
            .event()
            .is_none_or(|other| other.package != event.package || other.id() != event.id())
        {
            return Err(refused(481));
        }
        watch
            .subscription
            .dialog_mut()
            .handle_request(request, *flow)
            .map_err(|error| refused(error.status()))?;
        let expires = expires(core, request);
        watch.subscription.refresh(now.instant, expires);
        let response = Response::builder(request, 200)
            .contact(watch.subscription.dialog().contact())
            .header("Expires", &expires.as_secs().to_string())
            .build();
        self.watching.schedule(id);
        core.respond(now, *transaction, response);
        self.notify(core, now, id);
        Ok(())
    }

    /// Who wants to see what, or the answer that refuses it.
    fn resource(
        &mut self,
        core: &mut Core,
        now: Now,
        incoming: &Incoming,
    ) -> Result<(Identity, Resource), Box<Response>> {
        let Incoming { request, flow, .. } = incoming;
        let status = |status| Box::new(Response::builder(request, status).build());
        let identity = core.authenticate(now, request, flow)?;
        if !auth::is_ours(&core.config, flow, &request.uri) {
            return Err(status(404));
        }
        let resource = self.named(core, now, request, &identity)?;
        match self.refusal(request, &identity, &resource) {
            None => Ok((identity, resource)),
            Some(refusal) => {
                if let Some(key) = resource.hint() {
                    self.forsake(key);
                }
                Err(Box::new(refusal))
            }
        }
    }

    /// The answer to who wants to see what there is, and cannot.
    fn refusal(
        &self,
        request: &Request,
        identity: &Identity,
        resource: &Resource,
    ) -> Option<Response> {
        if !accepts(request, resource) {
            return Some(Response::builder(request, 406).build());
        }
        if self.watching.len() >= MOST || self.watching.count_of(identity.name()) >= MOST_OF_ONE {
            let response = Response::builder(request, 503).reason("Too Many Subscriptions");
            return Some(response.header("Retry-After", "60").build());
        }
        None
    }

    /// What a SUBSCRIBE names, or the answer that there is no such thing for its sender.
    fn named(
        &mut self,
        core: &Core,
        now: Now,
        request: &Request,
        identity: &Identity,
    ) -> Result<Resource, Box<Response>> {
        let not_found = || Box::new(Response::builder(request, 404).build());
        let event = request.event().map(|event| event.package);
        let package = event.unwrap_or_default().to_ascii_lowercase();
        let user = request.uri.user_decoded().unwrap_or_default();
        match (identity, package.as_str()) {
            (Identity::Endpoint(name), "presence" | "dialog") => {
                let endpoint = core.auth.endpoint(&core.config, name);
                let context = endpoint.map(|endpoint| endpoint.context.as_str());
                let key = context.and_then(|context| {
                    let lamp = |device: &Device| lamp::of(core, now, device);
                    let place = (context, &*user);
                    self.hints.resolve(&core.dialplan, place, now.wall, lamp)
                });
                let key = key.ok_or_else(not_found)?;
                let dialogs = package == "dialog";
                Ok(if dialogs {
                    Resource::DialogsOf(key)
                } else {
                    Resource::Extension(key)
                })
            }
            (Identity::Member(_), "presence") => {
                let name = SkypeName::parse(&user).ok();
                let name = name.filter(|name| core.community.account(name).is_some());
                name.map(Resource::Person).ok_or_else(not_found)
            }
            (Identity::Member(name), "presence.winfo") => {
                if !name.as_str().eq_ignore_ascii_case(&user) {
                    return Err(auth::forbidden(
                        request,
                        "Only One's Own Watchers Are Shown",
                    ));
                }
                Ok(Resource::WatchersOf(name.clone()))
            }
            _ => {
                let response = Response::builder(request, 489);
                Err(Box::new(response.header("Allow-Events", PACKAGES).build()))
            }
        }
    }
}

/// What puts a buddy on a list and asks for authorization, with the subject as what is said with it. Who
/// has been asked by that buddy says yes by this.
fn buddy_changes(
    core: &Core,
    now: Now,
    request: &Request,
    viewer: &SkypeName,
    target: &SkypeName,
) -> Result<Vec<community::Change>, community::Refusal> {
    if viewer == target || request.expires() == Some(0) {
        return Ok(Vec::new());
    }
    let buddy = Destination::Member(target.clone());
    let message = request.subject().unwrap_or_default();
    let mut changes = core
        .community
        .add_buddy(now.wall, viewer, &buddy, &message)?;
    if let Standing::Requested { .. } = core.community.tables().relation(viewer, &buddy).standing {
        changes.extend(core.community.accept(now.wall, viewer, target)?);
    }
    Ok(changes)
}

/// Lifetime, as asked for and not longer than the configuration allows. A shorter one than that of
/// registrations is granted: it costs its owner, not us.
fn expires(core: &Core, request: &Request) -> Duration {
    let asked = Duration::from_secs(request.expires().unwrap_or(DEFAULT_EXPIRES).into());
    asked.min(core.config.max_expires)
}

/// Whether the subscriber reads the documents there are; one that does not say reads the default ones.
fn accepts(request: &Request, resource: &Resource) -> bool {
    let kind = match resource {
        Resource::Person(_) | Resource::Extension(_) => pidf::MEDIA_TYPE,
        Resource::DialogsOf(_) => sip::dialog_info::CONTENT_TYPE,
        Resource::WatchersOf(_) => sip::winfo::CONTENT_TYPE,
    };
    let accept = request.header_all("Accept");
    if accept.is_empty() {
        return true;
    }
    let ranges = accept.iter().flat_map(|value| value.split(','));
    let mut ranges = ranges.map(|range| range.split(';').next().unwrap_or_default().trim());
    ranges.any(|range| {
        range.eq_ignore_ascii_case(kind)
            || range == "*/*"
            || range.eq_ignore_ascii_case("application/*")
    })
}
