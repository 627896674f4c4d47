//! What phones hear through an engine.

mod world;

use super::*;
use crate::{
    Direction, Hz, Session,
    codec::{OPUS, PCMA, PCMU, Parameters},
    rtp::Ssrc,
};
use proptest::prelude::*;
use std::net::SocketAddr;

use world::*;

#[test]
fn legs_of_one_codec_are_relayed_at_once_and_renumbered() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(1000, &[(1, 440.0), (2, 880.0)]);
    world.hears(1, 880.0);
    world.hears(2, 440.0);
    let phone = &world.phones[&2];
    phone.got_one_clean_stream();
    assert!(phone.headers[0].marker && phone.headers[0].ssrc != Ssrc(1));
    assert!(
        phone
            .arrivals
            .iter()
            .all(|at| at.as_millis().is_multiple_of(20))
    );
}

#[test]
fn legs_of_different_codecs_are_transcoded() {
    let mut world = World::new(&[(1, &OPUS), (2, &PCMU), (3, &PCMA)]);
    world.bridge(1, 2);
    world.run(2000, &[(1, 440.0), (2, 880.0)]);
    world.hears(1, 880.0);
    world.hears(2, 440.0);
    world.phones.values().for_each(Phone::got_one_clean_stream);
    world.bridge(3, 2);
    world.forget();
    world.run(1000, &[(1, 440.0), (2, 880.0), (3, 660.0)]);
    world.hears(2, 660.0);
    world.hears(3, 880.0);
    world.hears_nothing(1);
}

#[test]
fn an_even_stream_is_transcoded_without_concealment() {
    let mut world = World::new(&[(1, &OPUS), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(30_000, &[(1, 440.0), (2, 880.0)]);
    for leg in [1, 2] {
        world.command(Command::Report { leg: LegId(leg) });
        let Some(Event::Statistics { statistics, .. }) = world.told.last() else {
            panic!("{:?}", world.told)
        };
        assert_eq!(statistics.concealed, Duration::ZERO);
        // The caution that a call begins with is given up, and no more.
        assert!(
            statistics.stretched <= Duration::from_millis(100),
            "{statistics:?}"
        );
        assert!(
            statistics.buffer_delay <= Duration::from_millis(120),
            "{statistics:?}"
        );
    }
}

#[test]
fn a_bridge_that_changes_codec_keeps_one_stream() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(1000, &[(1, 440.0)]);
    let session = session(LegId(1), &PCMA, 8);
    world.command(Command::Configure {
        leg: LegId(1),
        session,
    });
    let phone = world.phones.get_mut(&1).unwrap();
    (phone.codec, phone.payload_type) = (&PCMA, 8);
    phone.encoder = (PCMA.encoder)(Hz(8000), &Parameters::default()).unwrap();
    world.run(1000, &[(1, 660.0)]);
    world.hears(2, 660.0);
    world.phones[&2].got_one_clean_stream();
}

#[test]
fn echo_comes_back() {
    for codec in [&PCMU, &OPUS] {
        let mut world = World::new(&[(1, codec)]);
        world.command(Command::Echo {
            leg: LegId(1),
            on: true,
        });
        world.run(1000, &[(1, 440.0)]);
        world.hears(1, 440.0);
        world.command(Command::Echo {
            leg: LegId(1),
            on: false,
        });
        world.forget();
        world.run(100, &[(1, 440.0)]);
        world.hears_nothing(1);
    }
}

#[test]
fn a_playback_is_heard_to_its_end_and_told() {
    for codec in [&PCMU, &OPUS] {
        let mut world = World::new(&[(1, codec)]);
        let audio = vec![tone(440.0, 500), tone(440.0, 500)];
        world.command(Command::Play {
            leg: LegId(1),
            playback: PlaybackId(3),
            audio,
        });
        world.run(980, &[]);
        assert!(world.told.is_empty());
        world.run(60, &[]);
        world.hears(1, 440.0);
        world.phones[&1].got_one_clean_stream();
        let finished = Event::PlaybackFinished {
            leg: LegId(1),
            playback: PlaybackId(3),
            completed: true,
        };
        assert_eq!(world.told, [finished]);
        assert_eq!(world.phones[&1].heard.len(), 8000);
    }
}

#[test]
fn a_playback_takes_the_place_of_the_bridge_and_gives_it_back() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(200, &[(2, 880.0)]);
    world.command(Command::Play {
        leg: LegId(1),
        playback: PlaybackId(3),
        audio: vec![tone(440.0, 5000)],
    });
    world.run(1000, &[(2, 880.0)]);
    world.hears(1, 440.0);
    world.command(Command::StopPlayback { leg: LegId(1) });
    world.run(1000, &[(2, 880.0)]);
    world.hears(1, 880.0);
    world.phones[&1].got_one_clean_stream();
    let stopped = Event::PlaybackFinished {
        leg: LegId(1),
        playback: PlaybackId(3),
        completed: false,
    };
    assert!(world.told.contains(&stopped));
}

