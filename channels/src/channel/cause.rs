//! Causes on the wire: what a status says about the end of a call, and which one says it (RFC 3398 section 7
//! where it knows the status; the rest as Asterisk does).

use runtime::host::Cause;

/// What the final status of an INVITE of ours means.
pub(super) fn of_status(status: u16) -> Cause {
    match status {
        486 | 600 => Cause::Busy,
        408 | 480 | 487 => Cause::NoAnswer,
        404 | 410 | 484 | 485 | 604 => Cause::Unknown,
        415 | 488 | 606 => Cause::Incompatible,
        300..=399 | 401 | 403 | 407 | 603 => Cause::Rejected,
        _ => Cause::Congestion,
    }
}

/// The final status of an unanswered INVITE of theirs.
pub(super) fn status_of(cause: Cause) -> u16 {
    match cause {
        Cause::Busy => 486,
        Cause::NoAnswer | Cause::Offline | Cause::Elsewhere => 480,
        Cause::Unknown => 404,
        Cause::Rejected => 403,
        Cause::Congestion => 503,
        Cause::Incompatible => 488,
        Cause::Normal | Cause::Unsaid => 603,
    }
}

/// What a CANCEL says about its reason (RFC 3326); nothing of what goes without saying.
pub(super) fn reason_of(cause: Cause) -> Option<&'static str> {
    (cause == Cause::Elsewhere).then_some("SIP;cause=200;text=\"Call completed elsewhere\"")
}

/// Which of two final statuses of forks says more about a call (RFC 3261 section 16.7 step 6): a decision of
/// the person first, then what may be different another time, then failures.
pub(super) fn better(one: u16, other: u16) -> u16 {
    if rank(other) < rank(one) { other } else { one }
}

fn rank(status: u16) -> u8 {
    match status {
        600..=699 => 0,
        486 => 1,
        401 | 403 | 407 => 2,
        480 | 487 => 3,
        300..=399 => 4,
        488 | 415 => 5,
        400..=499 => 6,
        _ => 7,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_survives_the_wire_where_a_status_has_room_for_it() {
        let causes = [
            Cause::Busy,
            Cause::NoAnswer,
            Cause::Unknown,
            Cause::Rejected,
            Cause::Congestion,
            Cause::Incompatible,
        ];
        for cause in causes {
            assert_eq!(of_status(status_of(cause)), cause);
        }
        assert_eq!(of_status(status_of(Cause::Normal)), Cause::Rejected);
    }

    #[test]
    fn busy_says_more_than_not_there() {
        assert_eq!(better(408, 486), 486);
        assert_eq!(better(486, 503), 486);
        assert_eq!(better(486, 603), 603);
        assert_eq!(better(503, 404), 404);
    }
}
