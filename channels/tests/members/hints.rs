//! Hints and the telephones that watch them.

use crate::story::{check, check_with, tell};
use crate::world::{SKYPE, World};

/// `austin_powers` lets `james_bond`, who asked because of the hint, see him.
const SEEN: &str = "
    austin_powers > SUBSCRIBE james_bond presence
    austin_powers < 200
    austin_powers < NOTIFY | active
";

#[test]
fn a_hint_follows_a_person_through_all_states() {
    check(&format!(
        "{SEEN}
         desk > SUBSCRIBE 100 presence
         desk < 200
         desk < NOTIFY | Offline | closed
         desk > SUBSCRIBE 100 dialog
         desk < 200
         desk < NOTIFY | dialog-info+xml | version=\"0\" | terminated
         hint 100 Unavailable 2
         austin_powers > REGISTER
         austin_powers < 200
         desk < NOTIFY | Online | open
         desk < NOTIFY | terminated
         hint 100 Idle
         austin_powers > PUBLISH away
         austin_powers < 200
         desk < NOTIFY | away
         desk < NOTIFY | confirmed
         hint 100 InUse
         austin_powers > PUBLISH permanent-absence
         austin_powers < 200
         desk < NOTIFY | Not Available
         hint 100 InUse
         austin_powers > PUBLISH busy
         austin_powers < 200
         desk < NOTIFY | Do Not Disturb
         desk < NOTIFY | version=\"3\" | confirmed
         hint 100 Busy
         austin_powers > PUBLISH open note=Skype Me
         austin_powers < 200
         desk < NOTIFY | Skype Me
         desk < NOTIFY | terminated
         hint 100 Idle
         austin_powers > PUBLISH open note=Invisible
         austin_powers < 200
         desk < NOTIFY | Offline | closed
         desk < NOTIFY
         hint 100 Unavailable"
    ));
}

