//! Chats that scripts receive (`SKYPE_CHAT_RECEIVE`).
//!
//! In: when calls begin and end, what they wait for, and every chat to an account of the switch once it
//! is on disk. Out: which call gets which text. A call gets each chat once, in order, from its own
//! beginning on; another call gets the same ones. Kept are the chats that a living call could still ask
//! for, up to a bound.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use community::SkypeName;
use runtime::host::{CallId, RequestId};

/// Chats kept for scripts that have not asked yet. A script that lets more pass misses the oldest.
const MOST_KEPT: usize = 10_000;

/// To whom and from whom.
type Pair = (SkypeName, SkypeName);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Receiver {
    /// Chats of each pair with their numbers, ascending.
    kept: HashMap<Pair, VecDeque<(u64, Arc<str>)>>,
    /// Numbers and pairs of all that are kept, the oldest first.
    order: VecDeque<(u64, Pair)>,
    next: u64,
    calls: HashMap<CallId, Listener>,
    /// The number at which each call began.
    begun: BTreeSet<(u64, CallId)>,
    waiting: HashMap<Pair, BTreeSet<CallId>>,
    deadlines: BTreeSet<(Instant, CallId)>,
}

#[derive(Debug)]
struct Listener {
    begun: u64,
    /// The first number of each pair that it has not had.
    had: HashMap<Pair, u64>,
    wait: Option<Wait>,
}

/// A request for the next chat of a pair.
#[derive(Debug)]
struct Wait {
    id: RequestId,
    pair: Pair,
    deadline: Instant,
}

impl Receiver {
    /// Chats from now on are for that call.
    pub(crate) fn handle_started(&mut self, call: CallId) {
        self.begun.insert((self.next, call));
        self.calls.insert(
            call,
            Listener {
                begun: self.next,
                had: HashMap::new(),
                wait: None,
            },
        );
    }

    /// That call waits no more.
    pub(crate) fn handle_finished(&mut self, call: CallId) {
        self.stop(call);
        if let Some(listener) = self.calls.remove(&call) {
            self.begun.remove(&(listener.begun, call));
            self.forget();
        }
    }

    /// A call wants the next chat of a pair. Gives it when there is one; otherwise the call waits for it
    /// until `deadline`, in place of whatever it waited for before.
    pub(crate) fn receive(
        &mut self,
        id: RequestId,
        pair: Pair,
        deadline: Instant,
    ) -> Option<Arc<str>> {
        let call = id.call;
        self.stop(call);
        if !self.calls.contains_key(&call) {
            self.handle_started(call);
        }
        let listener = self.calls.get_mut(&call)?;
        let from = listener.had.get(&pair).copied().unwrap_or(listener.begun);
        let next = self
            .kept
            .get(&pair)
            .and_then(|kept| kept.get(kept.partition_point(|(number, _)| *number < from)));
        if let Some((number, text)) = next {
            listener.had.insert(pair, number + 1);
            return Some(Arc::clone(text));
        }
        listener.wait = Some(Wait {
            id,
            pair: pair.clone(),
            deadline,
        });
        self.waiting.entry(pair).or_default().insert(call);
        self.deadlines.insert((deadline, call));
        None
    }

    /// A chat is on disk. Gives the requests that waited for it.
    pub(crate) fn handle_chat(&mut self, pair: &Pair, text: &Arc<str>) -> Vec<RequestId> {
        if self.calls.is_empty() {
            return Vec::new();
        }
        let number = self.next;
        self.next += 1;
        self.kept
            .entry(pair.clone())
            .or_default()
            .push_back((number, Arc::clone(text)));
        self.order.push_back((number, pair.clone()));
        if self.order.len() > MOST_KEPT {
            self.drop_oldest();
        }
        let woken: Vec<_> = self
            .waiting
            .get(pair)
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for call in &woken {
            if let Some(listener) = self.calls.get_mut(call) {
                listener.had.insert(pair.clone(), number + 1);
            }
        }
        woken
            .into_iter()
            .filter_map(|call| self.stop(call))
            .collect()
    }

    /// A request that has waited long enough.
    pub(crate) fn poll_timed_out(&mut self, now: Instant) -> Option<RequestId> {
        let &(_, call) = self.deadlines.first().filter(|(at, _)| *at <= now)?;
        self.stop(call)
    }

