//! Channels with the dialplan at their far end: two halves, a script on the second, a pipe between.
//!
//! `Local/<extension>@<context>` is one; a call from one account of the switch to another is one too, and takes
//! two channels as the manual's licences count them.

use community::SkypeName;
use runtime::host::Target;
use runtime::host::{CallerId, Cause, ChannelId, Originate, SkypeCall, Technology};

use super::Channels;
use super::lineage::{Lineage, Refusal};
use super::media_leg::{MediaLeg, open_pipe};
use super::script::Entry;
use super::skype::Account;
use super::state::{Far, New, Owner, Skype, State};
use crate::core::Core;
use crate::io::Now;

impl Channels {
    /// `Local/extension@context`, options after a slash left out.
    pub(super) fn originate_local(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        wish: &Originate,
        place: Target,
    ) -> Result<ChannelId, Refusal> {
        let Target {
            context,
            extension,
            priority,
        } = place;
        if !core.dialplan.exists(&context, extension.as_str()) {
            let why = format!("there is no extension `{extension}` in context `{context}`");
            return Err((Cause::Unknown, why));
        }
        let label = format!("{extension}@{context}");
        let entry = Entry {
            priority,
            context,
            dialed: extension.clone(),
            extension,
            skype: None,
            variables: wish.variables.clone(),
        };
        let half = Half {
            technology: Technology::Local,
            label: &label,
            owner,
            lineage: self.wished(owner, wish)?,
            caller: &wish.caller,
        };
        self.open_halves(core, now, half, None, entry)
    }

    /// A call to an account of the switch.
    #[expect(clippy::too_many_arguments, reason = "the parts of one call")]
    pub(super) fn ring_account(
        &mut self,
        core: &mut Core,
        now: Now,
        owner: Owner,
        caller: &CallerId,
        (name, account): (&SkypeName, Account),
        skype: Box<Skype>,
        variables: &[(String, String)],
        lineage: Lineage,
    ) -> Result<ChannelId, Refusal> {
        let Account {
            context, extension, ..
        } = account;
        if !core.dialplan.exists(&context, &*extension) {
            let why = format!("there is no extension `{extension}` in context `{context}`");
            return Err((Cause::Unknown, why));
        }
        let originator = skype
            .account
            .as_ref()
            .map_or(&*caller.num, SkypeName::as_str);
        let call = SkypeCall {
            topic: skype.topic.clone(),
            token: skype.token.clone(),
            languages: skype.languages.clone(),
            skypename: originator.to_owned(),
            profile: SkypeName::parse(originator)
                .map(|originator| core.community.visible_profile(name, &originator))
                .unwrap_or_default(),
            ..SkypeCall::default()
        };
        let entry = Entry {
            priority: 1,
            context,
            extension,
            dialed: name.to_string(),
            skype: Some(Box::new(call)),
            variables: [account.variables.as_slice(), variables].concat(),
        };
        let half = Half {
            technology: Technology::Skype,
            label: name.as_str(),
            owner,
            lineage,
            caller,
        };
        let second = Skype {
            account: Some(name.clone()),
            ..(*skype).clone()
        };
        self.open_halves(core, now, half, Some((skype, Box::new(second))), entry)
    }

    fn open_halves(
        &mut self,
        core: &mut Core,
        now: Now,
        half: Half<'_>,
        skype: Option<(Box<Skype>, Box<Skype>)>,
        entry: Entry,
    ) -> Result<ChannelId, Refusal> {
        self.expect_room(core, half.lineage.master, 2)?;
        let (first, second) = (self.next_channel(), self.next_channel());
        let (first_skype, second_skype) = skype.unzip();
        let called = CallerId {
            num: entry.dialed.clone(),
            name: String::new(),
        };
        let near = half.channel(half.owner, called, first_skype, (first, second));
        let far = half.channel(
            Owner::Nobody,
            half.caller.clone(),
            second_skype,
            (second, first),
        );
        self.insert(now, first, near).state = State::Down;
        self.insert(now, second, far);
        open_pipe(core, first, second);
        self.start_script(core, second, entry);
        Ok(first)
    }
}

/// What both halves have in common.
struct Half<'a> {
    technology: Technology,
    label: &'a str,
    owner: Owner,
    lineage: Lineage,
    caller: &'a CallerId,
}

impl Half<'_> {
    fn channel(
        &self,
        owner: Owner,
        caller: CallerId,
        skype: Option<Box<Skype>>,
        (id, peer): (ChannelId, ChannelId),
    ) -> New {
        New {
            technology: self.technology,
            label: self.label.to_owned(),
            owner,
            caller,
            skype,
            device: None,
            lineage: self.lineage,
            media: MediaLeg::half(id),
            far: Far::Half(peer),
        }
    }
}
