//! What to call the end of a `Dial` that nobody answered.

use runtime::host::Cause;

/// The values of `DIALSTATUS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DialStatus {
    /// Somebody answered.
    Answer,
    /// Those who did not fail were busy or declined.
    Busy,
    /// It rang, and nobody came.
    NoAnswer,
    /// The caller gave up.
    Cancel,
    /// The network or the far end failed.
    Congestion,
    /// Nobody to ring: unknown, not registered, or without a codec in common.
    ChanUnavail,
}

impl DialStatus {
    /// All of them by name.
    pub(super) const NAMES: &'static [&'static str] = &[
        "ANSWER",
        "BUSY",
        "NOANSWER",
        "CANCEL",
        "CONGESTION",
        "CHANUNAVAIL",
    ];

    /// As scripts see it.
    pub(super) fn name(self) -> &'static str {
        Self::NAMES[self as usize]
    }

    /// What the caller's channel ends with if the dialplan does nothing more.
    pub(super) fn cause(self) -> Cause {
        match self {
            Self::Answer | Self::Cancel => Cause::Normal,
            Self::Busy => Cause::Busy,
            Self::NoAnswer => Cause::NoAnswer,
            Self::Congestion => Cause::Congestion,
            Self::ChanUnavail => Cause::Offline,
        }
    }
}

/// How the targets of one `Dial` failed.
#[derive(Debug, Default)]
pub(super) struct Tally {
    busy: usize,
    congested: usize,
    unavailable: usize,
    silent: usize,
}

impl Tally {
    /// Counts a channel that rang, or tried to, and ended with `cause`.
    pub(super) fn ended(&mut self, cause: Cause) {
        match cause {
            // Whoever declines is there; the caller hears busy, as with SIP 603.
            Cause::Busy | Cause::Rejected => self.busy += 1,
            Cause::Congestion => self.congested += 1,
            Cause::Unsaid | Cause::Offline | Cause::Unknown | Cause::Incompatible => {
                self.unavailable += 1
            }
            Cause::Normal | Cause::NoAnswer | Cause::Elsewhere => self.silent += 1,
        }
    }

    /// Counts a target that could not even be tried. A rule that forbids it is no person who declines.
    pub(super) fn refused(&mut self, cause: Cause) {
        match cause {
            Cause::Rejected => self.unavailable += 1,
            other => self.ended(other),
        }
    }

    /// The status once all have failed. One that rang in vain outweighs the others, then a busy one.
    pub(super) fn status(&self) -> DialStatus {
        if self.silent > 0 {
            DialStatus::NoAnswer
        } else if self.busy > 0 {
            DialStatus::Busy
        } else if self.congested > 0 {
            DialStatus::Congestion
        } else {
            DialStatus::ChanUnavail
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(causes: &[Cause], expected: DialStatus) {
        let mut tally = Tally::default();
        for cause in causes {
            tally.ended(*cause);
        }
        assert_eq!(tally.status(), expected, "{causes:?}");
    }

    #[test]
    fn the_status_is_that_of_the_target_that_came_nearest() {
        check(&[Cause::Busy, Cause::Busy], DialStatus::Busy);
        check(&[Cause::Busy, Cause::Offline], DialStatus::Busy);
        check(&[Cause::Busy, Cause::NoAnswer], DialStatus::NoAnswer);
        check(&[Cause::Congestion, Cause::Unknown], DialStatus::Congestion);
        check(&[Cause::Rejected], DialStatus::Busy);
        check(&[Cause::Incompatible], DialStatus::ChanUnavail);
        check(&[], DialStatus::ChanUnavail);
    }

    #[test]
    fn a_rule_that_forbids_the_call_makes_the_target_unavailable() {
        let mut tally = Tally::default();
        tally.refused(Cause::Rejected);
        assert_eq!(tally.status(), DialStatus::ChanUnavail);
    }

    #[test]
    fn names_stand_in_the_order_of_the_variants() {
        assert_eq!(DialStatus::Answer.name(), "ANSWER");
        assert_eq!(DialStatus::ChanUnavail.name(), "CHANUNAVAIL");
    }
}
