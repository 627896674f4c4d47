//! Words for those who call and are called: telephones and Skype names.

use std::time::Duration;

use community::Availability;
use rhai::{Dynamic, ImmutableString, Map};

use super::call::Call;
use super::lesson::Lesson;
use super::seconds;
use super::speaker::{self, Speaker};
use crate::host::{Cause, ChannelId, Technology};
use crate::library::text_of;
use crate::testing::directive::detail;
use crate::testing::happening::{Happening, Noticed};
use crate::testing::host::Host;
use crate::testing::scene::{Chat, Deed, Incoming, Scene, party};
use crate::testing::stage::Complaint;
use crate::testing::world::World;

/// A telephone or a Skype name.
#[derive(Clone, Debug)]
pub(super) struct Party {
    technology: Technology,
    name: String,
    /// What is said of whoever calls from here.
    details: Vec<(String, String)>,
}

pub(super) fn teach(lesson: &mut Lesson) {
    lesson.engine.register_type_with_name::<Party>("Party");
    speaker::teach::<Party>(lesson);
    habits(lesson);
    calls(lesson);
    community(lesson);
}

/// What a party does when called, from now on.
fn habits(lesson: &mut Lesson) {
    let ends = [
        ("busy", Deed::End(Cause::Busy)),
        ("offline", Deed::End(Cause::Offline)),
        ("declines", Deed::End(Cause::Rejected)),
        ("unknown", Deed::End(Cause::Unknown)),
        ("congested", Deed::End(Cause::Congestion)),
        ("unanswered", Deed::End(Cause::NoAnswer)),
        ("rings", Deed::Ring),
        ("answers", Deed::Answer),
    ];
    for (word, deed) in ends {
        if deed != Deed::Ring {
            let deed = deed.clone();
            // After it has rung for so long.
            lesson.word(
                word,
                move |world: &mut World, party: Party, after: Dynamic| {
                    let deeds = vec![
                        (Duration::ZERO, Deed::Ring),
                        (seconds(&after)?, deed.clone()),
                    ];
                    party.will(world, deeds);
                    Ok(())
                },
            );
        }
        lesson.word(word, move |world: &mut World, party: Party| {
            party.will(world, vec![(Duration::ZERO, deed.clone())]);
            Ok(())
        });
    }
}

/// How a party calls, is called, and what it hears.
fn calls(lesson: &mut Lesson) {
    lesson
        .word(
            "dial",
            |world: &mut World, party: Party, extension: ImmutableString| {
                let (place, extension) = party.entrance(world, &extension)?;
                party.dial(world, &place, &extension, Map::new())
            },
        )
        .word(
            "dial",
            |world: &mut World,
             party: Party,
             place: ImmutableString,
             extension: ImmutableString| {
                party.dial(world, &place, &extension, Map::new())
            },
        )
        .word(
            "dial",
            |world: &mut World,
             party: Party,
             place: ImmutableString,
             extension: ImmutableString,
             details: Map| party.dial(world, &place, &extension, details),
        )
        .word("answer", |world: &mut World, party: Party| {
            party.answer(world)
        })
        .word("hears", |world: &mut World, party: Party| {
            let channel = party.channels(&world.host).next();
            Ok(ImmutableString::from(world.host.heard_at(channel)))
        })
        .word(
            "expect_heard",
            |world: &mut World, party: Party, wanted: ImmutableString| {
                party.expect_heard(world, &wanted)
            },
        );
}

