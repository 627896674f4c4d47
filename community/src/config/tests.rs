//! `chan_skype.conf` as people write it, and as nobody should.

use proptest::prelude::*;

use super::*;
use crate::SkypeName;

/// The only user of a file made of these lines below `[james_bond]`.
#[track_caller]
fn user(lines: &str) -> User {
    let (config, findings) = read(&format!("[james_bond]\nsecret=x\n{lines}"));
    assert_eq!(findings, [], "{lines}");
    config
        .users
        .into_iter()
        .next()
        .expect("there is one section")
}

#[track_caller]
fn check<T: PartialEq + std::fmt::Debug>(lines: &str, of: fn(&User) -> T, expected: T) {
    assert_eq!(of(&user(lines)), expected, "{lines}");
}

#[track_caller]
fn check_codecs(lines: &str, expected: &str) {
    let names: Vec<_> = user(lines)
        .codecs
        .iter()
        .map(|codec| codec.as_str())
        .collect();
    assert_eq!(names.join(" "), expected, "{lines}");
}

/// Reads the text for a build with all codecs.
fn read(text: &str) -> (SkypeConfig, Vec<Finding>) {
    super::read(text, |_| true)
}

/// Findings as `kind line:column-end message [help]`.
#[track_caller]
fn check_findings(text: &str, expected: &[&str]) {
    check_build(text, &[], expected);
}

