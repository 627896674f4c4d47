//! Words for whoever is on a call: the caller of a call that was placed, and a party that calls or is called.

use std::time::Duration;

use rhai::{ImmutableString, Variant};

use super::lesson::Lesson;
use crate::host::{Cause, ChannelId};
use crate::testing::scene::Deed;
use crate::testing::stage::Complaint;
use crate::testing::world::World;

/// How long a key is pressed, with the pause behind it.
const KEY: Duration = Duration::from_millis(200);

/// Somebody who has a channel.
pub(super) trait Speaker: Variant + Clone {
    /// The channel it has now.
    fn channel(&self, world: &World) -> Result<ChannelId, Complaint>;

    /// Does something on it.
    fn does(&self, world: &mut World, deed: Deed) -> Result<(), Complaint> {
        let channel = self.channel(world)?;
        world.host.act(channel, deed);
        world.host.settle();
        Ok(())
    }
}

pub(super) fn teach<S: Speaker>(lesson: &mut Lesson) {
    lesson
        .word(
            "press",
            |world: &mut World, speaker: S, keys: ImmutableString| press(world, &speaker, &keys),
        )
        .word(
            "talk",
            |world: &mut World, speaker: S, text: ImmutableString| {
                speaker.does(world, Deed::Talk(text.into()))
            },
        )
        .word(
            "transfer",
            |world: &mut World, speaker: S, to: ImmutableString| {
                speaker.does(world, Deed::Transfer(to.into()))
            },
        )
        .word("hang_up", |world: &mut World, speaker: S| {
            speaker.does(world, Deed::End(Cause::Normal))
        });
}

/// Presses keys one after the other, and comes back when the last has been pressed.
fn press(world: &mut World, speaker: &impl Speaker, keys: &str) -> Result<(), Complaint> {
    let channel = speaker.channel(world)?;
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
