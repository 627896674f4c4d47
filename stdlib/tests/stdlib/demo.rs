//! The demo that is shipped does what its comments say.

use runtime::dialplan::{Dialplan, Source};
use stdlib::LIBRARY;

use super::check;
use super::examples::dialplans;

#[test]
fn all_that_is_shipped_loads_together_without_a_finding() {
    let folders = [".", "manual", "examples"];
    let files = folders.into_iter().flat_map(dialplans);
    let sources: Vec<_> = files
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("it was listed");
            Source::new(path.to_string_lossy().as_ref(), text)
        })
        .collect();
    assert!(sources.len() > 10, "{sources:?}");
    let (plan, findings) = Dialplan::load(sources, LIBRARY);
    let shown: Vec<_> = findings
        .iter()
        .map(|finding| finding.render(|path| plan.text(path), false))
        .collect();
    assert!(shown.is_empty(), "{}", shown.concat());
}

#[test]
fn every_prompt_of_the_demo_is_shipped() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../dialplans");
    let demo = std::fs::read_to_string(format!("{folder}/demo.rhai")).expect("it is shipped");
    let calls = demo.split("Playback(\"").skip(1);
    let names = calls.filter_map(|rest| rest.split('"').next());
    for name in names
        .flat_map(|names| names.split('&'))
        .chain(["enter-extension"])
    {
        let path = format!("{folder}/prompts/{name}.wav");
        assert!(std::path::Path::new(&path).exists(), "{path}");
    }
}

fn check_demo(scene: &str) {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../dialplans/demo.rhai");
    let demo = std::fs::read_to_string(path).expect("the demo is shipped");
    check(&format!("{}\n{demo}", scene.trim()));
}

#[test]
fn echo123_echoes_until_a_hash() {
    check_demo(
        r##"
//@ incoming skype call from "austin_powers" to "echo123" in "demo"
//@ caller presses "#" after 20s
//> answers
//> plays hello&echo-intro&beep
//> 6s: echoes
//> 20s: plays goodbye
        "##,
    );
}

#[test]
fn james_bond_is_rung_and_then_talked_to_by_chat() {
    check_demo(
        r##"
//@ incoming skype call from "austin_powers" to "james_bond" in "demo", languages "sv en"
//@ sip/shoe-phone rings
//@ chat from "austin_powers" to "james_bond" after 60s: "yes"
//> 0s: dials SIP/shoe-phone
//> 22s: dials SIP/shoe-phone
//> plays nobody
//> chat from james_bond to austin_powers: I missed your call. Shall I call back? (yes/no)
//> 60s: chat from james_bond to austin_powers: I will.
        "##,
    );
}

#[test]
fn a_telephone_without_anybody_is_not_tried_twice() {
    check_demo(
        r##"
//@ incoming skype call from "austin_powers" to "james_bond" in "demo"
//@ sip/shoe-phone is offline
//> 0s: plays nobody
        "##,
    );
}

#[test]
fn telephones_reach_each_other_and_skype_names() {
    check_demo(
        r##"
//@ incoming sip call from "moneypenny" to "100" in "internal"
//@ sip/shoe-phone answers after 2s
//> connects caller and SIP/shoe-phone
        "##,
    );
    check_demo(
        r##"
//@ incoming sip call from "shoe-phone" to "200" in "internal"
//@ skype/james_bond@austin_powers answers after 2s
//> dials Skype/james_bond@austin_powers about From the shoe phone
        "##,
    );
    check_demo(
        r##"
//@ incoming sip call from "shoe-phone" to "+12564286000" in "internal"
//@ skype/james_bond@+12564286000 answers after 2s
//> connects caller and Skype/james_bond@+12564286000
        "##,
    );
}

#[test]
fn an_extension_can_be_asked_for() {
    check_demo(
        r##"
//@ incoming sip call from "shoe-phone" to "602" in "internal"
//@ caller presses "9#" after 1s
//@ caller presses "601#" after 9s
//> plays beep&beep
//> plays hello&beep&goodbye
        "##,
    );
}
