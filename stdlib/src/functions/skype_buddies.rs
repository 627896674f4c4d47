//! `SKYPE_BUDDIES(account)`: opens an account's buddy list.

use std::collections::VecDeque;

use runtime::call::{Call, ScriptError};
use runtime::host::{Reply, Request};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::skype;

pub(crate) static SKYPE_BUDDIES: Function = Function {
    name: "SKYPE_BUDDIES",
    since: "0.1.0",
    synopsis: "Opens the buddy list of an account, for `SKYPE_BUDDY_FETCH`.",
    description: "The list is as it was at this moment: what changes while it is read does not show. \
        A call keeps the eight lists it opened last; one that has been read to its end is closed.",
    args: &[Arg::required(
        "account",
        "A Skype account that the switch is logged in to.",
        Kind::Account,
    )],
    values: &[],
    source: "Skype for Asterisk Administrator Manual, 3.3.5",
    example: include_str!("skype_buddies.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    match call.request(Request::Buddies(args.text(0)))? {
        Reply::Rows(rows) => Ok(call.keep(|lists: &mut BuddyLists| lists.open(rows)).into()),
        _ => Err(skype::unknown_account(&args.text(0))),
    }
}

/// Lists a call has opened and not read to the end, oldest first.
#[derive(Default)]
pub(super) struct BuddyLists {
    last_id: i64,
    open: VecDeque<(i64, VecDeque<(String, String)>)>,
}

/// A script that opens lists in a loop shall not fill the memory.
const MOST_OPEN: usize = 8;

impl BuddyLists {
    fn open(&mut self, rows: Vec<(String, String)>) -> i64 {
        if self.open.len() == MOST_OPEN {
            self.open.pop_front();
        }
        self.last_id += 1;
        self.open.push_back((self.last_id, rows.into()));
        self.last_id
    }

    /// The next buddy and its status; none at the end, and for a list that is closed.
    pub(super) fn next(&mut self, id: i64) -> Option<(String, String)> {
        let at = self.open.iter().position(|(open, _)| *open == id)?;
        let buddy = self.open[at].1.pop_front();
        if buddy.is_none() {
            self.open.remove(at);
        }
        buddy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(names: &[&str]) -> Vec<(String, String)> {
        names
            .iter()
            .map(|name| ((*name).to_owned(), "Online".to_owned()))
            .collect()
    }

    fn check(lists: &mut BuddyLists, id: i64, expected: &str) {
        let name = lists.next(id).map(|(name, _)| name);
        assert_eq!(name.unwrap_or_default(), expected);
    }

    #[test]
    fn two_lists_are_read_side_by_side() {
        let mut lists = BuddyLists::default();
        let (one, two) = (lists.open(rows(&["a", "b"])), lists.open(rows(&["c"])));
        check(&mut lists, one, "a");
        check(&mut lists, two, "c");
        check(&mut lists, one, "b");
        check(&mut lists, two, "");
        check(&mut lists, two, "");
        check(&mut lists, one, "");
    }

    #[test]
    fn opening_without_end_forgets_the_oldest() {
        let mut lists = BuddyLists::default();
        let first = lists.open(rows(&["a"]));
        for _ in 0..MOST_OPEN {
            lists.open(rows(&["b"]));
        }
        check(&mut lists, first, "");
        assert_eq!(lists.open.len(), MOST_OPEN);
    }
}
