//! Header fields of SIP that scripts add to the calls they make.
//!
//! In: the name of a field. Out: whether it is a script's to add. What the fields mean is left to whoever reads them.

/// Whether a script may add a field of that name to an INVITE: a token (RFC 3261 section 25.1) that is none of the fields
/// a switch has to write itself. Compact names, one letter, are among those.
///
/// ```
/// use runtime::header_field::may_be_added;
///
/// assert!(may_be_added("X-Account"));
/// assert!(may_be_added("P-Asserted-Identity"));
/// assert!(!may_be_added("call-id"));
/// assert!(!may_be_added("two words"));
/// ```
pub fn may_be_added(name: &str) -> bool {
    let token = |c: char| c.is_ascii_alphanumeric() || "-.!%*_+`'~".contains(c);
    let own = OF_THE_SWITCH
        .iter()
        .any(|own| own.eq_ignore_ascii_case(name));
    name.len() > 1 && name.len() <= LONGEST && name.chars().all(token) && !own
}

/// Longest name, in octets.
const LONGEST: usize = 64;

/// What makes transactions, dialogs and bodies work, and credentials.
const OF_THE_SWITCH: [&str; 20] = [
    "Accept",
    "Allow",
    "Authorization",
    "Call-ID",
    "Contact",
    "Content-Encoding",
    "Content-Length",
    "Content-Type",
    "CSeq",
    "From",
    "Max-Forwards",
    "MIME-Version",
    "Proxy-Authorization",
    "Proxy-Require",
    "Record-Route",
    "Require",
    "Route",
    "Supported",
    "To",
    "Via",
];
