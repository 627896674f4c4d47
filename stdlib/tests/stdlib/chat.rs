//! Chat, buddies and accounts.

use super::check;

#[test]
fn a_message_from_somebody_else_is_no_answer() {
    check(
        r##"
        //@ chat from "dr_evil" to "james_bond" after 2s: "no"
        //@ chat from "austin_powers" to "moneypenny" after 3s: "no"
        //@ chat from "austin_powers" to "james_bond" after 4s: "yes"
        SKYPE_CHAT_RECEIVE("james_bond", "austin_powers", 10);      //= "yes"
        SKYPE_CHAT_RECEIVE("james_bond", "dr_evil", 10);            //= "no"
        NoOp("done");                                               //> 4s: shows done
        "##,
    );
}

#[test]
fn no_message_in_time_is_an_empty_text() {
    check(
        r##"
        SKYPE_CHAT_RECEIVE("james_bond", "austin_powers", 30);      //= ""
        NoOp("done");                                               //> 30s: shows done
        "##,
    );
}

#[test]
fn a_value_that_an_account_cannot_have_is_an_error() {
    check(
        r##"
        //@ account "james_bond" has gender "1"
        SKYPE_ACCOUNT_PROPERTY["james_bond,gender"] = "male";       //~ E0302
        SKYPE_ACCOUNT_PROPERTY["nobody,gender"] = "1";              //~ E0314
        SKYPE_ACCOUNT_PROPERTY("gender");                           //~ E0301
        "##,
    );
}

#[test]
fn a_buddy_list_is_as_it_was_when_it_was_opened_and_ends_empty() {
    check(
        r##"
        //@ buddy "a" of "james_bond" is "Online"
        //@ buddy "b" of "james_bond" is "Offline (Voicemail Enabled)"
        let first = SKYPE_BUDDIES("james_bond");
        let second = SKYPE_BUDDIES("james_bond");
        SKYPE_BUDDY_FETCH(first);           //= "a,Online"
        SKYPE_BUDDY_FETCH(second);          //= "a,Online"
        SKYPE_BUDDY_FETCH(first);           //= "b,Offline (Voicemail Enabled)"
        SKYPE_BUDDY_FETCH(first);           //= ""
        SKYPE_BUDDY_FETCH(99);              //= ""
        "##,
    );
}
