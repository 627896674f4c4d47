//! A telephone that does what a line of a ladder says, no more.

use std::collections::VecDeque;
use std::net::SocketAddr;

use sip::{Message, Request, Response};

/// A telephone.
pub(crate) struct Phone {
    pub(crate) name: String,
    pub(crate) address: SocketAddr,
    /// What has come, oldest first.
    pub(crate) received: VecDeque<Message>,
    /// The request that a status line answers: the last one that came, ACKs left out.
    asked: Option<Request>,
    /// The last INVITE of ours, for its ACK and CANCEL.
    invite: Option<Request>,
    /// Our last request, to send again with credentials.
    sent: Option<Request>,
    /// Our last ACK of a 2xx.
    acked: Vec<u8>,
    dialog: Dialog,
    serial: u32,
}

/// What a request inside the dialog needs.
#[derive(Default)]
struct Dialog {
    call_id: String,
    local: String,
    remote: String,
    target: String,
    cseq: u32,
}

const VERSION: &str = "SIP/2.0";

impl Phone {
    pub(crate) fn new(name: &str, number: u8) -> Self {
        Self {
            name: name.to_owned(),
            address: SocketAddr::from(([192, 0, 2, 10 + number], 5060)),
            received: VecDeque::new(),
            asked: None,
            invite: None,
            sent: None,
            acked: Vec::new(),
            dialog: Dialog::default(),
            serial: 0,
        }
    }

    pub(crate) fn register(&mut self, seconds: u32) -> Vec<u8> {
        let contact = format!("Contact: <{}>\r\nExpires: {seconds}\r\n", self.contact());
        self.begin("skyplan.local");
        self.dialog.remote = self
            .dialog
            .local
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        self.request("REGISTER", "sip:skyplan.local", &contact, "")
    }

    /// A request outside of any dialog.
    pub(crate) fn outside(&mut self, method: &str, user: &str, extra: &str, body: &str) -> Vec<u8> {
        self.begin(&format!("{user}@skyplan.local"));
        let target = self.dialog.target.clone();
        self.request(method, &target, extra, body)
    }

    /// A request inside the dialog.
    pub(crate) fn inside(&mut self, method: &str, extra: &str, body: &str) -> Vec<u8> {
        let target = self.dialog.target.clone();
        self.request(method, &target, extra, body)
    }

    pub(crate) fn ack(&mut self, body: &str) -> Vec<u8> {
        let cseq = std::mem::replace(&mut self.dialog.cseq, 0);
        let invite = self.invite.as_ref().and_then(|invite| invite.cseq());
        self.dialog.cseq = invite.map_or(0, |cseq| cseq.number) - 1;
        let sent = self.sent.take();
        let ack = self.inside("ACK", "", body);
        (self.dialog.cseq, self.sent) = (cseq, sent);
        self.acked.clone_from(&ack);
        ack
    }

    /// The last ACK of ours, as a network may double it.
    pub(crate) fn ack_again(&self) -> Vec<u8> {
        self.acked.clone()
    }

    pub(crate) fn cancel(&self) -> Vec<u8> {
        let invite = self.invite.as_ref().expect("an INVITE to cancel");
        let header = |name: &str| invite.header(name).expect("the INVITE has it").into_owned();
        let cseq = invite.cseq().expect("the INVITE has a CSeq").number;
        format!(
            "CANCEL {} {VERSION}\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {cseq} CANCEL\r\n\
             Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            invite.uri,
            header("Via"),
            header("From"),
            header("To"),
            header("Call-ID"),
        )
        .into_bytes()
    }

    /// A response to the last request that came.
    pub(crate) fn respond(&mut self, status: u16, extra: &str, body: &str) -> Vec<u8> {
        let asked = self.asked.clone().expect("a request to answer");
        let tag = format!("{}-tag", self.name);
        let mut builder = Response::builder(&asked, status).to_tag(&tag);
        if asked.method.as_str() == "INVITE" && (101..300).contains(&status) {
            builder = builder.header("Contact", &format!("<{}>", self.contact()));
            self.adopt(&asked, &tag);
        }
        for line in extra.lines().filter(|line| !line.is_empty()) {
            let (name, value) = line.split_once(": ").expect("a header line");
            builder = builder.header(name, value);
        }
        if !body.is_empty() {
            builder = builder.body("application/sdp", body);
        }
        builder.build().to_bytes()
    }

