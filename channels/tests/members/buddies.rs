//! SUBSCRIBE to people: who may see whom, and what is shown.

use crate::story::check;

#[test]
fn a_first_subscription_is_pending_and_asks_and_a_yes_makes_it_active() {
    check(
        "emma_peel > SUBSCRIBE emma_peel presence.winfo
         emma_peel < 200
         emma_peel < NOTIFY | active | !watcher id
         max_smart > SUBSCRIBE emma_peel presence | Subject: Please
         emma_peel < NOTIFY | pending | sip:max_smart@skyplan.local | Please
         max_smart < 202
         max_smart < NOTIFY | pending;expires=3600 | !pidf
         emma_peel > SUBSCRIBE max_smart presence
         emma_peel < NOTIFY | version=\"2\" | status=\"active\"
         max_smart < NOTIFY | active;expires=3600 | <basic>closed</basic>
         emma_peel < 202
         emma_peel < NOTIFY | pending
         emma_peel > REGISTER
         max_smart < NOTIFY | <basic>open</basic>
         emma_peel < 200
         emma_peel > PUBLISH away
         emma_peel < 200 | SIP-ETag
         max_smart < NOTIFY | rpid:away",
    );
}

/// `max_smart` may see `emma_peel`, and the other way round.
const FRIENDS: &str = "
    max_smart > SUBSCRIBE emma_peel presence 600
    max_smart < 202
    max_smart < NOTIFY | pending
    emma_peel > SUBSCRIBE max_smart presence 0
    emma_peel < 202
    emma_peel < NOTIFY | terminated
    emma_peel > SUBSCRIBE max_smart presence
    max_smart < NOTIFY | active
    emma_peel < 202
    emma_peel < NOTIFY | pending
";

fn check_friends(story: &str) {
    check(&format!("{FRIENDS}{story}"));
}

#[test]
fn every_status_is_shown_as_the_table_says() {
    check_friends(
        "emma_peel > PUBLISH open
         emma_peel < 200
         max_smart < NOTIFY | <basic>open</basic> | !rpid:away
         emma_peel > PUBLISH permanent-absence
         emma_peel < 200
         max_smart < NOTIFY | <basic>open</basic> | permanent-absence
         emma_peel > PUBLISH busy
         emma_peel < 200
         max_smart < NOTIFY | busy
         emma_peel > PUBLISH open note=Skype Me
         emma_peel < 200
         max_smart < NOTIFY | <basic>open</basic> | Skype Me
         emma_peel > PUBLISH away note=At lunch
         emma_peel < 200
         max_smart < NOTIFY | away | At lunch
         emma_peel > PUBLISH open note=Invisible
         emma_peel < 200
         max_smart < NOTIFY | <basic>closed</basic> | !Invisible
         emma_peel > PUBLISH closed
         emma_peel < 200",
    );
}

#[test]
fn a_publication_that_ends_gives_way_to_what_was_before() {
    check_friends(
        "emma_peel > REGISTER
         emma_peel < 200
         max_smart < NOTIFY | open
         emma_peel > PUBLISH busy | Expires: 60
         emma_peel < 200 | Expires: 60
         max_smart < NOTIFY | busy
         wait 60s
         max_smart < NOTIFY | open | !busy",
    );
}

#[test]
fn a_publication_that_makes_no_sense_changes_nothing() {
    check(
        "emma_peel > PUBLISH away | SIP-If-Match: unknown
         emma_peel < 412
         emma_peel > PUBLISH
         emma_peel < 400
         emma_peel > PUBLISH away | Expires: 0
         emma_peel < 400
         desk > PUBLISH away
         desk < 403",
    );
}

#[test]
fn a_subscription_ends_when_its_owner_or_its_time_says_so() {
    check_friends(
        "max_smart > AGAIN presence 300
         max_smart < 200 | Expires: 300
         max_smart < NOTIFY | active;expires=300
         max_smart > AGAIN presence 0
         max_smart < 200
         max_smart < NOTIFY | terminated;reason=timeout
         max_smart > AGAIN presence 300
         max_smart < 481
         max_smart > SUBSCRIBE emma_peel presence 60
         emma_peel < NOTIFY | active
         max_smart < 200
         max_smart < NOTIFY | active
         wait 60s
         max_smart < NOTIFY | terminated;reason=timeout",
    );
}

#[test]
fn a_fetch_shows_once() {
    check_friends(
        "max_smart > SUBSCRIBE emma_peel presence 0
         max_smart < 200 | Expires: 0
         max_smart < NOTIFY | terminated | <basic>closed</basic>",
    );
}

#[test]
fn a_notify_that_is_not_taken_ends_the_subscription() {
    check_friends(
        "max_smart answers 481
         emma_peel > PUBLISH away
         emma_peel < 200
         max_smart < NOTIFY | away
         max_smart answers 200
         emma_peel > PUBLISH busy
         emma_peel < 200",
    );
}

#[test]
fn changes_while_a_notify_is_under_way_go_out_as_one() {
    check_friends(
        "max_smart answers nothing
         emma_peel > PUBLISH away
         emma_peel < 200
         max_smart answers 200
         emma_peel > PUBLISH busy
         emma_peel < 200
         emma_peel > PUBLISH open
         emma_peel < 200
         wait 1s
         max_smart < NOTIFY | away
         max_smart < NOTIFY | open | !busy",
    );
}

