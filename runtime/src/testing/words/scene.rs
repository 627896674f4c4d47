//! Words for the clock, for what is known besides calls, and for plain expectations.

use std::collections::BTreeMap;
use std::time::Duration;

use rhai::{Array, Dynamic, Engine, ImmutableString, Map, NativeCallContext};

use super::party::Party;
use super::{Outcome, act, seconds};
use crate::host::Reply;
use crate::library::text_of;
use crate::testing::devices;
use crate::testing::scene::Scene;
use crate::testing::stage::{Complaint, Stage};
use crate::testing::world::World;

/// Minutes, hours and days [s].
const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;

pub(super) fn register(engine: &mut Engine, stage: &Stage) {
    people(engine, stage);
    outside(engine, stage);
    clock(engine, stage);
    state(engine, stage);
    let on = stage.clone();
    engine.register_fn(
        "expect",
        move |context: NativeCallContext, value: Dynamic, expected: Dynamic| {
            act(&on, &context, |_| compare(&value, &expected))
        },
    );
    let on = stage.clone();
    engine.register_fn("expect", move |context: NativeCallContext, so: bool| {
        let complaint = || Complaint::unmet("this is not so", "`false`");
        act(
            &on,
            &context,
            |_| if so { Ok(()) } else { Err(complaint()) },
        )
    });
}

fn people(engine: &mut Engine, stage: &Stage) {
    for (word, party) in [
        ("phone", Party::phone as fn(&str) -> Party),
        ("skype", Party::skype),
    ] {
        engine.register_fn(word, move |name: &str| party(name));
        let on = stage.clone();
        engine.register_fn(
            word,
            move |context: NativeCallContext, name: &str, details: Map| {
                act(&on, &context, |world| {
                    let mut party = party(name);
                    party.describe(world, details)?;
                    Ok(party)
                })
            },
        );
    }
}

