//! Calls of members: to accounts of the switch, and to each other.

use crate::ladder::check;

#[test]
fn a_call_to_an_account_enters_its_context_with_what_it_says_of_itself() {
    check(
        "",
        "austin_powers > INVITE james_bond;token=abc pcmu | Subject: Secret Plans | Accept-Language: fr;q=0.5, en | Diversion: <sip:emma_peel@skyplan.local>
         script1 < start skype james_bond Skype/james_bond-00000001 from austin_powers \"Austin Powers\" dialed james_bond topic=Secret Plans token=abc languages=en fr forwarded=emma_peel []
         script1 > answer 1
         austin_powers < 200 | RTP/AVP 0
         script1 < Done
         austin_powers > ACK",
    );
}

#[test]
fn an_account_has_its_extension_and_variables() {
    check(
        "",
        "max_smart > INVITE echo123 pcmu
         script1 < start skype 123 Skype/echo123-00000001 from max_smart \"max_smart\" dialed echo123 topic= token= languages= forwarded= [(\"GREETING\", \"hello\")]",
    );
}

#[test]
fn the_codecs_of_an_account_are_those_it_is_allowed() {
    check("", "max_smart > INVITE echo123 opus\nmax_smart < 488");
}

#[test]
fn an_account_without_codecs_of_its_own_takes_a_client_that_speaks_opus_only() {
    check("", "max_smart > INVITE james_bond opus\nscript1 < start");
}

#[test]
fn two_members_are_connected_without_a_script() {
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel opus | Subject: Tea
         emma_peel < INVITE | \"Austin Powers\" <sip:austin_powers@skyplan.local> | Subject: Tea
         emma_peel > 180
         austin_powers < 180
         emma_peel > 200 pcmu
         austin_powers < 200 | opus
         emma_peel < ACK
         media < Bridge 1 2
         austin_powers > ACK
         emma_peel > BYE
         austin_powers < BYE
         emma_peel < 200
         media < Close 1",
    );
}

#[test]
fn early_media_between_members_passes() {
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel pcmu
         emma_peel < INVITE
         emma_peel > 183 pcmu
         austin_powers < 183 | m=audio
         media < Bridge 1 2",
    );
}

#[test]
fn a_member_who_is_busy_or_declines_is_shown_as_such() {
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel opus
         emma_peel < INVITE
         emma_peel > 486
         emma_peel < ACK
         austin_powers < 486",
    );
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel opus
         emma_peel < INVITE
         emma_peel > 603
         emma_peel < ACK
         austin_powers < 403",
    );
}

#[test]
fn a_caller_who_gives_up_stops_the_ringing() {
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel opus
         emma_peel < INVITE
         emma_peel > 180
         austin_powers < 180
         austin_powers > CANCEL
         austin_powers < 200
         emma_peel < CANCEL
         austin_powers < 487",
    );
}

#[test]
fn nobody_rings_for_ever() {
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel opus
         emma_peel < INVITE
         emma_peel > 180
         austin_powers < 180
         wait 181s
         emma_peel < CANCEL
         austin_powers < 480
         emma_peel <* CANCEL",
    );
}

#[test]
fn an_offline_member_is_480_and_an_unknown_one_404() {
    check(
        "",
        "austin_powers > INVITE emma_peel opus\naustin_powers < 480",
    );
    check(
        "",
        "austin_powers > INVITE nobody_here opus\naustin_powers < 404",
    );
    check(
        "",
        "austin_powers > INVITE +12564286000 opus\naustin_powers < 404",
    );
    check("", "austin_powers > INVITE 100 opus\naustin_powers < 404");
}

#[test]
fn an_account_that_only_calls_out_rings_its_persons_clients() {
    check(
        "outgoing_only",
        "austin_powers > INVITE outgoing_only opus
         outgoing_only < INVITE",
    );
    check(
        "",
        "austin_powers > INVITE outgoing_only opus\naustin_powers < 480",
    );
}

#[test]
fn who_knows_the_token_of_a_live_call_may_call_in() {
    check(
        "emma_peel",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial Skype/outgoing_only@emma_peel
         script1 < Channel(ChannelId(2))
         emma_peel < INVITE
         script1 > token 2 abc
         script1 < Done
         austin_powers > INVITE outgoing_only;token=abc pcmu
         script2 < start skype outgoing_only",
    );
}

#[test]
fn one_of_a_pair_can_send_the_other_elsewhere() {
    check(
        "emma_peel max_smart",
        "austin_powers > INVITE emma_peel pcmu
         emma_peel < INVITE
         emma_peel > 200 pcmu
         austin_powers < 200
         emma_peel < ACK
         austin_powers > ACK
         emma_peel > REFER max_smart
         emma_peel < 202
         emma_peel < NOTIFY | SIP/2.0 100 | Event: refer
         emma_peel > 200
         max_smart < INVITE | Diversion: <sip:emma_peel@skyplan.local>
         max_smart > 200 pcmu
         max_smart < ACK
         emma_peel < NOTIFY | SIP/2.0 200
         emma_peel < BYE
         media < Bridge 1 3
         max_smart > BYE
         austin_powers < BYE
         max_smart < 200",
    );
}

#[test]
fn a_transfer_to_somebody_offline_leaves_a_pair_as_it_is() {
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel pcmu
         emma_peel < INVITE
         emma_peel > 200 pcmu
         austin_powers < 200
         emma_peel < ACK
         austin_powers > ACK
         emma_peel > REFER max_smart
         emma_peel < 202
         emma_peel < NOTIFY | SIP/2.0 100
         emma_peel > 200
         emma_peel < NOTIFY | SIP/2.0 480 | terminated",
    );
}

#[test]
fn who_is_blocked_finds_nobody_there() {
    check(
        "lady_penelope",
        "max_smart > INVITE lady_penelope opus
         max_smart < 480
         austin_powers > INVITE lady_penelope opus
         lady_penelope < INVITE",
    );
    check(
        "lady_penelope",
        "max_smart > INVITE james_bond pcmu
         script1 < start
         script1 > transfer 1 lady_penelope
         script1 < Refused(Offline",
    );
}
