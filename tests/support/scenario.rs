//! Scenarios for SIPp, a line a step, made into SIPp's XML.
//!
//! ```text
//! > INVITE hold | sdp 0            a request to a user, sent again with credentials when challenged
//! > INVITE | sdp 8                 the same without a user: inside the dialog
//! < 200                            a response; provisional ones before it are passed over, and a
//!                                  refusal of an INVITE gets its ACK
//! < NOTIFY                         a request of the switch, which gets a 200
//! > ACK
//! > INFO | key 5
//! > REFER | Refer-To: <sip:200@skyplan.local>
//! > OPTIONS 100 unchallenged | via 192.0.2.9:9
//! wait 500                         milliseconds
//! ```
//!
//! Bodies: `sdp` with payload types and, last, a direction; `key` with one telephone key; `text` with a
//! chat. Anything else behind a `|` is a header line.

use std::fmt::Write as _;

/// The whole document.
pub(super) fn xml(steps: &str) -> String {
    let mut writer = Writer::default();
    for step in steps.lines().map(str::trim).filter(|step| !step.is_empty()) {
        writer.step(step);
    }
    let Writer { xml, .. } = writer;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<scenario name=\"steps\">\n{xml}</scenario>\n"
    )
}

#[derive(Default)]
struct Writer {
    xml: String,
    /// Of the last request but ACKs.
    sequence: u32,
    /// User part of the call's address.
    callee: String,
    /// The INVITE that the next response answers has this Request-URI.
    invited: Option<String>,
}

/// A request line of a step, taken apart.
struct Request<'a> {
    method: &'a str,
    inside: bool,
    via: &'a str,
    headers: String,
    body: String,
}

impl Writer {
    fn step(&mut self, step: &str) {
        let (way, rest) = step.split_once(' ').unwrap_or((step, ""));
        match way {
            ">" => self.send(rest),
            "<" if rest.starts_with(|c: char| c.is_ascii_digit()) => self.response(rest),
            "<" => self.request_of_the_switch(rest),
            "wait" => self.line(&format!("<pause milliseconds=\"{rest}\"/>")),
            _ => panic!("what is `{step}`?"),
        }
    }

    fn line(&mut self, line: &str) {
        writeln!(self.xml, "  {line}").expect("strings take everything");
    }

    fn send(&mut self, rest: &str) {
        let mut parts = rest.split(" | ");
        let mut words = parts.next().unwrap_or_default().split(' ');
        let method = words.next().unwrap_or_default();
        let user = words.next();
        let mut request = Request {
            method,
            inside: user.is_none(),
            via: "[local_ip]:[local_port]",
            headers: String::new(),
            body: String::new(),
        };
        for part in parts {
            match part.split_once(' ') {
                Some(("sdp", formats)) => {
                    request.headers += "Content-Type: application/sdp\n";
                    request.body = description(formats);
                }
                Some(("key", key)) => {
                    request.headers += "Content-Type: application/dtmf-relay\n";
                    request.body = format!("Signal={key}\nDuration=160\n");
                }
                Some(("text", text)) => {
                    request.headers += "Content-Type: text/plain;charset=UTF-8\n";
                    request.body = text.to_owned();
                }
                Some(("via", via)) => request.via = via,
                _ => request.headers += &format!("{part}\n"),
            }
        }
        if let Some(user) = user {
            user.clone_into(&mut self.callee);
        }
        let challenged = user.is_some() && words.next() != Some("unchallenged");
        if challenged {
            self.message(&request, "");
            self.line("<recv response=\"100\" optional=\"true\"/>");
            self.line("<recv response=\"401\" auth=\"true\"/>");
            self.acknowledge_refusal();
            self.message(&request, "[authentication]\n");
        } else {
            self.message(&request, "");
        }
    }

    fn message(&mut self, request: &Request<'_>, credentials: &str) {
        let Request {
            method,
            via,
            headers,
            body,
            ..
        } = request;
        if *method != "ACK" {
            self.sequence += 1;
        }
        let number = self.sequence;
        let (uri, tag) = if request.inside {
            ("[next_url]".to_owned(), "[peer_tag_param]")
        } else {
            (self.uri(), "")
        };
        // An ACK for a 2xx is a transaction of its own.
        let branch = format!("z9hG4bK-[pid]-[call_number]-{number}-{method}");
        let again = if *method == "ACK" {
            ""
        } else {
            " retrans=\"500\""
        };
        if *method == "INVITE" {
            self.invited = Some(uri.clone());
        }
        let to = self.uri();
        self.cdata(
            again,
            &format!(
                "{method} {uri} SIP/2.0\nVia: SIP/2.0/[transport] {via};branch={branch};rport\n\
                 From: <sip:[user]@skyplan.local>;tag=[pid]-[call_number]\nTo: <{to}>{tag}\n\
                 CSeq: {number} {method}\n{credentials}{headers}{COMMON}Content-Length: [len]\n\n{body}"
            ),
        );
    }

    /// The ACK of a failed INVITE, if it was one, belongs to its transaction (RFC 3261 section 17.1.1.3).
    fn acknowledge_refusal(&mut self) {
        let Some(uri) = self.invited.take() else {
            return;
        };
        let (number, to) = (self.sequence, self.uri());
        self.cdata(
            "",
            &format!(
                "ACK {uri} SIP/2.0\nVia: SIP/2.0/[transport] [local_ip]:[local_port];\
                 branch=z9hG4bK-[pid]-[call_number]-{number}-INVITE;rport\n\
                 From: <sip:[user]@skyplan.local>;tag=[pid]-[call_number]\nTo: <{to}>[peer_tag_param]\n\
                 CSeq: {number} ACK\n{COMMON}Content-Length: 0\n\n"
            ),
        );
    }

    fn response(&mut self, status: &str) {
        for provisional in [100, 180, 183] {
            self.line(&format!(
                "<recv response=\"{provisional}\" optional=\"true\"/>"
            ));
        }
        if status.starts_with('2') {
            self.invited = None;
            self.line(&format!("<recv response=\"{status}\" rrs=\"true\"/>"));
        } else {
            self.line(&format!("<recv response=\"{status}\"/>"));
            self.acknowledge_refusal();
        }
    }

    fn request_of_the_switch(&mut self, method: &str) {
        self.line(&format!("<recv request=\"{method}\"/>"));
        self.cdata(
            "",
            "SIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\n\
             Content-Length: 0\n\n",
        );
    }

    fn cdata(&mut self, attributes: &str, message: &str) {
        let send = format!("<send{attributes}><![CDATA[\n\n{message}]]></send>");
        self.line(&send);
    }

    /// Parameters that stand behind the user belong behind the host.
    fn uri(&self) -> String {
        let (user, parameter) = self
            .callee
            .split_at(self.callee.find(';').unwrap_or(self.callee.len()));
        format!("sip:{user}@skyplan.local{parameter}")
    }
}

/// What every request has and nobody looks at.
const COMMON: &str = "Call-ID: [call_id]\nMax-Forwards: 70\n\
     Contact: <sip:[user]@[local_ip]:[local_port];transport=[transport]>\n";

fn description(words: &str) -> String {
    let (formats, direction) = match words.rsplit_once(' ') {
        Some((formats, direction)) if direction.parse::<u8>().is_err() => (formats, direction),
        _ => (words, "sendrecv"),
    };
    format!(
        "v=0\no=- 1 1 IN IP4 [local_ip]\ns=-\nc=IN IP4 [media_ip]\nt=0 0\n\
         m=audio [media_port] RTP/AVP {formats}\na={direction}\n"
    )
}
