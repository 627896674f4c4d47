//! SIP URIs and addresses: what is printed reads as what it was printed from.

use sip::{NameAddr, Uri};

/// A URI or an address, as text.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    // Control characters become blanks when they are printed, lest one line becomes two.
    let text = text.replace(char::is_control, " ");
    if let Ok(uri) = text.parse::<Uri>() {
        check_uri(&uri);
    }
    if let Ok(address) = text.parse::<NameAddr>() {
        let again: NameAddr = address
            .to_string()
            .parse()
            .expect("a printed address is one");
        assert_eq!(again, address);
        if !address.is_star() {
            check_uri(&address.uri);
        }
    }
    let uri = Uri::sip(&text, "example.com", None);
    assert_eq!(uri.user_decoded().unwrap_or_default(), text);
}

fn check_uri(uri: &Uri) {
    let again: Uri = uri.to_string().parse().expect("a printed URI is one");
    assert_eq!(&again, uri);
    assert!(uri.matches(&again), "{uri} is not itself");
    let _ = (uri.socket_address(), uri.transport(), uri.headers());
    if !uri.is_sip() {
        return;
    }
    let with = uri.with_param("zz", Some("a;b?c"));
    let again: Uri = with.to_string().parse().expect("it is still a URI");
    assert_eq!(again.params().get_decoded("zz").as_deref(), Some("a;b?c"));
    assert_eq!((again.user(), again.host()), (uri.user(), uri.host()));
    assert!(!again.without_param("zz").params().has("zz"));
    assert_eq!(uri.without_headers().headers_text(), None);
}
