//! Words for a call that was placed: what its caller does, and what is expected of it.

use rhai::{Array, Dynamic, ImmutableString, Map};

use super::lesson::Lesson;
use super::speaker::{self, Speaker};
use crate::diagnostic::Code;
use crate::host::{CallId, CallerId, Cause, ChannelId, Originate};
use crate::library::text_of;
use crate::testing::happening::{Happening, Noticed};
use crate::testing::scene::{Deed, party};
use crate::testing::stage::Complaint;
use crate::testing::world::World;

/// A call that was placed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call(pub(super) CallId);

pub(super) fn teach(lesson: &mut Lesson) {
    lesson.engine.register_type_with_name::<Call>("Call");
    speaker::teach::<Call>(lesson);
    state(lesson);
    happenings(lesson);
    dialling(lesson);
    ends(lesson);
}

impl Speaker for Call {
    fn channel(&self, world: &World) -> Result<ChannelId, Complaint> {
        let complaint =
            || Complaint::unmet("the call has ended", "the caller cannot do this any more");
        world.channel(self.0).ok_or_else(complaint)
    }
}

/// What can be read of a call, while it lasts and afterwards, and the topic it is given.
fn state(lesson: &mut Lesson) {
    lesson
        .word(
            "topic",
            |world: &mut World, call: Call, topic: ImmutableString| {
                call.does(world, Deed::Topic(topic.into()))
            },
        )
        .word(
            "variable",
            |world: &mut World, call: Call, name: ImmutableString| {
                let value = world.host.executor.variable(call.0, &name);
                Ok(value.unwrap_or_default())
            },
        )
        .word("hears", |world: &mut World, call: Call| {
            let heard = world.host.heard_at(world.channel(call.0));
            Ok(ImmutableString::from(heard))
        })
        .word("dialled", |world: &mut World, call: Call| {
            let targets = world.dialled(call.0).into_iter().map(Dynamic::from);
            Ok(targets.collect::<Array>())
        });
}

/// Expectations that something happens.
fn happenings(lesson: &mut Lesson) {
    lesson
        .word(
            "expect",
            |world: &mut World, call: Call, what: ImmutableString| {
                let message = format!("the call does not do this: {what}");
                call.expect(world, message, |happening| happening.what == *what)
            },
        )
        .word("expect_answered", |world: &mut World, call: Call| {
            let message = "the call is not answered";
            call.expect(world, message, |happening| happening.what == "answers")
        })
        .word(
            "expect_said",
            |world: &mut World, call: Call, text: ImmutableString| {
                let message = format!("the console does not show `{text}`");
                let wanted = format!("shows {text}");
                call.expect(world, message, |happening| happening.what == wanted)
            },
        )
        .word(
            "expect_played",
            |world: &mut World, call: Call, prompts: ImmutableString| {
                let message = format!("`{prompts}` is not played");
                let wanted: Vec<&str> = prompts.split('&').collect();
                let played =
                    |all: &Vec<String>| all.windows(wanted.len()).any(|part| part == wanted);
                call.expect(
                    world,
                    message,
                    |happening| matches!(&happening.kind, Noticed::Played(all) if played(all)),
                )
            },
        )
        .word(
            "expect_heard",
            |world: &mut World, call: Call, wanted: ImmutableString| {
                let message = format!("the caller does not hear: {wanted}");
                let placed = world.host.placed.get(&call.0);
                let own = placed.map(|placed| placed.channel);
                call.expect(world, message, |happening| match &happening.kind {
                    Noticed::Heard { channel, text, .. } => {
                        Some(*channel) == own && *text == *wanted
                    }
                    _ => false,
                })
            },
        )
        .word(
            "expect_chat",
            |world: &mut World, call: Call, to: ImmutableString, text: ImmutableString| {
                let message = format!("nobody writes to `{to}`: {text}");
                call.expect(world, message, |happening| match &happening.kind {
                    Noticed::Chatted(chat) => chat.to == *to && chat.text == *text,
                    _ => false,
                })
            },
        );
}

fn dialling(lesson: &mut Lesson) {
    lesson
        .word(
            "expect_dialled",
            |world: &mut World, call: Call, target: ImmutableString| {
                call.expect_dialled(world, &target, &Map::new())
            },
        )
        .word(
            "expect_dialled",
            |world: &mut World, call: Call, target: ImmutableString, details: Map| {
                call.expect_dialled(world, &target, &details)
            },
        )
        .word(
            "expect_connected",
            |world: &mut World, call: Call, target: ImmutableString| {
                let message = format!("the caller is not connected with `{target}`");
                let wanted = format!("connects caller and {target}").to_lowercase();
                let connects = |happening: &Happening| happening.what.to_lowercase() == wanted;
                call.expect(world, message, connects)
            },
        );
}

fn ends(lesson: &mut Lesson) {
    lesson
        .word("expect_end", |world: &mut World, call: Call| {
            call.end(world).map(|_| ())
        })
        .word(
            "expect_end",
            |world: &mut World, call: Call, word: ImmutableString| call.expect_end(world, &word),
        )
        .word(
            "expect_fault",
            |world: &mut World, _: Call, code: ImmutableString| {
                world.until_so(|host| host.faults.iter().any(|fault| fault.code.id() == code));
                if world.take_fault(&code) {
                    return Ok(());
                }
                let message = format!("the dialplan does not fail with {code}");
                Err(Complaint::unmet(message, "no fault with this code is left"))
            },
        );
}

impl Call {
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

    fn expect_end(self, world: &mut World, word: &str) -> Result<(), Complaint> {
        let wanted = Cause::of_word(word).ok_or_else(|| Complaint::Misuse {
            message: format!("`{word}` is not how a call ends"),
            help: Some(format!(
                "one of {}",
                Cause::WORDED.map(Cause::word).join(", ")
            )),
        })?;
        let end = self.end(world)?;
        if end == Cause::Unknown {
            // That there is no such extension is what was expected.
            world.take_fault(Code::NoSuchExtension.id());
        }
        if end == wanted {
            return Ok(());
        }
        let note = format!("expected `{word}`, got `{}`", end.word());
        Err(Complaint::unmet("the call ends with another cause", note))
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
            max_forwards: 0,
        }
    }
}
