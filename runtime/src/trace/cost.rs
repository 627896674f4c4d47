//! How many bytes an entry holds, roughly: enough to keep a budget.

use super::entry::{Entry, What};
use crate::errand::Errand;
use crate::host::{Event, Originate, Reply, Request, Rings};

impl Entry {
    /// Its bytes, those of its texts included.
    pub(crate) fn cost(&self) -> usize {
        size_of::<Self>() + self.what.texts()
    }
}

impl What {
    fn texts(&self) -> usize {
        match self {
            Self::Enter {
                channel,
                context,
                extension,
                ..
            } => channel.len() + context.len() + extension.len(),
            Self::Step { data, .. } => data.len(),
            Self::Gave { value, .. } => value.len(),
            Self::Left { why, .. } => why.len(),
            Self::Set {
                name,
                before,
                after,
            } => name.len() + length(before.as_deref()) + length(after.as_deref()),
            Self::Request(request) => size_of::<Request>() + of_request(request),
            Self::Reply(reply) => size_of::<Reply>() + of_reply(reply),
            Self::Event(
                Event::TransferRequested(_, text)
                | Event::Topic(_, text)
                | Event::PickedUp { name: text, .. },
            ) => text.len(),
            Self::Event(Event::Redirected(_, place)) => place.context.len() + place.extension.len(),
            Self::Read { key, value, .. } => key.len() + length(value.as_deref()),
            Self::Said { text, .. } => text.len(),
            Self::UserEvent { name, headers } => name.len() + rows(headers),
            Self::Fault { message, .. } => message.len(),
            Self::Line { .. }
            | Self::Event(_)
            | Self::Stop
            | Self::Resumed { .. }
            | Self::Unrecorded(_)
            | Self::Dropped(_)
            | Self::Finished(_) => 0,
        }
    }
}

fn length(text: Option<&str>) -> usize {
    text.map_or(0, str::len)
}

fn rows(rows: &[(String, String)]) -> usize {
    let cost = |(one, other): &(String, String)| one.len() + other.len() + 2 * size_of::<String>();
    rows.iter().map(cost).sum()
}

fn of_reply(reply: &Reply) -> usize {
    match reply {
        Reply::Text(text)
        | Reply::NotFound(text)
        | Reply::Refused(_, text)
        | Reply::Outcome(_, text)
        | Reply::Channel(_, text) => text.len(),
        Reply::Rows(all) => rows(all),
        Reply::Done | Reply::TimedOut | Reply::Gone => 0,
    }
}

fn of_request(request: &Request) -> usize {
    match request {
        Request::Originate(Originate {
            target,
            caller,
            topic,
            token,
            variables,
            ..
        }) => {
            let who = caller.num.len() + caller.name.len();
            target.len() + who + topic.len() + token.len() + rows(variables)
        }
        Request::Play { prompts, .. } => prompts
            .iter()
            .map(|name| name.len() + size_of::<String>())
            .sum(),
        Request::SendDigits(_, digits) => digits.keys.len(),
        Request::HangupNamed { name: text, .. }
        | Request::SetTopic(_, text)
        | Request::SetToken(_, text)
        | Request::Buddies(text)
        | Request::DeviceState(text)
        | Request::SetDeviceState(text, _)
        | Request::DbGet(text)
        | Request::DbDelete(text)
        | Request::DbDeleteTree(text)
        | Request::Endpoint(text) => text.len(),
        Request::Variable { of, name, value } => {
            let texts = [of, value].into_iter().flatten();
            name.len() + texts.map(String::len).sum::<usize>()
        }
        Request::Transfer { target, topic, .. } => target.len() + topic.len(),
        Request::Redirect(_, place) => place.context.len() + place.extension.len(),
        Request::RedirectNamed { name, place } => {
            name.len() + place.context.len() + place.extension.len()
        }
        Request::PickUp(_, wanted) => match wanted {
            Rings::For { context, extension } => context.len() + extension.len(),
            Rings::Marked(text) | Rings::Channel(text) => text.len(),
            Rings::Group => 0,
        },
        Request::Location {
            context, extension, ..
        } => context.len() + extension.len(),
        Request::AccountProperty { account, property } => account.len() + property.len(),
        Request::SetAccountProperty {
            account,
            property,
            value,
        } => account.len() + property.len() + value.len(),
        Request::SendChat { from, to, text } => from.len() + to.len() + text.len(),
        Request::ReceiveChat { to, from, .. } => to.len() + from.len(),
        Request::DbPut { path, value } => path.len() + value.len(),
        Request::DbTree { path, after } => path.len() + after.len(),
        Request::Errand(errand) => size_of::<Errand>() + errand.octets(),
        Request::Custom { verb, arguments } => {
            verb.len() + arguments.iter().map(String::len).sum::<usize>()
        }
        Request::Answer(_)
        | Request::Channels
        | Request::Headers(_)
        | Request::Indicate(..)
        | Request::Hangup(..)
        | Request::Bridge(..)
        | Request::Unbridge(..)
        | Request::StopPlay(_)
        | Request::Echo(..) => 0,
    }
}
