//! Words for those who call and are called: telephones and Skype names.

use std::time::Duration;

use community::Availability;
use rhai::{Dynamic, Engine, ImmutableString, Map, NativeCallContext};

use super::call::Call;
use super::{act, seconds};
use crate::host::{Cause, ChannelId, Technology};
use crate::library::text_of;
use crate::testing::directive::detail;
use crate::testing::happening::{Happening, Noticed};
use crate::testing::host::Host;
use crate::testing::scene::{Chat, Deed, Incoming, Scene, party};
use crate::testing::stage::{Complaint, Stage};
use crate::testing::world::World;

/// A telephone or a Skype name.
#[derive(Clone, Debug)]
pub(super) struct Party {
    technology: Technology,
    name: String,
    /// What is said of whoever calls from here.
    details: Vec<(String, String)>,
}

/// How long a key is pressed, with the pause behind it.
const KEY: Duration = Duration::from_millis(200);

pub(super) fn register(engine: &mut Engine, stage: &Stage) {
    engine.register_type_with_name::<Party>("Party");
    habits(engine, stage);
    calls(engine, stage);
    deeds(engine, stage);
    voices(engine, stage);
    community(engine, stage);
}

/// What a party does when called, from now on.
fn habits(engine: &mut Engine, stage: &Stage) {
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
            habit_after(engine, stage, word, deed.clone());
        }
        let on = stage.clone();
        engine.register_fn(
            word,
            move |context: NativeCallContext, party: &mut Party| {
                let deeds = vec![(Duration::ZERO, deed.clone())];
                act(&on, &context, |world| {
                    party.will(world, deeds);
                    Ok(())
                })
            },
        );
    }
}

/// What a party does after it has rung for so long.
fn habit_after(engine: &mut Engine, stage: &Stage, word: &str, deed: Deed) {
    let on = stage.clone();
    engine.register_fn(
        word,
        move |context: NativeCallContext, party: &mut Party, after: Dynamic| {
            act(&on, &context, |world| {
                let deeds = vec![
                    (Duration::ZERO, Deed::Ring),
                    (seconds(&after)?, deed.clone()),
                ];
                party.will(world, deeds);
                Ok(())
            })
        },
    );
}