#[test]
fn a_hint_follows_what_a_script_says_of_a_device_also_after_a_restart() {
    check(
        "hint 500 Idle
         script1 > show Custom:door INUSE
         script1 < Done
         hint 500 InUse
         script1 > state custom:door
         script1 < Text(\"INUSE\")
         restart
         hint 500 InUse
         disk full
         script1 > show Custom:door NOT_INUSE
         script1 < Refused(Congestion, \"database or disk is full\")
         hint 500 InUse",
    );
}

#[test]
fn what_scripts_write_is_read_by_others_once_it_is_on_disk() {
    check(
        "script1 > entry agents/007
         script1 < NotFound(\"agents/007\")
         script1 > write agents/007 James Bond
         script1 < Done
         script1 > write agents/006 Alec
         script1 < Done
         restart
         script2 > entry agents/007
         script2 < Text(\"James Bond\")
         script2 > entries agents
         script2 < Rows([(\"agents/006\", \"Alec\"), (\"agents/007\", \"James Bond\")])
         script2 > delete agents/006
         script2 < Done
         script2 > clear agents
         script2 < Done
         script2 > clear agents
         script2 < NotFound(\"agents\")",
    );
}

#[test]
fn who_may_not_be_seen_looks_like_somebody_who_is_not_there() {
    check(
        "austin_powers > REGISTER
         austin_powers < 200
         austin_powers > PUBLISH open
         austin_powers < 200
         hint 100 Unavailable
         script1 > state Skype:james_bond@austin_powers
         script1 < Text(\"UNKNOWN\")",
    );
}

#[test]
fn a_hint_asks_for_authorization_only_where_the_account_adds_by_hints() {
    let ask = "austin_powers > SUBSCRIBE austin_powers presence.winfo\naustin_powers < 200\naustin_powers < NOTIFY";
    check_with(SKYPE, &format!("{ask} | sip:james_bond@skyplan.local"));
    check_with(
        "[james_bond]\nsecret = secret\n",
        &format!("{ask} | !james_bond"),
    );
}

#[test]
fn an_account_without_buddy_presence_sees_nobody() {
    let skype = "[james_bond]\nsecret = secret\nbuddy_autoadd = hints\nbuddy_presence = no\n";
    check_with(
        skype,
        &format!("{SEEN}\naustin_powers > PUBLISH open\naustin_powers < 200\nhint 100 Unavailable"),
    );
}

#[test]
fn a_telephones_hint_follows_its_registration() {
    check(
        "desk > SUBSCRIBE 200 presence
         desk < 200
         desk < NOTIFY | Unavailable
         shoe-phone > REGISTER 60
         desk < NOTIFY | Ready
         shoe-phone < 200
         hint 300 Idle
         wait 60s
         desk < NOTIFY | Unavailable
         script1 > state SIP/shoe-phone
         script1 < Text(\"UNAVAILABLE\")
         script1 > state SIP/nothing
         script1 < Text(\"INVALID\")
         script1 > state Custom:door
         script1 < Text(\"UNKNOWN\")",
    );
}

#[test]
fn hints_are_found_in_includes_and_nowhere_else() {
    check(
        "desk > SUBSCRIBE 400 dialog
         desk < 200
         desk < NOTIFY | sip:400@skyplan.local
         desk > SUBSCRIBE 999 presence
         desk < 404
         desk > SUBSCRIBE austin_powers presence
         desk < 404
         desk > SUBSCRIBE 100 message-summary
         desk < 489 | Allow-Events",
    );
}

#[test]
fn subscriptions_outlive_a_reload_where_there_is_still_a_hint() {
    let mut world = World::new(SKYPE);
    tell(
        &mut world,
        "shoe-phone > REGISTER
         shoe-phone < 200
         desk > SUBSCRIBE 200 presence
         desk < 200
         desk < NOTIFY | Ready
         desk > SUBSCRIBE 400 presence
         desk < 200
         desk < NOTIFY | Unavailable",
    );
    world.load("context \"internal\" {\n hint \"200\" => \"SIP/desk\";\n}\n");
    tell(
        &mut world,
        "desk < NOTIFY | active | Unavailable
         desk < NOTIFY | terminated;reason=noresource
         desk > REGISTER
         desk < 200
         desk < NOTIFY | Ready
         hint 200 Idle 1",
    );
}

#[test]
fn a_burst_comes_to_rest_at_its_last_state() {
    let burst =
        "shoe-phone > REGISTER 0\nshoe-phone < 200\nshoe-phone > REGISTER 60\nshoe-phone < 200\n"
            .repeat(15);
    let mut world = World::new(SKYPE);
    tell(
        &mut world,
        "desk > SUBSCRIBE 200 presence\ndesk < 200\ndesk < NOTIFY",
    );
    let mut seen = Vec::new();
    for line in burst.lines() {
        world.client("shoe-phone");
        let told = world.client("desk").received.drain(..).count();
        seen.push(told);
        tell(
            &mut world,
            line.split('\n')
                .next()
                .filter(|line| line.contains('<'))
                .unwrap_or_default(),
        );
        if line.contains('>') {
            let seconds = if line.ends_with(" 0") { "0" } else { "60" };
            let lines = [format!("Expires: {seconds}")];
            let datagram = world
                .client("shoe-phone")
                .request("REGISTER", "", &lines, "");
            let peer = world.client("shoe-phone").address;
            world.datagram(peer, datagram);
            seen.push(world.client("desk").received.drain(..).count());
        }
    }
    world.wait(std::time::Duration::from_secs(5));
    let last = world
        .client("desk")
        .received
        .pop_back()
        .expect("the last state");
    let sip::Message::Request(last) = last else {
        panic!("a NOTIFY")
    };
    assert!(last.body_text().contains("Ready"), "{}", last.body_text());
    assert!(seen.iter().sum::<usize>() <= 13, "{seen:?}");
}

/// `emma_peel`'s telephone by day, that of the desk from 23:31 to 23:32. Stories begin at 23:29.
const NIGHT: &str = r#"
context "internal" {
    include "night" at "23:31-23:32,*,*,*,UTC";
    include "day" at "00:00-23:30&23:33-23:59,*,*,*,UTC";
    include "late" at "23:31-23:59,*,*,*,UTC";
}
context "day" { hint "600" => "Custom:day"; }
context "night" { hint "600" => "Custom:night"; }
context "late" { hint "_7XX" => "Custom:c${EXTEN}"; }
"#;

#[test]
fn a_subscription_follows_the_hint_of_the_hour() {
    let mut world = World::new(SKYPE);
    world.load(NIGHT);
    tell(
        &mut world,
        "script1 > show Custom:day INUSE
         script1 < Done
         script1 > show Custom:night NOT_INUSE
         script1 < Done
         desk > SUBSCRIBE 700 presence
         desk < 404
         desk > SUBSCRIBE 600 dialog
         desk < 200
         desk < NOTIFY | confirmed
         wait 119s
         wait 2s
         desk < NOTIFY | terminated
         desk > SUBSCRIBE 700 presence
         desk < 200
         desk < NOTIFY
         hint 700 Idle 1
         wait 120s
         desk < NOTIFY | confirmed",
    );
}

#[test]
fn a_subscription_whose_hint_is_away_waits_for_it() {
    let mut world = World::new(SKYPE);
    world.load(
        "context \"internal\" { include \"day\" at \"23:29&23:31,*,*,*,UTC\"; }
         context \"day\" { hint \"600\" => \"Custom:day\"; }",
    );
    tell(
        &mut world,
        "script1 > show Custom:day INUSE
         script1 < Done
         desk > SUBSCRIBE 600 dialog
         desk < 200
         desk < NOTIFY | confirmed
         wait 61s
         desk < NOTIFY | active | terminated
         script1 > show Custom:day RINGING
         script1 < Done
         wait 60s
         desk < NOTIFY | active | early
         wait 60s
         desk < NOTIFY | active | terminated",
    );
}

#[test]
fn a_generation_touches_the_hints_that_differ() {
    let mut world = World::new(SKYPE);
    let load = |world: &mut World, hints: &'static str| world.load(hints);
    load(
        &mut world,
        "context \"internal\" { hint \"_7XX\" => \"Custom:c${EXTEN}\"; hint \"200\" => \"Custom:a\"; }",
    );
    tell(
        &mut world,
        "script1 > show Custom:c701 INUSE
         script1 < Done
         script1 > show Custom:b INUSE
         script1 < Done
         desk > SUBSCRIBE 701 dialog
         desk < 200
         desk < NOTIFY | confirmed
         desk > SUBSCRIBE 200 dialog
         desk < 200
         desk < NOTIFY | terminated",
    );
    // Of its own, before the pattern.
    load(
        &mut world,
        "context \"internal\" { hint \"_7XX\" => \"Custom:c${EXTEN}\"; hint \"200\" => \"Custom:a\"; hint \"701\" => \"Custom:a\"; }",
    );
    tell(&mut world, "desk < NOTIFY | active | terminated");
    // By the pattern again; and another device.
    load(
        &mut world,
        "context \"internal\" { hint \"_7XX\" => \"Custom:c${EXTEN}\"; hint \"200\" => \"Custom:b\"; }",
    );
    tell(
        &mut world,
        "desk < NOTIFY | active | confirmed
         desk < NOTIFY | active | confirmed
         hint 701 InUse 1",
    );
    // Gone, pattern and all.
    load(
        &mut world,
        "context \"internal\" { hint \"200\" => \"Custom:b\"; }",
    );
    tell(&mut world, "desk < NOTIFY | terminated;reason=noresource");
}
