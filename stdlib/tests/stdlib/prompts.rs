//! Prompts.

use super::check;

#[test]
fn playing_answers_first() {
    check(
        r##"
        Playback("hello&beep");             //= "SUCCESS"
        //> answers
        //> plays hello&beep
        //> 4s: ends with normal
        "##,
    );
}

#[test]
fn an_unanswered_call_can_be_played_to_or_passed_over() {
    check(
        r##"
        Playback("hello", "skip");          //= "SUCCESS"
        Playback("hello", "noanswer");      //= "SUCCESS"
        //> 0s: indicates progress
        //> 0s: plays hello
        CHANNEL("state");                   //= "Ring"
        "##,
    );
}

#[test]
fn a_missing_prompt_is_named_and_the_others_are_played() {
    check(
        r##"
        //@ no prompt "lost"
        Playback("hello&lost&beep");        //= "FAILED"
        //> shows there is no prompt `lost`
        //> plays hello&beep
        Playback("lost");                   //= "FAILED"
        "##,
    );
}

#[test]
fn a_hangup_ends_the_prompt_and_the_script() {
    check(
        r##"
        //@ caller hangs up after 1s
        try { Playback("hello"); } catch { NoOp("caught"); }
        NoOp("not reached");                //> 1s: ends with normal
        "##,
    );
}

#[test]
fn the_echo_ends_with_a_hash_only() {
    check(
        r##"
        //@ caller presses "1" after 2s
        //@ caller presses "#" after 5s
        Answer();
        Echo();                             //> 0s: echoes
        //> 5s: stops echoing
        "##,
    );
}
