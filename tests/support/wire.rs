//! A bare socket that speaks SIP: for messages no program would send, and for SHA-256 digests.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::Algorithm;

/// One socket to the switch.
#[derive(Debug)]
pub struct Wire {
    socket: Socket,
    local: SocketAddr,
    /// What came over the stream and is not a whole message yet.
    rest: Vec<u8>,
}

#[derive(Debug)]
enum Socket {
    Udp(UdpSocket),
    Tcp(TcpStream),
}

/// A response, or a request of the switch.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The message as text.
    pub text: String,
}

/// Tells calls apart: one number a request.
static SERIAL: AtomicU32 = AtomicU32::new(1);

/// How long an answer may take on a busy machine.
const ANSWER: Duration = Duration::from_secs(5);

impl Wire {
    /// A datagram socket.
    pub fn udp(to: SocketAddr) -> Self {
        Self::udp_from(([127, 0, 0, 1], 0).into(), to)
    }

    /// A datagram socket at an address of its own.
    pub fn udp_from(from: SocketAddr, to: SocketAddr) -> Self {
        let socket = UdpSocket::bind(from).expect("a free address on loopback");
        socket.connect(to).expect("loopback is reachable");
        let local = socket.local_addr().expect("bound");
        Self::new(Socket::Udp(socket), local)
    }

    /// A stream.
    pub fn tcp(to: SocketAddr) -> Self {
        let socket = TcpStream::connect(to).expect("the switch takes TCP");
        let local = socket.local_addr().expect("connected");
        Self::new(Socket::Tcp(socket), local)
    }

    fn new(socket: Socket, local: SocketAddr) -> Self {
        Self {
            socket,
            local,
            rest: Vec::new(),
        }
    }

    /// Sends these bytes, as they are. What a switch that has ended does not take is lost.
    pub fn send(&mut self, bytes: &[u8]) {
        let _ = match &mut self.socket {
            Socket::Udp(socket) => socket.send(bytes).map(drop),
            Socket::Tcp(socket) => socket.write_all(bytes),
        };
    }

