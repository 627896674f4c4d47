//! The client's side (RFC 3261 section 22.2): credentials for the best challenge.

use super::algorithm::{Algorithm, Ha1, Proof};
use super::header::AuthHeader;
use crate::message::{Request, Response};

/// Puts credentials for the strongest challenge of a 401 or 407 on a request that is to be sent
/// again. `false` when no challenge can be answered. CSeq is the caller's to count up; `cnonce` is
/// any text that is new each time.
pub fn answer(
    request: &mut Request,
    response: &Response,
    user: &str,
    password: &str,
    cnonce: &str,
) -> bool {
    let (asks, answers) = match response.status {
        407 => ("Proxy-Authenticate", "Proxy-Authorization"),
        _ => ("WWW-Authenticate", "Authorization"),
    };
    let Some((algorithm, qop, challenge)) = strongest(response, asks) else {
        return false;
    };
    let (realm, nonce) = (
        challenge.get("realm").unwrap_or_default(),
        challenge.get("nonce").unwrap_or_default(),
    );
    let uri = request.uri.to_string();
    let quality = qop.map(|qop| (qop, COUNT, cnonce));
    let proof = Proof {
        algorithm,
        method: request.method.as_str(),
        uri: &uri,
        nonce,
        quality,
        body: &request.body,
    };
    let hash = proof.response(Ha1::new(user, realm, password).of(algorithm));
    let mut params = vec![
        ("username", user),
        ("realm", realm),
        ("nonce", nonce),
        ("uri", &uri),
        ("response", &hash),
    ];
    params.push(("algorithm", algorithm.as_str()));
    if let Some((qop, nc, cnonce)) = quality {
        params.extend([("qop", qop), ("nc", nc), ("cnonce", cnonce)]);
    }
    params.extend(challenge.get("opaque").map(|opaque| ("opaque", opaque)));
    let value = AuthHeader::digest(&params).to_string();
    request.set(answers, value);
    true
}

/// The strongest challenge that can be answered, with its algorithm and the quality to answer with.
fn strongest(
    response: &Response,
    header: &str,
) -> Option<(Algorithm, Option<&'static str>, AuthHeader)> {
    let values = response.header_all(header);
    let challenges = values.iter().flat_map(|value| AuthHeader::read_all(value));
    let answerable = challenges
        .filter(AuthHeader::is_digest)
        .filter_map(|challenge| {
            Some((
                Algorithm::of(challenge.get("algorithm"))?,
                quality(&challenge)?,
                challenge,
            ))
        });
    answerable.min_by_key(|(algorithm, ..)| *algorithm != Algorithm::Sha256)
}

/// Each challenge is answered once.
const COUNT: &str = "00000001";

/// The quality to answer with: `Some(None)` without any, `None` when only unknown ones are offered.
fn quality(challenge: &AuthHeader) -> Option<Option<&'static str>> {
    let Some(offered) = challenge.get("qop") else {
        return Some(None);
    };
    let offers = |wanted: &str| {
        offered
            .split(',')
            .any(|qop| qop.trim().eq_ignore_ascii_case(wanted))
    };
    ["auth", "auth-int"]
        .into_iter()
        .find(|qop| offers(qop))
        .map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Method;
    use crate::transaction::testing;

    fn check(status: u16, challenges: &[&str], expected: Option<&str>) {
        let mut request = testing::request(Method::Register);
        let mut response = testing::response(&request, status);
        let name = if status == 407 {
            "Proxy-Authenticate"
        } else {
            "WWW-Authenticate"
        };
        challenges
            .iter()
            .for_each(|challenge| response.push(name, challenge));
        assert_eq!(
            answer(&mut request, &response, "bob", "pw", "c"),
            expected.is_some()
        );
        let found = request
            .header("Authorization")
            .or_else(|| request.header("Proxy-Authorization"));
        let parts = found.map(|value| {
            let header = AuthHeader::read_all(&value).remove(0);
            [
                header.get("nonce"),
                header.get("algorithm"),
                header.get("qop"),
            ]
            .map(|part| part.unwrap_or("-").to_owned())
            .join(" ")
        });
        assert_eq!(parts.as_deref(), expected);
    }

    #[test]
    fn the_strongest_challenge_is_answered() {
        let (md5, sha) = (
            "Digest realm=\"r\",nonce=\"1\"",
            "Digest realm=\"r\",nonce=\"2\",algorithm=SHA-256,qop=\"auth,auth-int\"",
        );
        check(401, &[md5, sha], Some("2 SHA-256 auth"));
        check(407, &[md5], Some("1 MD5 -"));
        check(401, &[&format!("{md5}, {sha}")], Some("2 SHA-256 auth"));
        check(
            401,
            &["Digest realm=\"r\",nonce=\"3\",qop=\"auth-int\""],
            Some("3 MD5 auth-int"),
        );
    }

    #[test]
    fn what_cannot_be_answered_is_left() {
        check(401, &["Basic realm=\"r\""], None);
        check(
            401,
            &["Digest realm=\"r\",nonce=\"1\",algorithm=MD5-sess"],
            None,
        );
        check(401, &["Digest realm=\"r\",nonce=\"1\",qop=\"other\""], None);
        check(401, &[], None);
    }
}
