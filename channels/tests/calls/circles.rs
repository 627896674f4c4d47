//! Calls that lead to calls: they come to an end, and others have room beside them.

use crate::ladder::{check, run};
use crate::world::World;

#[test]
fn a_call_on_has_one_hop_less() {
    check(
        "shoe-phone",
        "desk > INVITE 100 pcmu | Max-Forwards: 30
         script1 < start
         script1 > dial SIP/shoe-phone
         script1 < Channel
         shoe-phone < INVITE | Max-Forwards: 29",
    );
}

#[test]
fn hops_are_counted_through_local_channels_and_direct_calls() {
    check(
        "shoe-phone",
        "desk > INVITE 100 pcmu | Max-Forwards: 30
         script1 < start
         script1 > dial Local/200@internal
         script2 < start internal 200
         script1 < Channel
         script2 > dial SIP/shoe-phone
         script2 < Channel
         shoe-phone < INVITE | Max-Forwards: 28",
    );
    check(
        "emma_peel",
        "austin_powers > INVITE emma_peel pcmu | Max-Forwards: 2
         emma_peel < INVITE | Max-Forwards: 1",
    );
}

#[test]
fn a_call_without_hops_left_is_taken_and_not_called_on() {
    check(
        "shoe-phone",
        "desk > INVITE 100 pcmu | Max-Forwards: 0
         script1 < start
         script1 > dial SIP/shoe-phone
         script1 < Refused(Congestion, \"the call has been called on too often
         script1 > answer 1
         desk < 200
         script1 < Done",
    );
}

#[test]
fn all_that_one_call_leads_to_has_a_share_of_the_channels() {
    let mut world = World::with(|config| config.max_channels = 1000, u64::MAX);
    run(&mut world, "", "desk > INVITE 100 pcmu\nscript1 < start");
    for second in 2..=51 {
        // Each is dialled by the script of the one before.
        let dial = format!(
            "script{} > dial Local/200@internal\nscript{second} < start\nscript{} < Channel",
            second - 1,
            second - 1,
        );
        run(&mut world, "", &dial);
    }
    run(
        &mut world,
        "shoe-phone",
        "script51 > dial Local/200@internal
         script51 < Refused(Congestion, \"one call may not have more than 100 channels
         script51 > dial SIP/shoe-phone
         script51 < Refused(Congestion, \"one call may not have more than 100 channels
         lobby > INVITE 100 pcmu
         script52 < start
         script52 > dial SIP/shoe-phone
         script52 < Channel
         shoe-phone < INVITE
         script51 > finish Normal
         script50 < Ended
         script50 > dial Local/200@internal
         script53 < start
         script50 < Channel",
    );
}