#[test]
fn a_pipe_carries_sound_playback_and_echo() {
    let mut world = World::new(&[(1, &PCMU), (2, &OPUS)]);
    world.command(Command::OpenPipe {
        a: LegId(11),
        b: LegId(12),
    });
    world.bridge(1, 11);
    world.command(Command::Play {
        leg: LegId(12),
        playback: PlaybackId(3),
        audio: vec![tone(440.0, 1000)],
    });
    world.run(1040, &[]);
    world.hears(1, 440.0);
    world.command(Command::Echo {
        leg: LegId(12),
        on: true,
    });
    world.run(1000, &[(1, 550.0)]);
    world.hears(1, 550.0);
    world.command(Command::Echo {
        leg: LegId(12),
        on: false,
    });
    world.bridge(12, 2);
    world.run(1000, &[(1, 660.0), (2, 770.0)]);
    world.hears(2, 660.0);
    world.hears(1, 770.0);
    world.command(Command::Close { leg: LegId(11) });
    let closed = world
        .told
        .iter()
        .filter(|event| matches!(event, Event::Closed { .. }))
        .count();
    assert_eq!(closed, 2);
}

#[test]
fn a_digit_is_told_and_passes_the_bridge() {
    for (codec, relayed) in [(&PCMU, true), (&OPUS, false)] {
        let mut world = World::new(&[(1, &PCMU), (2, codec)]);
        world.command(Command::OpenPipe {
            a: LegId(11),
            b: LegId(12),
        });
        world.bridge(1, 11);
        world.bridge(12, 2);
        world.run(100, &[(1, 440.0)]);
        for (at, end) in [
            (160, false),
            (480, false),
            (800, true),
            (800, true),
            (800, true),
        ] {
            world.digit(1, 8000, end, at);
        }
        world.run(300, &[]);
        let told = world.told.iter().filter_map(|event| match event {
            Event::Digit {
                leg,
                digit,
                duration,
            } => Some((leg.0, *digit, duration.as_millis())),
            _ => None,
        });
        assert_eq!(told.collect::<Vec<_>>(), [(1, '5', 100), (12, '5', 100)]);
        let events = &world.phones[&2].events;
        assert!(
            events.iter().all(|event| event.event == 5) && events.iter().any(|event| event.end)
        );
        assert_eq!(
            events.len() == 5 && events[0].duration == 160,
            relayed || events.len() == 5
        );
    }
}

#[test]
fn digits_are_sent_in_place_of_sound() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(100, &[(2, 440.0)]);
    let digits = vec![
        ('1', Duration::from_millis(100)),
        ('#', Duration::from_millis(100)),
    ];
    world.command(Command::SendDigits {
        leg: LegId(1),
        digits,
        gap: Duration::from_millis(60),
    });
    world.forget();
    world.run(400, &[(2, 440.0)]);
    let ends: Vec<_> = world.phones[&1]
        .events
        .iter()
        .filter(|event| event.end)
        .map(|event| event.event)
        .collect();
    assert_eq!(ends, [1, 1, 1, 11, 11, 11]);
    assert!(world.told.contains(&Event::DigitsSent { leg: LegId(1) }));
    world.run(600, &[(2, 440.0)]);
    world.hears(1, 440.0);
}

#[test]
fn a_held_leg_gets_nothing() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    let held = Session {
        direction: Direction::RecvOnly,
        ..session(LegId(1), &PCMU, 0)
    };
    world.command(Command::Configure {
        leg: LegId(1),
        session: held,
    });
    world.run(200, &[(2, 440.0)]);
    world.hears_nothing(1);
    world.command(Command::Configure {
        leg: LegId(1),
        session: session(LegId(1), &PCMU, 0),
    });
    world.run(1000, &[(2, 440.0)]);
    world.hears(1, 440.0);
}

#[test]
fn silence_and_first_sound_are_told() {
    let mut world = World::new(&[(1, &PCMU)]);
    world.run(100, &[(1, 440.0)]);
    assert_eq!(world.told, [Event::Heard { leg: LegId(1) }]);
    world.forget();
    world.run(25_000, &[]);
    assert!(
        matches!(world.told[..], [Event::Silent { leg: LegId(1), .. }]),
        "{:?}",
        world.told
    );
}

#[test]
fn reports_go_out_and_the_last_says_goodbye() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(20_000, &[(1, 440.0)]);
    assert!(
        (2..=8).contains(&world.phones[&1].reports),
        "{}",
        world.phones[&1].reports
    );
    world.command(Command::Close { leg: LegId(1) });
    let Some(Event::Closed { statistics, .. }) = world.told.last() else {
        panic!("{:?}", world.told)
    };
    assert_eq!(
        (
            statistics.packets_received,
            statistics.lost,
            statistics.packets_sent
        ),
        (1000, 0, 0)
    );
}

