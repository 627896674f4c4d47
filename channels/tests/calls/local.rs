//! Local channels: the dialplan at the far end.

use crate::ladder::check;

const DIALLED: &str = "desk > INVITE 100 pcmu
     script1 < start
     script1 > dial Local/200@internal
     script2 < start internal 200 Local/200@internal-00000003 from 100 \"Front Desk\" dialed 200  [(\"INHERITED\", \"1\")]
     script1 < Channel(ChannelId(2))
     media < OpenPipe 2 3";

fn dialled(rest: &str) {
    check("", &format!("{DIALLED}\n{rest}"));
}

#[test]
fn the_second_halfs_script_answers_the_first_half() {
    dialled(
        "script2 > ringing 3
         script1 < Ringing(2)
         script2 < Done
         script2 > progress 3
         script1 < Progress(2)
         script2 < Done
         script2 > answer 3
         script1 < Answered(2)
         script2 < Done
         script1 > bridge 1 2
         script1 < Done
         media < Bridge 1 2
         script2 > finish Normal
         script1 < Ended(2, Normal)
         media < Close 2",
    );
}

#[test]
fn busy_at_one_half_is_the_cause_at_the_other() {
    dialled(
        "script2 > busy 3
         script1 < Ended(2, Busy)
         script2 < Ended(3, Busy)
         script2 < Done",
    );
}

#[test]
fn hanging_up_the_first_half_ends_the_second_ones_script() {
    dialled(
        "script1 > hangup 2
         script2 < Ended(3, Normal)
         script1 < Done",
    );
}

#[test]
fn a_call_to_an_account_of_the_switch_takes_two_skype_channels() {
    check(
        "",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial Skype/echo123 Tests
         script2 < start skype 123 Skype/echo123-00000003 from 100 \"Front Desk\" dialed echo123 topic=Tests token= languages= forwarded= [(\"GREETING\", \"hello\"), (\"INHERITED\", \"1\")]
         script1 < Channel(ChannelId(2))
         script2 > answer 3
         script1 < Answered(2)
         script2 < Done",
    );
}
