//! Challenges and credentials as header values (RFC 3261 section 20.44, RFC 7235 section 2.1).

use std::fmt;

use crate::message::grammar::{all_token, list, lossy, quote_into, quoted_string, trim};

/// A scheme and its parameters: the value of WWW-Authenticate, Authorization and their proxy kin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthHeader {
    /// `Digest`, or any other.
    pub scheme: String,
    /// Names and values in wire order, values without quotes and quoted pairs.
    pub params: Vec<(String, String)>,
}

/// More parameters than any real header has; the rest is ignored.
const MAX_PARAMS: usize = 64;

impl AuthHeader {
    /// Reads all challenges or credentials in a value. Several may stand in one comma list; what
    /// cannot be read is left out.
    pub fn read_all(value: &str) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for element in list(value.as_bytes()).take(4 * MAX_PARAMS) {
            let equals = element
                .iter()
                .position(|&byte| byte == b'=')
                .unwrap_or(element.len());
            let space = element[..equals]
                .iter()
                .position(|&byte| byte == b' ' || byte == b'\t');
            let mut param = element;
            // `Scheme name=value` begins another one; a space before the `=` alone does not.
            if let Some(space) = space.filter(|space| {
                !trim(&element[*space..equals]).is_empty() || equals == element.len()
            }) {
                found.push(Self {
                    scheme: lossy(&element[..space]),
                    params: Vec::new(),
                });
                param = trim(&element[space..]);
            }
            let Some(header) = found
                .last_mut()
                .filter(|header| header.params.len() < MAX_PARAMS)
            else {
                continue;
            };
            header.params.extend(read_param(param));
        }
        found
    }

    /// A parameter by name, in any case.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// Whether the scheme is Digest.
    pub fn is_digest(&self) -> bool {
        self.scheme.eq_ignore_ascii_case("Digest")
    }

    pub(super) fn digest(params: &[(&str, &str)]) -> Self {
        let params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Self {
            scheme: "Digest".to_owned(),
            params,
        }
    }
}

impl fmt::Display for AuthHeader {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.scheme)?;
        for (at, (name, value)) in self.params.iter().enumerate() {
            out.write_str(if at == 0 { " " } else { ", " })?;
            // The grammar has these without quotes, and old clients insist on it.
            if matches!(name.as_str(), "algorithm" | "stale" | "nc")
                || (name == "qop" && self.get("response").is_some())
            {
                write!(out, "{name}={value}")?;
            } else {
                let mut quoted = String::with_capacity(value.len() + 2);
                quote_into(&mut quoted, value);
                write!(out, "{name}={quoted}")?;
            }
        }
        Ok(())
    }
}

fn read_param(text: &[u8]) -> Option<(String, String)> {
    let equals = text.iter().position(|&byte| byte == b'=')?;
    let (name, value) = (trim(&text[..equals]), trim(&text[equals + 1..]));
    let value = if value.starts_with(b"\"") {
        lossy(&quoted_string(value)?.0)
    } else {
        lossy(value)
    };
    all_token(name).then(|| (lossy(name), value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expected: &[&str]) {
        let found: Vec<_> = AuthHeader::read_all(value)
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(found, expected, "of `{value}`");
    }

    #[test]
    fn challenges_are_told_apart() {
        check(
            "Digest realm=\"a, b\" , nonce = \"c\",algorithm=SHA-256",
            &["Digest realm=\"a, b\", nonce=\"c\", algorithm=SHA-256"],
        );
        check(
            "Digest realm=\"a\", Basic realm=\"b\"",
            &["Digest realm=\"a\"", "Basic realm=\"b\""],
        );
        check(
            "NoOneKnows opaque-data=here",
            &["NoOneKnows opaque-data=\"here\""],
        );
        check("", &[]);
        check("Digest realm=\"open", &["Digest"]);
    }
}
