//! How editors save a file, each in its own way: one new generation each, and no word of a file that is not there.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::Duration;

use crate::support::{Setup, Switch, beside};

type Save = fn(&Path, &str);

const WAYS: [(&str, Save); 7] = [
    ("vim", vim),
    ("vim with backupcopy=yes", vim_in_place),
    ("emacs", emacs),
    ("VS Code", code),
    ("sed -i", sed),
    (
        "an editor that writes beside and renames",
        beside_and_rename,
    ),
    ("an editor that takes its time", slow),
];

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file of our own");
}

fn rename(from: &Path, to: &Path) {
    fs::rename(from, to).expect("a file of our own");
}

fn remove(path: &Path) {
    fs::remove_file(path).expect("a file of our own");
}

/// A swap file while it is edited; the old one becomes a backup, the new one takes its name, the backup goes.
fn vim(plan: &Path, text: &str) {
    let (swap, probe) = (
        plan.with_file_name(".plan.rhai.swp"),
        plan.with_file_name("4913"),
    );
    let backup = plan.with_file_name("plan.rhai~");
    write(&swap, "swap");
    write(&probe, "");
    remove(&probe);
    rename(plan, &backup);
    write(plan, text);
    remove(&backup);
    remove(&swap);
}

/// The backup is a copy, and the file is written in place.
fn vim_in_place(plan: &Path, text: &str) {
    let backup = plan.with_file_name("plan.rhai~");
    fs::copy(plan, &backup).expect("a file of our own");
    write(plan, text);
    remove(&backup);
}

/// A link to nowhere is its lock; `#plan.rhai#` is what it saves by itself; the backup stays.
fn emacs(plan: &Path, text: &str) {
    let (lock, kept) = (
        plan.with_file_name(".#plan.rhai"),
        plan.with_file_name("#plan.rhai#"),
    );
    symlink("user@host.1234:1700000000", &lock).expect("a link of our own");
    write(&kept, "context \"half\" {");
    rename(plan, &plan.with_file_name("plan.rhai~"));
    write(plan, text);
    remove(&kept);
    remove(&lock);
}

/// Cuts the file to nothing and writes it anew, in pieces.
fn code(plan: &Path, text: &str) {
    let mut file = File::create(plan).expect("a file of our own");
    for piece in text.as_bytes().chunks(40) {
        file.write_all(piece).expect("a file of our own");
        file.flush().expect("a file of our own");
    }
}

fn sed(plan: &Path, text: &str) {
    let copy = plan.with_file_name("sedq7Xz1k");
    write(&copy, text);
    rename(&copy, plan);
}

fn beside_and_rename(plan: &Path, text: &str) {
    let copy = plan.with_file_name("plan.rhai.tmp");
    write(&copy, text);
    rename(&copy, plan);
}

/// Half of the file, a while of nothing, and the rest.
fn slow(plan: &Path, text: &str) {
    let mut file = File::create(plan).expect("a file of our own");
    let (half, rest) = text.split_at(text.len() / 2);
    file.write_all(half.as_bytes()).expect("a file of our own");
    std::thread::sleep(Duration::from_millis(300));
    file.write_all(rest.as_bytes()).expect("a file of our own");
}

fn dialplan(mark: usize) -> String {
    format!("context \"internal\" {{ extension \"mark{mark}\" => {{ Hangup(); }} }}\n")
}

fn shown(switch: &Switch) -> String {
    let output = switch
        .home()
        .command(&["console", "-x", "dialplan show internal"], "");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_save_of_any_editor_is_one_generation() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan(0))
        .start();
    let plan = switch.home().path("dialplans/plan.rhai");
    for (mark, (editor, save)) in (1..).zip(WAYS) {
        save(&plan, &dialplan(mark));
        switch.says(&format!("generation {} of 1 files is in force", mark + 1));
        let shown = shown(&switch);
        assert!(shown.contains(&format!("mark{mark}")), "{editor}: {shown}");
    }
    let log = switch.log();
    assert!(!log.contains("stays in force"), "{log}");
    assert_eq!(log.matches("is in force").count(), WAYS.len(), "{log}");
}

/// Whatever somebody writes beside the dialplan all the time, saves go live.
#[test]
fn a_log_in_the_folder_holds_no_save_up() {
    let _machine = beside();
    let switch = Setup::new()
        .endpoint("desk", "pw", "internal", "ulaw")
        .dialplan("plan.rhai", &dialplan(0))
        .start();
    let folder = switch.home().path("dialplans");
    let mut log = File::create(folder.join("calls.log")).expect("a file of our own");
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                log.write_all(b"a call\n").expect("a file of our own");
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        write(&folder.join("plan.rhai"), &dialplan(1));
        switch.says("generation 2 of 1 files is in force");
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
}
