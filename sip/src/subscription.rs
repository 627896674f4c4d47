//! Subscriptions, the notifier's side (RFC 6665 section 4.2).
//!
//! One [`Subscription`] is one event package in a dialog: how long it lasts, whether the policy has
//! decided, and the NOTIFYs. What they say, and who may subscribe, is the user's. The subscriber's
//! side and forked SUBSCRIBEs are left out.

use std::time::{Duration, Instant};

use crate::dialog::Dialog;
use crate::message::{EventPackage, Method, Request, SubscriptionState};

/// One subscription in a dialog of its own.
#[derive(Clone, Debug)]
pub struct Subscription {
    dialog: Dialog,
    event: EventPackage,
    state: State,
    expires_at: Instant,
    notified: u32,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum State {
    Pending,
    Active,
    Terminated { reason: String },
}

/// Lifetimes a notifier grants.
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// Shortest; less gets 423 with Min-Expires. Defaults to 30 s.
    pub min: Duration,
    /// Longest; more is cut. Defaults to 3600 s.
    pub max: Duration,
    /// When none is asked for. Defaults to 3600 s, as presence has it (RFC 3856 section 6.4).
    pub default: Duration,
}

impl Default for Lifetimes {
    fn default() -> Self {
        let hour = Duration::from_secs(3600);
        Self {
            min: Duration::from_secs(30),
            max: hour,
            default: hour,
        }
    }
}

impl Lifetimes {
    /// What to grant to `request` by its Expires. Zero, to end a subscription or only ask once, is
    /// granted as it is. `None`: too brief, 423.
    pub fn grant(&self, request: &Request) -> Option<Duration> {
        let Some(asked) = request.expires() else {
            return Some(self.default);
        };
        let asked = Duration::from_secs(u64::from(asked));
        (asked.is_zero() || asked >= self.min).then(|| asked.min(self.max))
    }
}

impl Subscription {
    /// A subscription that lasts `expires`; `active` false: pending until the policy decides. A
    /// lifetime of zero asks for one NOTIFY: that one says `terminated`.
    pub fn new(
        now: Instant,
        dialog: Dialog,
        event: EventPackage,
        expires: Duration,
        active: bool,
    ) -> Self {
        let state = if active {
            State::Active
        } else {
            State::Pending
        };
        let mut subscription = Self {
            dialog,
            event,
            state,
            expires_at: now,
            notified: 0,
        };
        subscription.refresh(now, expires);
        subscription
    }

    /// Its dialog.
    pub fn dialog(&self) -> &Dialog {
        &self.dialog
    }

    /// Its dialog, to take requests and responses into.
    pub fn dialog_mut(&mut self) -> &mut Dialog {
        &mut self.dialog
    }

    /// Its package.
    pub fn event(&self) -> &EventPackage {
        &self.event
    }

    /// Whether a SUBSCRIBE inside the dialog means this subscription: package and id are the same.
    pub fn is_for(&self, event: &EventPackage) -> bool {
        self.event.package == event.package && self.event.id() == event.id()
    }

    /// What a NOTIFY says now.
    pub fn state(&self, now: Instant) -> SubscriptionState {
        let expires = self.expires_at.saturating_duration_since(now);
        match &self.state {
            State::Pending => SubscriptionState::Pending { expires },
            State::Active => SubscriptionState::Active { expires },
            State::Terminated { reason } => SubscriptionState::terminated(reason),
        }
    }

    /// A SUBSCRIBE inside the dialog prolongs it; zero ends it. A NOTIFY has to follow either.
    pub fn refresh(&mut self, now: Instant, expires: Duration) {
        self.expires_at = now + expires;
        if expires.is_zero() {
            self.terminate("timeout");
        }
    }

    /// The policy has decided: pending becomes active. Send a NOTIFY.
    pub fn activate(&mut self) {
        if self.state == State::Pending {
            self.state = State::Active;
        }
    }

    /// Ends it with a reason of [`SubscriptionState::Terminated`]; send a last NOTIFY.
    pub fn terminate(&mut self, reason: &str) {
        if !self.is_terminated() {
            self.state = State::Terminated {
                reason: reason.to_owned(),
            };
        }
    }

    /// Whether the policy has not decided.
    pub fn is_pending(&self) -> bool {
        self.state == State::Pending
    }

    /// Whether it is over.
    pub fn is_terminated(&self) -> bool {
        matches!(self.state, State::Terminated { .. })
    }

