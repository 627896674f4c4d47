//! What scripts ask about channels, header fields, telephones and variables of other calls.

use crate::ladder::check;

#[test]
fn the_fields_of_the_invite_are_read_before_and_after_the_answer() {
    let ask = "script1 > headers 1
         script1 < Rows([(\"Via\"";
    check(
        "",
        &format!(
            "desk > INVITE 100 pcmu | X-Account: 4711 | Diversion: <sip:300@x>
             script1 < start
             {ask}
             script1 > answer 1
             desk < 200
             script1 < Done
             desk > ACK
             {ask}
             script1 > headers 9
             script1 < Gone"
        ),
    );
}

#[test]
fn credentials_are_not_shown_and_added_fields_are_said() {
    check(
        "shoe-phone",
        "desk > INVITE 100 pcmu | X-Account: 4711
         script1 < start
         script1 > adds SIP/shoe-phone X-Account: 4711
         script1 < Channel(ChannelId(2))
         shoe-phone < INVITE | X-Account: 4711
         script1 > headers 2
         script1 < Rows([])",
    );
}

#[test]
fn what_the_switch_says_itself_cannot_be_added() {
    for field in ["Call-ID: mine", "f: sip:boss@x", "two words: x", "no colon"] {
        let ladder = format!(
            "desk > INVITE 100 pcmu
             script1 < start
             script1 > adds SIP/shoe-phone {field}
             script1 < Channel(ChannelId(2))
             shoe-phone < INVITE | !mine | !boss | !two | !colon"
        );
        check("shoe-phone", &ladder);
    }
}

#[test]
fn channels_and_telephones_are_listed() {
    check(
        "shoe-phone",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > channels
         script1 < Rows([(\"SIP/desk-00000001\", \"1\")])
         script1 > endpoint shoe-phone
         script1 < Rows([(\"name\", \"shoe-phone\"), (\"context\", \"internal\")
         script1 > endpoint nobody
         script1 < NotFound(\"nobody\")",
    );
}

#[test]
fn a_variable_of_another_call_is_asked_of_its_script() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial Local/200@internal
         script2 < start
         script1 < Channel(ChannelId(2))
         script2 > variable master mood
         script1 < Ask(mood = None by 2)
         script1 > tells 2 shaken
         script2 < Text(\"shaken\")
         script2 > variable sip/desk-00000001 mood stirred
         script1 < Ask(mood = Some(\"stirred\") by 2)
         script1 > variable SIP/nobody-1 mood
         script1 < NotFound(\"SIP/nobody-1\")
         script1 > variable Local/200@internal-00000002 mood
         script1 < NotFound(\"Local/200@internal-00000002\")
         script1 > variable master mood
         script1 < Ask(mood = None by 1)",
    );
}
