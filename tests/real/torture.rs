//! The torture messages of RFC 4475 and RFC 5118 against the running switch, over UDP and TCP.
//!
//! What each of them should be answered with stands in the index beside it. A request that is well
//! formed gets past the reader; what the switch then says of it depends on credentials and dialogs
//! that the message does not have.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::support::{Reply, Setup, Switch, Wire, beside};

/// What a switch may say of a message it has read and nobody has vouched for.
const TAKEN: [u16; 4] = [200, 401, 404, 481];

struct Case {
    file: PathBuf,
    action: String,
    facts: serde_json::Value,
}

fn cases() -> Vec<Case> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    let of_folder = |folder: &str| {
        let folder = data.join(folder);
        let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
        let rows = index.lines().filter(|line| !line.starts_with('#')).skip(1);
        rows.map(|row| {
            let cells: Vec<&str> = row.split('\t').collect();
            Case {
                file: folder.join(cells[0]),
                action: cells[3].to_owned(),
                facts: serde_json::from_str(cells[6]).unwrap(),
            }
        })
        .collect::<Vec<_>>()
    };
    let cases: Vec<Case> = ["rfc4475", "rfc5118"]
        .into_iter()
        .flat_map(of_folder)
        .collect();
    assert!(cases.len() > 60);
    cases
}

impl Case {
    fn says(&self, fact: &str, value: &str) -> bool {
        self.facts[fact] == value
    }

    /// The port an answer over UDP goes to: that of the topmost Via, whatever the source was.
    fn answer_port(&self) -> u16 {
        let via = &self.facts["via0"];
        let default = if via["transport"] == "TLS" {
            5061
        } else {
            5060
        };
        let port = via["port"].as_u64();
        port.and_then(|port| port.try_into().ok())
            .unwrap_or(default)
    }

    /// The statuses that a user agent or registrar answers, by the index.
    fn named(&self, transport: &str) -> Vec<u16> {
        let roles = ["uas", "any", "registrar", transport];
        let parts = self
            .action
            .split("; ")
            .filter_map(|part| part.split_once(':'));
        let parts = parts.filter(|(role, _)| roles.contains(role));
        let words = parts.flat_map(|(_, what)| what.split(|c: char| !c.is_ascii_digit()));
        words
            .filter(|word| word.len() == 3)
            .filter_map(|word| word.parse().ok())
            .collect()
    }

    fn judge(&self, transport: &str, answers: &[Reply]) {
        let statuses: Vec<u16> = answers.iter().filter_map(Reply::status).collect();
        let file = self.file.display();
        if self.says("kind", "response") {
            return assert!(statuses.is_empty(), "{file}: a response is never answered");
        }
        let [status] = statuses[..] else {
            panic!("{file}: answered {statuses:?} over {transport}: {answers:?}")
        };
        let named = self.named(transport);
        let expected =
            named.contains(&status) || !self.says("parse", "reject") && TAKEN.contains(&status);
        assert!(expected, "{file}: {status} over {transport}, not {named:?}");
    }

    /// All final answers that come before that to an OPTIONS sent behind the message.
    fn answers(&self, wire: &mut Wire) -> Vec<Reply> {
        wire.send(&std::fs::read(&self.file).unwrap());
        let last = wire.request(
            "OPTIONS",
            "sip:skyplan.local",
            "sip:wire@skyplan.test",
            "",
            "",
        );
        let last_call = Reply { text: last.clone() }.header("Call-ID");
        wire.send(last.as_bytes());
        let mut answers = Vec::new();
        while let Some(reply) = wire.receive(Duration::from_secs(2)) {
            if reply.header("Call-ID") == last_call {
                return answers;
            }
            answers.extend((reply.status() >= Some(200)).then_some(reply));
        }
        answers
    }
}

fn switch() -> Switch {
    Setup::new()
        .dialplan("empty.rhai", "context \"internal\" { }\n")
        .start()
}

#[test]
fn each_torture_message_is_answered_as_its_index_says_over_udp() {
    let _machine = beside();
    let mut switch = switch();
    for case in cases() {
        // An address of loopback that nobody else uses, where any port is free.
        let from = ([127, 0, 0, 77], case.answer_port());
        let mut wire = Wire::udp_from(from.into(), switch.sip());
        case.judge("udp", &case.answers(&mut wire));
    }
    assert!(switch.lives());
}

#[test]
fn each_torture_message_is_answered_as_its_index_says_over_tcp() {
    let _machine = beside();
    let mut switch = switch();
    for case in cases() {
        let answers = case.answers(&mut Wire::tcp(switch.sip()));
        let name = case.file.file_name().unwrap();
        // Never complete, or two messages in one stream.
        if !case.says("stream", "incomplete") && name != "dblreq.dat" {
            case.judge("stream", &answers);
        }
    }
    assert!(switch.lives());
}