    /// Takes the Contact out of what goes out again with credentials.
    pub(crate) fn forget_contact(&mut self) {
        if let Some(sent) = &mut self.sent {
            sent.remove("Contact");
        }
    }

    /// A datagram has come. What has to go out at once: credentials, and the ACK of a refusal.
    pub(crate) fn handle(&mut self, datagram: &[u8], password: &str) -> Vec<Vec<u8>> {
        let message = sip::read_datagram(datagram).expect("the switch sends well-formed messages");
        match &message {
            Message::Request(request) if request.method.as_str() != "ACK" => {
                self.asked = Some(request.clone());
            }
            Message::Request(_) => {}
            Message::Response(response) => {
                let mut out = self.ack_refusal(response);
                self.learn(response);
                if response.status == 401
                    && let Some(again) = self.with_credentials(response, password)
                {
                    out.push(again);
                    return out;
                }
                if response.status != 100 {
                    self.received.push_back(message);
                }
                return out;
            }
        }
        self.received.push_back(message);
        Vec::new()
    }

    fn with_credentials(&mut self, response: &Response, password: &str) -> Option<Vec<u8>> {
        let mut request = self.sent.take()?;
        if request.has_header("Authorization") {
            return None;
        }
        let cseq = request.cseq()?.number + 1;
        sip::digest::answer(&mut request, response, &self.name, password, "cnonce").then_some(())?;
        let method = request.method.clone();
        self.dialog.cseq = cseq;
        request.set("CSeq", format!("{cseq} {method}"));
        request.set("Via", self.via());
        if method.as_str() == "INVITE" {
            self.invite = Some(request.clone());
        }
        self.sent = Some(request.clone());
        Some(request.to_bytes())
    }

    /// The ACK of a final response that is no 2xx belongs to the transaction.
    fn ack_refusal(&self, response: &Response) -> Vec<Vec<u8>> {
        let is_invite = response
            .cseq_method()
            .is_some_and(|method| method.as_str() == "INVITE");
        let Some(invite) = self
            .invite
            .as_ref()
            .filter(|_| is_invite && response.status >= 300)
        else {
            return Vec::new();
        };
        let header = |name: &str| invite.header(name).expect("the INVITE has it").into_owned();
        let cseq = response.cseq().expect("it has a CSeq").number;
        let ack = format!(
            "ACK {} {VERSION}\r\nVia: {}\r\nFrom: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {cseq} ACK\r\n\
             Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n",
            invite.uri,
            header("Via"),
            header("From"),
            response.header("To").expect("it has a To"),
            header("Call-ID"),
        );
        vec![ack.into_bytes()]
    }

    /// The dialog that a response to our INVITE makes.
    fn learn(&mut self, response: &Response) {
        let is_invite = response
            .cseq_method()
            .is_some_and(|method| method.as_str() == "INVITE");
        if !is_invite || !(101..300).contains(&response.status) {
            return;
        }
        self.dialog.remote = response.header("To").expect("it has a To").into_owned();
        if let Some(contact) = response.contact() {
            self.dialog.target = contact.uri.to_string();
        }
    }

    /// The dialog that our answer makes.
    fn adopt(&mut self, invite: &Request, tag: &str) {
        let header = |name: &str| invite.header(name).expect("the INVITE has it").into_owned();
        let tagged = if invite.is_in_dialog() {
            String::new()
        } else {
            format!(";tag={tag}")
        };
        self.dialog = Dialog {
            call_id: header("Call-ID"),
            local: format!("{}{tagged}", header("To")),
            remote: header("From"),
            target: invite
                .contact()
                .expect("the INVITE has a Contact")
                .uri
                .to_string(),
            cseq: self.dialog.cseq.max(100),
        };
    }

