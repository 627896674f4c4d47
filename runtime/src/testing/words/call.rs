//! Words for a call that was placed: what its caller does, and what is expected of it.

use rhai::{Array, Dynamic, Engine, ImmutableString, Map, NativeCallContext};

use super::act;
use super::party::press;
use crate::diagnostic::Code;
use crate::host::{CallId, CallerId, Cause, ChannelId, Originate};
use crate::library::text_of;
use crate::testing::directive::cause;
use crate::testing::happening::{Happening, Noticed, cause_word};
use crate::testing::scene::{Deed, party};
use crate::testing::stage::{Complaint, Stage};
use crate::testing::world::World;

/// A call that was placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call(pub(super) CallId);

pub(super) fn register(engine: &mut Engine, stage: &Stage) {
    engine.register_type_with_name::<Call>("Call");
    deeds(engine, stage);
    state(engine, stage);
    happenings(engine, stage);
    dialling(engine, stage);
    ends(engine, stage);
}

/// What the caller does.
fn deeds(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "press",
        move |context: NativeCallContext, call: &mut Call, keys: &str| {
            act(&on, &context, |world| {
                let channel = call.channel(world)?;
                press(world, channel, keys)
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "talk",
        move |context: NativeCallContext, call: &mut Call, text: &str| {
            act(&on, &context, |world| {
                call.does(world, Deed::Talk(text.to_owned()))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "hang_up",
        move |context: NativeCallContext, call: &mut Call| {
            act(&on, &context, |world| {
                call.does(world, Deed::End(Cause::Normal))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "transfer",
        move |context: NativeCallContext, call: &mut Call, to: &str| {
            act(&on, &context, |world| {
                call.does(world, Deed::Transfer(to.to_owned()))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "topic",
        move |context: NativeCallContext, call: &mut Call, topic: &str| {
            act(&on, &context, |world| {
                call.does(world, Deed::Topic(topic.to_owned()))
            })
        },
    );
}

/// What can be read of a call, while it lasts and afterwards.
fn state(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "variable",
        move |context: NativeCallContext, call: &mut Call, name: &str| {
            act(&on, &context, |world| {
                let value = world.host.executor.variable(call.0, name);
                Ok(value.unwrap_or_default())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "hears",
        move |context: NativeCallContext, call: &mut Call| {
            act(&on, &context, |world| {
                let heard = world.host.heard_at(world.channel(call.0));
                Ok(ImmutableString::from(heard))
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "dialled",
        move |context: NativeCallContext, call: &mut Call| {
            act(&on, &context, |world| {
                let targets = world.dialled(call.0).into_iter().map(Dynamic::from);
                Ok(targets.collect::<Array>())
            })
        },
    );
}

/// Expectations that something happens.
fn happenings(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "expect",
        move |context: NativeCallContext, call: &mut Call, what: &str| {
            let message = format!("the call does not do this: {what}");
            act(&on, &context, |world| {
                call.expect(world, message, |happening| happening.what == what)
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_answered",
        move |context: NativeCallContext, call: &mut Call| {
            let message = "the call is not answered";
            act(&on, &context, |world| {
                call.expect(world, message, |happening| happening.what == "answers")
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_said",
        move |context: NativeCallContext, call: &mut Call, text: &str| {
            let message = format!("the console does not show `{text}`");
            let wanted = format!("shows {text}");
            act(&on, &context, |world| {
                call.expect(world, message, |happening| happening.what == wanted)
            })
        },
    );
    let on = stage.clone();
    engine.register_fn("expect_played", move |context: NativeCallContext, call: &mut Call, prompts: &str| {
        let message = format!("`{prompts}` is not played");
        let wanted: Vec<&str> = prompts.split('&').collect();
        let played = |happening: &Happening| {
            matches!(&happening.kind, Noticed::Played(all) if all.windows(wanted.len()).any(|part| part == wanted))
        };
        act(&on, &context, |world| call.expect(world, message, played))
    });
    let on = stage.clone();
    engine.register_fn(
        "expect_heard",
        move |context: NativeCallContext, call: &mut Call, wanted: &str| {
            let message = format!("the caller does not hear: {wanted}");
            act(&on, &context, |world| {
                let own = world.host.placed.get(&call.0).map(|placed| placed.channel);
                let hears = |happening: &Happening| {
                    matches!(&happening.kind, Noticed::Heard { channel, text, .. } if Some(*channel) == own && text == wanted)
                };
                call.expect(world, message, hears)
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_chat",
        move |context: NativeCallContext, call: &mut Call, to: &str, text: &str| {
            let message = format!("nobody writes to `{to}`: {text}");
            let sent = |happening: &Happening| {
                matches!(&happening.kind, Noticed::Chatted(chat) if chat.to == to && chat.text == text)
            };
            act(&on, &context, |world| call.expect(world, message, sent))
        },
    );
}

fn dialling(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "expect_dialled",
        move |context: NativeCallContext, call: &mut Call, target: &str| {
            act(&on, &context, |world| {
                call.expect_dialled(world, target, &Map::new())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_dialled",
        move |context: NativeCallContext, call: &mut Call, target: &str, details: Map| {
            act(&on, &context, |world| {
                call.expect_dialled(world, target, &details)
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_connected",
        move |context: NativeCallContext, call: &mut Call, target: &str| {
            let message = format!("the caller is not connected with `{target}`");
            let wanted = format!("connects caller and {target}").to_lowercase();
            let connects = |happening: &Happening| happening.what.to_lowercase() == wanted;
            act(&on, &context, |world| call.expect(world, message, connects))
        },
    );
}

fn ends(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "expect_end",
        move |context: NativeCallContext, call: &mut Call| {
            act(&on, &context, |world| call.end(world).map(|_| ()))
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_end",
        move |context: NativeCallContext, call: &mut Call, word: &str| {
            act(&on, &context, |world| {
                let wanted = cause(word).ok_or_else(|| Complaint::Misuse {
                    message: format!("`{word}` is not how a call ends"),
                    help: Some(format!("one of {}", CAUSES.map(cause_word).join(", "))),
                })?;
                let end = call.end(world)?;
                if end == Cause::Unknown {
                    // That there is no such extension is what was expected.
                    world.take_fault(Code::NoSuchExtension.id());
                }
                let note = || format!("expected `{word}`, got `{}`", cause_word(end));
                if end == wanted {
                    Ok(())
                } else {
                    Err(Complaint::unmet("the call ends with another cause", note()))
                }
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "expect_fault",
        move |context: NativeCallContext, _: &mut Call, code: &str| {
            act(&on, &context, |world| {
                world.until_so(|host| host.faults.iter().any(|fault| fault.code.id() == code));
                let note = "no fault with this code is left";
                let complaint =
                    || Complaint::unmet(format!("the dialplan does not fail with {code}"), note);
                if world.take_fault(code) {
                    Ok(())
                } else {
                    Err(complaint())
                }
            })
        },
    );
}

/// How calls end.
const CAUSES: [Cause; 9] = [
    Cause::Normal,
    Cause::Busy,
    Cause::NoAnswer,
    Cause::Offline,
    Cause::Unknown,
    Cause::Rejected,
    Cause::Congestion,
    Cause::Incompatible,
    Cause::Elsewhere,
];

impl Call {
    fn channel(self, world: &World) -> Result<ChannelId, Complaint> {
        let complaint =
            || Complaint::unmet("the call has ended", "the caller cannot do this any more");
        world.channel(self.0).ok_or_else(complaint)
    }

    fn does(self, world: &mut World, deed: Deed) -> Result<(), Complaint> {
        let channel = self.channel(world)?;
        world.host.act(channel, deed);
        world.host.settle();
        Ok(())
    }

    fn expect(
        self,
        world: &mut World,
        message: impl Into<String>,
        wanted: impl Fn(&Happening) -> bool,
    ) -> Result<(), Complaint> {
        if world.until(self.0, &wanted) {
            return Ok(());
        }
        Err(world.unmet(self.0, message, wanted))
    }

    fn expect_dialled(
        self,
        world: &mut World,
        target: &str,
        details: &Map,
    ) -> Result<(), Complaint> {
        for key in details.keys() {
            if property(&Originate::to(target), key).is_none() {
                let message = format!("`{key}` is not known of what is dialled");
                let help = Some("one of num, name, topic, token".to_owned());
                return Err(Complaint::Misuse { message, help });
            }
        }
        let key = party(target);
        let dials = |happening: &Happening| match &happening.kind {
            Noticed::Dialled(wish) if party(&wish.target) == key => Some(wish.clone()),
            _ => None,
        };
        let as_said = |wish: &Originate| {
            details.iter().find_map(|(key, value)| {
                let (is, wanted) = (property(wish, key)?, text_of(value));
                (is != wanted).then(|| format!("expected {key} `{wanted}`, got `{is}`"))
            })
        };
        let wanted =
            |happening: &Happening| dials(happening).is_some_and(|wish| as_said(&wish).is_none());
        if world.until(self.0, wanted) {
            return Ok(());
        }
        let other = world
            .host
            .log
            .iter()
            .filter(|happening| happening.call == self.0);
        let difference = other.filter_map(dials).find_map(|wish| as_said(&wish));
        match difference {
            Some(note) => Err(Complaint::unmet(
                format!("`{target}` is not dialled like this"),
                note,
            )),
            None => Err(world.unmet(self.0, format!("`{target}` is not dialled"), wanted)),
        }
    }

    /// Lets time pass until the call has ended.
    fn end(self, world: &mut World) -> Result<Cause, Complaint> {
        let ended = |world: &World| {
            world
                .host
                .placed
                .get(&self.0)
                .and_then(|placed| placed.finish)
        };
        if ended(world).is_none() {
            world.until(self.0, |happening| happening.what.starts_with("ends with "));
        }
        ended(world).ok_or_else(|| world.unmet(self.0, "the call does not end", |_| false))
    }
}

/// Something that is known of what was dialled.
fn property<'a>(wish: &'a Originate, key: &str) -> Option<&'a str> {
    let CallerId { num, name } = &wish.caller;
    Some(match key {
        "num" => num,
        "name" => name,
        "topic" => &wish.topic,
        "token" => &wish.token,
        _ => return None,
    })
}

impl Originate {
    /// Nothing but a dial string.
    fn to(target: &str) -> Self {
        Self {
            target: target.to_owned(),
            parent: None,
            caller: CallerId::default(),
            topic: String::new(),
            token: String::new(),
            variables: Vec::new(),
        }
    }
}
