//! REGISTER and who may.

use crate::story::check;
use crate::world::{SKYPE, World};

#[test]
fn endpoints_and_members_register_and_unregister() {
    check(
        "desk > REGISTER 60
         desk < 200 | Contact: <sip:desk@192.0.2.10:5060>;expires=60
         hint 400 Idle
         desk > REGISTER 0
         desk < 200 | !Contact
         hint 400 Unavailable
         austin_powers > REGISTER
         austin_powers < 200
         james_bond > REGISTER
         james_bond < 200",
    );
}

#[test]
fn a_registration_that_is_not_renewed_ends() {
    check(
        "desk > REGISTER 60
         desk < 200
         wait 59s
         hint 400 Idle
         wait 1s
         hint 400 Unavailable",
    );
}

#[test]
fn both_algorithms_prove_the_password() {
    for (algorithm, password, status) in [
        ("algorithm=MD5", "secret", 200),
        ("algorithm=SHA-256", "secret", 200),
        ("algorithm=MD5", "Secret", 401),
        ("algorithm=SHA-256", "", 401),
    ] {
        for user in ["desk", "austin_powers", "james_bond"] {
            let mut world = World::new(SKYPE);
            let client = world.client(user);
            (client.algorithm, client.password) = (algorithm, password.to_owned());
            crate::story::tell(&mut world, &format!("{user} > REGISTER\n{user} < {status}"));
        }
    }
}

#[test]
fn somebody_unknown_is_answered_like_a_wrong_password() {
    check(
        "nobody > REGISTER
         nobody < 401 | algorithm=MD5 | algorithm=SHA-256
         liar:desk > REGISTER
         liar:desk < 401 | algorithm=MD5 | algorithm=SHA-256
         nobody > MESSAGE austin_powers hi
         nobody < 401",
    );
}

#[test]
fn guessing_stops_being_answered_with_challenges() {
    let guesses = "liar:desk > REGISTER\nliar:desk < 401\n".repeat(19);
    check(&format!(
        "{guesses}
         liar:desk > REGISTER
         liar:desk < 403 | Too Many Failed Attempts
         wait 10s
         liar:desk > REGISTER
         liar:desk < 401",
    ));
}

#[test]
fn only_the_own_address_can_be_registered_and_used() {
    let mut world = World::new(SKYPE);
    for line in [
        "To: <sip:austin_powers@skyplan.local>",
        "From: <sip:shoe-phone@skyplan.local>;tag=desk",
    ] {
        let datagram = world.client("desk").request("REGISTER", "", &[], "");
        let text = String::from_utf8(datagram).unwrap();
        let name = line.split(':').next().unwrap();
        let other: Vec<_> = text
            .split("\r\n")
            .map(|old| if old.starts_with(name) { line } else { old })
            .collect();
        let other = other.join("\r\n");
        let challenged = sip::read_datagram(other.as_bytes()).unwrap();
        let sip::Message::Request(request) = challenged else {
            panic!("a request")
        };
        world.client("desk").replace_sent(request);
        let peer = world.client("desk").address;
        world.datagram(peer, other.into_bytes());
        crate::story::tell(&mut world, "desk < 403 | Does Not Match Credentials");
    }
}

#[test]
fn another_domain_is_not_ours() {
    let mut world = World::new(SKYPE);
    let datagram = world.client("desk").request("REGISTER", "", &[], "");
    let text =
        String::from_utf8(datagram)
            .unwrap()
            .replacen("sip:skyplan.local", "sip:example.org", 1);
    let peer = world.client("desk").address;
    world.datagram(peer, text.into_bytes());
    crate::story::tell(&mut world, "desk < 404 | Not Our Domain");
}

#[test]
fn too_short_a_registration_gets_the_shortest() {
    check(
        "desk > REGISTER 5
         desk < 423 | Min-Expires: 30",
    );
}

#[test]
fn baresip_gets_the_one_challenge_it_can_answer() {
    check(
        "liar:desk > REGISTER 60 | User-Agent: baresip v1.0.0 (x86_64/linux)
         liar:desk < 401 | algorithm=MD5 | !algorithm=SHA-256",
    );
}