fn community(lesson: &mut Lesson) {
    lesson
        .word(
            "chat",
            |world: &mut World, party: Party, to: ImmutableString, text: ImmutableString| {
                let (from, to, text) = (party.skype_name()?, to.into(), text.into());
                world.host.inbox.push(Chat { from, to, text });
                world.host.deliver_chats();
                world.host.settle();
                Ok(())
            },
        )
        .word(
            "presence",
            |world: &mut World, party: Party, state: ImmutableString| {
                let name = party.skype_name()?;
                let state = Availability::parse(&state).ok_or_else(|| {
                    Complaint::misuse(format!("`{state}` is no availability, such as `Away`"))
                })?;
                for (buddy, shown) in world.host.scene.buddies.values_mut().flatten() {
                    if *buddy == name {
                        state.to_others().as_str().clone_into(shown);
                    }
                }
                world.host.scene.presence.insert(name, state);
                Ok(())
            },
        )
        .word(
            "buddy",
            |world: &mut World, party: Party, buddy: ImmutableString| {
                let name = party.skype_name()?;
                let scene = &mut world.host.scene;
                let state = scene.presence.get(buddy.as_str());
                let state = state.copied().unwrap_or(Availability::Online);
                let shown = state.to_others().as_str().to_owned();
                let buddies = scene.buddies.entry(name).or_default();
                buddies.push((buddy.into(), shown));
                Ok(())
            },
        );
}

/// The only context that has an extension of this very name.
fn only_context(world: &World, extension: &str) -> Result<String, Complaint> {
    let has = |context: &&str| {
        let entries = world.suite.plan.extensions(context);
        entries.iter().any(|entry| &*entry.pattern == extension)
    };
    let found: Vec<&str> = world.suite.plan.contexts().filter(has).collect();
    match found[..] {
        [context] => Ok(context.to_owned()),
        [] => Err(Complaint::Misuse {
            message: format!("no context has an extension `{extension}`"),
            help: Some("for a pattern, say which context: `dial(context, extension)`".to_owned()),
        }),
        [..] => Err(Complaint::Misuse {
            message: format!(
                "the contexts `{}` have an extension `{extension}`",
                found.join("`, `")
            ),
            help: Some("say which: `dial(context, extension)`".to_owned()),
        }),
    }
}

impl Party {
    pub(super) fn phone(name: &str) -> Self {
        Self {
            technology: Technology::Sip,
            name: name.strip_prefix("SIP/").unwrap_or(name).to_owned(),
            details: Vec::new(),
        }
    }

    pub(super) fn skype(name: &str) -> Self {
        Self {
            technology: Technology::Skype,
            name: name.to_owned(),
            details: Vec::new(),
        }
    }

    /// Its dial string.
    fn device(&self) -> String {
        match self.technology {
            Technology::Skype => format!("Skype/{}", self.name),
            _ => format!("SIP/{}", self.name),
        }
    }

    fn skype_name(&self) -> Result<String, Complaint> {
        if self.technology == Technology::Skype {
            return Ok(self.name.clone());
        }
        let message = format!("`{}` is no Skype name", self.device());
        Err(Complaint::misuse(message))
    }

    /// Takes in what is known of it. What belongs into a profile can be read of the account as well.
    pub(super) fn describe(&mut self, world: &mut World, details: Map) -> Result<(), Complaint> {
        for (key, value) in details {
            let value = text_of(&value);
            detail_of(&mut Scene::default().incoming, &key, &value)?;
            if community::Property::find(&key).is_ok() {
                let account = world
                    .host
                    .scene
                    .accounts
                    .entry(self.name.clone())
                    .or_default();
                account.insert(key.to_string(), value.clone());
            }
            self.details.push((key.to_string(), value));
        }
        Ok(())
    }

    fn will(&self, world: &mut World, deeds: Vec<(Duration, Deed)>) {
        world
            .host
            .scene
            .parties
            .insert(party(&self.device()), deeds);
    }

    /// Where its calls enter: as the configuration says, or the only context there is for them.
    fn entrance(&self, world: &World, extension: &str) -> Result<(String, String), Complaint> {
        let device = match self.technology {
            Technology::Skype => format!("Skype/{extension}"),
            _ => self.device(),
        };
        let Some(entrance) = world.suite.entrances.get(&party(&device)) else {
            return Ok((only_context(world, extension)?, extension.to_owned()));
        };
        let extension = entrance.extension.as_deref().unwrap_or(extension);
        Ok((entrance.context.clone(), extension.to_owned()))
    }

