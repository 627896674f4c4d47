//! Every key of `skyplan.toml`, as it should be and as it should not.

use std::path::Path;

use super::Config;

/// Reads the text; what is wrong with it as `line:column message [help]`, or nothing.
#[track_caller]
fn check(text: &str, expected: &str) {
    let said = match Config::read(text, Path::new("/etc/skyplan")) {
        Ok(_) => String::new(),
        Err(findings) => findings
            .iter()
            .map(|finding| format!("{finding}\n"))
            .collect(),
    };
    assert_eq!(said.trim(), expected, "for {text:?}");
}

/// The path of a key that is written `path` in a file of `folder`.
#[track_caller]
fn check_path(folder: &str, path: &str, expected: &str) {
    let text = format!("data = \"{path}\"\n");
    let config = Config::read(&text, Path::new(folder)).expect("a good file");
    assert_eq!(config.data, Path::new(expected), "{folder} {path}");
}

/// A file with one endpoint, and the rest of it.
fn endpoint(lines: &str) -> String {
    format!("[[endpoint]]\nname = \"a\"\npassword = \"p\"\n{lines}\n")
}

#[test]
fn an_empty_file_is_a_good_one() {
    check("", "");
}

#[test]
fn every_key_of_the_manual_is_read() {
    for text in [
        "data = \"var\"",
        "[sip]\nlisten = [\"udp:127.0.0.1:0\", \"tcp:[::1]:5060\"]",
        "[sip]\ndomain = \"example.org\"\nmin_expires = 60\nmax_expires = 600\nmax_channels = 10",
        "[media]\naddress = \"::1\"\nports = \"1024-1025\"\nprompts = \"sounds\"",
        "[dialplan]\npath = \"d\"\nworkers = 4\noperations = 1000\nmemory = 64",
        "[skype]\nconfig = \"chan_skype.conf\"",
        "[manager]\nlisten = \"127.0.0.1:5038\"",
        "[[manager.user]]\nname = \"a\"\nsecret = \"s\"\nread = [\"call\"]\nwrite = [\"originate\"]",
        "[http]\nlisten = \"127.0.0.1:8088\"",
        "[trace]\nkeep = 10\nfailed = 0\nmemory = 1024\ncall = 16",
    ] {
        check(text, "");
    }
    check(
        &endpoint("context = \"c\"\ncodecs = [\"opus\", \"G722\", \"slin\"]"),
        "",
    );
}

