//! `chan_skype.conf`: any text is read, and every finding points into it.

use community::config;

/// A file.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (config, findings) = config::read(&text, |codec| media::codec::by_name(codec).is_some());
    let lines = text.lines().count().max(1) as u32;
    for finding in findings {
        assert!((1..=lines).contains(&finding.line), "{finding:?}");
        assert!(finding.column <= finding.end_column, "{finding:?}");
    }
    for user in &config.users {
        assert_eq!(
            config.user(&user.name),
            Some(user),
            "users have names of their own"
        );
        let _ = user.account_properties();
    }
}
