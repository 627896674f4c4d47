//! Prompts, echo and digits.

use crate::ladder::check;

const UP: &str = "desk > INVITE 100 pcmu
     script1 < start
     script1 > answer 1
     desk < 200
     script1 < Done
     desk > ACK";

fn up(rest: &str) {
    check("", &format!("{UP}\n{rest}"));
}

#[test]
fn prompts_are_read_then_played_and_their_end_is_told() {
    up("script1 > play 1 hello vm-intro
        prompts > ok
        media < Play 1 1
        script1 < Done
        media > played 1 1
        script1 < Played(1)");
}

#[test]
fn a_missing_prompt_is_named() {
    up("script1 > play 1 hello nowhere
        prompts > missing nowhere
        script1 < NotFound(\"nowhere\")");
}

#[test]
fn a_stopped_prompt_has_no_end() {
    up("script1 > play 1 hello
        prompts > ok
        script1 < Done
        script1 > stop 1
        media < StopPlayback 1
        script1 < Done
        media > played 1 1");
}

#[test]
fn of_two_prompts_only_the_second_ends() {
    up("script1 > play 1 hello
        prompts > ok
        script1 < Done
        script1 > play 1 again
        prompts > ok
        media < Play 1 2
        script1 < Done
        media > played 1 1
        media > played 1 2
        script1 < Played(1)");
}

#[test]
fn a_caller_who_leaves_while_prompts_are_read_is_gone() {
    up("script1 > play 1 hello
        desk > BYE
        desk < 200
        script1 < Gone
        script1 < Ended(1, Normal)
        prompts > ok");
}

#[test]
fn a_finished_script_gets_no_reply() {
    up("script1 > play 1 hello
        script1 > finish Normal
        desk < BYE
        prompts > ok");
}

#[test]
fn echo_is_switched_on_and_off() {
    up("script1 > echo 1 on
        media < Echo 1 true
        script1 < Done
        script1 > echo 1 off
        media < Echo 1 false
        script1 < Done");
}

#[test]
fn digits_pause_where_they_are_told_to() {
    up("script1 > digits 1 12w3
        script1 < Done
        media < SendDigits 1 12
        media > sent 1
        wait 1s
        media < SendDigits 1 3
        media > sent 1
        script1 < DigitsSent(1)");
    up("script1 > digits 1 xyz
        script1 < Done
        script1 < DigitsSent(1)");
}
