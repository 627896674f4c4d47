//! The rules, as a story a line: what is done, and what the rooms above hear.

use std::time::SystemTime;

use super::*;
use crate::account_status::AccountStatus;
use crate::availability::Availability;
use crate::buddy::{AuthPolicy, AuthRule, AutoAdd, OfflineService, Standing};
use crate::change::Change;
use crate::destination::Destination;
use crate::notice::Notice;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

/// Bond, Powers and Moneypenny; changes reach memory as if the disk took no time.
struct World {
    community: Community,
}

fn name(text: &str) -> SkypeName {
    SkypeName::parse(text).unwrap()
}

fn destination(text: &str) -> Destination {
    Destination::parse(text).unwrap()
}

impl World {
    fn new() -> Self {
        let mut world = Self {
            community: Community::default(),
        };
        for member in ["bond", "powers", "moneypenny"] {
            let changes =
                world
                    .community
                    .create_account(NOW, &name(member), "example.org", "secret");
            world.apply(&changes.unwrap());
        }
        world
    }

    fn apply(&mut self, changes: &[Change]) -> Vec<Notice> {
        changes
            .iter()
            .flat_map(|change| self.community.apply(change))
            .collect()
    }

    fn plan(&mut self, line: &str) -> Result<Vec<Change>, Refusal> {
        let (by, rest) = line.split_once(' ').unwrap();
        let (verb, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let (to, text) = rest.split_once(": ").unwrap_or((rest, ""));
        let by = name(by);
        let community = &mut self.community;
        match verb {
            "adds" => community.add_buddy(NOW, &by, &destination(to), text),
            "drops" => community.remove_buddy(&by, &destination(to)),
            "accepts" => community.accept(NOW, &by, &name(to)),
            "denies" => community.deny(&by, &name(to)),
            "ignores" => community.ignore(&by, &name(to)),
            "blocks" => community.block(&by, &destination(to)),
            "forgets" => community.forget(&by, &destination(to)),
            "hints" => community.watch_by_hint(NOW, &by, &name(to)),
            "writes" => community.send_chat(NOW, &by, &name(to), text),
            "sets" => community.set_property(&by, to, text),
            "goes" => community.remove_account(&by),
            _ => panic!("no such verb: {verb}"),
        }
    }

    /// Does what the line says, and checks the notices.
    #[track_caller]
    fn check(&mut self, line: &str, expected: &[&str]) {
        let changes = self
            .plan(line)
            .unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
        let said: Vec<_> = self.apply(&changes).iter().map(say).collect();
        assert_eq!(said, expected, "{line}");
    }

    #[track_caller]
    fn check_refused(&mut self, line: &str, expected: &str) {
        assert_eq!(self.plan(line).unwrap_err().to_string(), expected, "{line}");
    }

    /// The owner's buddy list.
    #[track_caller]
    fn check_list(&self, owner: &str, expected: &str) {
        let list: Vec<_> = self
            .community
            .buddies(&name(owner))
            .iter()
            .map(|(buddy, state)| format!("{buddy} {state}"))
            .collect();
        assert_eq!(list.join(", "), expected);
    }

    fn publish(&mut self, who: &str, device: &str, availability: Availability) -> usize {
        self.community
            .publish(&name(who), device, availability, None)
            .len()
    }

    fn policy(&mut self, who: &str, rules: &[&str], autoadd: AutoAdd) {
        let auth = AuthPolicy(
            rules
                .iter()
                .map(|rule| AuthRule::parse(rule).unwrap())
                .collect(),
        );
        self.community
            .set_buddy_policy(&name(who), Some(BuddyPolicy { auth, autoadd }));
    }

    /// Bond sees Powers.
    fn with_friends() -> Self {
        let mut world = Self::new();
        for line in ["bond adds powers", "powers accepts bond"] {
            let changes = world.plan(line).unwrap();
            world.apply(&changes);
        }
        world
    }
}

fn say(notice: &Notice) -> String {
    match notice {
        Notice::EntryChanged { path } => format!("entry {path} has another value"),
        Notice::AccountAdded { name } => format!("{name} is new"),
        Notice::AccountRemoved { name } => format!("{name} is gone"),
        Notice::PasswordChanged { name } => format!("{name} has another password"),
        Notice::ProfileChanged { name, property } => format!("{name} changed {property}"),
        Notice::StatusChanged { name, status } => format!("{name} is {status}"),
        Notice::PresenceChanged { name } => format!("{name} shows another presence"),
        Notice::AuthorizationRequested { owner, by, message } => {
            format!("{by} asks {owner}: {message}")
        }
        Notice::BuddyChanged { viewer, target } => format!("{viewer} sees {target} differently"),
        Notice::StandingChanged {
            owner,
            other,
            standing,
        } => {
            let word = match standing {
                Standing::Requested { .. } => "has a request of",
                Standing::None => "forgot",
                Standing::Authorized => "authorized",
                Standing::Denied => "denied",
                Standing::Ignored => "ignores",
                Standing::Blocked => "blocked",
            };
            format!("{owner} {word} {other}")
        }
        Notice::ChatArrived(message) => {
            format!(
                "#{} {} to {}: {}",
                message.id, message.from, message.to, message.text
            )
        }
    }
}

#[test]
fn a_buddy_is_asked_and_seen_after_she_accepted() {
    let mut world = World::new();
    world.publish("powers", "phone", Availability::Away);
    world.check(
        "bond adds powers: Please authorize me!",
        &[
            "bond sees powers differently",
            "bond asks powers: Please authorize me!",
            "powers has a request of bond",
            "bond sees powers differently",
        ],
    );
    world.check_list("bond", "powers Waiting for Authorization");
    assert_eq!(
        world.community.presence_of(&name("bond"), &name("powers")),
        None
    );
    assert_eq!(world.community.requests(&name("powers")).count(), 1);
    world.check("bond adds powers: Please authorize me!", &[]);
    world.check(
        "powers accepts bond",
        &["powers authorized bond", "bond sees powers differently"],
    );
    world.check_list("bond", "powers Away");
    assert_eq!(world.community.requests(&name("powers")).count(), 0);
    assert_eq!(
        world
            .community
            .watchers(&name("powers"))
            .cloned()
            .collect::<Vec<_>>(),
        [name("bond")]
    );
    world.check_list("powers", "");
}

#[test]
fn who_was_denied_may_ask_again_and_who_is_ignored_or_blocked_asks_in_vain() {
    let mut world = World::new();
    world.check(
        "powers denies bond",
        &["powers denied bond", "bond sees powers differently"],
    );
    assert_eq!(world.plan("bond adds powers").unwrap().len(), 2);
    world.check(
        "powers ignores bond",
        &["powers ignores bond", "bond sees powers differently"],
    );
    world.check("bond adds powers", &["bond sees powers differently"]);
    world.check_list("bond", "powers Waiting for Authorization");
    world.check(
        "powers blocks bond",
        &["powers blocked bond", "bond sees powers differently"],
    );
    world.check("bond adds powers: let me in", &[]);
    world.check_list("bond", "powers Waiting for Authorization");
}

#[test]
fn a_request_is_taken_back_with_the_list_entry() {
    let mut world = World::new();
    world
        .plan("bond adds powers")
        .map(|changes| world.apply(&changes))
        .unwrap();
    world.check(
        "bond drops powers",
        &[
            "bond sees powers differently",
            "powers forgot bond",
            "bond sees powers differently",
        ],
    );
    assert_eq!(world.community.tables().relations.len(), 0);
}

#[test]
fn blocking_shows_on_the_own_list_and_stops_chats() {
    let mut world = World::with_friends();
    world.check(
        "bond blocks powers",
        &[
            "bond blocked powers",
            "powers sees bond differently",
            "bond sees powers differently",
        ],
    );
    world.check_list("bond", "powers Blocked");
    world.check_refused(
        "powers writes bond: hello",
        "`bond` does not accept messages from `powers`",
    );
    world.check("bond writes powers: bye", &["#1 bond to powers: bye"]);
    world
        .plan("bond forgets powers")
        .map(|changes| world.apply(&changes))
        .unwrap();
    world.check("powers writes bond: hello", &["#2 powers to bond: hello"]);
}

#[test]
fn numbers_can_be_buddies() {
    let mut world = World::new();
    world.check(
        "bond adds +12564286000",
        &["bond sees +12564286000 differently"],
    );
    world.check_list("bond", "+12564286000 Skypeout");
    world
        .plan("bond blocks +12564286000")
        .map(|changes| world.apply(&changes))
        .unwrap();
    world.check_list("bond", "+12564286000 Blocked Skypeout");
}

#[test]
fn nobody_lists_herself_or_nobody() {
    let mut world = World::new();
    world.check_refused("bond adds bond", "`bond` cannot be a buddy of itself");
    world.check_refused("bond adds goldfinger", "no account `goldfinger`");
    world.check_refused("goldfinger adds bond", "no account `goldfinger`");
    let long = "x".repeat(1025);
    world.check_refused(
        &format!("bond adds powers: {long}"),
        "a message of 1025 bytes is too long: the limit is 1024",
    );
}

#[test]
fn a_policy_answers_in_the_same_step() {
    let mut world = World::new();
    world.policy("powers", &["accept.Shaken", "deny"], AutoAdd::default());
    world.check(
        "moneypenny adds powers: please",
        &[
            "moneypenny sees powers differently",
            "powers denied moneypenny",
            "moneypenny sees powers differently",
        ],
    );
    world.check(
        "moneypenny adds powers: Shaken",
        &[
            "powers authorized moneypenny",
            "moneypenny sees powers differently",
        ],
    );
    world.policy("bond", &["ignore"], AutoAdd::default());
    world.check("powers adds bond", &["powers sees bond differently"]);
    world.policy("bond", &["block"], AutoAdd::default());
    world.check(
        "powers adds bond",
        &["bond blocked powers", "powers sees bond differently"],
    );
}

#[test]
fn autoadd_lists_whom_a_hint_asks_about_or_whom_the_account_authorized() {
    let hints = AutoAdd {
        hints: true,
        buddies: false,
    };
    let buddies = AutoAdd {
        hints: false,
        buddies: true,
    };
    let mut world = World::new();
    world.check("bond hints powers", &[]);
    world.policy("bond", &["accept"], hints);
    assert_eq!(
        world
            .plan("bond hints powers")
            .map(|changes| world.apply(&changes).len()),
        Ok(4)
    );
    world.check_list("bond", "powers Waiting for Authorization");
    world.check("bond hints powers", &[]);
    world.policy("powers", &["accept"], buddies);
    world
        .plan("bond adds powers")
        .map(|changes| world.apply(&changes))
        .unwrap();
    world.check_list("bond", "powers Offline");
    world.check_list("powers", "bond Offline");
}

#[test]
fn a_request_that_was_on_its_way_does_not_undo_a_block() {
    let mut world = World::new();
    let request = world.plan("bond adds powers").unwrap();
    let block = world.plan("powers blocks bond").unwrap();
    world.apply(&block);
    world.apply(&request);
    assert!(
        world
            .community
            .has_blocked(&name("powers"), &destination("bond"))
    );
}

#[test]
fn of_two_that_take_a_name_at_once_one_is_refused() {
    let mut community = Community::default();
    let bond = name("bond");
    let first = community
        .create_account(NOW, &bond, "example.org", "one")
        .unwrap();
    let second = community
        .create_account(NOW, &bond, "example.org", "two")
        .unwrap_err();
    assert_eq!(second.to_string(), "account `bond` exists already");
    community.abandon(&first);
    assert!(
        community
            .create_account(NOW, &bond, "example.org", "two")
            .is_ok()
    );
}

#[test]
fn an_adopted_account_gets_the_password_of_the_configuration() {
    let mut world = World::new();
    let mut adopt = |who: &str, password| {
        let changes = world
            .community
            .adopt_account(NOW, &name(who), "example.org", password)
            .unwrap();
        world.apply(&changes).iter().map(say).collect::<Vec<_>>()
    };
    assert_eq!(adopt("echo123", "x"), ["echo123 is new"]);
    assert_eq!(adopt("bond", "secret"), [""; 0]);
    assert_eq!(adopt("bond", "other"), ["bond has another password"]);
}

#[test]
fn presence_is_told_only_when_it_changes() {
    let mut world = World::with_friends();
    assert_eq!(world.publish("powers", "phone", Availability::Online), 1);
    assert_eq!(world.publish("powers", "phone", Availability::Online), 0);
    assert_eq!(world.publish("powers", "desk", Availability::Away), 0);
    assert_eq!(world.community.withdraw(&name("powers"), "phone").len(), 1);
    world.check_list("bond", "powers Away");
    assert_eq!(
        world.publish("goldfinger", "phone", Availability::Online),
        0
    );
}

#[test]
fn the_invisible_look_offline_to_others_and_not_to_themselves() {
    let mut world = World::with_friends();
    world
        .plan("powers sets mood_text: Groovy")
        .map(|changes| world.apply(&changes))
        .unwrap();
    world.publish("powers", "phone", Availability::Invisible);
    let seen = |by: &str| world.community.presence_of(&name(by), &name("powers"));
    let seen_by_bond = seen("bond").unwrap();
    assert_eq!(
        (
            seen_by_bond.availability.as_str(),
            seen_by_bond.mood.as_str()
        ),
        ("Offline", "")
    );
    assert_eq!(
        seen("powers").unwrap().availability,
        Availability::Invisible
    );
    assert_eq!(
        world
            .community
            .property(&name("powers"), "availability")
            .unwrap(),
        "Invisible"
    );
    assert_eq!(seen("moneypenny"), None);
    let lamp = |by: &str| {
        world
            .community
            .device_state(&name(by), &name("powers"))
            .as_str()
    };
    assert_eq!(
        (lamp("bond"), lamp("moneypenny")),
        ("UNAVAILABLE", "UNKNOWN")
    );
}

#[test]
fn the_mood_is_told_with_the_presence() {
    let mut world = World::with_friends();
    world.publish("powers", "phone", Availability::Online);
    world.check(
        "powers sets mood_text: Groovy, baby",
        &["powers changed mood_text", "powers shows another presence"],
    );
    let mood = |world: &World| {
        world
            .community
            .presence_of(&name("bond"), &name("powers"))
            .unwrap()
            .mood
    };
    assert_eq!(mood(&world), "Groovy, baby");
    world.community.publish(
        &name("powers"),
        "phone",
        Availability::Online,
        Some("at\r\nlunch"),
    );
    assert_eq!(mood(&world), "at  lunch");
}

#[test]
fn a_login_of_the_switch_shows_as_presence_and_carries_the_property() {
    let mut world = World::with_friends();
    let powers = name("powers");
    let notices = world.community.set_status(&powers, AccountStatus::LoggedIn);
    assert_eq!(
        notices.iter().map(say).collect::<Vec<_>>(),
        ["powers is Logged In", "powers shows another presence"]
    );
    world.check(
        "powers sets availability: Do Not Disturb",
        &[
            "powers changed availability",
            "powers shows another presence",
        ],
    );
    world.check_list("bond", "powers Do Not Disturb");
    world.check(
        "powers sets status: Logging Out",
        &["powers is Logging Out", "powers shows another presence"],
    );
    world.check_list("bond", "powers Offline");
    world
        .community
        .set_offline_service(&powers, OfflineService::Voicemail);
    world.check_list("bond", "powers Offline (Voicemail Enabled)");
}

#[test]
fn every_availability_written_by_a_logged_in_account_reads_back() {
    let mut world = World::new();
    world
        .community
        .set_status(&name("bond"), AccountStatus::LoggedIn);
    for value in Availability::all().map(Availability::as_str) {
        world
            .plan(&format!("bond sets availability: {value}"))
            .map(|c| world.apply(&c))
            .unwrap();
        assert_eq!(
            world
                .community
                .property(&name("bond"), "availability")
                .unwrap(),
            value
        );
    }
    for value in AccountStatus::all().map(AccountStatus::as_str) {
        world
            .plan(&format!("bond sets status: {value}"))
            .map(|c| world.apply(&c))
            .unwrap();
        assert_eq!(
            world.community.property(&name("bond"), "status").unwrap(),
            value
        );
    }
}

#[test]
fn chats_wait_in_order_until_a_client_has_taken_them() {
    let mut world = World::new();
    for text in ["one", "two", "three"] {
        let changes = world.plan(&format!("bond writes powers: {text}")).unwrap();
        world.apply(&changes);
    }
    let powers = name("powers");
    let waiting = |community: &Community| {
        community
            .waiting_chats(&powers)
            .map(|message| message.text.clone())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(waiting(&world.community), "one two three");
    let taken = world.community.chat_delivered(&powers, MessageId(2));
    world.apply(&taken);
    assert_eq!(waiting(&world.community), "one three");
    assert_eq!(world.community.chat_delivered(&powers, MessageId(2)), []);
    assert_eq!(world.apply(&taken), []);
    let after_restart = Community::new(world.community.tables().clone());
    assert_eq!(waiting(&after_restart), "one three");
}

#[test]
fn chats_need_both_ends_and_room() {
    let mut world = World::new();
    world.check_refused("bond writes goldfinger: hello", "no account `goldfinger`");
    world.check_refused("goldfinger writes bond: hello", "no account `goldfinger`");
    for _ in 0..crate::chat::MAX_WAITING {
        let changes = world.plan("bond writes powers: hello").unwrap();
        world.apply(&changes);
    }
    world.check_refused(
        "bond writes powers: hello",
        "too many messages are waiting for `powers`",
    );
}

#[test]
fn a_removed_account_leaves_nothing_behind() {
    let mut world = World::with_friends();
    for line in ["bond writes powers: hello", "powers adds bond"] {
        let changes = world.plan(line).unwrap();
        world.apply(&changes);
    }
    world.check(
        "powers goes",
        &["powers is gone", "bond sees powers differently"],
    );
    assert_eq!(world.community.tables().relations.len(), 0);
    assert_eq!(world.community.tables().waiting.len(), 0);
    let presence = world.community.own_presence(&name("powers"));
    assert_eq!(presence.availability, Availability::Unknown);
    world.check_refused("powers goes", "no account `powers`");
}

#[test]
fn a_profile_is_seen_by_all_but_the_blocked() {
    let mut world = World::new();
    world.check("bond sets city: London", &["bond changed city"]);
    world
        .plan("bond blocks powers")
        .map(|changes| world.apply(&changes))
        .unwrap();
    let city = |by: &str| {
        world
            .community
            .visible_profile(&name(by), &name("bond"))
            .city
    };
    assert_eq!(
        [city("bond"), city("moneypenny"), city("powers")],
        ["London", "London", ""]
    );
}