    /// The next message, if one comes in time.
    pub fn receive(&mut self, deadline: Duration) -> Option<Reply> {
        let end = Instant::now() + deadline;
        loop {
            if let Some(message) = self.whole_message() {
                let text = String::from_utf8_lossy(&message).into_owned();
                return Some(Reply { text });
            }
            let left = end.checked_duration_since(Instant::now())?;
            let mut chunk = [0; 65_536];
            match self.read(&mut chunk, left.max(Duration::from_millis(1))) {
                Ok(0) => return None,
                Ok(count) => self.rest.extend(&chunk[..count]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return None,
            }
        }
    }

    /// Sends nothing any more; what the switch sends can still come.
    pub fn say_no_more(&mut self) {
        if let Socket::Tcp(socket) = &self.socket {
            // A switch that has closed the stream already is fine too.
            let _ = socket.shutdown(Shutdown::Write);
        }
    }

    /// All messages until the switch closes the stream; `None` when it does not in time.
    pub fn receive_to_end(&mut self, deadline: Duration) -> Option<Vec<Reply>> {
        let mut messages = Vec::new();
        while let Some(message) = self.receive(deadline) {
            messages.push(message);
        }
        let closed = match self.read(&mut [0; 1], Duration::from_millis(1)) {
            Ok(count) => count == 0,
            Err(error) => error.kind() == ErrorKind::ConnectionReset,
        };
        closed.then_some(messages)
    }

    fn read(&mut self, chunk: &mut [u8], wait: Duration) -> std::io::Result<usize> {
        match &mut self.socket {
            Socket::Udp(socket) => {
                socket.set_read_timeout(Some(wait))?;
                socket.recv(chunk)
            }
            Socket::Tcp(socket) => {
                socket.set_read_timeout(Some(wait))?;
                socket.read(chunk)
            }
        }
    }

    fn whole_message(&mut self) -> Option<Vec<u8>> {
        if let Socket::Udp(_) = self.socket {
            return (!self.rest.is_empty()).then(|| std::mem::take(&mut self.rest));
        }
        let head = self.rest.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
        let text = String::from_utf8_lossy(&self.rest[..head]).into_owned();
        let body = Reply { text }.header("Content-Length").map_or(0, |length| {
            length.parse().expect("the switch writes numbers")
        });
        (self.rest.len() >= head + body).then(|| self.rest.drain(..head + body).collect())
    }

    /// A request as a polite client writes it, with a branch and a Call-ID of its own.
    pub fn request(&self, method: &str, uri: &str, from: &str, more: &str, body: &str) -> String {
        let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
        self.request_of(serial, 1, method, uri, from, more, body)
    }

    #[allow(clippy::too_many_arguments)] // the parts of a message
    fn request_of(
        &self,
        dialog: u32,
        sequence: u32,
        method: &str,
        uri: &str,
        from: &str,
        more: &str,
        body: &str,
    ) -> String {
        let local = self.local;
        let transport = match self.socket {
            Socket::Udp(_) => "UDP",
            Socket::Tcp(_) => "TCP",
        };
        // Branches of an ACK are those of its INVITE; all others are their request's own.
        let branch = format!("z9hG4bKw{}-{dialog}-{sequence}", local.port());
        let to = if method == "REGISTER" { from } else { uri };
        format!(
            "{method} {uri} SIP/2.0\r\n\
             Via: SIP/2.0/{transport} {local};branch={branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: <{from}>;tag=w{dialog}\r\n\
             To: <{to}>\r\n\
             Call-ID: w{dialog}-{}@skyplan.test\r\n\
             CSeq: {sequence} {method}\r\n\
             Contact: <sip:wire@{local}>\r\n\
             {more}Content-Length: {}\r\n\r\n{body}",
            local.port(),
            body.len(),
        )
    }

    /// Sends a request and gives the first final response. Requests of the switch are passed over.
    pub fn ask(&mut self, request: &str) -> Option<Reply> {
        self.send(request.as_bytes());
        let end = Instant::now() + ANSWER;
        loop {
            let left = end.checked_duration_since(Instant::now())?;
            let reply = self.receive(left)?;
            if reply.status().is_some_and(|status| status >= 200) {
                return Some(reply);
            }
        }
    }

    /// Sends a request, answers the challenge, gives the final response. An INVITE that failed gets
    /// its ACK.
    pub fn ask_as(
        &mut self,
        who: (&str, &str, Algorithm),
        method: &str,
        uri: &str,
        more: &str,
        body: &str,
    ) -> Reply {
        self.try_ask_as(who, method, uri, more, body)
            .unwrap_or_else(|| panic!("no answer to {method} {uri}"))
    }

    /// The same with a switch that may end before it answers.
    pub fn try_ask_as(
        &mut self,
        (user, password, algorithm): (&str, &str, Algorithm),
        method: &str,
        uri: &str,
        more: &str,
        body: &str,
    ) -> Option<Reply> {
        let from = format!("sip:{user}@skyplan.local");
        let dialog = SERIAL.fetch_add(1, Ordering::Relaxed);
        let mut answer = String::new();
        for sequence in 1..=2 {
            let more = format!("{more}{answer}");
            let request = self.request_of(dialog, sequence, method, uri, &from, &more, body);
            let reply = self.ask(&request)?;
            if method == "INVITE" && reply.status() >= Some(300) {
                self.acknowledge(&request, &reply);
            }
            let challenge = match reply.status() {
                Some(401) => ("WWW-Authenticate", "Authorization"),
                Some(407) => ("Proxy-Authenticate", "Proxy-Authorization"),
                _ => return Some(reply),
            };
            let Some(asked) = reply.header(challenge.0) else {
                return Some(reply);
            };
            if sequence == 2 {
                return Some(reply);
            }
            let value = algorithm.answer(&asked, method, uri, user, password);
            answer = format!("{}: {value}\r\n", challenge.1);
        }
        unreachable!("the second answer is returned")
    }

    /// The ACK of a failed INVITE (RFC 3261 section 17.1.1.3).
    fn acknowledge(&mut self, invite: &str, reply: &Reply) {
        let (head, _) = invite.split_once("\r\n\r\n").expect("ours");
        let kept = |line: &&str| {
            ["Via:", "Max-", "From:", "Call-ID:"]
                .iter()
                .any(|name| line.starts_with(name))
        };
        let lines: Vec<&str> = head.lines().filter(kept).collect();
        let ack = format!(
            "{}\r\n{}\r\nTo: {}\r\nCSeq: {}\r\nContent-Length: 0\r\n\r\n",
            head.lines()
                .next()
                .expect("ours")
                .replacen("INVITE", "ACK", 1),
            lines.join("\r\n"),
            reply.header("To").expect("a response has a To"),
            reply
                .header("CSeq")
                .expect("a response has a CSeq")
                .replace("INVITE", "ACK"),
        );
        self.send(ack.as_bytes());
    }

    /// Registers the socket as a client of `user`; gives the status.
    pub fn register(&mut self, user: &str, password: &str, algorithm: Algorithm) -> u16 {
        self.ask_as(
            (user, password, algorithm),
            "REGISTER",
            "sip:skyplan.local",
            "Expires: 60\r\n",
            "",
        )
        .status()
        .expect("a response")
    }

    /// The next request of that method, answered with 200, if one comes in time. Other messages are
    /// passed over.
    pub fn take(&mut self, method: &str, deadline: Duration) -> Option<Reply> {
        let end = Instant::now() + deadline;
        loop {
            let left = end.checked_duration_since(Instant::now())?;
            let request = self.receive(left)?;
            if request.text.starts_with(&format!("{method} ")) {
                self.send(request.ok().as_bytes());
                return Some(request);
            }
        }
    }

    /// Whether the switch answers an OPTIONS.
    pub fn is_answered(&mut self) -> bool {
        let request = self.request(
            "OPTIONS",
            "sip:skyplan.local",
            "sip:wire@skyplan.test",
            "",
            "",
        );
        self.ask(&request).is_some()
    }
}

impl Reply {
    /// The status of a response.
    pub fn status(&self) -> Option<u16> {
        let rest = self.text.strip_prefix("SIP/2.0 ")?;
        rest.get(..3)?.parse().ok()
    }

    /// What says 200 to a request.
    fn ok(&self) -> String {
        let kept = |line: &&str| {
            ["Via:", "From:", "To:", "Call-ID:", "CSeq:"]
                .iter()
                .any(|name| line.starts_with(name))
        };
        let lines: Vec<&str> = self.text.lines().filter(kept).collect();
        let lines = lines.join("\r\n");
        format!("SIP/2.0 200 OK\r\n{lines}\r\nContent-Length: 0\r\n\r\n")
    }

    /// The first header field of that name.
    pub fn header(&self, name: &str) -> Option<String> {
        self.text.lines().find_map(|line| {
            let (field, value) = line.split_once(':')?;
            field
                .trim()
                .eq_ignore_ascii_case(name)
                .then(|| value.trim().to_owned())
        })
    }

    /// The body.
    pub fn body(&self) -> &str {
        self.text
            .split_once("\r\n\r\n")
            .map_or("", |(_, body)| body)
    }
}

/// An offer of one audio stream that nobody listens to.
pub fn offer(codec: &str) -> String {
    format!(
        "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
         m=audio 9 RTP/AVP {codec}\r\n"
    )
}
