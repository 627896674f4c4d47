//! More calls than the switch takes.

use channels::Input;

use crate::ladder::run;
use crate::world::World;

#[test]
fn a_switch_that_drains_takes_no_new_calls_and_keeps_the_old_ones() {
    let mut world = World::new();
    run(&mut world, "", "desk > INVITE 100 pcmu\nscript1 < start");
    world.input(Input::Drain);
    let ladder = "lobby > INVITE 100 pcmu
         lobby < 503 | Retry-After: 5
         script1 > answer 1
         desk < 200
         script1 < Done";
    run(&mut world, "", ladder);
}

#[test]
fn overload_outside_sends_new_calls_away_until_it_is_over() {
    let mut world = World::new();
    world.input(Input::Overloaded(true));
    run(&mut world, "", "desk > INVITE 100 pcmu\ndesk < 503");
    world.input(Input::Overloaded(false));
    run(&mut world, "", "desk > INVITE 100 pcmu\nscript1 < start");
}

#[test]
fn no_more_channels_than_are_allowed() {
    let mut world = World::with(|config| config.max_channels = 2, u64::MAX);
    run(
        &mut world,
        "shoe-phone emma_peel",
        "desk > INVITE 100 pcmu
         script1 < start
         austin_powers > INVITE emma_peel pcmu
         austin_powers < 503
         script1 > dial Local/200@internal
         script1 < Refused(Congestion, \"all 2 channels are taken\"
         script1 > dial SIP/shoe-phone
         script1 < Channel
         shoe-phone < INVITE
         lobby > INVITE 100 pcmu
         lobby < 503",
    );
}

#[test]
fn without_rtp_ports_a_call_is_not_answered() {
    let mut world = World::with(|_| {}, 0);
    run(
        &mut world,
        "shoe-phone",
        "desk > INVITE 100 pcmu
         script1 < start
         script1 > dial SIP/shoe-phone
         script1 < Refused(Congestion, \"no RTP port is free\"
         script1 > answer 1
         desk < 503
         script1 < Ended(1, Congestion)
         script1 < Gone",
    );
}

#[test]
fn scripts_that_pile_up_unheard_send_new_calls_away() {
    let mut world = World::with(|config| config.max_channels = 2000, u64::MAX);
    for call in 1..=1000 {
        run(
            &mut world,
            "",
            &format!("desk > INVITE 100 pcmu\nscript{call} < start"),
        );
    }
    run(&mut world, "", "desk > INVITE 100 pcmu\ndesk < 503");
    run(
        &mut world,
        "",
        "script1 > ringing 1\ndesk < 180\nscript1 < Done\nlobby > INVITE 100 pcmu\nscript1001 < start",
    );
}
