use super::*;

fn flow() -> Flow {
    Flow::udp(
        "192.0.2.9:5060".parse().unwrap(),
        "192.0.2.1:5060".parse().unwrap(),
    )
}

fn contact(text: &str) -> NameAddr {
    text.parse().unwrap()
}

fn invite() -> Request {
    Request::builder(Method::Invite, "sip:bob@example.com".parse().unwrap())
        .from(&contact("\"A\" <sip:alice@example.com>;tag=a"))
        .to(&contact("<sip:bob@example.com>"))
        .call_id("call")
        .cseq(7)
        .contact(&contact("<sip:alice@192.0.2.1>"))
        .build()
}

fn answered(status: u16, tag: &str, routes: &[&str]) -> (Request, Response) {
    let mut request = invite();
    for route in routes {
        request.push("Record-Route", route);
    }
    let response = Response::builder(&request, status)
        .to_tag(tag)
        .contact(&contact("<sip:bob@192.0.2.2>"))
        .build();
    (request, response)
}

/// The remote side's next request inside the dialog.
fn theirs(method: Method, cseq: u32) -> Request {
    Request::builder(method, "sip:bob@192.0.2.9".parse().unwrap())
        .from(&contact("<sip:alice@example.com>;tag=a"))
        .to(&contact("<sip:bob@example.com>;tag=b"))
        .call_id("call")
        .cseq(cseq)
        .contact(&contact("<sip:moved@192.0.2.3>"))
        .build()
}

fn uas() -> Dialog {
    let mut dialog = Dialog::uas(&invite(), "b", contact("<sip:bob@192.0.2.9>"), flow());
    dialog.handle_answer(200);
    dialog
}

#[test]
fn both_sides_name_the_same_dialog() {
    let (request, response) = answered(200, "b", &[]);
    let uac = Dialog::uac(&request, &response, flow()).unwrap();
    let uas = uas();
    assert_eq!(uac.id().local_tag, uas.id().remote_tag);
    assert_eq!(uac.id(), &DialogId::of_response(&response).unwrap());
    assert_eq!(
        uas.id(),
        &DialogId::of_request(&theirs(Method::Bye, 8)).unwrap()
    );
    assert_eq!(DialogId::of_request(&invite()), None);
    assert_eq!(
        uas.id(),
        &DialogId::of_replaces("call; to-tag=b ;from-tag=a;early-only").unwrap()
    );
}

#[test]
fn requests_inside_carry_tags_order_and_target() {
    let (request, response) = answered(200, "b", &[]);
    let mut dialog = Dialog::uac(&request, &response, flow()).unwrap();
    let bye = dialog.request(Method::Bye).build();
    assert_eq!(bye.uri.as_str(), "sip:bob@192.0.2.2");
    assert_eq!(bye.cseq().unwrap().to_string(), "8 BYE");
    assert_eq!(
        (bye.from_tag().as_deref(), bye.to_tag().as_deref()),
        (Some("a"), Some("b"))
    );
    assert_eq!(dialog.ack(7).build().cseq().unwrap().to_string(), "7 ACK");
}

#[test]
fn the_caller_sees_the_route_set_reversed_and_the_callee_as_it_came() {
    let routes = ["<sip:p1;lr>", "<sip:p2;lr>"];
    let (request, response) = answered(200, "b", &routes);
    let mut uac = Dialog::uac(&request, &response, flow()).unwrap();
    assert_eq!(
        uac.request(Method::Bye).build().header_list("Route"),
        ["<sip:p2;lr>", "<sip:p1;lr>"]
    );
    assert_eq!(uac.next_hop().as_str(), "sip:p2;lr");
    let mut uas = Dialog::uas(&request, "b", contact("<sip:bob@192.0.2.9>"), flow());
    assert_eq!(
        uas.request(Method::Bye).build().header_list("Route"),
        routes
    );
}

#[test]
fn a_strict_router_gets_the_request_uri() {
    let (request, response) = answered(200, "b", &["<sip:p1;lr>", "<sip:strict>"]);
    let mut dialog = Dialog::uac(&request, &response, flow()).unwrap();
    let bye = dialog.request(Method::Bye).build();
    assert_eq!(bye.uri.as_str(), "sip:strict");
    assert_eq!(
        bye.header_list("Route"),
        ["<sip:p1;lr>", "<sip:bob@192.0.2.2>"]
    );
}

#[test]
fn each_to_tag_is_a_dialog_of_its_own() {
    let (request, first) = answered(180, "b", &[]);
    let (_, second) = answered(180, "c", &[]);
    let (one, two) = (
        Dialog::uac(&request, &first, flow()).unwrap(),
        Dialog::uac(&request, &second, flow()).unwrap(),
    );
    assert_ne!(one.id(), two.id());
    assert!(!one.is_confirmed());
    let (_, tagless) = answered(100, "b", &[]);
    let mut tagless = tagless;
    tagless.set("To", "<sip:bob@example.com>");
    assert!(Dialog::uac(&request, &tagless, flow()).is_none());
}

#[test]
fn a_2xx_confirms_an_early_dialog_and_has_the_last_word_on_its_routes() {
    let (request, early) = answered(180, "b", &["<sip:p1;lr>"]);
    let (_, mut last) = answered(200, "b", &["<sip:p2;lr>"]);
    last.set("Contact", "<sip:bob@192.0.2.7>");
    let mut dialog = Dialog::uac(&request, &early, flow()).unwrap();
    dialog.handle_response(&last);
    assert!(dialog.is_confirmed() && dialog.may_invite());
    assert_eq!(
        (dialog.next_hop().as_str(), dialog.remote_target().as_str()),
        ("sip:p2;lr", "sip:bob@192.0.2.7")
    );
    let mut early = Dialog::uac(&request, &early, flow()).unwrap();
    last.set("CSeq", "8 UPDATE");
    early.handle_response(&last);
    assert!(!early.is_confirmed());
}

#[test]
fn old_requests_are_refused_and_targets_follow_the_contact() {
    let mut dialog = uas();
    let old = dialog.handle_request(&theirs(Method::Info, 7), flow());
    assert_eq!(old, Err(DialogError::OutOfOrder { number: 7, last: 7 }));
    assert_eq!(
        dialog.handle_request(&theirs(Method::Info, 9), flow()),
        Ok(())
    );
    assert_eq!(dialog.remote_target().as_str(), "sip:alice@192.0.2.1");
    assert_eq!(
        dialog.handle_request(&theirs(Method::Invite, 10), flow()),
        Ok(())
    );
    assert_eq!(dialog.remote_target().as_str(), "sip:moved@192.0.2.3");
}

#[test]
fn crossing_invites_are_refused() {
    let mut dialog = uas();
    assert!(dialog.may_invite());
    dialog.request(Method::Invite);
    assert_eq!(
        dialog.handle_request(&theirs(Method::Invite, 8), flow()),
        Err(DialogError::Glare)
    );
    assert_eq!(DialogError::Glare.status(), 491);
    dialog.handle_failure(&Method::Invite);
    assert_eq!(
        dialog.handle_request(&theirs(Method::Invite, 9), flow()),
        Ok(())
    );
    assert_eq!(
        dialog.handle_request(&theirs(Method::Invite, 10), flow()),
        Err(DialogError::Overlap)
    );
    assert!(!dialog.may_invite());
    dialog.handle_answer(200);
    assert_eq!(
        dialog.handle_request(&theirs(Method::Invite, 11), flow()),
        Ok(())
    );
}