#[test]
fn a_pause_of_the_speaker_is_a_pause_for_the_listener() {
    let mut world = World::new(&[(1, &PCMA), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(1000, &[(1, 440.0)]);
    world.run(1000, &[]);
    world.forget();
    world.run(1000, &[]);
    world.hears_nothing(2);
    world.phones.get_mut(&1).unwrap().sent += 100;
    world.run(1000, &[(1, 440.0)]);
    world.hears(2, 440.0);
    assert!(world.phones[&2].headers[0].marker);
}

#[test]
fn strangers_and_noise_are_not_heard() {
    let mut world = World::new(&[(1, &PCMU), (2, &PCMU)]);
    world.bridge(1, 2);
    world.run(100, &[(1, 440.0)]);
    world.forget();
    let datagram = world.phones.get_mut(&1).unwrap().say(440.0);
    let stranger = SocketAddr::from(([127, 0, 0, 9], 9));
    for (source, datagram) in [
        (stranger, datagram.as_slice()),
        (
            address(LegId(1), Component::Rtp),
            &[0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42],
        ),
    ] {
        world
            .engine
            .handle_packet(world.now, LegId(1), Component::Rtp, source, datagram);
    }
    world.settle();
    world.hears_nothing(2);
}

/// One thing that may happen to an engine.
/// To whom the socket of leg 1 was narrowed since the last look: `1` is the phone, `*` everyone.
fn narrowings(world: &mut World) -> String {
    let told = std::iter::from_fn(|| world.engine.poll_narrowing());
    let letter = |(leg, peer): (LegId, Option<SocketAddr>)| match peer {
        Some(peer) => {
            assert_eq!(peer, address(leg, Component::Rtp));
            leg.0.to_string()
        }
        None => "*".into(),
    };
    told.map(letter).collect()
}

#[test]
fn a_socket_is_narrowed_to_who_is_heard_and_opened_before_another_may_be() {
    let mut world = World::new(&[(1, &PCMU)]);
    world.run(1000, &[]);
    assert_eq!(narrowings(&mut world), "");
    world.run(3000, &[(1, 440.0)]);
    assert_eq!(narrowings(&mut world), "1");
    world.run(2000, &[]);
    assert_eq!(narrowings(&mut world), "*");
    world.run(100, &[(1, 440.0)]);
    assert_eq!(narrowings(&mut world), "1");
    let mut moved = session(LegId(1), &PCMU, 0);
    moved.remote = address(LegId(2), Component::Rtp);
    let leg = LegId(1);
    world.engine.handle_command(
        world.now,
        Command::Configure {
            leg,
            session: moved,
        },
    );
    assert_eq!(narrowings(&mut world), "*");
}

fn anything() -> impl Strategy<Value = (u8, u64, u64, Vec<u8>)> {
    (
        0..14_u8,
        0..4_u64,
        0..4_u64,
        proptest::collection::vec(any::<u8>(), 0..40),
    )
}

fn happen(world: &mut World, (what, a, b, mut octets): (u8, u64, u64, Vec<u8>)) {
    let (leg, a, b) = (LegId(a), LegId(a), LegId(b));
    let command = match what {
        0 => Command::Open { leg, seed: 1 },
        1 => Command::Configure {
            leg,
            session: session(leg, &PCMU, 0),
        },
        2 => Command::Configure {
            leg,
            session: session(leg, &OPUS, 111),
        },
        3 => Command::OpenPipe { a, b },
        4 => Command::Bridge { a, b },
        5 => Command::Unbridge { a, b },
        6 => Command::Play {
            leg,
            playback: PlaybackId(1),
            audio: vec![tone(440.0, 50)],
        },
        7 => Command::StopPlayback { leg },
        8 => Command::Echo {
            leg,
            on: b.0 % 2 == 0,
        },
        9 => Command::SendDigits {
            leg,
            digits: vec![('5', Duration::ZERO)],
            gap: Duration::ZERO,
        },
        10 => Command::Close { leg },
        _ => {
            let component = if what == 13 {
                Component::Rtcp
            } else {
                Component::Rtp
            };
            if let Some(first) = octets.first_mut() {
                *first = 0x80 | *first & 0x0F;
            }
            if let Some(second) = octets.get_mut(1) {
                *second = [0, 13, 101, 111, 200][usize::from(*second % 5)];
            }
            world.engine.handle_packet(
                world.now,
                leg,
                component,
                address(leg, Component::Rtp),
                &octets,
            );
            return;
        }
    };
    world.engine.handle_command(world.now, command);
}

proptest! {
    #[test]
    fn no_order_of_commands_and_packets_harms(steps in proptest::collection::vec(anything(), 1..80)) {
        let mut world = World::new(&[]);
        for step in steps {
            happen(&mut world, step);
            world.now += Duration::from_millis(7);
            world.engine.handle_timeout(world.now);
            prop_assert!(world.engine.poll_timeout().is_none_or(|at| at > world.now));
            prop_assert!(world.engine.transmits().all(|transmit| transmit.payload.len() < 1500));
            world.engine.clear_transmits();
        }
        (0..4).for_each(|leg| world.engine.handle_command(world.now, Command::Close { leg: LegId(leg) }));
        prop_assert!(world.engine.ticker.poll_timeout().is_none());
    }
}