    fn begin(&mut self, target: &str) {
        self.serial += 1;
        let Self { name, serial, .. } = self;
        self.dialog = Dialog {
            call_id: format!("{name}-{serial}"),
            local: format!("\"{name}\" <sip:{name}@skyplan.local>;tag={name}{serial}"),
            remote: format!("<sip:{}>", target.split(';').next().unwrap_or_default()),
            target: format!("sip:{target}"),
            cseq: 0,
        };
        // A parameter of the user, such as `100;token=x`, belongs behind the host.
        if let Some((user, rest)) = target.split_once(';')
            && let Some((param, host)) = rest.split_once('@')
        {
            self.dialog.target = format!("sip:{user}@{host};{param}");
            self.dialog.remote = format!("<sip:{user}@{host}>");
        }
    }

    fn request(&mut self, method: &str, target: &str, extra: &str, body: &str) -> Vec<u8> {
        self.serial += 1;
        self.dialog.cseq += 1;
        let Dialog {
            call_id,
            local,
            remote,
            cseq,
            ..
        } = &self.dialog;
        let contact = match method {
            "INVITE" | "UPDATE" | "REFER" | "SUBSCRIBE" => {
                format!("Contact: <{}>\r\n", self.contact())
            }
            _ => String::new(),
        };
        let body_type = match body {
            "" => "",
            _ if extra.contains("Content-Type") => "",
            _ => "Content-Type: application/sdp\r\n",
        };
        let hops = match extra {
            _ if extra.contains("Max-Forwards") => "",
            _ => "Max-Forwards: 70\r\n",
        };
        let text = format!(
            "{method} {target} {VERSION}\r\nVia: {}\r\nFrom: {local}\r\nTo: {remote}\r\nCall-ID: {call_id}\r\n\
             CSeq: {cseq} {method}\r\n{hops}{contact}{extra}{body_type}\
             Content-Length: {}\r\n\r\n{body}",
            self.via(),
            body.len(),
        );
        if let Ok(Message::Request(request)) = sip::read_datagram(text.as_bytes()) {
            if method == "INVITE" {
                self.invite = Some(request.clone());
            }
            self.sent = Some(request);
        }
        text.into_bytes()
    }

    fn via(&self) -> String {
        let Self {
            name,
            serial,
            address,
            dialog,
            ..
        } = self;
        format!(
            "{VERSION}/UDP {address};branch=z9hG4bK-{name}-{serial}-{};rport",
            dialog.cseq
        )
    }

    fn contact(&self) -> String {
        format!("sip:{}@{}", self.name, self.address)
    }
}

/// A session description of a phone at `address` with these codecs. Among them `hold` is `sendonly`, `gone` is
/// `inactive`, `ip6` another family of addresses, and `video` a line before that of the audio.
pub(crate) fn description(address: SocketAddr, words: &str) -> String {
    let mut formats = Vec::new();
    let mut attributes = String::new();
    let mut host = format!("IP4 {}", address.ip());
    let mut video = "";
    let mut rtpmap = |number: &'static str, encoding: &str| {
        formats.push(number);
        if !encoding.is_empty() {
            attributes.push_str(&format!("a=rtpmap:{number} {encoding}\r\n"));
        }
    };
    for word in words.split(',').filter(|word| !word.is_empty()) {
        match word {
            "pcmu" => rtpmap("0", ""),
            "pcma" => rtpmap("8", ""),
            "g729" => rtpmap("18", ""),
            "opus" => rtpmap("111", "opus/48000/2"),
            "opus96" => rtpmap("96", "opus/48000/2"),
            "dtmf" => rtpmap("101", "telephone-event/8000"),
            "dtmf48" => rtpmap("102", "telephone-event/48000"),
            "hold" | "gone" | "ip6" | "video" => {}
            other => panic!("no codec `{other}`"),
        }
    }
    for word in words.split(',') {
        match word {
            "hold" => attributes.push_str("a=sendonly\r\n"),
            "gone" => attributes.push_str("a=inactive\r\n"),
            "ip6" => host = "IP6 2001:db8::10".into(),
            "video" => video = "m=video 6000 RTP/AVP 99\r\n",
            _ => {}
        }
    }
    format!(
        "v=0\r\no=- 1 1 IN {host}\r\ns=-\r\nc=IN {host}\r\nt=0 0\r\n{video}m=audio 4000 RTP/AVP {}\r\n{attributes}",
        formats.join(" "),
    )
}
