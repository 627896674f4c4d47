use super::*;
use crate::message::Method;
use crate::transaction::testing;

const AOR: &str = "bob@example.com";

fn register(cseq: u32, headers: &[(&str, &str)]) -> Request {
    let mut request = testing::request(Method::Register);
    request.set("CSeq", format!("{cseq} REGISTER"));
    headers
        .iter()
        .for_each(|(name, value)| request.push(name, value));
    request
}

fn flow(connection: Option<u64>) -> Flow {
    let address = "127.0.0.1:5060".parse().unwrap();
    Flow::tcp(address, address, connection.map(ConnectionId))
}

/// Feeds requests one second apart: the last status, and the bindings as `uri q seconds`.
fn run(requests: &[Request]) -> (u16, Vec<String>) {
    let start = testing::start();
    let mut registrar = Registrar::new(RegistrarConfig {
        max_bindings: 3,
        ..RegistrarConfig::default()
    });
    let mut now = start;
    let mut status = 0;
    for request in requests {
        now += Duration::from_secs(1);
        status = registrar
            .handle_register(now, AOR, request, flow(None))
            .status;
    }
    let shown = |binding: &Binding| {
        format!(
            "{} {} {}",
            binding.contact,
            binding.q,
            (binding.expires_at - now).as_secs()
        )
    };
    (
        status,
        registrar.bindings(now, AOR).iter().map(shown).collect(),
    )
}

fn check(headers: &[(&str, &str)], status: u16, expected: &[&str]) {
    let base = register(1, &[("Contact", "<sip:a@h>;q=0.5, <sip:b@h>;expires=60")]);
    let mut second = register(2, headers);
    second.set("Call-ID", "another");
    let (found, bindings) = run(&[base, second]);
    assert_eq!(
        (
            found,
            bindings.iter().map(String::as_str).collect::<Vec<_>>()
        ),
        (status, expected.to_vec()),
        "of {headers:?}"
    );
}

const OLD: [&str; 2] = ["sip:b@h 1000 59", "sip:a@h 500 3599"];

#[test]
fn contacts_are_bound_refreshed_and_removed() {
    check(&[], 200, &OLD);
    check(
        &[("Contact", "<sip:c@h>"), ("Expires", "90")],
        200,
        &["sip:c@h 1000 90", OLD[0], OLD[1]],
    );
    let removed_and_cut = [("Contact", "<sip:A@h>;expires=0, <sip:a@H>;expires=99999")];
    check(&removed_and_cut, 200, &["sip:a@H 1000 3600", OLD[0]]);
    check(&[("Contact", "sip:b@h;expires=0")], 200, &[OLD[1]]);
    check(&[("Contact", "*"), ("Expires", "0")], 200, &[]);
}

#[test]
fn a_request_that_cannot_be_done_changes_nothing() {
    check(&[("Contact", "*")], 400, &OLD);
    check(&[("Contact", "*, <sip:a@h>"), ("Expires", "0")], 400, &OLD);
    check(&[("Contact", "<sip:c@h>, <sip:a@h>;expires=29")], 423, &OLD);
    check(&[("Contact", "<sip:c@h>, <name:x>")], 400, &OLD);
    check(
        &[("Contact", "<sip:1@h>,<sip:2@h>,<sip:3@h>,<sip:4@h>")],
        403,
        &OLD,
    );
}

#[test]
fn the_binding_that_ends_first_makes_room() {
    check(
        &[("Contact", "<sip:c@h>;q=0.1, <sip:d@h>;q=0.2")],
        200,
        &["sip:a@h 500 3599", "sip:d@h 200 3600", "sip:c@h 100 3600"],
    );
}

#[test]
fn one_client_is_one_binding_whatever_its_port() {
    let contact = |port: u16| format!("<sip:a@h:{port}>;+sip.instance=\"<urn:uuid:1>\"");
    let requests = [
        register(1, &[("Contact", &contact(1))]),
        register(2, &[("Contact", &contact(2))]),
    ];
    assert_eq!(
        run(&requests),
        (200, vec!["sip:a@h:2 1000 3600".to_owned()])
    );
}

#[test]
fn a_late_request_of_the_same_call_is_refused() {
    let requests = [
        register(5, &[("Contact", "<sip:a@h>")]),
        register(5, &[("Contact", "<sip:a@h>;expires=0")]),
    ];
    assert_eq!(run(&requests), (500, vec!["sip:a@h 1000 3599".to_owned()]));
    let star = [
        register(5, &[("Contact", "<sip:a@h>")]),
        register(4, &[("Contact", "*"), ("Expires", "0")]),
    ];
    assert_eq!(run(&star).0, 500);
}

#[test]
fn the_answer_lists_uris_without_foreign_parameters() {
    let mut registrar = Registrar::new(RegistrarConfig::default());
    let request = register(
        1,
        &[(
            "Contact",
            "sip:+1@h;unknownparam, <sip:+2@h;known;x=%41?Route=%3Csip:x%3E>;q=0.3",
        )],
    );
    let response = registrar.handle_register(testing::start(), AOR, &request, flow(None));
    let expected = [
        "<sip:+1@h>;expires=3600",
        "<sip:+2@h;known;x=%41?Route=%3Csip:x%3E>;expires=3600;q=0.300",
    ];
    assert_eq!(response.header_all("Contact"), expected);
    let brief = register(2, &[("Contact", "<sip:+1@h>;expires=1")]);
    let refusal = registrar.handle_register(testing::start(), AOR, &brief, flow(None));
    assert_eq!(refusal.min_expires(), Some(30));
}

#[test]
fn bindings_end_with_time_and_with_their_connection() {
    let start = testing::start();
    let mut registrar = Registrar::new(RegistrarConfig::default());
    registrar.handle_register(
        start,
        AOR,
        &register(1, &[("Contact", "<sip:a@h>;expires=60")]),
        flow(Some(1)),
    );
    registrar.handle_register(
        start,
        "eve@h",
        &register(1, &[("Contact", "<sip:e@h>;expires=90")]),
        flow(Some(1)),
    );
    registrar.handle_register(
        start,
        "eve@h",
        &register(2, &[("Contact", "<sip:f@h>;expires=99")]),
        flow(Some(2)),
    );
    assert_eq!(
        registrar.poll_timeout(),
        Some(start + Duration::from_secs(60))
    );
    registrar.handle_timeout(start + Duration::from_secs(60));
    assert_eq!(registrar.aors(), ["eve@h"]);
    registrar.handle_connection_closed(ConnectionId(1));
    assert_eq!(registrar.bindings(start, "eve@h").len(), 1);
    registrar.remove("eve@h");
    assert_eq!(registrar.poll_timeout(), None);
    let events: Vec<_> = std::iter::from_fn(|| registrar.poll_event())
        .map(|event| format!("{event:?}"))
        .collect();
    let named = ["Registered", "Registered", "Unregistered", "Unregistered"];
    assert!(
        events
            .iter()
            .zip(named)
            .all(|(event, name)| event.starts_with(name))
            && events.len() == 4,
        "{events:?}"
    );
}

#[test]
fn addresses_of_record_have_no_port_no_parameters_and_one_spelling() {
    let aor = |text: &str| aor_of(&text.parse().unwrap());
    assert_eq!(
        aor("sip:%62ob@EXAMPLE.com:5070;transport=tcp").as_deref(),
        Some(AOR)
    );
    assert_eq!((aor("sip:example.com"), aor("tel:+1")), (None, None));
}
