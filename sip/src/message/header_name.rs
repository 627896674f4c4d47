//! Names of header fields: case-insensitive, some with a one-letter form (RFC 3261 section 7.3.3).

/// Makes the enum and its table from one list.
macro_rules! header_names {
    ($($variant:ident $text:literal $compact:expr,)*) => {
        /// A header field this room knows by name; any other is `Other` and keeps its text in the
        /// header itself.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum HeaderName { $($variant,)* Other }

        /// Name, text, compact form, in order of length.
        const TABLE: &[(HeaderName, &str, Option<u8>)] = &[$((HeaderName::$variant, $text, $compact),)*];
    };
}

// Ordered by length: a look-up sees the names of one length only.
header_names! {
    To "To" Some(b't'),
    Via "Via" Some(b'v'),
    Date "Date" None,
    From "From" Some(b'f'),
    Path "Path" None,
    CSeq "CSeq" None,
    RAck "RAck" None,
    RSeq "RSeq" None,
    Event "Event" Some(b'o'),
    Allow "Allow" None,
    Route "Route" None,
    Accept "Accept" None,
    MinSe "Min-SE" None,
    Reason "Reason" None,
    Server "Server" None,
    CallId "Call-ID" Some(b'i'),
    Contact "Contact" Some(b'm'),
    Expires "Expires" None,
    Require "Require" None,
    Subject "Subject" Some(b's'),
    Warning "Warning" None,
    Identity "Identity" Some(b'y'),
    ReferTo "Refer-To" Some(b'r'),
    Replaces "Replaces" None,
    SipEtag "SIP-ETag" None,
    Diversion "Diversion" None,
    Supported "Supported" Some(b'k'),
    Timestamp "Timestamp" None,
    UserAgent "User-Agent" None,
    ReferredBy "Referred-By" Some(b'b'),
    Unsupported "Unsupported" None,
    MinExpires "Min-Expires" None,
    RetryAfter "Retry-After" None,
    AllowEvents "Allow-Events" Some(b'u'),
    ContentType "Content-Type" Some(b'c'),
    HistoryInfo "History-Info" None,
    MaxForwards "Max-Forwards" None,
    RecordRoute "Record-Route" None,
    SipIfMatch "SIP-If-Match" None,
    Authorization "Authorization" None,
    IdentityInfo "Identity-Info" Some(b'n'),
    ProxyRequire "Proxy-Require" None,
    AcceptContact "Accept-Contact" Some(b'a'),
    ContentLength "Content-Length" Some(b'l'),
    RejectContact "Reject-Contact" Some(b'j'),
    AcceptLanguage "Accept-Language" None,
    RemotePartyId "Remote-Party-ID" None,
    SessionExpires "Session-Expires" Some(b'x'),
    ContentEncoding "Content-Encoding" Some(b'e'),
    WwwAuthenticate "WWW-Authenticate" None,
    ProxyAuthenticate "Proxy-Authenticate" None,
    SubscriptionState "Subscription-State" None,
    AuthenticationInfo "Authentication-Info" None,
    PAssertedIdentity "P-Asserted-Identity" None,
    ProxyAuthorization "Proxy-Authorization" None,
    RequestDisposition "Request-Disposition" Some(b'd'),
}

impl HeaderName {
    /// The name that `text` spells in any case, long or compact; `Other` when it is none of the
    /// table.
    pub(crate) fn of(text: &[u8]) -> Self {
        if let [letter] = text {
            let letter = letter.to_ascii_lowercase();
            return TABLE
                .iter()
                .find(|row| row.2 == Some(letter))
                .map_or(Self::Other, |row| row.0);
        }
        let Some(&start) = STARTS.get(text.len()) else {
            return Self::Other;
        };
        TABLE[start..]
            .iter()
            .take_while(|row| row.1.len() == text.len())
            .find(|row| row.1.as_bytes().eq_ignore_ascii_case(text))
            .map_or(Self::Other, |row| row.0)
    }

    /// The long form; empty for `Other`.
    pub(crate) fn as_str(self) -> &'static str {
        TABLE.get(self as usize).map_or("", |row| row.1)
    }
}

const LONGEST: usize = TABLE[TABLE.len() - 1].1.len();

/// Where the names of each length begin in the table.
const STARTS: [usize; LONGEST + 1] = {
    let mut starts = [0; LONGEST + 1];
    let mut length = 0;
    while length <= LONGEST {
        let mut row = 0;
        while row < TABLE.len() && TABLE[row].1.len() < length {
            row += 1;
        }
        starts[length] = row;
        length += 1;
    }
    starts
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_of_length_and_every_name_finds_itself() {
        assert!(TABLE.is_sorted_by_key(|row| row.1.len()));
        for (name, text, compact) in TABLE {
            assert_eq!(HeaderName::of(text.to_uppercase().as_bytes()), *name);
            assert_eq!(name.as_str(), *text);
            if let Some(compact) = compact {
                assert_eq!(HeaderName::of(&[compact.to_ascii_uppercase()]), *name);
            }
        }
        assert_eq!(HeaderName::of(b"X-Anything"), HeaderName::Other);
        assert_eq!(HeaderName::of(b""), HeaderName::Other);
        assert_eq!(HeaderName::of(b" "), HeaderName::Other);
    }
}