/// What is outside of the switch.
fn outside(engine: &mut Engine, stage: &Stage) {
    type Answers = fn(&mut Scene) -> &mut BTreeMap<String, (i32, String)>;
    for (word, usual, answers) in [
        ("command", 0, (|scene| &mut scene.commands) as Answers),
        ("url", 200, |scene| &mut scene.urls),
    ] {
        let on = stage.clone();
        engine.register_fn(
            word,
            move |context: NativeCallContext, what: &str, text: &str| {
                act(&on, &context, |world| {
                    answers(&mut world.host.scene)
                        .insert(what.to_owned(), (usual, text.to_owned()));
                    Ok(())
                })
            },
        );
        let on = stage.clone();
        engine.register_fn(
            word,
            move |context: NativeCallContext, what: &str, text: &str, number: i64| {
                act(&on, &context, |world| {
                    let number = i32::try_from(number).unwrap_or(i32::MAX);
                    answers(&mut world.host.scene)
                        .insert(what.to_owned(), (number, text.to_owned()));
                    Ok(())
                })
            },
        );
    }
    let on = stage.clone();
    engine.register_fn(
        "file",
        move |context: NativeCallContext, path: &str, text: &str| {
            act(&on, &context, |world| {
                world
                    .host
                    .scene
                    .files
                    .insert(path.to_owned(), text.to_owned());
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn("file", move |context: NativeCallContext, path: &str| {
        act(&on, &context, |world| {
            Ok(world
                .host
                .scene
                .files
                .get(path)
                .cloned()
                .unwrap_or_default())
        })
    });
}

fn clock(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn("wait", move |context: NativeCallContext, time: Dynamic| {
        act(&on, &context, |world| {
            let then = world.host.elapsed() + seconds(&time)?;
            world.host.wait_until(then);
            Ok(())
        })
    });
    let on = stage.clone();
    engine.register_fn(
        "now",
        move |context: NativeCallContext| -> Outcome<Dynamic> {
            act(&on, &context, |world| Ok(number(world.host.elapsed())))
        },
    );
    let on = stage.clone();
    engine.register_fn("clock", move |context: NativeCallContext, text: &str| {
        act(&on, &context, |world| {
            let wall = wall_time(text).ok_or_else(|| {
                Complaint::misuse(format!(
                    "`{text}` is no date and time such as `2026-12-24 18:00`"
                ))
            })?;
            world.host.wall = wall.saturating_sub(world.host.elapsed());
            Ok(())
        })
    });
}

fn state(engine: &mut Engine, stage: &Stage) {
    let on = stage.clone();
    engine.register_fn(
        "hint",
        move |context: NativeCallContext, place: &str, extension: &str| {
            act(&on, &context, |world| hint(world, place, extension))
        },
    );
    let on = stage.clone();
    engine.register_fn("device", move |context: NativeCallContext, device: &str| {
        act(&on, &context, |world| {
            Ok(devices::state(&world.host, device))
        })
    });
    let on = stage.clone();
    engine.register_fn(
        "device",
        move |context: NativeCallContext, device: &str, state: &str| {
            act(&on, &context, |world| {
                let state: crate::device_state::DeviceState = state.parse().map_err(|()| {
                    Complaint::misuse(format!(
                        "`{state}` is no state of a device, such as `INUSE`"
                    ))
                })?;
                world
                    .host
                    .scene
                    .devices
                    .insert(device.to_owned(), state.to_string());
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn("global", move |context: NativeCallContext, name: &str| {
        act(&on, &context, |world| {
            Ok(world.globals.variable(name).unwrap_or_default())
        })
    });
    let on = stage.clone();
    engine.register_fn(
        "global",
        move |context: NativeCallContext, name: &str, value: Dynamic| {
            act(&on, &context, |world| {
                world.globals.set(name, text_of(&value));
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "random",
        move |context: NativeCallContext, numbers: Array| {
            act(&on, &context, |world| {
                let number = |value: &Dynamic| {
                    let whole = value.as_int().map(i64::cast_unsigned);
                    whole.map_err(|_| Complaint::misuse(format!("`{value}` is no whole number")))
                };
                let numbers = numbers.iter().map(number).collect::<Result<_, _>>()?;
                world.host.executor.draw(numbers);
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn("database", move |context: NativeCallContext, path: &str| {
        act(&on, &context, |world| {
            Ok(match world.host.database.get(path) {
                Reply::Text(value) => value,
                _ => String::new(),
            })
        })
    });
    let on = stage.clone();
    engine.register_fn(
        "database",
        move |context: NativeCallContext, path: &str, value: Dynamic| {
            act(&on, &context, |world| {
                world.host.database.put(path, text_of(&value));
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn(
        "no_prompt",
        move |context: NativeCallContext, name: &str| {
            act(&on, &context, |world| {
                world.host.scene.missing_prompts.insert(name.to_owned());
                Ok(())
            })
        },
    );
    let on = stage.clone();
    engine.register_fn("no_transfer", move |context: NativeCallContext| {
        act(&on, &context, |world| {
            world.host.scene.transfers_fail = true;
            Ok(())
        })
    });
}

fn hint(world: &World, context: &str, extension: &str) -> Result<ImmutableString, Complaint> {
    let hint = world.suite.plan.hint(context, extension).ok_or_else(|| {
        Complaint::misuse(format!(
            "extension `{extension}` of context `{context}` has no hint"
        ))
    })?;
    Ok(devices::of_hint(&world.host, &hint.device).as_str().into())
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
    let (date, time) = text.trim().split_once([' ', 'T'])?;
    let mut date = date.splitn(3, '-').map(str::parse::<u64>);
    let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
    let mut time = time.splitn(3, ':').map(str::parse::<u64>);
    let (hour, minute) = (time.next()?.ok()?, time.next()?.ok()?);
    let second = time.next().unwrap_or(Ok(0)).ok()?;
    let in_range = (1970..10_000).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let seconds =
        || days_since_1970(year, month, day) * DAY + hour * HOUR + minute * MINUTE + second;
    in_range.then(|| Duration::from_secs(seconds()))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_since_1970(year: u64, month: u64, day: u64) -> u64 {
    let years: u64 = (1970..year)
        .map(|year| if is_leap(year) { 366 } else { 365 })
        .sum();
    let months: u64 = (1..month).map(|month| days_in(year, month)).sum();
    years + months + day - 1
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
        check("tomorrow", None);
    }
}