fn calls(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "dial",
        move |context: NativeCallContext, party: &mut Party, extension: &str| {
            act(&on, &context, |world| {
                let (place, extension) = party.entrance(world, extension)?;
                party.dial(world, &place, &extension, Map::new())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "dial",
        move |context: NativeCallContext, party: &mut Party, place: &str, extension: &str| {
            act(&on, &context, |world| {
                party.dial(world, place, extension, Map::new())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "dial",
        move |context: NativeCallContext,
              party: &mut Party,
              place: &str,
              extension: &str,
              details: Map| {
            act(&on, &context, |world| {
                party.dial(world, place, extension, details)
            })
        },
    );
}

/// What a party does in the call it has.
fn deeds(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "answer",
        move |context: NativeCallContext, party: &mut Party| {
            act(&on, &context, |world| {
                let rings = |host: &Host| party.ringing(host).is_some();
                world.until_so(rings);
                let note = "nothing calls it now, and nothing is going to";
                let channel = party.ringing(&world.host);
                let channel = channel.ok_or_else(|| {
                    Complaint::unmet(format!("`{}` does not ring", party.device()), note)
                })?;
                world.host.act(channel, Deed::Answer);
                world.host.settle();
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "hang_up",
        move |context: NativeCallContext, party: &mut Party| {
            act(&on, &context, |world| {
                party.does(world, Deed::End(Cause::Normal))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "transfer",
        move |context: NativeCallContext, party: &mut Party, to: &str| {
            act(&on, &context, |world| {
                party.does(world, Deed::Transfer(to.to_owned()))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "press",
        move |context: NativeCallContext, party: &mut Party, keys: &str| {
            act(&on, &context, |world| {
                let channel = party.channel(&world.host)?;
                press(world, channel, keys)
            })
        },
    );
}

/// What a party says and hears.
fn voices(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "talk",
        move |context: NativeCallContext, party: &mut Party, text: &str| {
            act(&on, &context, |world| {
                party.does(world, Deed::Talk(text.to_owned()))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "hears",
        move |context: NativeCallContext, party: &mut Party| {
            act(&on, &context, |world| {
                let channel = party.channels(&world.host).next();
                Ok(ImmutableString::from(world.host.heard_at(channel)))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_heard",
        move |context: NativeCallContext, party: &mut Party, wanted: &str| {
            act(&on, &context, |world| {
                let hears = |happening: &Happening| {
                    matches!(&happening.kind, Noticed::Heard { device, text, .. } if party.is(device) && text == wanted)
                };
                if world.until_so(|host| host.log.iter().any(hears)) {
                    return Ok(());
                }
                let message = format!("`{}` does not hear: {wanted}", party.device());
                let heard = world.host.log.iter().rev().find_map(|happening| match &happening.kind {
                    Noticed::Heard { device, text, .. } if party.is(device) => Some(text),
                    _ => None,
                });
                let note = heard.map_or_else(
                    || "nobody says anything to it".to_owned(),
                    |text| format!("what it heard last is: {text}"),
                );
                Err(Complaint::unmet(message, note))
            })
        },
    );
}

fn community(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "chat",
        move |context: NativeCallContext, party: &mut Party, to: &str, text: &str| {
            act(&on, &context, |world| {
                let from = party.skype_name()?;
                let (to, text) = (to.to_owned(), text.to_owned());
                world.host.inbox.push(Chat { from, to, text });
                world.host.deliver_chats();
                world.host.settle();
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "presence",
        move |context: NativeCallContext, party: &mut Party, state: &str| {
            act(&on, &context, |world| {
                let name = party.skype_name()?;
                let state = Availability::parse(state).ok_or_else(|| {
                    Complaint::misuse(format!("`{state}` is no availability, such as `Away`"))
                })?;
                for (buddy, shown) in world.host.scene.buddies.values_mut().flatten() {
                    if *buddy == name {
                        state.to_others().as_str().clone_into(shown);
                    }
                }
                world.host.scene.presence.insert(name, state);
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "buddy",
        move |context: NativeCallContext, party: &mut Party, buddy: &str| {
            act(&on, &context, |world| {
                let name = party.skype_name()?;
                let scene = &mut world.host.scene;
                let state = scene
                    .presence
                    .get(buddy)
                    .copied()
                    .unwrap_or(Availability::Online);
                let state = state.to_others().as_str().to_owned();
                scene
                    .buddies
                    .entry(name)
                    .or_default()
                    .push((buddy.to_owned(), state));
                Ok(())
            })
        },
    );
}

/// Presses keys one after the other, and comes back when the last has been pressed.
pub(super) fn press(world: &mut World, channel: ChannelId, keys: &str) -> Result<(), Complaint> {
    if let Some(odd) = keys
        .chars()
        .find(|key| !"0123456789*#ABCDabcd".contains(*key))
    {
        return Err(Complaint::misuse(format!("a telephone has no key `{odd}`")));
    }
    let then = world.host.elapsed() + KEY * keys.len().saturating_sub(1) as u32;
    world.host.act(channel, Deed::Press(keys.to_uppercase()));
    world.host.wait_until(then);
    Ok(())
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

    /// The newest of its channels.
    fn channel(&self, host: &Host) -> Result<ChannelId, Complaint> {
        let note = "it calls nobody now, and nobody calls it";
        self.channels(host)
            .next()
            .ok_or_else(|| Complaint::unmet(format!("`{}` has no call", self.device()), note))
    }

    fn does(&self, world: &mut World, deed: Deed) -> Result<(), Complaint> {
        let channel = self.channel(&world.host)?;
        world.host.act(channel, deed);
        world.host.settle();
        Ok(())
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
