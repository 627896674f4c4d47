//! Several phones of one name, and several targets of one script.

use std::net::SocketAddr;

use crate::ladder::{check, run};
use crate::world::World;

#[test]
fn the_first_of_several_targets_wins_and_the_script_stops_the_others() {
    check(
        "shoe-phone lobby",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial SIP/shoe-phone
         script1 < Channel(ChannelId(2))
         shoe-phone < INVITE
         script1 > dial SIP/lobby
         script1 < Channel(ChannelId(3))
         lobby < INVITE
         lobby > 180
         script1 < Ringing(3)
         shoe-phone > 180
         script1 < Ringing(2)
         lobby > 200 pcmu
         lobby < ACK
         script1 < Answered(3)
         script1 > hangup 2
         shoe-phone < CANCEL
         script1 < Done",
    );
}

/// A world in which `shoe-phone` has a second telephone, called `second`.
fn with_second_phone() -> World {
    let mut world = World::new();
    let mut second = crate::phone::Phone::new("shoe-phone", 40);
    second.address = SocketAddr::from(([192, 0, 2, 50], 5060));
    world.phones.insert("second".into(), second);
    world
}

const RINGING: &str = "desk > INVITE 100 pcmu
     script1 < start
     script1 > dial SIP/shoe-phone
     script1 < Channel(ChannelId(2))
     shoe-phone < INVITE
     second < INVITE
     second > 180
     script1 < Ringing(2)
     shoe-phone > 180";

fn check_forks(rest: &str) {
    run(
        &mut with_second_phone(),
        "shoe-phone second",
        &format!("{RINGING}\n{rest}"),
    );
}

#[test]
fn both_phones_of_a_name_ring_and_the_first_answer_cancels_the_other() {
    check_forks(
        "second > 200 pcmu
         second < ACK
         shoe-phone < CANCEL
         script1 < Answered(2)",
    );
}

#[test]
fn a_second_answer_is_acknowledged_and_ended() {
    check_forks(
        "second > 200 pcmu
         second < ACK
         shoe-phone < CANCEL
         script1 < Answered(2)",
    );
}

#[test]
fn one_refusal_leaves_the_other_ringing_and_the_better_reason_wins() {
    check_forks(
        "second > 486
         second < ACK
         shoe-phone > 503
         shoe-phone < ACK
         script1 < Ended(2, Busy)",
    );
}

#[test]
fn a_decline_everywhere_ends_it_at_once() {
    check_forks(
        "second > 603
         second < ACK
         shoe-phone < CANCEL
         script1 < Ended(2, Rejected)",
    );
}
