//! Words for the clock, for what is known besides calls, and for plain expectations.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::tz::TimeZone;
use rhai::{Array, Dynamic, ImmutableString, Map};

use super::lesson::Lesson;
use super::party::Party;
use super::seconds;
use crate::device_state::DeviceState;
use crate::dialplan::Hint;
use crate::host::Reply;
use crate::library::text_of;
use crate::testing::devices;
use crate::testing::scene::Scene;
use crate::testing::stage::Complaint;
use crate::testing::world::World;

pub(super) fn teach(lesson: &mut Lesson) {
    people(lesson);
    outside(lesson);
    clock(lesson);
    state(lesson);
    switch(lesson);
    lesson
        .word(
            "expect",
            |_: &mut World, value: Dynamic, expected: Dynamic| compare(&value, &expected),
        )
        .word("expect", |_: &mut World, so: bool| {
            let complaint = || Complaint::unmet("this is not so", "`false`");
            so.then_some(()).ok_or_else(complaint)
        });
}

fn people(lesson: &mut Lesson) {
    for (word, party) in [
        ("phone", Party::phone as fn(&str) -> Party),
        ("skype", Party::skype),
    ] {
        lesson
            .engine
            .register_fn(word, move |name: &str| party(name));
        lesson.word(
            word,
            move |world: &mut World, name: ImmutableString, details: Map| {
                let mut party = party(&name);
                party.describe(world, details)?;
                Ok(party)
            },
        );
    }
}

/// What is outside of the switch.
fn outside(lesson: &mut Lesson) {
    type Answers = fn(&mut Scene) -> &mut BTreeMap<String, (i32, String)>;
    for (word, usual, answers) in [
        ("command", 0, (|scene| &mut scene.commands) as Answers),
        ("url", 200, |scene| &mut scene.urls),
    ] {
        lesson
            .word(
                word,
                move |world: &mut World, what: ImmutableString, text: ImmutableString| {
                    answers(&mut world.host.scene).insert(what.into(), (usual, text.into()));
                    Ok(())
                },
            )
            .word(
                word,
                move |world: &mut World,
                      what: ImmutableString,
                      text: ImmutableString,
                      number: i64| {
                    let number = i32::try_from(number).unwrap_or(i32::MAX);
                    answers(&mut world.host.scene).insert(what.into(), (number, text.into()));
                    Ok(())
                },
            );
    }
    lesson
        .word(
            "file",
            |world: &mut World, path: ImmutableString, text: ImmutableString| {
                world.host.scene.files.insert(path.into(), text.into());
                Ok(())
            },
        )
        .word("file", |world: &mut World, path: ImmutableString| {
            let text = world.host.scene.files.get(path.as_str());
            Ok(text.cloned().unwrap_or_default())
        });
}

fn clock(lesson: &mut Lesson) {
    lesson
        .word("wait", |world: &mut World, time: Dynamic| {
            let then = world.host.elapsed() + seconds(&time)?;
            world.host.wait_until(then);
            Ok(())
        })
        .word("now", |world: &mut World| Ok(number(world.host.elapsed())))
        .word("clock", |world: &mut World, text: ImmutableString| {
            let wall = wall_time(&text).ok_or_else(|| {
                Complaint::misuse(format!(
                    "`{text}` is no date and time such as `2026-12-24 18:00`"
                ))
            })?;
            world.host.wall = wall.saturating_sub(world.host.elapsed());
            Ok(())
        });
}

