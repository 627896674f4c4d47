//! Answering an offer, and reading the answer to ours (RFC 3264 sections 6 and 7).

use super::{
    Description, Event, Format, Local, Media, NegotiationError, Session,
    format::Mapping,
    negotiate::{destinations, ptime},
};
use crate::codec::Codec;

/// Answers `offer` with the first codec of `preferences` that it has, and telephone-event where offered.
///
/// One codec, so that both sides know what is on the line. All other media lines are refused in place (port 0).
///
/// # Errors
/// [`NegotiationError`]; its `status` is what SIP answers.
pub fn answer(
    offer: &Description,
    preferences: &[&'static Codec],
    local: &Local,
) -> Result<(Description, Session), NegotiationError> {
    let (chosen_line, theirs) = offer.audio().ok_or(NegotiationError::NoAudio)?;
    let (remote, remote_rtcp) = destinations(offer, theirs)?;
    let (mapping, codec) = choose(theirs, preferences)?;
    let events = theirs
        .mappings()
        .filter(Mapping::is_telephone_event)
        .map(|event| event.as_event(event.payload_type));
    let events: Vec<_> = events.collect();
    let direction = offer.direction_of(theirs).reversed().and(local.direction);

    let mut ours = local.audio_line();
    ours.protocol.clone_from(&theirs.protocol);
    ours.add_codec(codec, mapping.payload_type);
    for event in &events {
        ours.add_event(event.receive_type, event.clock.0);
    }
    ours.finish(
        &Local {
            direction,
            ..local.clone()
        },
        ptime(theirs).as_millis(),
    );

    let lines = offer.media.iter().enumerate();
    let media = lines
        .map(|(line, media)| {
            if line == chosen_line {
                ours.clone()
            } else {
                media.refused()
            }
        })
        .collect();
    let session = Session {
        remote,
        remote_rtcp,
        direction,
        formats: vec![mapping.as_format(codec, mapping.payload_type)],
        events,
        ptime: ptime(theirs),
    };
    Ok((local.description(media), session))
}

/// What `answer` makes of our `offer`. Codecs are tried in the order of the answer.
///
/// # Errors
/// [`NegotiationError`] when the answer refuses the audio or has nothing that was offered; the call is ended then.
pub fn complete(offer: &Description, answer: &Description) -> Result<Session, NegotiationError> {
    let (_, ours) = offer.audio().ok_or(NegotiationError::NoAudio)?;
    let (_, theirs) = answer.audio().ok_or(NegotiationError::NoAudio)?;
    let (remote, remote_rtcp) = destinations(answer, theirs)?;
    let offered: Vec<_> = ours.mappings().collect();
    let receive_type = |mapping: &Mapping| {
        let same = |ours: &&Mapping| {
            ours.name.eq_ignore_ascii_case(&mapping.name) && ours.clock == mapping.clock
        };
        offered.iter().find(same).map(|ours| ours.payload_type)
    };
    let (mut formats, mut events) = (Vec::new(), Vec::new());
    for mapping in theirs.mappings() {
        match (receive_type(&mapping), mapping.codec()) {
            (Some(receive_type), _) if mapping.is_telephone_event() => {
                events.push(mapping.as_event(receive_type))
            }
            (Some(receive_type), Some(codec)) => {
                formats.push(mapping.as_format(codec, receive_type))
            }
            _ => {}
        }
    }
    if formats.is_empty() {
        return Err(no_common_codec(theirs));
    }
    let direction = answer
        .direction_of(theirs)
        .reversed()
        .and(offer.direction_of(ours));
    Ok(Session {
        remote,
        remote_rtcp,
        direction,
        formats,
        events,
        ptime: ptime(theirs),
    })
}

fn choose(
    theirs: &Media,
    preferences: &[&'static Codec],
) -> Result<(Mapping, &'static Codec), NegotiationError> {
    let of = |wanted: &&'static Codec| {
        theirs
            .mappings()
            .find(|mapping| mapping.codec() == Some(*wanted))
    };
    let found = preferences
        .iter()
        .find_map(|codec| Some((of(codec)?, *codec)));
    found.ok_or_else(|| no_common_codec(theirs))
}

fn no_common_codec(theirs: &Media) -> NegotiationError {
    let names = theirs.mappings().map(|mapping| mapping.name);
    NegotiationError::NoCommonCodec {
        offered: names.collect::<Vec<_>>().join(", "),
    }
}

impl Mapping {
    fn as_format(&self, codec: &'static Codec, receive_type: u8) -> Format {
        Format {
            codec,
            send_type: self.payload_type,
            receive_type,
            parameters: self.parameters(),
        }
    }

    fn as_event(&self, receive_type: u8) -> Event {
        Event {
            send_type: self.payload_type,
            receive_type,
            clock: self.clock,
        }
    }
}

impl Media {
    /// The same line with port 0 (RFC 3264 section 6).
    fn refused(&self) -> Self {
        Self {
            port: 0,
            connection: None,
            attributes: Vec::new(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codec::{L16, OPUS, PCMA, PCMU},
        sdp::{Direction, offer},
    };

    fn local() -> Local {
        Local::new("192.0.2.1:4000".parse().unwrap(), 7)
    }

    fn parse(lines: &str) -> Description {
        Description::parse(format!("v=0\nc=IN IP4 192.0.2.9\n{lines}").as_bytes()).unwrap()
    }

    /// The session as `codec send>receive, event…, direction, remote`.
    fn shown(session: &Session) -> String {
        let formats = session
            .formats
            .iter()
            .map(|f| format!("{:?} {}>{}", f.codec, f.send_type, f.receive_type));
        let events = session
            .events
            .iter()
            .map(|e| format!("event/{} {}>{}", e.clock.0, e.send_type, e.receive_type));
        let tail = [
            session.direction.name().to_owned(),
            session.remote.to_string(),
        ];
        formats
            .chain(events)
            .chain(tail)
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn check_answer(
        offered: &str,
        preferences: &[&'static Codec],
        session: &str,
        media_lines: &str,
    ) {
        let (answered, agreed) = answer(&parse(offered), preferences, &local()).unwrap();
        assert_eq!(shown(&agreed), session);
        let lines: Vec<_> = answered
            .to_string()
            .lines()
            .filter(|l| l.starts_with("m="))
            .map(str::to_owned)
            .collect();
        assert_eq!(lines.join(" | "), media_lines);
    }

    #[test]
    fn our_preference_decides_among_what_is_offered() {
        let offered = "m=audio 5000 RTP/AVP 0 8 96 101\na=rtpmap:96 OPUS/48000/2\na=rtpmap:101 telephone-event/8000";
        let opus = "opus/48000 96>96, event/8000 101>101, sendrecv, 192.0.2.9:5000";
        check_answer(
            offered,
            &[&OPUS, &PCMU],
            opus,
            "m=audio 4000 RTP/AVP 96 101",
        );
        let alaw = "PCMA/8000 8>8, event/8000 101>101, sendrecv, 192.0.2.9:5000";
        check_answer(
            offered,
            &[&L16, &PCMA, &PCMU],
            alaw,
            "m=audio 4000 RTP/AVP 8 101",
        );
    }

    #[test]
    fn other_media_keep_their_line_and_are_refused() {
        let offered = "m=video 6000 RTP/AVP 99\nm=image 7000 udptl t38\nm=audio 5000 RTP/AVP 0\nm=audio 5002 RTP/AVP 0";
        check_answer(
            offered,
            &[&PCMU],
            "PCMU/8000 0>0, sendrecv, 192.0.2.9:5000",
            "m=video 0 RTP/AVP 99 | m=image 0 udptl t38 | m=audio 4000 RTP/AVP 0 | m=audio 0 RTP/AVP 0",
        );
    }

    #[test]
    fn a_hold_is_answered_by_its_reverse() {
        let held = "PCMU/8000 0>0, recvonly, 192.0.2.9:5000";
        check_answer(
            "m=audio 5000 RTP/AVP 0\na=sendonly",
            &[&PCMU],
            held,
            "m=audio 4000 RTP/AVP 0",
        );
        let inactive = "PCMU/8000 0>0, inactive, 192.0.2.9:5000";
        check_answer(
            "m=audio 5000 RTP/AVP 0\na=inactive",
            &[&PCMU],
            inactive,
            "m=audio 4000 RTP/AVP 0",
        );
        let old_style = "PCMU/8000 0>0, recvonly, 0.0.0.0:5000";
        check_answer(
            "m=audio 5000 RTP/AVP 0\nc=IN IP4 0.0.0.0",
            &[&PCMU],
            old_style,
            "m=audio 4000 RTP/AVP 0",
        );
    }

    #[test]
    fn an_offer_without_a_codec_of_ours_gets_488() {
        let error = answer(&parse("m=audio 5000 RTP/AVP 4 18"), &[&PCMU], &local()).unwrap_err();
        assert_eq!(error.status(), 488);
        let offered = parse("m=audio 5000 RTP/AVP 97\na=rtpmap:97 speex/8000");
        let error = answer(&offered, &[&PCMU], &local()).unwrap_err();
        assert_eq!(
            error,
            NegotiationError::NoCommonCodec {
                offered: "speex".into()
            }
        );
        assert_eq!(
            answer(&parse("m=audio 0 RTP/AVP 0"), &[&PCMU], &local()),
            Err(NegotiationError::NoAudio)
        );
    }

    #[test]
    fn the_answerers_payload_types_are_used_towards_it() {
        let offered = offer(&local(), &[&OPUS, &PCMU]);
        let printed = offered.to_string();
        assert!(
            printed.contains("m=audio 4000 RTP/AVP 111 0 101 112\r\n"),
            "{printed}"
        );
        assert!(
            printed.contains("a=rtpmap:111 opus/48000/2\r\na=fmtp:111 useinbandfec=1\r\n"),
            "{printed}"
        );
        let answered = parse(
            "m=audio 5000 RTP/AVP 96 97\na=rtpmap:96 opus/48000/2\na=fmtp:96 maxplaybackrate=16000; useinbandfec=1\n\
             a=rtpmap:97 telephone-event/48000\na=rtcp:5009 IN IP4 192.0.2.8",
        );
        let session = complete(&offered, &answered).unwrap();
        assert_eq!(
            shown(&session),
            "opus/48000 96>111, event/48000 97>101, sendrecv, 192.0.2.9:5000"
        );
        assert!(session.formats[0].parameters.inband_fec);
        assert_eq!(session.remote_rtcp, "192.0.2.8:5009".parse().unwrap());
    }

    #[test]
    fn a_refused_or_foreign_answer_completes_nothing() {
        let offered = offer(&local(), &[&PCMU]);
        assert_eq!(
            complete(&offered, &parse("m=audio 0 RTP/AVP 0")),
            Err(NegotiationError::NoAudio)
        );
        assert!(complete(&offered, &parse("m=audio 9 RTP/AVP 8")).is_err());
    }

    #[test]
    fn our_hold_shows_in_offer_and_session() {
        let holding = Local {
            direction: Direction::SendOnly,
            version: 1,
            ..local()
        };
        let offered = offer(&holding, &[&PCMU]);
        assert!(
            offered.to_string().contains("o=- 7 1 IN IP4 192.0.2.1")
                && offered.to_string().contains("a=sendonly")
        );
        let session = complete(&offered, &parse("m=audio 9 RTP/AVP 0\na=recvonly")).unwrap();
        assert_eq!(session.direction, Direction::SendOnly);
    }
}