/// The same for a build that lacks some codecs.
#[track_caller]
fn check_build(text: &str, absent: &[&str], expected: &[&str]) {
    let (_, findings) = super::read(text, |codec| !absent.contains(&codec));
    let found: Vec<_> = findings
        .iter()
        .map(|f| {
            let help = f
                .help
                .as_ref()
                .map(|help| format!(" [{help}]"))
                .unwrap_or_default();
            let kind = f.kind.as_str();
            format!(
                "{kind} {}:{}-{} {}{help}",
                f.line, f.column, f.end_column, f.message
            )
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn an_absent_option_has_the_manuals_default() {
    let (config, findings) = read("[general]\n[james_bond]\nsecret = 007\n");
    assert_eq!(findings, []);
    assert_eq!(config.general, General::default());
    let user = &config.users[0];
    assert_eq!(
        (user.context.as_str(), user.exten.as_str()),
        ("default", "james_bond")
    );
    assert_eq!(user.direction, Direction::Both);
    assert!(user.buddy_presence && !user.webpresence);
    check_codecs("", "ulaw alaw g729 opus");
    check(
        "",
        |user| format!("{:?}", user.auth_policy.0),
        "[accept]".to_owned(),
    );
}

#[test]
fn codecs_are_edited_in_the_order_of_the_lines() {
    check_codecs("disallow=all\nallow=opus,ulaw", "opus ulaw");
    check_codecs("disallow=all\nallow=alaw\nallow=opus", "alaw opus");
    check_codecs("allow=slin", "ulaw alaw g729 opus slin");
    check_codecs("disallow=g729", "ulaw alaw opus");
    check_codecs("allow=!all,g722", "g722");
    check_codecs(
        "disallow=all\nallow=all\ndisallow=ulaw,alaw",
        "opus g722 g729 slin slin16",
    );
    check_codecs("disallow = all\nallow => ULAW , ulaw", "ulaw");
}

#[test]
fn options_are_read_as_the_manual_gives_them() {
    check(
        "context=demo\nexten=007",
        |u| format!("{}@{}", u.exten, u.context),
        "007@demo".to_owned(),
    );
    check("direction=Incoming", |u| u.direction, Direction::Incoming);
    check(
        "direction=outgoing",
        |u| u.direction.allows_incoming(),
        false,
    );
    check(
        "buddy_autoadd=buddies, hints",
        |u| (u.buddy_autoadd.buddies, u.buddy_autoadd.hints),
        (true, true),
    );
    check(
        "buddy_autoadd=hints",
        |u| (u.buddy_autoadd.buddies, u.buddy_autoadd.hints),
        (false, true),
    );
    check("buddy_presence=no", |u| u.buddy_presence, false);
    check(
        "autoreply=Not here\\; call me",
        |u| u.autoreply.clone().unwrap(),
        "Not here; call me".to_owned(),
    );
    check(
        "birthday=19450328\ngender=1",
        |u| u.account_properties().len(),
        2,
    );
    check(
        "auth_policy=accept.Shaken, deny\nauth_policy=block",
        |u| format!("{:?}", u.auth_policy.0),
        "[accept.…, deny, block]".to_owned(),
    );
}

#[test]
fn setvar_sets_variables_and_properties() {
    let lines = "setvar=LANG=en\nsetvar=SKYPE_ACCOUNT_PROPERTY(fullname)=James Bond\n\
                 setvar=SKYPE_ACCOUNT_PROPERTY(james_bond,availability)=Skype Me\n\
                 setvar=SKYPE_CALL_PROPERTY(topic)=a=b\nsetvar=CHANNEL(language)=de";
    let user = user(lines);
    assert_eq!(
        user.account_properties(),
        [
            ("fullname", "James Bond".to_owned()),
            ("availability", "Skype Me".to_owned())
        ]
    );
    assert_eq!(
        user.setvar[3],
        SetVar::CallProperty {
            property: "topic",
            value: "a=b".into()
        }
    );
    let variable = |name: &str, value: &str| SetVar::Variable {
        name: name.into(),
        value: value.into(),
    };
    assert_eq!(user.setvar[0], variable("LANG", "en"));
    assert_eq!(user.setvar[4], variable("CHANNEL(language)", "de"));
}

#[test]
fn every_option_of_the_manual_is_known() {
    assert_eq!(OPTIONS.len(), 14 + 19);
    let text = "[general]\nengine_directory=/var\ndefault_user=bond\ndebug=yes\nbind_address=::\n\
                rtp_address=10.0.0.1\nbind_port=5000\ndisable_tcpauto=on\ndisable_udp=no\n\
                https_proxy=a:1\nhttps_proxy_user=b\nhttps_proxy_password=c\nsocks5_proxy=d\n\
                socks5_proxy_user=e\nsocks5_proxy_password=f\n\
                [bond]\nsecret=x\ncontext=a\nexten=b\ndisallow=all\nallow=ulaw\ndirection=both\n\
                auth_policy=deny\nbuddy_autoadd=no\nbuddy_presence=yes\nmohinterpret=passthrough\n\
                mohsuggest=jazz\nautoreply=hi\nwebpresence=yes\nbirthday=19450328\ncountry=UK\n\
                homepage=http://x\navatar=/a.jpg\ngender=1\nsetvar=A=b\n";
    check_findings(text, &[]);
    let restart: Vec<_> = OPTIONS
        .iter()
        .filter(|row| row.restart)
        .map(|row| row.name)
        .collect();
    assert_eq!(
        restart,
        [
            "engine_directory",
            "rtp_address",
            "disable_tcpauto",
            "disable_udp"
        ]
    );
}

#[test]
fn templates_give_users_common_options() {
    let text = "[base](!)\ncontext=demo\nsecret=x\n[bond](base)\n[powers](base)\ncontext=other";
    let (config, findings) = read(text);
    assert_eq!(findings, []);
    let contexts: Vec<_> = config
        .users
        .iter()
        .map(|user| user.context.as_str())
        .collect();
    assert_eq!(contexts, ["demo", "other"]);
}

#[test]
fn a_mistake_in_a_template_is_told_once() {
    check_findings(
        "[base](!)\nsecret=x\ncontxt=a\nallow=gsm\ndirection=up\n[bond](base)\n[powers](base)",
        &[
            "unknown-option 3:1-7 unknown option `contxt` in a user's section [did you mean `context`?]",
            "unsupported-codec 4:7-10 this switch does not have codec `gsm` \
           [calls of this account go on without it]",
            "bad-value 5:11-13 `up` is not a value of option `direction` \
           [expected incoming, outgoing or both]",
        ],
    );
}

#[test]
fn codecs_that_a_build_lacks_may_be_written_and_are_told_once() {
    let absent = ["g722", "g729"];
    check_build(
        "[bond]\nsecret=x\n[powers]\nsecret=x\nallow=all",
        &absent,
        &[],
    );
    check_build(
        "[bond]\nsecret=x\nallow=ulaw,g729\n[powers]\nsecret=x\nallow=g729",
        &absent,
        &[
            "unsupported-codec 3:12-16 this build does not carry codec `g729` \
           [calls go on without it, with the other codecs of the account]",
        ],
    );
    check_build(
        "[bond]\nsecret=x\ndisallow=all\nallow=g729",
        &absent,
        &[
            "unsupported-codec 1:2-6 user `bond` has no codec that this build carries \
           [its calls are refused with 488; add `allow = ulaw`]",
            "unsupported-codec 4:7-11 this build does not carry codec `g729` \
           [calls go on without it, with the other codecs of the account]",
        ],
    );
}

#[test]
fn wrong_values_name_place_and_cure() {
    let user = |line: &str| format!("[bond]\nsecret=x\n{line}");
    check_findings(
        &user("contxt = demo"),
        &[
            "unknown-option 3:1-7 unknown option `contxt` in a user's section [did you mean `context`?]",
        ],
    );
    check_findings(
        &user("bind_port = 1"),
        &[
            "unknown-option 3:1-10 unknown option `bind_port` in a user's section \
           [this option belongs in [general]]",
        ],
    );
    check_findings(
        &user("direction = in"),
        &[
            "bad-value 3:13-15 `in` is not a value of option `direction` [expected incoming, outgoing or both]",
        ],
    );
    check_findings(
        &user("allow = ulaw, alow"),
        &["unknown-codec 3:15-19 unknown codec `alow` [did you mean `alaw`?]"],
    );
    check_findings(
        &user("allow = gsm"),
        &[
            "unsupported-codec 3:9-12 this switch does not have codec `gsm` \
           [calls of this account go on without it]",
        ],
    );
    check_findings(
        &user("auth_policy = accept, blok"),
        &[
            "bad-value 3:23-27 `blok` is not a value of option `auth_policy` [did you mean `block`?]",
        ],
    );
    check_findings(
        &user("buddy_autoadd = yes"),
        &[
            "bad-value 3:17-20 `yes` is not a value of option `buddy_autoadd` \
           [expected `no`, `hints`, `buddies` or `buddies, hints`]",
        ],
    );
    check_findings(
        &user("setvar = SKYPE_ACCOUNT_PROPERTY(fulname)=x"),
        &["bad-setvar 3:10-43 unknown Skype account property `fulname` [did you mean `fullname`?]"],
    );
    check_findings(
        &user("setvar = SKYPE_CALL_PROPERTY(city)=x"),
        &["bad-setvar 3:10-37 Skype call property `city` cannot be set [`topic` and `token` can]"],
    );
    check_findings(
        &user("setvar = A"),
        &["bad-setvar 3:10-11 `A` sets nothing [write `NAME=value`]"],
    );
    check_findings(
        &user("context = a\ncontext = b"),
        &["repeated-option 4:1-8 option `context` was set in line 3 already [the last one counts]"],
    );
    check_findings(
        "[general]\nbind_address = localhost",
        &[
            "bad-value 2:16-25 `localhost` is not a value of option `bind_address` [expected an IP address]",
        ],
    );
    check_findings(
        &user("disallow = all"),
        &["no-codec 1:2-6 user `bond` has no codec left [add `allow = ulaw`]"],
    );
}

#[test]
fn sections_have_to_make_sense_together() {
    check_findings(
        "[general]\ndefault_user = bnod\n[bond]\nsecret=x\n[bond]\n[007]",
        &[
            "unknown-default-user 2:16-20 `default_user` names `bnod`, which has no section \
             [did you mean `bond`?]",
            "duplicate-section 5:2-6 section `bond` stands in this file already",
            "bad-user-name 6:2-5 `007` is not a Skype name: a Skype name begins with a letter",
        ],
    );
    check_findings(
        "[bond]",
        &["missing-secret 1:2-6 user `bond` has no `secret` \
           [the switch can log in only if the account exists already]"],
    );
}

#[test]
fn a_wrong_value_leaves_the_default_and_the_other_users() {
    let (config, findings) =
        read("[bond]\nsecret=x\ndirection=up\ncontext=demo\n[powers]\nsecret=y");
    assert_eq!(findings.len(), 1);
    let bond = config.user(&SkypeName::parse("Bond").unwrap()).unwrap();
    assert_eq!(
        (bond.direction, bond.context.as_str()),
        (Direction::Both, "demo")
    );
    assert_eq!(config.users.len(), 2);
}

#[test]
fn passwords_stay_out_of_reports_and_logs() {
    let secret = "x".repeat(300);
    let (config, findings) = read(&format!("[bond]\nsecret={secret}\n[powers]\nsecret=shaken"));
    assert_eq!(findings[1].kind, FindingKind::BadValue);
    let said = format!("{findings:?} {config:?}");
    assert!(!said.contains("xxxx") && !said.contains("shaken"));
}

#[test]
fn kinds_have_names_of_their_own() {
    let names: std::collections::BTreeSet<_> =
        FindingKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names.len(), FindingKind::ALL.len());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_and_every_finding_is_inside_it(text in any::<String>()) {
        check_places(&text);
    }

    #[test]
    fn any_mixture_of_real_pieces_is_read(pieces in prop::collection::vec(
        prop::sample::select(vec![
            "[", "]", "(", ")", "!", "=", "=>", ";", ";--", "--;", "\\;", "\n", "\r\n", ",", " ", "ü", "#include",
            "general", "bond", "secret", "allow", "setvar", "SKYPE_ACCOUNT_PROPERTY(", "auth_policy", "accept.",
        ]), 0..60)
    ) {
        check_places(&pieces.concat());
    }
}

fn check_places(text: &str) {
    let lines = text.lines().count() as u32;
    for finding in read(text).1 {
        assert!((1..=lines.max(1)).contains(&finding.line), "{finding:?}");
        assert!(finding.column <= finding.end_column, "{finding:?}");
    }
}
