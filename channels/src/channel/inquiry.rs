//! What scripts ask about channels and telephones: which there are, what came with an INVITE, variables of other calls.

use runtime::host::{CallId, ChannelId, Reply, RequestId};

use super::Channels;
use super::state::Far;
use crate::core::Core;
use crate::io::{Now, Output, ToScript};

/// Fields that hold credentials; no script needs them.
const SECRET: [&str; 2] = ["Authorization", "Proxy-Authorization"];

impl Channels {
    /// All channels by name, with their numbers.
    pub(super) fn names(&self) -> Reply {
        let named = self.table.iter();
        let mut rows: Vec<_> = named
            .map(|(id, channel)| (channel.name.clone(), id.0.to_string()))
            .collect();
        rows.sort();
        Reply::Rows(rows)
    }

    /// The header fields of the INVITE that began the call on a channel.
    pub(super) fn headers(&self, id: ChannelId) -> Reply {
        let Some(channel) = self.table.get(&id) else {
            return Reply::Gone;
        };
        let headers = match &channel.far {
            Far::Calling(caller) => Some(&caller.request.headers),
            _ => channel.headers.as_deref(),
        };
        let fields = headers.into_iter().flat_map(sip::Headers::iter);
        let rows = fields.map(|(name, value)| {
            (
                name.into_owned(),
                String::from_utf8_lossy(value).into_owned(),
            )
        });
        let shown = |(name, _): &(String, String)| {
            !SECRET
                .iter()
                .any(|secret| secret.eq_ignore_ascii_case(name))
        };
        Reply::Rows(rows.filter(shown).collect())
    }

    /// A script wants to read or set a variable of another call, whose script is asked. None when the reply comes
    /// later.
    pub(super) fn ask_about(
        &self,
        core: &mut Core,
        by: RequestId,
        of: Option<String>,
        name: String,
        value: Option<String>,
    ) -> Option<Reply> {
        let channel = match &of {
            Some(named) => self
                .table
                .values()
                .find(|channel| channel.name.eq_ignore_ascii_case(named)),
            None => self.master(by.call),
        };
        // A channel that a script has dialled has no variables of its own there.
        let call = channel.and_then(|channel| {
            let call = channel.script()?;
            (self.scripts.get(&call)?.channel == Some(channel.id)).then_some(call)
        });
        let Some(call) = call else {
            return Some(Reply::NotFound(of.unwrap_or_default()));
        };
        core.output(Output::Script(call, ToScript::Ask { by, name, value }));
        None
    }

    /// The channel that a script's own goes back to.
    fn master(&self, call: CallId) -> Option<&super::Channel> {
        let own = self.table.get(&self.scripts.get(&call)?.channel?)?;
        let master = own.lineage.master.and_then(|id| self.table.get(&id));
        Some(master.unwrap_or(own))
    }
}

/// What is configured of a telephone, and where it is.
pub(super) fn endpoint(core: &mut Core, now: Now, name: &str) -> Reply {
    let mut endpoints = core.config.endpoints.iter();
    let Some(endpoint) = endpoints.find(|endpoint| endpoint.name == name) else {
        return Reply::NotFound(name.to_owned());
    };
    let row = |name: &str, value: String| (name.to_owned(), value);
    let mut rows = vec![
        row("name", endpoint.name.clone()),
        row("context", endpoint.context.clone()),
        row("codecs", endpoint.codecs.join(",")),
    ];
    let bindings = core.registrar.bindings(now.instant, name);
    let contacts: Vec<String> = bindings.iter().map(|one| one.contact.to_string()).collect();
    let peer = bindings.first().map(|one| one.flow.peer);
    rows.push(row(
        "ip",
        peer.map_or_else(String::new, |peer| peer.ip().to_string()),
    ));
    rows.push(row(
        "port",
        peer.map_or_else(String::new, |peer| peer.port().to_string()),
    ));
    let status = if bindings.is_empty() {
        "UNREACHABLE"
    } else {
        "OK"
    };
    rows.push(row("contacts", contacts.join(",")));
    rows.push(row("status", status.to_owned()));
    Reply::Rows(rows)
}
