//! REGISTER: where endpoints and members can be reached (RFC 3261 section 10).
//!
//! In: REGISTER requests, and bindings that end. Out: answers; members who come and go; phones whose
//! state changes. The bindings are kept by `sip::Registrar`. An address of record is the bare name, as
//! endpoints and members share one domain.

use community::SkypeName;
use sip::{RegistrarEvent, Response};

use crate::agenda::Agenda;
use crate::auth::{self, Identity};
use crate::core::{Core, Incoming};
use crate::io::Now;

/// Answers a REGISTER. Gives the member who has clients to be served now.
pub(crate) fn handle_register(core: &mut Core, now: Now, incoming: &Incoming) -> Option<SkypeName> {
    match register(core, now, incoming) {
        Ok((identity, response)) => {
            let registered = response.is_success();
            core.respond(now, incoming.transaction, response);
            match identity {
                Identity::Member(name) if registered => Some(name),
                _ => None,
            }
        }
        Err(response) => {
            core.respond(now, incoming.transaction, *response);
            None
        }
    }
}

fn register(
    core: &mut Core,
    now: Now,
    incoming: &Incoming,
) -> Result<(Identity, Response), Box<Response>> {
    let Incoming { request, flow, .. } = incoming;
    if !auth::is_ours(&core.config, flow, &request.uri) {
        return Err(Box::new(
            Response::builder(request, 404)
                .reason("Not Our Domain")
                .build(),
        ));
    }
    let identity = core.authenticate(now, request, flow)?;
    let to = request.to();
    if to
        .as_ref()
        .is_some_and(|to| to.uri.is_sip() && !auth::is_ours(&core.config, flow, &to.uri))
    {
        return Err(Box::new(
            Response::builder(request, 404)
                .reason("Not Our Domain")
                .build(),
        ));
    }
    if !to.is_some_and(|to| identity.owns(&to)) {
        return Err(auth::forbidden(request, "To Does Not Match Credentials"));
    }
    let response = core
        .registrar
        .handle_register(now.instant, identity.name(), request, *flow);
    Ok((identity, response))
}

/// The first binding of a name came, or its last one went. Gives the device of an endpoint.
pub(crate) fn handle_event(
    core: &mut Core,
    agenda: &mut Agenda,
    event: RegistrarEvent,
) -> Option<String> {
    let (aor, registered) = match event {
        RegistrarEvent::Registered { aor } => (aor, true),
        RegistrarEvent::Unregistered { aor } => (aor, false),
    };
    tracing::info!(name = aor, registered, "registration");
    if core.auth.endpoint(&core.config, &aor).is_none()
        && let Ok(name) = SkypeName::parse(&aor)
    {
        agenda.notice(core.community.set_registered(&name, registered));
    }
    Some(format!("SIP/{aor}"))
}
