//! Answering an offer, and reading the answer to ours (RFC 3264 sections 6 to 8).

use super::{
    Description, Event, Exchange, Format, Local, Media, NegotiationError, Session,
    format::Mapping,
    negotiate::{destinations, ptime},
};
use crate::codec::Codec;

impl Exchange {
    /// Answers `offer`, the first or a later one, with the first codec of ours that it has, and telephone-event
    /// where offered.
    ///
    /// One codec, so that both sides know what is on the line. All other media lines are refused in place (port 0).
    ///
    /// # Errors
    /// [`NegotiationError`]; its `status` is what SIP answers, and the session stays as it was.
    pub fn answer(
        &mut self,
        offer: &Description,
    ) -> Result<(Description, Session), NegotiationError> {
        let (line, theirs) = offer.audio().ok_or(NegotiationError::NoAudio)?;
        let (remote, remote_rtcp) = destinations(offer, theirs, self.local.rtp)?;
        let (mapping, codec) = choose(theirs, &self.codecs)?;
        let receive_type = self
            .types
            .answering(&mapping)
            .ok_or_else(|| no_common_codec(theirs))?;
        let events = self.answer_events(theirs);
        self.types.note_theirs(theirs);
        let direction = offer
            .direction_of(theirs)
            .reversed()
            .and(self.local.direction);
        let session = Session {
            remote,
            remote_rtcp,
            direction,
            formats: vec![mapping.as_format(codec, receive_type)],
            events,
            ptime: ptime(theirs),
        };
        let ours = self.answered(theirs, &session);
        let mut media: Vec<_> = offer.media.iter().map(Media::refused).collect();
        media[line] = ours;
        self.settle(media.clone(), line);
        Ok((self.say(media), session))
    }

    fn answer_events(&mut self, theirs: &Media) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        for mapping in theirs.mappings().filter(Mapping::is_telephone_event) {
            if let Some(receive_type) = self.types.answering(&mapping)
                && !events
                    .iter()
                    .any(|event| event.receive_type == receive_type)
            {
                events.push(mapping.as_event(receive_type));
            }
        }
        events
    }

    /// Our line beside theirs.
    fn answered(&self, theirs: &Media, session: &Session) -> Media {
        let mut ours = self.local.audio_line();
        ours.protocol.clone_from(&theirs.protocol);
        for format in &session.formats {
            ours.add_codec(format.codec, format.receive_type);
        }
        for event in &session.events {
            ours.add_event(event.receive_type, event.clock.0);
        }
        let local = Local {
            direction: session.direction,
            ..self.local.clone()
        };
        ours.finish(&local, session.ptime.as_millis());
        ours
    }

    /// What `answer` makes of our `offer`. Codecs are tried in the order of the answer.
    ///
    /// # Errors
    /// [`NegotiationError`] when the answer refuses the audio or has nothing that was offered; the call is ended then.
    pub fn complete(
        &mut self,
        offer: &Description,
        answer: &Description,
    ) -> Result<Session, NegotiationError> {
        let (line, ours) = offer.audio().ok_or(NegotiationError::NoAudio)?;
        let theirs = answering_line(offer, answer, line).ok_or(NegotiationError::NoAudio)?;
        let (remote, remote_rtcp) = destinations(answer, theirs, self.local.rtp)?;
        let (formats, events) = agreed(ours, theirs);
        if formats.is_empty() {
            return Err(no_common_codec(theirs));
        }
        self.types.note_theirs(theirs);
        self.settle(offer.media.clone(), line);
        Ok(Session {
            remote,
            remote_rtcp,
            direction: answer
                .direction_of(theirs)
                .reversed()
                .and(offer.direction_of(ours)),
            formats,
            events,
            ptime: ptime(theirs),
        })
    }
}

/// The line that answers ours: the one at its place. An answer with fewer or more lines than the offer is wrong
/// (RFC 3264 section 6); its first audio is meant then.
fn answering_line<'a>(
    offer: &Description,
    answer: &'a Description,
    line: usize,
) -> Option<&'a Media> {
    if answer.media.len() == offer.media.len() {
        return answer.media.get(line).filter(|media| media.is_audio());
    }
    answer.audio().map(|(_, media)| media)
}

