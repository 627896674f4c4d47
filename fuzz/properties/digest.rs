//! Digest headers: printing and reading again is reading once, and nobody gets in without the password.

use std::time::{Duration, Instant};

use sip::{
    AuthHeader, Authenticator, Ha1, Message, Method, NameAddr, Request, Response, Uri, Verdict,
    digest, read_datagram,
};

/// The value of a challenge or of credentials.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    // Control characters become blanks when they are printed, lest one line becomes two.
    let text = text.replace(char::is_control, " ");
    let headers = AuthHeader::read_all(&text);
    for header in headers.iter().filter(|header| prints(header)) {
        assert_eq!(
            AuthHeader::read_all(&header.to_string()),
            std::slice::from_ref(header)
        );
    }
    check_credentials(&text);
    check_challenge(&text);
}

/// Whether the scheme is a word, and what is printed without quotes needs none.
fn prints(header: &AuthHeader) -> bool {
    let word = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
    };
    let bare = ["algorithm", "stale", "nc", "qop"];
    let mut params = header.params.iter();
    word(&header.scheme)
        && !header.params.is_empty()
        && params.all(|(name, value)| !bare.contains(&name.as_str()) || word(value))
}

fn request() -> Request {
    let address = NameAddr::new(Uri::sip("bond", "example.com", None)).with_tag("t");
    let request = Request::builder(Method::Register, address.uri.clone());
    let request = request.from(&address).to(&address).call_id("c").cseq(1);
    request.build()
}

fn check_credentials(text: &str) {
    let now = Instant::now();
    let lifetime = Duration::from_secs(60);
    let mut authenticator = Authenticator::new("example.com", [7; 32], lifetime, now);
    let mut request = request();
    request.push("Authorization", text);
    let secret = Ha1::new("bond", "example.com", "007");
    let verdict = authenticator.verify(now, &request, |_| Some(secret.clone()));
    assert!(
        !matches!(verdict, Verdict::Authenticated { .. }),
        "{text:?} got in"
    );
}

fn check_challenge(text: &str) {
    let mut request = request();
    let mut response = Response::builder(&request, 401).to_tag("x").build();
    response.push("WWW-Authenticate", text);
    request.push_front("Via", "SIP/2.0/UDP h;branch=z9hG4bKx");
    if digest::answer(&mut request, &response, "bond", "007", "cnonce") {
        let read = read_datagram(&request.to_bytes());
        let Ok(Message::Request(read)) = read else {
            panic!("a challenge of {text:?} makes {read:?}");
        };
        assert_eq!(read.header_all("Authorization").len(), 1);
    }
}
