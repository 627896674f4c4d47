//! Programs, servers and files that the script of a real call asks for.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::support::{PhoneSetup, Setup, Sipp, Switch, beside, eventually};

const SOON: Duration = Duration::from_secs(10);

/// What sleeps this long was started by this file.
const NAP: &str = "86213";

const DIALPLAN: &str = r#"
context "internal" {
    extension "echo" => { Verbose(1, `told <${SHELL("/bin/echo shaken")}>`); }
    extension "status" => { Verbose(1, `status <${System("/bin/false")}>`); }
    extension "date" => { Verbose(1, `the date is ${SHELL("/bin/date")}`); }
    extension "sleep" => { Answer(); System("/bin/sleep 86213"); }
    extension "fetch" => { Verbose(1, `fetched <${CURL("http://SERVER/mood")}>`); }
    extension "slow" => { Answer(); CURL("http://SERVER/slow"); }
    extension "other" => { CURL("http://127.0.0.1:9/"); }
    extension "later" => {
        Answer();
        Read("key", "", 1);
        Goto("internal", "date");
    }
}
"#;

/// A switch whose scripts may run two programs and ask one server.
fn switch(server: SocketAddr) -> Switch {
    let capability = format!(
        "\n[capability]\nsystem = [\"/bin/echo *\", \"/bin/false\", \"/bin/sleep {NAP}\"]\n\
         curl = [\"http://{server}/\"]\n"
    );
    Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan_option(&capability)
        .dialplan(
            "outside.rhai",
            &DIALPLAN.replace("SERVER", &server.to_string()),
        )
        .start()
}

/// A server that answers `/mood`, and says when somebody has asked for something else, and when that one is gone.
fn server() -> (SocketAddr, Receiver<&'static str>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("bound");
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap_or(0);
            if asked[..length].starts_with(b"GET /mood ") {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nstirred");
                continue;
            }
            let _ = tell.send("asked");
            while stream.read(&mut asked).is_ok_and(|length| length > 0) {}
            let _ = tell.send("gone");
        }
    });
    (address, told)
}

/// A call that is refused in the end, as nobody answers it.
fn refused(switch: &Switch, extension: &str, status: u16) {
    let steps = format!("> INVITE {extension} | sdp 0\n< {status}");
    play(switch, &steps);
}

fn play(switch: &Switch, steps: &str) {
    Sipp::plays(switch.sip(), steps)
        .credentials("desk", "pw")
        .run()
        .assert_good();
}

/// Whether a program of ours sleeps.
fn naps() -> bool {
    let processes = std::fs::read_dir("/proc").expect("Linux");
    processes.flatten().any(|process| {
        let line = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
        line.starts_with(b"/bin/sleep\0") && line.ends_with(format!("{NAP}\0").as_bytes())
    })
}

#[test]
fn programs_that_are_allowed_run_and_others_are_refused() {
    let _machine = beside();
    let switch = switch(server().0);
    refused(&switch, "echo", 603);
    switch.says("told <shaken");
    refused(&switch, "status", 603);
    switch.says("status <APPERROR>");
    refused(&switch, "date", 503);
    switch.says("E0409");
    assert!(!switch.log().contains("dialplan: the date is"), "it ran");
}

#[test]
fn a_server_that_is_allowed_is_asked_and_another_is_not() {
    let _machine = beside();
    let switch = switch(server().0);
    refused(&switch, "fetch", 603);
    switch.says("fetched <stirred>");
    refused(&switch, "other", 503);
    switch.says("E0409");
}

#[test]
fn a_program_ends_when_the_caller_hangs_up() {
    let _machine = beside();
    let switch = switch(server().0);
    let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
    desk.dial(&switch.uri("sleep"));
    desk.established();
    eventually("the program", SOON, || naps().then_some(()));
    desk.hang_up();
    eventually("its end", SOON, || (!naps()).then_some(()));
}

#[test]
fn nobody_waits_for_a_server_when_the_caller_has_hung_up() {
    let _machine = beside();
    let (address, told) = server();
    let switch = switch(address);
    let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
    desk.dial(&switch.uri("slow"));
    assert_eq!(told.recv_timeout(SOON), Ok("asked"));
    desk.hang_up();
    assert_eq!(told.recv_timeout(SOON), Ok("gone"));
}

/// Lets scripts run `/bin/date` from now on.
fn allow(switch: &Switch) {
    let path = switch.home().config();
    let text = std::fs::read_to_string(&path).expect("a file of our own");
    let text = text.replace("\"/bin/false\"", "\"/bin/false\", \"/bin/date\"");
    std::fs::write(path, text).expect("a file of our own");
}

/// A call that waits for a key while `change` happens may run then what it could not before.
fn check_reload(change: impl FnOnce(&Switch)) {
    let _machine = beside();
    let switch = switch(server().0);
    let desk = PhoneSetup::new("desk", "pw").at(switch.sip()).start();
    desk.dial(&switch.uri("later"));
    desk.established();
    allow(&switch);
    change(&switch);
    desk.press("1");
    switch.says("dialplan: the date is ");
    desk.closed();
}

#[test]
fn a_call_that_waits_comes_under_rules_that_are_reloaded_on_the_console() {
    check_reload(|switch| {
        let output = switch
            .home()
            .command(&["console", "-x", "dialplan reload"], "");
        assert!(output.status.success(), "{output:?}");
    });
}

#[test]
fn a_call_that_waits_comes_under_rules_that_a_signal_reloads() {
    check_reload(|switch| {
        let pid = rustix::process::Pid::from_raw(switch.pid() as i32).expect("a process");
        rustix::process::kill_process(pid, rustix::process::Signal::HUP).expect("a signal");
        switch.says("nothing has changed");
    });
}
