//! `skyplan.toml`: any text is read or refused, and every finding points into it.

use std::path::Path;

use skyplan::config::Config;

/// A file.
pub fn check(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    match Config::read(&text, Path::new("/")) {
        Ok(config) => {
            let _ = (
                config.listen(),
                config.media_ports(),
                config.control_socket(),
            );
        }
        Err(findings) => {
            assert!(!findings.is_empty());
            let lines = text.split('\n').count();
            for finding in findings {
                assert!(finding.line <= lines, "{finding:?}");
            }
        }
    }
}