    /// The next NOTIFY, with Content-Type and body or without. Send it to the dialog's flow; a
    /// response of 481, or none, ends the subscription.
    pub fn notify(&mut self, now: Instant, body: Option<(&str, Vec<u8>)>) -> Request {
        self.notified += 1;
        let state = self.state(now).to_string();
        let notify = self
            .dialog
            .request(Method::Notify)
            .header("Event", &self.event.to_string())
            .header("Subscription-State", &state);
        match body {
            Some((content_type, body)) => notify.body(content_type, body).build(),
            None => notify.build(),
        }
    }

    /// How many NOTIFYs were made: the `version` of documents that count from zero.
    pub fn version(&self) -> u32 {
        self.notified
    }

    /// Ends it by `timeout` when it is due; tells whether it just ended, so that a last NOTIFY is
    /// sent.
    pub fn handle_timeout(&mut self, now: Instant) -> bool {
        let ends = !self.is_terminated() && now >= self.expires_at;
        if ends {
            self.terminate("timeout");
        }
        ends
    }

    /// When it ends.
    pub fn poll_timeout(&self) -> Option<Instant> {
        (!self.is_terminated()).then_some(self.expires_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transaction::testing;
    use crate::transport::Flow;

    fn subscription(now: Instant, expires: u64, active: bool) -> Subscription {
        let address = "127.0.0.1:5060".parse().unwrap();
        let contact = "<sip:bob@h>".parse().unwrap();
        let dialog = Dialog::uas(
            &testing::request(Method::Subscribe),
            "b",
            contact,
            Flow::udp(address, address),
        );
        Subscription::new(
            now,
            dialog,
            EventPackage::new("presence"),
            Duration::from_secs(expires),
            active,
        )
    }

    /// Seconds since the start, and what happens then.
    type Step = (u64, fn(&mut Subscription, Instant));

    /// Does `steps`, and returns Subscription-State and CSeq of the NOTIFY after each.
    fn check(active: bool, steps: &[Step], expected: &[&str]) {
        let start = testing::start();
        let mut subscription = subscription(start, 60, active);
        let states: Vec<_> = steps
            .iter()
            .map(|(seconds, step)| {
                let now = start + Duration::from_secs(*seconds);
                step(&mut subscription, now);
                let notify = subscription.notify(now, Some(("text/plain", b"x".to_vec())));
                assert_eq!(notify.event().unwrap().package, "presence");
                format!(
                    "{} {}",
                    notify.cseq().unwrap().number,
                    notify.header("Subscription-State").unwrap()
                )
            })
            .collect();
        assert_eq!(states, expected);
    }

    #[test]
    fn a_subscription_counts_down_is_prolonged_and_ends() {
        check(
            true,
            &[
                (0, |_, _| {}),
                (20, |_, _| {}),
                (50, |subscription, now| {
                    subscription.refresh(now, Duration::from_secs(100))
                }),
                (150, |subscription, now| {
                    assert!(subscription.handle_timeout(now))
                }),
            ],
            &[
                "1 active;expires=60",
                "2 active;expires=40",
                "3 active;expires=100",
                "4 terminated;reason=timeout",
            ],
        );
    }

    #[test]
    fn a_pending_one_waits_for_the_policy() {
        let accept: fn(&mut Subscription, Instant) = |subscription, _| subscription.activate();
        let reject: fn(&mut Subscription, Instant) =
            |subscription, _| subscription.terminate("rejected");
        check(
            false,
            &[(0, |_, _| {}), (1, accept)],
            &["1 pending;expires=60", "2 active;expires=59"],
        );
        check(
            false,
            &[(0, reject), (1, accept)],
            &[
                "1 terminated;reason=rejected",
                "2 terminated;reason=rejected",
            ],
        );
    }

    #[test]
    fn a_lifetime_of_zero_asks_once() {
        let mut subscription = subscription(testing::start(), 0, true);
        assert!(subscription.is_terminated() && subscription.poll_timeout().is_none());
        assert!(!subscription.handle_timeout(testing::start()));
        assert_eq!(subscription.version(), 0);
    }

    #[test]
    fn lifetimes_are_kept_within_bounds() {
        let grant = |expires: Option<&str>| {
            let mut request = testing::request(Method::Subscribe);
            expires
                .iter()
                .for_each(|expires| request.push("Expires", expires));
            Lifetimes::default()
                .grant(&request)
                .map(|granted| granted.as_secs())
        };
        assert_eq!(
            [None, Some("0"), Some("29"), Some("30"), Some("99999")].map(grant),
            [Some(3600), Some(0), None, Some(30), Some(3600)]
        );
    }
}