/// What the dialplan reads and writes besides its calls.
fn state(lesson: &mut Lesson) {
    lesson
        .word("global", |world: &mut World, name: ImmutableString| {
            Ok(world.globals.variable(&name).unwrap_or_default())
        })
        .word(
            "global",
            |world: &mut World, name: ImmutableString, value: Dynamic| {
                let set = world.globals.set(&name, &text_of(&value));
                set.map_err(|full| Complaint::misuse(full.to_string()))
            },
        )
        .word("random", |world: &mut World, numbers: Array| {
            let number = |value: &Dynamic| {
                let whole = value.as_int().map(i64::cast_unsigned);
                whole.map_err(|_| Complaint::misuse(format!("`{value}` is no whole number")))
            };
            let numbers = numbers.iter().map(number).collect::<Result<_, _>>()?;
            world.host.executor.draw(numbers);
            Ok(())
        })
        .word("database", |world: &mut World, path: ImmutableString| {
            Ok(match world.host.database.get(&path) {
                Reply::Text(value) => value,
                _ => String::new(),
            })
        })
        .word(
            "database",
            |world: &mut World, path: ImmutableString, value: Dynamic| {
                world.host.database.put(&path, text_of(&value));
                Ok(())
            },
        );
}

/// What the switch has and tells.
fn switch(lesson: &mut Lesson) {
    lesson
        .word(
            "hint",
            |world: &mut World, place: ImmutableString, extension: ImmutableString| {
                hint(world, &place, &extension)
            },
        )
        .word("device", |world: &mut World, device: ImmutableString| {
            Ok(devices::state(&world.host, &device))
        })
        .word(
            "device",
            |world: &mut World, device: ImmutableString, state: ImmutableString| {
                let state: DeviceState = state.parse().map_err(|()| {
                    Complaint::misuse(format!(
                        "`{state}` is no state of a device, such as `INUSE`"
                    ))
                })?;
                world
                    .host
                    .scene
                    .devices
                    .insert(device.into(), state.to_string());
                Ok(())
            },
        )
        .word("no_prompt", |world: &mut World, name: ImmutableString| {
            world.host.scene.missing_prompts.insert(name.into());
            Ok(())
        })
        .word("no_transfer", |world: &mut World| {
            world.host.scene.transfers_fail = true;
            Ok(())
        });
}

fn hint(world: &World, context: &str, extension: &str) -> Result<ImmutableString, Complaint> {
    let hint = world.suite.plan.hint(context, extension).ok_or_else(|| {
        Complaint::misuse(format!(
            "extension `{extension}` of context `{context}` has no hint"
        ))
    })?;
    let watched = hint.devices_for(extension);
    let (devices, _) = Hint::parted(&watched);
    Ok(devices::of_hint(&world.host, devices).as_str().into())
}

/// Values are compared as the texts that variables hold: `"3"` is 3.
fn compare(value: &Dynamic, expected: &Dynamic) -> Result<(), Complaint> {
    let (is, wanted) = (text_of(value), text_of(expected));
    if is == wanted {
        return Ok(());
    }
    let note = format!("expected `{wanted}`, got `{is}`");
    Err(Complaint::unmet("the value is not the expected one", note))
}

/// Seconds, whole where they are.
fn number(time: Duration) -> Dynamic {
    if time.subsec_nanos() == 0 {
        Dynamic::from(time.as_secs() as i64)
    } else {
        Dynamic::from(time.as_secs_f64())
    }
}

/// `2026-12-24 18:00` or `2026-12-24 18:00:30`, in UTC, as time since 1970.
fn wall_time(text: &str) -> Option<Duration> {
    let civil: jiff::civil::DateTime = text.trim().parse().ok()?;
    let instant = civil.to_zoned(TimeZone::UTC).ok()?.timestamp();
    u64::try_from(instant.as_second())
        .ok()
        .map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<u64>) {
        assert_eq!(
            wall_time(text).map(|time| time.as_secs()),
            expected,
            "{text}"
        );
    }

    #[test]
    fn a_date_and_time_is_a_number_of_seconds() {
        check("1970-01-01 00:00", Some(0));
        check("2000-02-29 12:00:01", Some(951_825_601));
        check("2026-12-24T18:00", Some(1_798_135_200));
        check("2026-02-29 12:00", None);
        check("2026-13-01 12:00", None);
        check("2026-12-24 24:00", None);
        check("1969-12-31 23:59:59", None);
        check("tomorrow", None);
    }
}