/// The formats of theirs that are in ours, in their order, with our numbers to receive by.
fn agreed(ours: &Media, theirs: &Media) -> (Vec<Format>, Vec<Event>) {
    let offered: Vec<_> = ours.mappings().collect();
    let receive_type = |mapping: &Mapping| {
        let same = |ours: &&Mapping| ours.encoding() == mapping.encoding();
        offered.iter().find(same).map(|ours| ours.payload_type)
    };
    let (mut formats, mut events) = (Vec::new(), Vec::new());
    for mapping in theirs.mappings() {
        match (receive_type(&mapping), mapping.codec()) {
            (Some(receive_type), _) if mapping.is_telephone_event() => {
                events.push(mapping.as_event(receive_type));
            }
            (Some(receive_type), Some(codec)) => {
                formats.push(mapping.as_format(codec, receive_type));
            }
            _ => {}
        }
    }
    (formats, events)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        codec::{L16, OPUS, PCMA, PCMU},
        sdp::Direction,
    };

    fn local() -> Local {
        Local::new("192.0.2.1:4000".parse().unwrap(), 7)
    }

    fn exchange(codecs: &[&'static Codec]) -> Exchange {
        Exchange::new(local(), codecs.to_vec())
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
        let (answered, agreed) = exchange(preferences).answer(&parse(offered)).unwrap();
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
        let error = |offered| exchange(&[&PCMU]).answer(&parse(offered)).unwrap_err();
        let other = error("m=audio 5000 RTP/AVP 4 18");
        assert_eq!((other.status(), other.warning().unwrap().0), (488, 305));
        assert_eq!(
            error("m=audio 5000 RTP/AVP 97\na=rtpmap:97 speex/8000"),
            NegotiationError::NoCommonCodec {
                offered: "speex".into()
            }
        );
        assert_eq!(error("m=audio 0 RTP/AVP 0"), NegotiationError::NoAudio);
    }

    #[test]
    fn an_offer_of_the_other_family_gets_488_unless_it_only_holds() {
        let error =
            exchange(&[&PCMU]).answer(&parse("m=audio 5000 RTP/AVP 0\nc=IN IP6 2001:db8::9"));
        let error = error.unwrap_err();
        assert_eq!((error.status(), error.warning().unwrap().0), (488, 301));
        check_answer(
            "m=audio 5000 RTP/AVP 0\nc=IN IP6 ::",
            &[&PCMU],
            "PCMU/8000 0>0, recvonly, [::]:5000",
            "m=audio 4000 RTP/AVP 0",
        );
        let rtcp = parse("m=audio 5000 RTP/AVP 0\na=rtcp:5009 IN IP6 2001:db8::9");
        let (_, session) = exchange(&[&PCMU]).answer(&rtcp).unwrap();
        assert_eq!(session.remote_rtcp, "192.0.2.9:5009".parse().unwrap());
    }

    #[test]
    fn the_answerers_payload_types_are_used_towards_it() {
        let mut exchange = exchange(&[&OPUS, &PCMU]);
        let offered = exchange.offer();
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
        let session = exchange.complete(&offered, &answered).unwrap();
        assert_eq!(
            shown(&session),
            "opus/48000 96>111, event/48000 97>101, sendrecv, 192.0.2.9:5000"
        );
        assert!(session.formats[0].parameters.inband_fec);
        assert_eq!(session.remote_rtcp, "192.0.2.8:5009".parse().unwrap());
    }

    #[test]
    fn a_refused_or_foreign_answer_completes_nothing() {
        let mut exchange = exchange(&[&PCMU]);
        let offered = exchange.offer();
        let mut complete = |answer| exchange.complete(&offered, &parse(answer));
        assert_eq!(
            complete("m=audio 0 RTP/AVP 0"),
            Err(NegotiationError::NoAudio)
        );
        assert!(complete("m=audio 9 RTP/AVP 8").is_err());
        assert!(complete("c=IN IP6 2001:db8::9\nm=audio 9 RTP/AVP 0").is_err());
    }

    #[test]
    fn packets_hold_20_to_60_ms_whatever_is_asked() {
        let check = |lines: &str, ms: u128| {
            let offered = parse(&format!("m=audio 5000 RTP/AVP 0\n{lines}"));
            let (answered, session) = exchange(&[&PCMU]).answer(&offered).unwrap();
            assert_eq!(session.ptime.as_millis(), ms, "{lines}");
            let said = answered.to_string();
            assert!(said.contains(&format!("a=ptime:{ms}\r\n")), "{said}");
        };
        check("", 20);
        check("a=ptime:30", 40);
        check("a=ptime:200", 60);
        check("a=ptime:60\na=maxptime:50", 40);
        check("a=maxptime:10", 20);
        for hostile in ["nan", "inf", "-inf", "-5", "0", "x"] {
            check(&format!("a=ptime:{hostile}\na=maxptime:{hostile}"), 20);
        }
    }

    #[test]
    fn our_hold_shows_in_offer_and_session() {
        let holding = Local {
            direction: Direction::SendOnly,
            version: 1,
            ..local()
        };
        let mut exchange = Exchange::new(holding, vec![&PCMU]);
        let offered = exchange.offer();
        assert!(
            offered.to_string().contains("o=- 7 1 IN IP4 192.0.2.1")
                && offered.to_string().contains("a=sendonly")
        );
        let answered = parse("m=audio 9 RTP/AVP 0\na=recvonly");
        let session = exchange.complete(&offered, &answered).unwrap();
        assert_eq!(session.direction, Direction::SendOnly);
    }
}
