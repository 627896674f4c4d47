//! Scripts that would take the machine.

use std::time::{Duration, Instant};

use crate::support::{Algorithm, PhoneSetup, Setup, Switch, Wire, alone, eventually, offer};

const DIALPLAN: &str = r#"
fn dive(depth) { 1 + dive(depth + 1) }

context "internal" {
    extension "talk" => { Dial("SIP/shoe-phone"); }
    extension "endless" => { loop { } }
    extension "greedy" => {
        let heap = #{};
        let at = 0;
        loop { heap[`key ${at}`] = at; at += 1; }
    }
    extension "deep" => { dive(0); }
    extension "stubborn" => { loop { try { [2, 1].sort(|a, b| { loop { } }); } catch { } } }
}
"#;

/// Calls a script that is to be ended; the switch refuses the call then and says why.
fn run_away(switch: &Switch, extension: &str, code: &str) {
    let reply = Wire::udp(switch.sip()).ask_as(
        ("desk", "pw", Algorithm::Sha256),
        "INVITE",
        &switch.uri(extension),
        "Content-Type: application/sdp\r\n",
        &offer("0"),
    );
    assert_eq!(reply.status(), Some(503), "{extension}");
    switch.says(code);
}

/// Processor time a second of real time.
fn load(switch: &Switch) -> f64 {
    let (start, used) = (Instant::now(), switch.cpu_time());
    std::thread::sleep(Duration::from_millis(500));
    (switch.cpu_time() - used).as_secs_f64() / start.elapsed().as_secs_f64()
}

#[test]
fn scripts_that_run_away_are_ended_and_nobody_hears_it() {
    let _machine = alone();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("shoe-phone", "pw", "internal", "opus")
        .dialplan_option("operations = 5000000")
        .dialplan("runaway.rhai", DIALPLAN)
        .start();
    let phone = |name| PhoneSetup::new(name, "pw").at(switch.sip());
    let shoe = phone("shoe-phone").codec("opus/48000/2").says(1000).start();
    let desk = phone("desk").says(450).start();
    desk.dial(&switch.uri("talk"));
    desk.established();
    shoe.established();
    let quiet = load(&switch);
    let start = Instant::now();

    run_away(&switch, "endless", "E0402");
    run_away(&switch, "greedy", "E0403");
    run_away(&switch, "deep", "E0404");
    run_away(&switch, "stubborn", "E0402");
    eventually("a switch at rest", Duration::from_secs(10), || {
        (load(&switch) < quiet + 0.2).then_some(())
    });

    let (long, gap) = (start.elapsed(), Duration::from_millis(200));
    desk.heard().assert_tone("desk", 1000, long, gap);
    shoe.heard().assert_tone("shoe-phone", 450, long, gap);
    assert!(!desk.has_closed(), "the call beside them has ended");
}

const CIRCLES: &str = r#"
context "internal" {
    extension "here" => { Busy(); }
    extension "round" => { Dial("Local/round@internal"); }
    extension "twins" => { Dial("Local/twins@internal&Local/twins@internal"); }
    extension "again" => {
        loop { Originate("Local/again@internal/n", "exten", "internal", "again", 1, 1); }
    }
}
"#;

#[test]
fn a_dialplan_that_calls_itself_leaves_room_for_others() {
    let _machine = alone();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .endpoint("shoe-phone", "pw", "internal", "ulaw")
        .dialplan("circles.rhai", CIRCLES)
        .start();
    let call = |user, extension: &str| {
        let more = "Content-Type: application/sdp\r\n";
        let who = (user, "pw", Algorithm::Sha256);
        let uri = switch.uri(extension);
        let mut wire = Wire::udp(switch.sip());
        let reply = wire.try_ask_as(who, "INVITE", &uri, more, &offer("0"));
        reply.and_then(|reply| reply.status())
    };
    // The third goes on until its caller hangs up, and nobody answers.
    for (circle, end) in [("round", Some(503)), ("twins", Some(503)), ("again", None)] {
        std::thread::scope(|threads| {
            let wild = threads.spawn(|| call("desk", circle));
            for _ in 0..10 {
                assert_eq!(call("shoe-phone", "here"), Some(486), "beside `{circle}`");
                std::thread::sleep(Duration::from_millis(100));
            }
            assert_eq!(wild.join().unwrap(), end, "{circle}");
        });
    }
}
