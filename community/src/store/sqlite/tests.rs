//! The store against its definition, against crashes and against a full disk.

#![allow(clippy::disallowed_methods)] // damaged files have to come from somewhere

use std::path::PathBuf;
use std::time::SystemTime;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::buddy::{AuthPolicy, AuthRule, AutoAdd, BuddyPolicy};
use crate::chat::{MAX_HISTORY, MessageId};
use crate::community::Community;
use crate::destination::Destination;
use crate::refusal::Refusal;

const NOW: SystemTime = SystemTime::UNIX_EPOCH;

struct Disk {
    folder: TempDir,
}

impl Disk {
    fn new() -> Self {
        Self {
            folder: TempDir::new().unwrap(),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("skyplan.db")
    }

    fn open(&self) -> SqliteStore {
        SqliteStore::open(&self.path()).unwrap()
    }
}

fn name(text: &str) -> SkypeName {
    SkypeName::parse(text).unwrap()
}

/// Commits and applies, as the daemon does.
fn run(community: &mut Community, store: &mut SqliteStore, changes: Result<Vec<Change>, Refusal>) {
    let changes = changes.unwrap();
    store.commit(&changes).unwrap();
    for change in &changes {
        community.apply(change);
    }
}

fn two_members(store: &mut SqliteStore) -> Community {
    let mut community = Community::new(store.load().unwrap());
    for member in ["bond", "powers"] {
        let changes = community.create_account(NOW, &name(member), "example.org", "secret");
        run(&mut community, store, changes);
    }
    community
}

#[test]
fn what_was_committed_is_there_after_reopening() {
    let disk = Disk::new();
    let mut store = disk.open();
    let mut community = two_members(&mut store);
    let (bond, powers) = (name("bond"), name("powers"));
    let changes = community.set_property(&bond, "mood_text", "Shaken, not stirred");
    run(&mut community, &mut store, changes);
    let changes = community.add_buddy(NOW, &bond, &powers.clone().into(), "Please!");
    run(&mut community, &mut store, changes);
    let changes = community.send_chat(NOW, &bond, &powers, "Grüße\r\n👋");
    run(&mut community, &mut store, changes);
    drop(store);
    assert_eq!(disk.open().load().unwrap(), *community.tables());
}

#[test]
fn a_transaction_that_was_cut_off_leaves_nothing() {
    let disk = Disk::new();
    let mut store = disk.open();
    let mut community = two_members(&mut store);
    let changes = community
        .send_chat(NOW, &name("bond"), &name("powers"), "hello")
        .unwrap();
    let transaction = store.connection.transaction().unwrap();
    transaction.execute("DELETE FROM account", []).unwrap();
    // The process dies here: neither commit nor rollback is run.
    std::mem::forget(transaction);
    let files = Disk::new();
    for file in ["skyplan.db", "skyplan.db-wal"] {
        std::fs::copy(
            disk.folder.path().join(file),
            files.folder.path().join(file),
        )
        .unwrap();
    }
    let mut reopened = files.open();
    assert_eq!(reopened.load().unwrap(), *community.tables());
    reopened.commit(&changes).unwrap();
    assert_eq!(reopened.load().unwrap().waiting[&name("powers")].len(), 1);
}

#[test]
fn committing_twice_is_committing_once() {
    let disk = Disk::new();
    let mut store = disk.open();
    let mut community = two_members(&mut store);
    let (bond, powers) = (name("bond"), name("powers"));
    let changes = community.send_chat(NOW, &bond, &powers, "hello").unwrap();
    for _ in 0..2 {
        store.commit(&changes).unwrap();
        community.apply(&changes[0]);
    }
    let delivered = community.chat_delivered(&powers, MessageId(1));
    for change in delivered.iter().chain(&delivered).chain(&changes) {
        store.commit(std::slice::from_ref(change)).unwrap();
        community.apply(change);
    }
    assert_eq!(community.waiting_chats(&powers).count(), 0);
    assert_eq!(store.load().unwrap(), *community.tables());
}

#[test]
fn a_hundred_messages_are_one_transaction() {
    let disk = Disk::new();
    let mut store = disk.open();
    let mut community = two_members(&mut store);
    let mut batch = Vec::new();
    for number in 0..100 {
        let text = format!("message {number}");
        batch.extend(
            community
                .send_chat(NOW, &name("bond"), &name("powers"), &text)
                .unwrap(),
        );
    }
    store.commit(&batch).unwrap();
    for change in &batch {
        community.apply(change);
    }
    let texts: Vec<_> = community
        .waiting_chats(&name("powers"))
        .map(|m| m.text.clone())
        .collect();
    assert_eq!((texts.len(), texts[99].as_str()), (100, "message 99"));
    assert_eq!(store.load().unwrap(), *community.tables());
}

#[test]
fn history_keeps_the_newest() {
    let disk = Disk::new();
    let mut store = disk.open();
    let mut community = two_members(&mut store);
    let powers = name("powers");
    let mut batch = Vec::new();
    for _ in 0..MAX_HISTORY + 5 {
        batch.extend(
            community
                .send_chat(NOW, &name("bond"), &powers, "hello")
                .unwrap(),
        );
        let id = MessageId(batch.len().div_ceil(2) as u64);
        batch.push(Change::ChatDelivered {
            to: powers.clone(),
            id,
        });
    }
    store.commit(&batch).unwrap();
    let kept = store.history(&powers, u32::MAX).unwrap();
    assert_eq!((kept.len() as u32, kept[0].id), (MAX_HISTORY, MessageId(6)));
    let last: Vec<_> = store
        .history(&powers, 2)
        .unwrap()
        .iter()
        .map(|m| m.id.0)
        .collect();
    assert_eq!(
        last,
        [u64::from(MAX_HISTORY) + 4, u64::from(MAX_HISTORY) + 5]
    );
}

#[test]
fn a_full_disk_refuses_the_batch_and_keeps_the_rest() {
    let disk = Disk::new();
    let mut store = disk.open();
    let mut community = two_members(&mut store);
    let pages: u32 = store
        .connection
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    store
        .connection
        .pragma_update(None, "max_page_count", pages + 2)
        .unwrap();
    let before = store.load().unwrap();
    let (bond, powers) = (name("bond"), name("powers"));
    let mut batch = community.set_property(&bond, "city", "London").unwrap();
    for _ in 0..10 {
        batch.extend(
            community
                .send_chat(NOW, &bond, &powers, &"x".repeat(4000))
                .unwrap(),
        );
    }
    let error = store.commit(&batch).unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    community.abandon(&batch);
    assert_eq!(store.load().unwrap(), before);
    let changes = community.set_property(&bond, "city", "Paris");
    run(&mut community, &mut store, changes);
    assert_eq!(store.load().unwrap().accounts, community.tables().accounts);
}

#[track_caller]
fn check_open(contents: Option<&[u8]>, prepare: impl FnOnce(&Disk), expected: &str) {
    let disk = Disk::new();
    if let Some(contents) = contents {
        std::fs::write(disk.path(), contents).unwrap();
    }
    prepare(&disk);
    let error = SqliteStore::open(&disk.path())
        .and_then(|mut store| store.load())
        .unwrap_err();
    let text = error
        .to_string()
        .replace(&disk.path().display().to_string(), "PATH");
    assert_eq!(text, expected);
}

#[test]
fn a_file_that_cannot_be_used_is_reported_so_that_an_operator_can_act() {
    check_open(
        Some(&[b'x'; 4096]),
        |_| {},
        "the database `PATH` is damaged: file is not a database; restore it from a backup",
    );
    check_open(
        None,
        |disk| {
            disk.open()
                .connection
                .pragma_update(None, "user_version", 99)
                .unwrap()
        },
        "the database `PATH` has version 99, and this program knows 2 at most",
    );
    check_open(
        None,
        |disk| {
            let sql = "INSERT INTO account VALUES ('0', '', '', '', 0, 'USD', 0)";
            disk.open().connection.execute(sql, []).unwrap();
        },
        "the database `PATH` is damaged: Conversion error from type Text at index: 0, `0` is not a Skype \
         name: a Skype name has 2 to 32 characters; restore it from a backup",
    );
    check_open(
        None,
        |disk| std::fs::create_dir(disk.path()).unwrap(),
        "cannot use the database `PATH`: unable to open database file: PATH",
    );
}

#[test]
fn a_second_process_is_told_that_the_database_is_in_use() {
    let disk = Disk::new();
    let _held = disk.open();
    let error = SqliteStore::open(&disk.path()).unwrap_err();
    assert!(matches!(error, StoreError::Busy { .. }), "{error}");
}

/// One operation of the property test: what, by whom, to whom.
type Step = (u8, usize, usize);

const NAMES: [&str; 4] = ["bond", "powers", "moneypenny", "echo123"];
const VALUES: [&str; 3] = ["", "19450328", "Away"];

fn plan(community: &mut Community, (what, by, to): Step) -> Result<Vec<Change>, Refusal> {
    let (by, to, value) = (name(NAMES[by]), name(NAMES[to]), VALUES[to % VALUES.len()]);
    let buddy = if what % 2 == 0 {
        to.clone().into()
    } else {
        Destination::parse("+12564286000").unwrap()
    };
    match what / 2 {
        0..=2 => community.create_account(NOW, &by, "example.org", "secret"),
        3 => community.remove_account(&by),
        4 => community.change_password(&by, "example.org", "another"),
        5 => community.set_property(&by, "birthday", value),
        6 => community.set_property(&by, "availability", value),
        7 => community.set_property(&by, "status", "Logged In"),
        8 | 9 => community.add_buddy(NOW, &by, &buddy, "Please!"),
        10 => community.remove_buddy(&by, &buddy),
        11 => community.accept(NOW, &by, &to),
        12 => community.deny(&by, &to),
        13 => community.block(&by, &buddy),
        14 => community.forget(&by, &buddy),
        15 => community.watch_by_hint(NOW, &by, &to),
        16 => {
            let first = community
                .waiting_chats(&by)
                .next()
                .map(|message| message.id);
            Ok(first.map_or_else(Vec::new, |id| community.chat_delivered(&by, id)))
        }
        17 => community.set_entry(&format!("family/{}", by.as_str()), to.as_str()),
        18 => {
            let path = format!("family/{}", by.as_str());
            Ok(community.remove_entries([path.as_str()]))
        }
        _ => community.send_chat(NOW, &by, &to, "hello"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// Operations are planned in batches: those of one batch do not see each other.
    #[test]
    fn memory_and_disk_agree_after_any_operations(
        batches in prop::collection::vec(prop::collection::vec((0..40_u8, 0..4_usize, 0..4_usize), 1..12), 1..12)
    ) {
        let disk = Disk::new();
        let mut store = disk.open();
        let mut community = Community::new(store.load().unwrap());
        let auth = AuthPolicy(vec![AuthRule::AcceptPassword("x".into()), AuthRule::Accept]);
        let autoadd = AutoAdd { hints: true, buddies: true };
        community.set_buddy_policy(&name("echo123"), Some(BuddyPolicy { auth, autoadd }));
        for batch in batches {
            let mut changes = Vec::new();
            for step in batch {
                changes.extend(plan(&mut community, step).unwrap_or_default());
            }
            store.commit(&changes).unwrap();
            for change in &changes {
                community.apply(change);
            }
            prop_assert_eq!(&store.load().unwrap(), community.tables());
        }
        let reopened = Community::new(community.tables().clone());
        for target in NAMES {
            let watchers = |of: &Community| of.watchers(&name(target)).cloned().collect::<Vec<_>>();
            prop_assert_eq!(watchers(&reopened), watchers(&community));
        }
    }
}
