//! `auth_policy`: what an account answers to authorization requests (001, 3.1).

use crate::refusal::Refusal;

/// Rules in the order of the configuration; the first that matches answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthPolicy(pub Vec<AuthRule>);

impl Default for AuthPolicy {
    /// The manual's default: `accept`.
    fn default() -> Self {
        Self(vec![AuthRule::Accept])
    }
}

/// One rule.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthRule {
    /// `accept`: authorize.
    Accept,
    /// `accept.<password>`: authorize when the request's message is this password.
    AcceptPassword(String),
    /// `deny`: refuse; the other may ask again.
    Deny,
    /// `block`: refuse this and every later request.
    Block,
    /// `ignore`: no answer.
    Ignore,
}

impl std::fmt::Debug for AuthRule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Accept => "accept",
            Self::AcceptPassword(_) => "accept.…",
            Self::Deny => "deny",
            Self::Block => "block",
            Self::Ignore => "ignore",
        })
    }
}

/// The answer to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Authorize.
    Accept,
    /// Refuse.
    Deny,
    /// Refuse for good.
    Block,
    /// Say nothing.
    Ignore,
}

impl AuthRule {
    /// The words of the table, for suggestions.
    pub const WORDS: [&str; 4] = ["accept", "deny", "block", "ignore"];

    /// Reads one value of the option. The password keeps its case; the words do not need theirs.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((word, password)) = text.split_once('.')
            && word.eq_ignore_ascii_case("accept")
            && !password.is_empty()
        {
            return Some(Self::AcceptPassword(password.to_owned()));
        }
        match text.to_ascii_lowercase().as_str() {
            "accept" => Some(Self::Accept),
            "deny" => Some(Self::Deny),
            "block" => Some(Self::Block),
            "ignore" => Some(Self::Ignore),
            _ => None,
        }
    }

    fn answer(&self, message: &str) -> Option<Decision> {
        match self {
            Self::Accept => Some(Decision::Accept),
            Self::AcceptPassword(password) => {
                (message.trim() == password).then_some(Decision::Accept)
            }
            Self::Deny => Some(Decision::Deny),
            Self::Block => Some(Decision::Block),
            Self::Ignore => Some(Decision::Ignore),
        }
    }
}

impl AuthPolicy {
    /// The answer to a request with this message. `None` when no rule matches: the request then
    /// waits for a person.
    pub fn decide(&self, message: &str) -> Option<Decision> {
        self.0.iter().find_map(|rule| rule.answer(message))
    }
}

/// Longest message of a request, in bytes.
const REQUEST_MESSAGE: usize = 1024;

/// Whether a text can go with a request.
pub(crate) fn check_message(message: &str) -> Result<(), Refusal> {
    if message.len() > REQUEST_MESSAGE {
        return Err(Refusal::MessageTooLong {
            bytes: message.len(),
            limit: REQUEST_MESSAGE,
        });
    }
    if message.contains('\0') {
        Err(Refusal::Nul)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(policy: &str, message: &str, expected: Option<Decision>) {
        let rules = policy
            .split(',')
            .map(|rule| AuthRule::parse(rule.trim()).unwrap())
            .collect();
        assert_eq!(AuthPolicy(rules).decide(message), expected);
    }

    #[test]
    fn the_first_rule_that_matches_answers() {
        check("accept", "hi", Some(Decision::Accept));
        check("accept.Shaken, deny", "Shaken", Some(Decision::Accept));
        check("accept.Shaken, deny", " Shaken\n", Some(Decision::Accept));
        check("accept.Shaken, deny", "shaken", Some(Decision::Deny));
        check("accept.a, accept.b, block", "b", Some(Decision::Accept));
        check("deny, accept.a", "a", Some(Decision::Deny));
        check("Ignore", "", Some(Decision::Ignore));
        check("accept.a.b", "a.b", Some(Decision::Accept));
    }

    #[test]
    fn without_a_match_a_person_decides() {
        check("accept.Shaken", "Please", None);
    }

    #[test]
    fn other_words_are_no_rules() {
        for text in ["accept.", "acept", "", "deny.x", "yes"] {
            assert_eq!(AuthRule::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_log_does_not_show_the_password() {
        assert_eq!(
            format!("{:?}", AuthRule::AcceptPassword("x".into())),
            "accept.…"
        );
    }
}
