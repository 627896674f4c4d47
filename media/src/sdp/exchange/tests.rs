//! Sessions of many exchanges: what has to stay, whatever the other side does.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::codec::{OPUS, PCMA, PCMU};
use crate::sdp::{NegotiationError, Session};

fn exchange(codecs: &[&'static Codec], host: u8) -> Exchange {
    let rtp = ([192, 0, 2, host], 4000).into();
    Exchange::new(Local::new(rtp, 7), codecs.to_vec())
}

fn parse(lines: &str) -> Description {
    Description::parse(format!("v=0\nc=IN IP4 192.0.2.9\n{lines}").as_bytes()).unwrap()
}

/// Version, `m=` lines and directions of a description.
fn shown(description: &Description) -> String {
    let text = description.to_string();
    let lines = text.lines().filter_map(|line| {
        let is_direction = ["a=sendrecv", "a=recvonly", "a=inactive"].contains(&line);
        (line.starts_with("m=") || is_direction).then_some(&line[2..])
    });
    let lines: Vec<_> = lines.collect();
    format!("v{}: {}", description.origin.version, lines.join(", "))
}

/// Their offers in turn, and our offer, full or not, after them.
#[track_caller]
fn check(theirs: &[&str], full: bool, expected: &str) {
    let mut ours = exchange(&[&OPUS, &PCMU], 1);
    for offer in theirs {
        let _ = ours.answer(&parse(offer));
    }
    let offer = if full { ours.offer() } else { ours.refresh() };
    assert_eq!(shown(&offer), expected);
}

const OPUS_96: &str = "m=audio 5000 RTP/AVP 96 0 101 102\na=rtpmap:96 opus/48000/2\n\
                       a=rtpmap:101 telephone-event/8000\na=rtpmap:102 telephone-event/48000";

#[test]
fn a_first_offer_has_the_usual_numbers() {
    let usual = "v0: audio 4000 RTP/AVP 111 0 101 112, sendrecv";
    check(&[], true, usual);
    check(&[], false, usual);
}

#[test]
fn a_later_offer_keeps_the_numbers_of_the_session() {
    check(
        &[OPUS_96],
        true,
        "v1: audio 4000 RTP/AVP 96 0 102 101, sendrecv",
    );
    let other = "m=audio 5000 RTP/AVP 0 111\na=rtpmap:111 speex/8000";
    check(
        &[other],
        true,
        "v1: audio 4000 RTP/AVP 112 0 101 113, sendrecv",
    );
}

#[test]
fn a_later_offer_keeps_every_line_at_its_place() {
    check(
        &["m=video 6000 RTP/AVP 99\nm=audio 5000 RTP/AVPF 0\nm=image 7000 udptl t38"],
        true,
        "v1: video 0 RTP/AVP 99, audio 4000 RTP/AVPF 111 0 101 112, sendrecv, image 0 udptl t38",
    );
    check(
        &[
            "m=audio 5000 RTP/AVP 0\nm=video 6000 RTP/AVP 99",
            "m=audio 5000 RTP/AVP 0",
        ],
        false,
        "v2: audio 4000 RTP/AVP 0, sendrecv, video 0 RTP/AVP 99",
    );
}

#[test]
fn a_refresh_says_the_same_with_the_same_version() {
    check(
        &[OPUS_96],
        false,
        "v0: audio 4000 RTP/AVP 96 101 102, sendrecv",
    );
    check(
        &[OPUS_96, &format!("{OPUS_96}\na=sendonly")],
        false,
        "v1: audio 4000 RTP/AVP 96 101 102, recvonly",
    );
}

#[test]
fn a_full_offer_wants_both_ways_even_while_they_hold() {
    let held = "m=audio 5000 RTP/AVP 0\na=inactive";
    let offer = "v1: audio 4000 RTP/AVP 111 0 101 112, sendrecv";
    check(&[held], true, offer);
}

#[test]
fn an_offer_that_was_refused_changes_nothing() {
    check(
        &[OPUS_96, "m=audio 5000 RTP/AVP 18\nm=video 0 RTP/AVP 99"],
        false,
        "v0: audio 4000 RTP/AVP 96 101 102, sendrecv",
    );
    let mut ours = exchange(&[&OPUS, &PCMU], 1);
    ours.answer(&parse(OPUS_96)).unwrap();
    let refused = ours.offer();
    assert_eq!(refused.origin.version, 1);
    let expected = "v2: audio 4000 RTP/AVP 96 101 102, sendrecv";
    assert_eq!(shown(&ours.refresh()), expected);
}

/// What we have said of one session, and what must hold of the next description.
#[derive(Default)]
struct Witness {
    meanings: BTreeMap<String, String>,
    places: Vec<String>,
    last: Option<Description>,
}

impl Witness {
    fn see(&mut self, description: &Description) {
        let audio = description.media.iter().find(|media| media.port != 0);
        let audio = audio.expect("one line is not refused");
        let mut formats = audio.formats.clone();
        formats.sort();
        formats.dedup();
        assert_eq!(formats.len(), audio.formats.len(), "{description}");
        for mapping in audio.mappings() {
            let meaning = format!("{:?}", mapping.encoding());
            let number = mapping.payload_type.to_string();
            let before = self.meanings.entry(number).or_insert(meaning.clone());
            assert_eq!(*before, meaning, "{description}");
        }
        if let Some(last) = &self.last {
            let mut same = description.clone();
            same.origin.version = last.origin.version;
            let changes = u64::from(same != *last);
            let version = last.origin.version + changes;
            assert_eq!(description.origin.version, version, "{description}");
            assert_eq!(same.origin, last.origin);
        }
        self.last = Some(description.clone());
    }

    fn see_offer(&mut self, offer: &Description) {
        let kinds = kinds(offer);
        assert!(kinds.len() >= self.places.len(), "{offer}");
        assert_eq!(kinds[..self.places.len()], self.places[..], "{offer}");
        self.see(offer);
    }

    /// They have a say in what a place is for.
    fn see_answer(&mut self, offer: &Description, answer: &Description) {
        let kinds = kinds(offer);
        assert_eq!(kinds, self::kinds(answer));
        let dropped = self.places.split_off(kinds.len().min(self.places.len()));
        self.places = kinds;
        self.places.extend(dropped);
        self.see(answer);
    }
}

fn kinds(description: &Description) -> Vec<String> {
    let lines = description.media.iter();
    lines.map(|media| media.kind.clone()).collect()
}

#[derive(Clone, Debug)]
enum Step {
    TheyOffer(String),
    /// Full or not, and their answer; none when they refuse.
    WeOffer(bool, Option<String>),
}

/// An audio line with any numbers for any encodings.
fn audio() -> impl Strategy<Value = String> {
    let encodings = prop::sample::select(vec![
        "opus/48000/2",
        "PCMU/8000",
        "PCMA/8000",
        "speex/8000",
        "telephone-event/8000",
        "telephone-event/48000",
    ]);
    let formats = prop::collection::vec((95_u8..115, encodings), 1..6);
    let direction = prop::sample::select(vec!["sendrecv", "sendonly", "recvonly", "inactive"]);
    (formats, direction).prop_map(|(formats, direction)| {
        let numbers: Vec<_> = formats
            .iter()
            .map(|(number, _)| number.to_string())
            .collect();
        let maps = formats
            .iter()
            .map(|(number, encoding)| format!("a=rtpmap:{number} {encoding}\n"));
        let maps: String = maps.collect();
        format!(
            "m=audio 5000 RTP/AVP {}\n{maps}a={direction}\n",
            numbers.join(" ")
        )
    })
}

fn step() -> impl Strategy<Value = Step> {
    let refused = prop::collection::vec(
        prop::sample::select(vec![
            "m=video 0 RTP/AVP 99\n",
            "m=image 6 udptl t38\n",
            "m=audio 0 RTP/AVP 0\n",
        ]),
        0..3,
    );
    let offer = (refused.clone(), audio(), refused).prop_map(|(before, audio, behind)| {
        Step::TheyOffer(format!("{}{audio}{}", before.concat(), behind.concat()))
    });
    let answer = (any::<bool>(), prop::option::of(audio()));
    prop_oneof![
        offer,
        answer.prop_map(|(full, answer)| Step::WeOffer(full, answer))
    ]
}

/// Their answer to `offer`: that audio, at the place where we offer ours.
fn answer_to(offer: &Description, audio: &str) -> Description {
    let (line, _) = offer.audio().expect("we offer audio");
    let mut lines = vec!["m=video 0 RTP/AVP 99\n"; offer.media.len()];
    lines[line] = audio;
    parse(&lines.concat())
}

/// One offers and the other answers.
fn agree(
    offerer: &mut Exchange,
    answerer: &mut Exchange,
    full: bool,
) -> Result<[Session; 2], NegotiationError> {
    let offer = if full {
        offerer.offer()
    } else {
        offerer.refresh()
    };
    let (answer, answered) = answerer.answer(&offer)?;
    Ok([offerer.complete(&offer, &answer)?, answered])
}

proptest! {
    #[test]
    fn whatever_they_do_our_numbers_and_lines_keep_their_meaning(
        steps in prop::collection::vec(step(), 1..12)
    ) {
        let mut ours = exchange(&[&OPUS, &PCMU, &PCMA], 1);
        let mut witness = Witness::default();
        for step in steps {
            match step {
                Step::TheyOffer(offer) => {
                    let offer = parse(&offer);
                    if let Ok((answer, _)) = ours.answer(&offer) {
                        witness.see_answer(&offer, &answer);
                    }
                }
                Step::WeOffer(full, answer) => {
                    let offer = if full { ours.offer() } else { ours.refresh() };
                    witness.see_offer(&offer);
                    if let Some(answer) = answer {
                        let _ = ours.complete(&offer, &answer_to(&offer, &answer));
                    }
                }
            }
        }
    }

    #[test]
    fn two_of_us_always_understand_each_other(
        steps in prop::collection::vec((any::<bool>(), any::<bool>()), 1..8)
    ) {
        let mut one = exchange(&[&OPUS, &PCMU], 1);
        let mut other = exchange(&[&PCMA, &OPUS], 2);
        for (first, full) in steps {
            let sessions = if first {
                agree(&mut one, &mut other, full)
            } else {
                agree(&mut other, &mut one, full)
            };
            let [offerer, answerer] = sessions.expect("they have Opus in common");
            prop_assert_eq!(offerer.formats[0].send_type, answerer.formats[0].receive_type);
            prop_assert_eq!(offerer.formats[0].receive_type, answerer.formats[0].send_type);
            prop_assert_eq!(offerer.events.len(), answerer.events.len());
        }
    }
}
