//! The torture messages of RFC 4475 and RFC 5118 against a whole switch, over UDP and TCP.
//!
//! A request that must be refused gets the status its index names. One that must be taken gets past the
//! reader: what the switch then says of it depends on credentials, domains and dialogs that it does not have.

use std::net::SocketAddr;
use std::path::PathBuf;

use channels::{Input, Output};
use sip::ConnectionId;

use crate::world::{SWITCH, World};

/// What a switch may say of a message it has read and nobody has vouched for.
const TAKEN: [u16; 4] = [200, 401, 404, 481];

struct Case {
    folder: &'static str,
    file: String,
    action: String,
    facts: String,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for folder in ["rfc4475", "rfc5118"] {
        let index = read(folder, "index.tsv");
        let index = String::from_utf8(index).expect("the index is text");
        let rows = index.lines().filter(|line| !line.starts_with('#')).skip(1);
        cases.extend(rows.map(|row| {
            let cells: Vec<_> = row.split('\t').collect();
            let [file, action, facts] = [0, 3, 6].map(|at| cells[at].to_owned());
            Case {
                folder,
                file,
                action,
                facts,
            }
        }));
    }
    assert!(cases.len() > 60);
    cases
}

#[allow(clippy::disallowed_methods)]
fn read(folder: &str, file: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/data")
        .join(folder)
        .join(file);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

impl Case {
    fn has(&self, fact: &str) -> bool {
        self.facts.contains(fact)
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

    fn judge(&self, transport: &str, statuses: &[u16]) {
        let Self { file, .. } = self;
        if self.has("\"kind\":\"response\"") {
            return assert!(statuses.is_empty(), "{file}: a response is never answered");
        }
        let [status] = statuses else {
            panic!("{file}: answered {statuses:?} over {transport}")
        };
        let named = self.named(transport);
        let expected =
            named.contains(status) || !self.has("\"parse\":\"reject\"") && TAKEN.contains(status);
        assert!(expected, "{file}: {status} over {transport}, not {named:?}");
    }
}

fn status_of(message: &[u8]) -> u16 {
    let text = String::from_utf8_lossy(message);
    let status = text
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    status.unwrap_or_else(|| panic!("no response: {text}"))
}

#[test]
fn each_message_is_answered_as_its_index_says_over_udp() {
    for case in cases() {
        let mut world = World::new();
        world.datagram(
            SocketAddr::from(([192, 0, 2, 200], 5060)),
            read(case.folder, &case.file),
        );
        let statuses: Vec<_> = world
            .strays
            .iter()
            .map(|message| status_of(message))
            .collect();
        case.judge("udp", &statuses);
    }
}

#[test]
fn each_message_is_answered_as_its_index_says_over_tcp_in_pieces() {
    for case in cases() {
        let mut world = World::new();
        let connection = ConnectionId(1);
        let (local, peer) = (
            SocketAddr::from(SWITCH),
            SocketAddr::from(([192, 0, 2, 200], 40_000)),
        );
        let mut statuses = Vec::new();
        let mut give = |world: &mut World, input| {
            world.switch.handle(world.now, input);
            while let Some(output) = world.switch.poll_output() {
                if let Output::StreamData { payload, .. } = output {
                    statuses.push(status_of(&payload));
                }
            }
        };
        give(
            &mut world,
            Input::StreamOpened {
                connection,
                local,
                peer,
            },
        );
        for piece in read(case.folder, &case.file).chunks(100) {
            give(
                &mut world,
                Input::StreamData {
                    connection,
                    payload: piece.to_vec(),
                },
            );
        }
        if case.has("\"stream\":\"incomplete\"") || case.file == "dblreq.dat" {
            // Never complete, or two messages in one stream.
            continue;
        }
        case.judge("stream", &statuses);
    }
}
