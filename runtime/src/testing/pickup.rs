//! Taking a call that rings at another telephone of the simulated switch.

use super::channel::Channel;
use super::host::Host;
use super::scene::party;
use crate::host::{CallId, ChannelId, Event, Reply, Rings};

/// The call that has rung longest of those that are wanted goes to the picker's channel. Telephones here have no groups of
/// their own: all of them are in one.
pub(super) fn take(host: &mut Host, by: CallId, id: ChannelId, wanted: &Rings) -> Reply {
    let rings = |(ringing, channel): &(&ChannelId, &Channel)| {
        let is_leg = !channel.up && channel.peer.is_none() && channel.target != "caller";
        is_leg && **ringing != id && channel.owner != by && is_wanted(host, channel, wanted)
    };
    let found = host.channels.iter().find(rings);
    let Some((ringing, channel)) =
        found.map(|(id, channel)| (*id, (channel.owner, channel.target.clone())))
    else {
        return Reply::NotFound("a call that rings".to_owned());
    };
    let (dialler, target) = channel;
    host.note(format!("takes the call that rings at {target}"));
    host.note("answers".to_owned());
    host.pick_up(id);
    host.channels.remove(&ringing);
    let Some(own) = host.channels.get_mut(&id) else {
        return Reply::Gone;
    };
    own.owner = dialler;
    own.target = own.device.clone();
    let name = own.name.clone();
    host.own.remove(&by);
    let taken = Event::PickedUp {
        channel: ringing,
        by: id,
        name,
    };
    host.executor.event(host.now, dialler, taken);
    Reply::Done
}

fn is_wanted(host: &Host, channel: &Channel, wanted: &Rings) -> bool {
    match wanted {
        Rings::For { context, extension } => {
            let place = host.locations.get(&channel.owner);
            place.is_some_and(|(at, dialled)| at == context && dialled == extension)
        }
        Rings::Marked(mark) => channel.mark.as_deref() == Some(mark),
        Rings::Channel(name) => {
            channel.name.eq_ignore_ascii_case(name) || party(&channel.target) == party(name)
        }
        Rings::Group => true,
    }
}

/// The mark among the variables that a channel inherits.
pub(super) fn mark(variables: &[(String, String)]) -> Option<String> {
    let mut marks = variables.iter();
    let mark = marks.find(|(name, _)| name.trim_start_matches('_') == "PICKUPMARK");
    mark.map(|(_, mark)| mark.clone())
}