#[test]
fn what_is_asked_for_wrongly_is_refused() {
    check(
        "max_smart > SUBSCRIBE nobody_there presence
         max_smart < 404
         max_smart > SUBSCRIBE emma_peel presence.winfo
         max_smart < 403
         max_smart > SUBSCRIBE emma_peel message-summary
         max_smart < 489 | Allow-Events: presence, dialog, presence.winfo
         max_smart > SUBSCRIBE emma_peel dialog
         max_smart < 489
         max_smart > SUBSCRIBE emma_peel presence | Accept: application/x-other
         max_smart < 406
         max_smart > NOTIFY emma_peel | Event: presence
         max_smart < 481",
    );
}

#[test]
fn a_request_is_pending_only_once_it_is_on_disk() {
    check(
        "disk full
         max_smart > SUBSCRIBE emma_peel presence
         max_smart < 500 | Could Not Be Stored
         disk works
         max_smart > SUBSCRIBE emma_peel presence
         max_smart < 202
         max_smart < NOTIFY | pending",
    );
}

#[test]
fn an_account_of_the_switch_answers_by_its_policy() {
    for (policy, status, shown) in [
        ("accept", 200, "NOTIFY | active | <basic>open</basic>"),
        ("accept.shaken, deny", 200, "NOTIFY | active"),
        ("accept.stirred, block", 202, "NOTIFY | pending | !basic"),
        ("ignore", 202, "NOTIFY | pending | !basic"),
    ] {
        let skype = format!("[james_bond]\nsecret = secret\nauth_policy = {policy}\n");
        let story = format!(
            "max_smart > SUBSCRIBE james_bond presence | Subject: shaken\nmax_smart < {status}\nmax_smart < {shown}"
        );
        crate::story::check_with(&skype, &story);
    }
    crate::story::check_with(
        "[james_bond]\nsecret = secret\nauth_policy = deny\n",
        "max_smart > SUBSCRIBE james_bond presence\nmax_smart < 403",
    );
}

#[test]
fn whoever_is_blocked_waits_and_cannot_write() {
    crate::story::check_with(
        "[james_bond]\nsecret = secret\nauth_policy = block\n",
        "max_smart > SUBSCRIBE james_bond presence
         max_smart < 202
         max_smart < NOTIFY | pending
         max_smart > MESSAGE james_bond hi
         max_smart < 403
         emma_peel > MESSAGE james_bond hi
         emma_peel < 200",
    );
}

#[test]
fn a_person_denies_and_blocks_by_writing_to_herself() {
    check(
        "emma_peel > REGISTER
         emma_peel < 200
         max_smart > SUBSCRIBE emma_peel presence | Subject: Please
         max_smart < 202
         max_smart < NOTIFY | pending
         emma_peel > MESSAGE emma_peel /requests
         emma_peel < MESSAGE | max_smart: Waiting (Please)
         emma_peel < 200
         emma_peel > MESSAGE emma_peel /deny max_smart
         emma_peel < MESSAGE | denied max_smart
         max_smart < NOTIFY | terminated;reason=rejected
         emma_peel < 200
         max_smart > SUBSCRIBE emma_peel presence
         max_smart < 202
         max_smart < NOTIFY | pending
         emma_peel > MESSAGE emma_peel /block max_smart
         emma_peel < MESSAGE | blocked max_smart
         emma_peel < 200
         max_smart > MESSAGE emma_peel hi
         max_smart < 403
         emma_peel > MESSAGE emma_peel /forget max_smart
         emma_peel < MESSAGE | forgot max_smart
         emma_peel < 200
         max_smart > MESSAGE emma_peel hi
         emma_peel < MESSAGE | hi
         max_smart < 200",
    );
}

#[test]
fn an_order_that_cannot_be_done_is_answered_and_what_is_none_is_a_chat() {
    check(
        "emma_peel > REGISTER
         emma_peel < 200
         emma_peel > MESSAGE emma_peel /block nobody_there
         emma_peel < MESSAGE | nobody_there
         emma_peel < 200
         emma_peel > MESSAGE emma_peel /dance
         emma_peel < MESSAGE | /block NAME
         emma_peel < 200
         emma_peel > MESSAGE emma_peel milk and bread
         emma_peel < MESSAGE | milk and bread
         emma_peel < 200
         max_smart > MESSAGE emma_peel /block max_smart
         emma_peel < MESSAGE | /block max_smart
         max_smart < 200",
    );
}

#[test]
fn an_operator_decides_for_a_member() {
    check(
        "max_smart > SUBSCRIBE emma_peel presence
         max_smart < 202
         max_smart < NOTIFY | pending
         account > accept emma_peel max_smart
         max_smart < NOTIFY | active
         account < Ok(\"`emma_peel` accepted `max_smart`\")
         account > block emma_peel max_smart
         max_smart < NOTIFY | terminated;reason=deactivated
         account < Ok(\"`emma_peel` blocked `max_smart`\")
         max_smart > MESSAGE emma_peel hi
         max_smart < 403
         account > deny emma_peel emma_peel
         account < Err(\"`emma_peel` cannot be a buddy of itself\")
         account > deny emma_peel nobody_there
         account < Err(\"no account `nobody_there`\")",
    );
}
