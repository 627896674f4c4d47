//! A SIP client that does what a line of a story says, and answers challenges, NOTIFY and MESSAGE by itself.

use std::collections::VecDeque;
use std::net::SocketAddr;

use sip::{Message, Request, Response};

/// A SIP client.
pub(crate) struct Client {
    /// User part of its address.
    pub(crate) user: String,
    pub(crate) address: SocketAddr,
    pub(crate) password: String,
    /// What has come, oldest first; challenges it has answered are left out.
    pub(crate) received: VecDeque<Message>,
    /// What it answers to requests; 0 for nothing.
    pub(crate) answers: u16,
    /// The algorithm of the challenges it takes.
    pub(crate) algorithm: &'static str,
    sent: Option<Request>,
    /// To with the tag of the last subscription.
    subscribed: Option<String>,
    call_id: String,
    serial: u32,
}

impl Client {
    pub(crate) fn new(user: &str, address: SocketAddr, password: &str) -> Self {
        Self {
            user: user.to_owned(),
            address,
            password: password.to_owned(),
            received: VecDeque::new(),
            answers: 200,
            algorithm: "",
            sent: None,
            subscribed: None,
            call_id: String::new(),
            serial: 0,
        }
    }

    /// A request to `user` (or to the domain alone) with these header lines and body.
    pub(crate) fn request(
        &mut self,
        method: &str,
        user: &str,
        lines: &[String],
        body: &str,
    ) -> Vec<u8> {
        let at = if user.is_empty() {
            String::new()
        } else {
            format!("{user}@")
        };
        let target = format!("sip:{at}skyplan.local");
        self.call_id = format!("{}-{}-{}", self.user, self.address.port(), self.serial);
        let to = if method == "REGISTER" {
            format!("<sip:{}@skyplan.local>", self.user)
        } else {
            format!("<{target}>")
        };
        self.send(method, &target, &to, lines, body)
    }

    /// A SUBSCRIBE inside the dialog of the last one.
    pub(crate) fn resubscribe(&mut self, lines: &[String]) -> Vec<u8> {
        let to = self.subscribed.clone().expect("a subscription");
        self.send("SUBSCRIBE", "sip:192.0.2.1:5060", &to, lines, "")
    }

    /// What the next challenge is about, where a test has written the request itself.
    pub(crate) fn replace_sent(&mut self, request: Request) {
        self.sent = Some(request);
    }

    fn send(
        &mut self,
        method: &str,
        target: &str,
        to: &str,
        lines: &[String],
        body: &str,
    ) -> Vec<u8> {
        self.serial += 1;
        let Self {
            user,
            address,
            call_id,
            serial,
            ..
        } = self;
        let mut text = format!(
            "{method} {target} SIP/2.0\r\nVia: SIP/2.0/UDP {address};branch=z9hG4bK-{user}-{port}-{serial};rport\r\n\
             From: <sip:{user}@skyplan.local>;tag={user}\r\nTo: {to}\r\nCall-ID: {call_id}\r\nCSeq: {serial} {method}\r\n\
             Max-Forwards: 70\r\n",
            port = address.port(),
        );
        if !lines.iter().any(|line| line.starts_with("Contact")) {
            text.push_str(&format!("Contact: <sip:{user}@{address}>\r\n"));
        }
        for line in lines {
            text.push_str(line);
            text.push_str("\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        if let Ok(Message::Request(request)) = sip::read_datagram(text.as_bytes()) {
            self.sent = Some(request);
        }
        text.into_bytes()
    }

    /// A datagram has come. What goes out at once.
    pub(crate) fn handle(&mut self, datagram: &[u8]) -> Option<Vec<u8>> {
        let message = sip::read_datagram(datagram).expect("the switch sends well-formed messages");
        let answer = match &message {
            Message::Response(response) => {
                if let Some(again) = self.with_credentials(response) {
                    return Some(again);
                }
                let subscribe = response
                    .cseq_method()
                    .is_some_and(|method| method.as_str() == "SUBSCRIBE");
                if subscribe && response.is_success() {
                    self.subscribed = response.header("To").map(std::borrow::Cow::into_owned);
                }
                None
            }
            Message::Request(_) if self.answers == 0 => return None,
            Message::Request(request) => Some(
                Response::builder(request, self.answers)
                    .to_tag("client")
                    .build()
                    .to_bytes(),
            ),
        };
        self.received.push_back(message);
        answer
    }

    fn with_credentials(&mut self, response: &Response) -> Option<Vec<u8>> {
        if response.status != 401 {
            return None;
        }
        let mut request = self
            .sent
            .take()
            .filter(|request| !request.has_header("Authorization"))?;
        let mut response = response.clone();
        let offered: Vec<_> = response
            .header_all("WWW-Authenticate")
            .iter()
            .map(ToString::to_string)
            .collect();
        let wanted = offered
            .iter()
            .find(|value| value.contains(self.algorithm))?;
        response.set("WWW-Authenticate", wanted);
        assert!(sip::digest::answer(
            &mut request,
            &response,
            &self.user,
            &self.password,
            "cnonce"
        ));
        self.serial += 1;
        let cseq = format!("{} {}", self.serial, request.method);
        request.set("CSeq", cseq);
        let via = format!(
            "SIP/2.0/UDP {};branch=z9hG4bK-{}-{}-{};rport",
            self.address,
            self.user,
            self.address.port(),
            self.serial
        );
        request.set("Via", via);
        let bytes = request.to_bytes();
        self.sent = Some(request);
        Some(bytes)
    }
}