#[test]
fn an_unknown_key_is_an_error_with_a_suggestion() {
    for (text, expected) in [
        (
            "dta = \"x\"",
            "1:1 unknown key `dta` [did you mean `data`?]",
        ),
        (
            "[sip]\nlisen = []",
            "2:1 unknown key `lisen` [did you mean `listen`?]",
        ),
        (
            "[media]\nport = \"1\"",
            "2:1 unknown key `port` [did you mean `ports`?]",
        ),
        (
            "[dialplan]\nworker = 1",
            "2:1 unknown key `worker` [did you mean `workers`?]",
        ),
        (
            "[skype]\nconfg = \"x\"",
            "2:1 unknown key `confg` [did you mean `config`?]",
        ),
        (
            "[http]\nport = 1",
            "2:1 unknown key `port` [the keys here are listen]",
        ),
        (
            "[sip]\nzebra = 1",
            "2:1 unknown key `zebra` [the keys here are listen, domain, min_expires, max_expires, max_channels]",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_value_of_the_wrong_type_says_which_type_it_takes() {
    for (text, place, wanted) in [
        ("data = 1", "1:8", "expected path string"),
        (
            "[sip]\nlisten = \"udp:127.0.0.1:5060\"",
            "2:10",
            "expected a sequence",
        ),
        ("[sip]\nmax_channels = \"many\"", "2:16", "expected usize"),
        ("[sip]\nmin_expires = -1", "2:15", "expected u64"),
        ("[dialplan]\nworkers = 1.5", "2:11", "expected usize"),
        (
            "[[endpoint]]\nname = \"a\"",
            "1:1",
            "missing field `password`",
        ),
        ("[sip", "1:5", "unclosed table"),
    ] {
        let findings = Config::read(text, Path::new(".")).expect_err(text);
        let said = findings[0].to_string();
        assert!(
            said.starts_with(place) && said.contains(wanted),
            "for {text:?}: {said}"
        );
    }
}

#[test]
fn bad_values_say_what_to_write() {
    for (text, expected) in [
        (
            "[sip]\nlisten = [\"upd:127.0.0.1:5060\"]",
            "2:11 unknown transport `upd` [did you mean `udp`?]",
        ),
        (
            "[sip]\nlisten = [\"tls:127.0.0.1:5061\"]",
            "2:11 `tls:` is not in this version [use `udp:` and `tcp:`]",
        ),
        (
            "[sip]\nlisten = [\"udp:localhost:5060\"]",
            "2:11 `localhost:5060` is not an IP address with a port \
             [write it as `udp:127.0.0.1:5060`, or `udp:[::1]:5060`]",
        ),
        (
            "[media]\naddress = \"here\"",
            "2:11 `here` is not an IP address \
             [write the address of this machine that phones can reach, such as `192.0.2.10`]",
        ),
        (
            "[media]\nports = \"29999-20000\"",
            "2:9 `29999-20000` is not a range of ports [write the first and the last port, such as `20000-29999`]",
        ),
        (
            "[media]\nports = \"80-90\"",
            "2:9 `80-90` is not a range of ports [write the first and the last port, such as `20000-29999`]",
        ),
        (
            "[[endpoint]]\nname = \"a b\"\npassword = \"p\"",
            "2:8 `a b` cannot be the name of an endpoint [use letters, digits, `_`, `-`, `.` and `+`]",
        ),
    ] {
        check(text, expected);
    }
    check(
        &endpoint("codecs = [\"ulav\"]"),
        "4:11 unknown codec `ulav` [did you mean `ulaw`?]",
    );
    check(
        &endpoint("codecs = [\"speex\"]"),
        "4:11 unknown codec `speex` [there are `opus`, `ulaw`, `alaw` and `slin`]",
    );
}

#[test]
fn all_faults_are_told_at_once() {
    check(
        "[sip]\nlisten = [\"x\"]\n[media]\naddress = \"y\"",
        "2:11 unknown transport `x` [write it as `udp:127.0.0.1:5060`]\n\
         4:11 `y` is not an IP address \
         [write the address of this machine that phones can reach, such as `192.0.2.10`]",
    );
}

#[test]
fn two_endpoints_of_one_name_are_an_error() {
    check(
        "[[endpoint]]\nname=\"a\"\npassword=\"p\"\n[[endpoint]]\nname=\"a\"\npassword=\"p\"\n",
        "5:6 there are two endpoints named `a`",
    );
}

#[test]
fn paths_are_relative_to_the_file_and_shown_without_dots() {
    check_path("/etc/skyplan", "var", "/etc/skyplan/var");
    check_path("/etc/skyplan", "/var/lib/skyplan", "/var/lib/skyplan");
    check_path("skyplan-data", ".", "skyplan-data");
    check_path("skyplan-data", "./a/./b", "skyplan-data/a/b");
    check_path(".", "skyplan-data", "skyplan-data");
    check_path(".", ".", ".");
    check_path("/etc/skyplan", "../var", "/etc/skyplan/../var");
}

#[test]
fn budgets_have_units_and_ranges() {
    for text in [
        "[budget]\noperations = 1_000_000\nmemory = \"512 KiB\"\nbusy = \"500 ms\"\ndepth = 32",
        "[budget]\njumps = 10\nevents = 1\nlines = 0\nline_gap = \"1 min\"",
        "[context.internal.budget]\nmemory = \"1 GiB\"",
        "[context.\"from-*\".budget]\nbusy = \"1.5 s\"",
        "[context.internal]\nbudget = { depth = 8 }\ncapability = { shell = true }",
    ] {
        check(text, "");
    }
    for (text, expected) in [
        (
            "[budget]\nmemory = 8192",
            "2:10 `8192` is not a size from 64 KiB to 1 GiB \
             [write a number with `KiB`, `MiB` or `GiB`, such as `\"8 MiB\"`]",
        ),
        (
            "[budget]\nbusy = \"10\"",
            "2:8 `10` is not a time from 10 ms to 60 min \
             [write a number with `ms`, `s` or `min`, such as `\"10 s\"`]",
        ),
        (
            "[context.a.budget]\ndepth = 0",
            "2:9 `0` is not a number from 1 to 256 [write a whole number; underscores may stand in it]",
        ),
        (
            "[budget]\noperation = 1",
            "2:1 unknown key `operation` [did you mean `operations`?]",
        ),
        (
            "[context.a.budgets]\njumps = 1",
            "1:12 unknown key `budgets` [did you mean `budget`?]",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn capabilities_are_read_word_by_word() {
    for text in [
        "[capability]\nsystem = [\"/usr/bin/logger -t skyplan *\"]\nshell = true",
        "[capability]\ncurl = [\"https://api.example.com/v1/\", \"crm.example.com\", \"10.1.0.0/16\", \"http://[::1]:80/\"]",
        "[capability]\nread = [\"reports\"]\nwrite = [\"/var/spool/calls\"]\nenvironment = [\"HOME\"]",
    ] {
        check(text, "");
    }
    for (text, expected) in [
        (
            "[capability]\nsystem = [\"logger *\"]",
            "2:11 the command `logger *` does not begin with the whole path of a program \
             [write the program with its path and what its arguments may be, such as `\"/usr/bin/logger -t skyplan *\"`]",
        ),
        (
            "[capability]\ncurl = [\"ftp://x/\"]",
            "2:9 `ftp://x/` does not begin with `http://` or `https://` \
             [write the beginning of URLs such as `\"https://api.example.com/v1/\"`, the name of a machine, \
             or a network such as `\"10.1.0.0/16\"`]",
        ),
        (
            "[context.a.capability]\nsytem = []",
            "2:1 unknown key `sytem` [did you mean `system`?]",
        ),
    ] {
        check(text, expected);
    }
}

#[test]
fn a_context_has_what_it_says_and_otherwise_what_all_have() {
    let text = "[dialplan]\noperations = 5000\nmemory = 128\n[budget]\nmemory = \"1 MiB\"\n[capability]\nread = [\"a\"]\n\
                write = [\"b\"]\n[context.desk]\nbudget.jumps = 5\ncapability.read = []\n[context.\"from-*\".budget]\njumps = 7";
    let config = Config::read(text, Path::new("/etc/skyplan")).expect("a good file");
    let sandbox = config.sandbox();
    let [all, desk, from] = ["x", "desk", "from-a"].map(|context| sandbox.rule(context));
    assert_eq!(
        (all.budgets.operations, all.budgets.memory),
        (5000, 1 << 20)
    );
    assert_eq!((desk.budgets.jumps, desk.budgets.memory), (5, 1 << 20));
    assert_eq!((all.budgets.jumps, from.budgets.jumps), (1000, 7));
    assert!(all.capabilities.readable("x", "/etc/skyplan/a/f").is_ok());
    assert!(
        desk.capabilities
            .readable("desk", "/etc/skyplan/a/f")
            .is_err()
    );
    assert!(
        desk.capabilities
            .writable("desk", "/etc/skyplan/b/f")
            .is_ok()
    );
}