    fn dial(
        &self,
        world: &mut World,
        context: &str,
        extension: &str,
        details: Map,
    ) -> Result<Call, Complaint> {
        let mut incoming = Incoming {
            technology: self.technology,
            device: self.name.clone(),
            extension: extension.to_owned(),
            ..Scene::default().incoming
        };
        incoming.caller.num.clone_from(&self.name);
        incoming.skype.skypename.clone_from(&self.name);
        let given = details
            .iter()
            .map(|(key, value)| (key.as_str(), text_of(value)));
        let own = self
            .details
            .iter()
            .map(|(key, value)| (key.as_str(), value.clone()));
        for (key, value) in own.chain(given) {
            detail_of(&mut incoming, key, &value)?;
        }
        world.place(&incoming, context).map(Call)
    }

    /// The channel that calls it now.
    fn ringing(&self, host: &Host) -> Option<ChannelId> {
        let mut channels = self.channels(host);
        channels.find(|id| {
            host.channels
                .get(id)
                .is_some_and(|channel| !channel.up && channel.target != "caller")
        })
    }

    /// Whether it is that device; a Skype name is whichever account calls it.
    fn is(&self, device: &str) -> bool {
        let (own, device) = (party(&self.device()), party(device));
        let alone = device
            .split_once('@')
            .map(|(_, name)| format!("skype/{name}"));
        device == own || self.technology == Technology::Skype && alone.as_ref() == Some(&own)
    }

    /// Its channels, the newest first.
    fn channels(&self, host: &Host) -> impl Iterator<Item = ChannelId> {
        let channels = host.channels.iter().rev();
        channels
            .filter(|(_, channel)| self.is(&channel.device))
            .map(|(id, _)| *id)
    }

    /// Takes the call that rings it, or the next one that will.
    fn answer(&self, world: &mut World) -> Result<(), Complaint> {
        world.until_so(|host| self.ringing(host).is_some());
        let note = "nothing calls it now, and nothing is going to";
        let channel = self.ringing(&world.host);
        let channel = channel
            .ok_or_else(|| Complaint::unmet(format!("`{}` does not ring", self.device()), note))?;
        world.host.act(channel, Deed::Answer);
        world.host.settle();
        Ok(())
    }

    fn expect_heard(&self, world: &mut World, wanted: &str) -> Result<(), Complaint> {
        let heard = |happening: &Happening| match &happening.kind {
            Noticed::Heard { device, text, .. } if self.is(device) => Some(text.clone()),
            _ => None,
        };
        let hears = |happening: &Happening| heard(happening).as_deref() == Some(wanted);
        if world.until_so(|host| host.log.iter().any(hears)) {
            return Ok(());
        }
        let message = format!("`{}` does not hear: {wanted}", self.device());
        let last = world.host.log.iter().rev().find_map(heard);
        let note = last.map_or_else(
            || "nobody says anything to it".to_owned(),
            |text| format!("what it heard last is: {text}"),
        );
        Err(Complaint::unmet(message, note))
    }
}

impl Speaker for Party {
    /// The newest of its channels.
    fn channel(&self, world: &World) -> Result<ChannelId, Complaint> {
        let note = "it calls nobody now, and nobody calls it";
        self.channels(&world.host)
            .next()
            .ok_or_else(|| Complaint::unmet(format!("`{}` has no call", self.device()), note))
    }
}

fn detail_of(incoming: &mut Incoming, key: &str, value: &str) -> Result<(), Complaint> {
    // The context is an argument of its own.
    let read = (key != "in")
        .then(|| detail(incoming, key, value.to_owned()))
        .flatten();
    read.ok_or_else(|| Complaint::misuse(format!("`{key}: {value}` says nothing about a caller")))
}

impl From<&Party> for ImmutableString {
    fn from(party: &Party) -> Self {
        party.device().into()
    }
}
