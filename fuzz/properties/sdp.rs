//! Session descriptions: printing keeps them, and our answer to an offer is one that we would take.

use std::net::SocketAddr;

use media::codec::{CODECS, Codec, PCMU};
use media::sdp::{Description, Exchange, Local};

/// An offer or an answer, as the body of a message.
pub fn check(body: &[u8]) {
    let Ok(description) = Description::parse(body) else {
        return;
    };
    let printed = description.to_string();
    let again = Description::parse(printed.as_bytes()).expect("a printed description is one");
    assert_eq!(again, description, "{printed}");
    let local = Local::new(SocketAddr::from(([192, 0, 2, 1], 4000)), 7);
    let begin = |codecs: &[&'static Codec]| Exchange::new(local.clone(), codecs.to_vec());
    if let Ok((answered, session)) = begin(CODECS).answer(&description) {
        assert_eq!(answered.media.len(), description.media.len());
        let (line, ours) = answered.audio().expect("the answer has the stream");
        let number = |format: &String| format.parse::<u8>().ok();
        let offered = description.media[line].formats.iter().map(number);
        let mut answers = ours.formats.iter().map(number);
        assert!(answers.all(|format| offered.clone().any(|offered| offered == format)));
        let read = Description::parse(answered.to_string().as_bytes());
        assert_eq!(read, Ok(answered));
        assert_eq!(session.formats.len(), 1);
    }
    for codecs in [CODECS, &[&PCMU]] {
        let mut exchange = begin(codecs);
        let ours = exchange.offer();
        if let Ok(session) = exchange.complete(&ours, &description) {
            assert!(!session.formats.is_empty());
        }
    }
}