    /// When the first call has waited long enough.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.deadlines.first().map(|(at, _)| *at)
    }

    /// That call waits no more. Gives the request that it made.
    fn stop(&mut self, call: CallId) -> Option<RequestId> {
        let wait = self.calls.get_mut(&call)?.wait.take()?;
        self.deadlines.remove(&(wait.deadline, call));
        if let Some(calls) = self.waiting.get_mut(&wait.pair) {
            calls.remove(&call);
            if calls.is_empty() {
                self.waiting.remove(&wait.pair);
            }
        }
        Some(wait.id)
    }

    /// Drops what came before the oldest living call began.
    fn forget(&mut self) {
        let oldest = self.begun.first().map_or(self.next, |(begun, _)| *begun);
        while self
            .order
            .front()
            .is_some_and(|(number, _)| *number < oldest)
        {
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        let Some((_, pair)) = self.order.pop_front() else {
            return;
        };
        if let Some(kept) = self.kept.get_mut(&pair) {
            kept.pop_front();
            if kept.is_empty() {
                self.kept.remove(&pair);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn pair(to: &str, from: &str) -> Pair {
        (
            SkypeName::parse(to).unwrap(),
            SkypeName::parse(from).unwrap(),
        )
    }

    #[allow(clippy::disallowed_methods)]
    fn start() -> Instant {
        Instant::now()
    }

    /// Words: `+1` call 1 begins, `-1` ends; `1<ab` call 1 asks for a chat to `aa` from `bb`; `ab:text` a
    /// chat to `aa` from `bb`; `!` all deadlines pass. What calls get is joined in order.
    #[track_caller]
    fn check(script: &str, expected: &str) {
        let (mut receiver, now) = (Receiver::default(), start());
        let deadline = now + Duration::from_secs(1);
        let call = |digit: &str| CallId(digit.parse().unwrap());
        let named = |letters: &str| pair(&letters[..1].repeat(2), &letters[1..2].repeat(2));
        let mut got = Vec::new();
        for word in script.split(' ') {
            if let Some(digit) = word.strip_prefix('+') {
                receiver.handle_started(call(digit));
            } else if let Some(digit) = word.strip_prefix('-') {
                receiver.handle_finished(call(digit));
            } else if let Some((digit, letters)) = word.split_once('<') {
                let id = RequestId {
                    call: call(digit),
                    number: 1,
                };
                let text = receiver.receive(id, named(letters), deadline);
                got.extend(text.map(|text| format!("{digit}={text}")));
            } else if let Some((letters, text)) = word.split_once(':') {
                let woken = receiver.handle_chat(&named(letters), &text.into());
                got.extend(woken.iter().map(|id| format!("{}={text}", id.call.0)));
            } else {
                while let Some(id) = receiver.poll_timed_out(deadline) {
                    got.push(format!("{} timed out", id.call.0));
                }
            }
        }
        assert_eq!(got.join(", "), expected, "{script}");
        if receiver.calls.is_empty() {
            assert!(
                receiver.kept.is_empty()
                    && receiver.waiting.is_empty()
                    && receiver.deadlines.is_empty()
            );
        }
    }

    #[test]
    fn a_waiting_call_gets_the_next_chat_of_its_pair_only() {
        check("+1 1<ab cb:no ac:no ba:no ab:yes ab:later -1", "1=yes");
    }

    #[test]
    fn a_chat_since_the_call_began_is_there_already_and_is_had_once() {
        check(
            "ab:before +1 ab:one ab:two 1<ab 1<ab 1<ab ! -1",
            "1=one, 1=two, 1 timed out",
        );
    }

    #[test]
    fn each_call_gets_every_chat() {
        check(
            "+1 +2 1<ab 2<ab ab:hi 1<ab ab:ho 2<ab -1 -2",
            "1=hi, 2=hi, 1=ho, 2=ho",
        );
    }

    #[test]
    fn a_call_that_ends_waits_no_more() {
        check("+1 1<ab -1 ab:x !", "");
    }

    #[test]
    fn what_no_living_call_can_ask_for_is_dropped() {
        let mut receiver = Receiver::default();
        receiver.handle_started(CallId(1));
        let pair = pair("aa", "bb");
        for _ in 0..MOST_KEPT + 5 {
            receiver.handle_chat(&pair, &"x".into());
        }
        assert_eq!(receiver.order.len(), MOST_KEPT);
        receiver.handle_started(CallId(2));
        receiver.handle_chat(&pair, &"y".into());
        receiver.handle_finished(CallId(1));
        assert_eq!((receiver.order.len(), receiver.kept[&pair].len()), (1, 1));
    }
}
