//! Orders to the switch: what a person writes to her own name, beginning with a slash.
//!
//! So a client without a button for it can refuse or block somebody. In: a chat. Out: changes, among them the
//! chat that says what was done. Whatever else she writes to herself is a chat like any other.

use std::fmt::Write;

use community::{Change, Refusal, SkypeName, Standing, Verdict};

use super::incoming;
use crate::core::Core;
use crate::io::Now;

/// What the switch is told to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `/block NAME` and its like.
    Judge(Verdict, String),
    /// `/requests`: who asks.
    Requests,
    /// Anything else: what there is.
    Help,
}

/// Lines of a list in one answer; a chat has an end.
const MOST_LISTED: usize = 100;

/// The order that a chat is, if it is one.
pub(super) fn read(chat: &incoming::Chat) -> Option<Order> {
    (chat.from == chat.to).then(|| parse(&chat.text)).flatten()
}

fn parse(text: &str) -> Option<Order> {
    let mut words = text.trim().strip_prefix('/')?.split_whitespace();
    let order = match (words.next(), words.next(), words.next()) {
        (Some(word), Some(name), None) => {
            Verdict::parse(word).map(|verdict| Order::Judge(verdict, name.to_owned()))
        }
        (Some(word), None, None) if word.eq_ignore_ascii_case("requests") => Some(Order::Requests),
        _ => None,
    };
    Some(order.unwrap_or(Order::Help))
}

/// What it changes, the answer included.
pub(super) fn execute(
    core: &mut Core,
    now: Now,
    owner: &SkypeName,
    order: &Order,
) -> Result<Vec<Change>, Refusal> {
    let (mut changes, answer) = match order {
        Order::Judge(verdict, other) => {
            match core.community.judge(now.wall, owner, other, *verdict) {
                Ok(changes) => (changes, format!("{} {other}", verdict.done())),
                Err(refusal) => (Vec::new(), refusal.to_string()),
            }
        }
        Order::Requests => (Vec::new(), requests(core, owner)),
        Order::Help => (Vec::new(), help()),
    };
    changes.extend(core.community.send_chat(now.wall, owner, owner, &answer)?);
    Ok(changes)
}

fn requests(core: &Core, owner: &SkypeName) -> String {
    let mut text = String::new();
    for (other, standing) in core.community.standings(owner).take(MOST_LISTED) {
        // Writing to a String cannot fail.
        let _ = match standing {
            Standing::Requested { message, .. } if !message.is_empty() => {
                writeln!(text, "{other}: {} ({message})", standing.as_str())
            }
            _ => writeln!(text, "{other}: {}", standing.as_str()),
        };
    }
    match shorten(text.trim_end()) {
        "" => "nobody asks".into(),
        text => text.into(),
    }
}

/// As much as a chat holds.
fn shorten(text: &str) -> &str {
    text.get(..text.floor_char_boundary(community::chat::MAX_TEXT))
        .unwrap_or(text)
}

fn help() -> String {
    let verdicts = Verdict::ALL.map(|verdict| format!("/{verdict} NAME"));
    format!("{}, /requests", verdicts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_begins_with_a_slash_and_has_a_word_that_is_known() {
        let judge = |verdict, name: &str| Some(Order::Judge(verdict, name.into()));
        for (text, order) in [
            ("/block max_smart", judge(Verdict::Block, "max_smart")),
            (" /DENY  Max_Smart \n", judge(Verdict::Deny, "Max_Smart")),
            (
                "/forget +12564286000",
                judge(Verdict::Forget, "+12564286000"),
            ),
            ("/requests", Some(Order::Requests)),
            ("/block", Some(Order::Help)),
            ("/block max_smart now", Some(Order::Help)),
            ("/", Some(Order::Help)),
            ("block max_smart", None),
            ("", None),
        ] {
            assert_eq!(parse(text), order, "{text}");
        }
    }
}
