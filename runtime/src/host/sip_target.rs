//! What stands behind `SIP/` in a dial string: a telephone, or a number at one.
//!
//! In: the part behind the slash, in the forms of Asterisk's drivers `chan_sip` and `chan_pjsip`. Out: which endpoint
//! is called and whom it is asked for.

/// Who is called by way of SIP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SipTarget<'a> {
    /// The telephone or trunk.
    pub endpoint: &'a str,
    /// Whom to ask for there.
    pub asked: Asked<'a>,
}

/// Whom a telephone or trunk is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked<'a> {
    /// Itself, at the addresses that it has registered.
    Itself,
    /// A number or name behind it.
    User(&'a str),
    /// This address, `sip:number@host`. Where it is one that was registered, that one only.
    Uri(&'a str),
}

impl<'a> SipTarget<'a> {
    /// Reads `endpoint`, `user@endpoint`, `endpoint/user` or `endpoint/sip:user@host`.
    pub fn read(text: &'a str) -> Self {
        let (place, rest) = text.split_once('/').unwrap_or((text, ""));
        let (user, endpoint) = match place.split_once('@') {
            Some((user, endpoint)) => (user, endpoint),
            None if is_uri(rest) => {
                return Self {
                    endpoint: place,
                    asked: Asked::Uri(rest),
                };
            }
            None => (rest, place),
        };
        let asked = match user {
            "" => Asked::Itself,
            user => Asked::User(user),
        };
        Self { endpoint, asked }
    }
}

fn is_uri(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default();
    text.contains(':')
        && ["sip", "sips"]
            .iter()
            .any(|known| known.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, endpoint: &str, asked: Asked<'_>) {
        assert_eq!(
            SipTarget::read(text),
            SipTarget { endpoint, asked },
            "{text}"
        );
    }

    #[test]
    fn the_forms_of_both_drivers_are_read() {
        check("desk", "desk", Asked::Itself);
        check("100@trunk", "trunk", Asked::User("100"));
        check("trunk/100", "trunk", Asked::User("100"));
        check(
            "trunk/sip:100@host:5060;lr",
            "trunk",
            Asked::Uri("sip:100@host:5060;lr"),
        );
        check("trunk/SIPS:100@host", "trunk", Asked::Uri("SIPS:100@host"));
        check("100@trunk/aor", "trunk", Asked::User("100"));
        check("desk/", "desk", Asked::Itself);
        check("@desk", "desk", Asked::Itself);
        check("100@", "", Asked::User("100"));
        check("", "", Asked::Itself);
    }
}
