//! Which algorithms to offer to whom. RFC 8760 wants the best one first and the client to take the
//! first it knows; some clients look at the first one only, and some give up at any they do not
//! know.

use super::algorithm::Algorithm;

/// `configured` in the order in which a client that calls itself `user_agent` can bear it.
pub(super) fn offer(configured: &[Algorithm], user_agent: Option<&str>) -> Vec<Algorithm> {
    let habit = user_agent.map_or(Habit::TakesFirst, habit);
    let mut offered = configured.to_vec();
    match habit {
        Habit::TakesKnown => {}
        // Sorting is stable: MD5 moves up, the others stay in order.
        Habit::TakesFirst => offered.sort_by_key(|algorithm| *algorithm != Algorithm::Md5),
        Habit::Md5Only if offered.contains(&Algorithm::Md5) => offered = vec![Algorithm::Md5],
        Habit::Md5Only => {}
    }
    offered
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// As RFC 8760 has it.
    TakesKnown,
    /// Takes the first challenge, and fails when it does not know it.
    TakesFirst,
    /// Fails when any challenge is unknown to it.
    Md5Only,
}

fn habit(user_agent: &str) -> Habit {
    let known = HABITS
        .iter()
        .find(|(prefix, _)| user_agent.starts_with(prefix));
    known.map_or(Habit::TakesKnown, |(_, habit)| *habit)
}

/// How names begin. Who does not say its name is likely to be a test tool or old.
const HABITS: &[(&str, Habit)] = &[
    // Seen with 1.0.0 on libre 1.1.0; the library learnt SHA-256 later.
    ("baresip v0.", Habit::Md5Only),
    ("baresip v1.", Habit::Md5Only),
    ("baresip v2.", Habit::Md5Only),
    // Seen with 3.6.1.
    ("SIPp", Habit::TakesFirst),
    ("sipp", Habit::TakesFirst),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(user_agent: Option<&str>, expected: &str) {
        let offered = offer(&[Algorithm::Sha256, Algorithm::Md5], user_agent);
        let names: Vec<_> = offered.into_iter().map(Algorithm::as_str).collect();
        assert_eq!(names.join(" "), expected, "for {user_agent:?}");
    }

    #[test]
    fn everyone_gets_what_they_can_bear() {
        check(Some("Linphone/5.2"), "SHA-256 MD5");
        check(Some("baresip v3.20.0 (x86_64/linux)"), "SHA-256 MD5");
        check(Some("baresip v1.0.0 (x86_64/linux)"), "MD5");
        check(Some("SIPp/Linux"), "MD5 SHA-256");
        check(None, "MD5 SHA-256");
    }

    #[test]
    fn nothing_is_offered_that_was_not_configured() {
        assert_eq!(
            offer(&[Algorithm::Sha256], Some("baresip v1.0.0")),
            [Algorithm::Sha256]
        );
        assert_eq!(offer(&[Algorithm::Sha256], None), [Algorithm::Sha256]);
    }
}
