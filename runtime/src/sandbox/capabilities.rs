//! What a script may reach outside of the switch. Nothing, unless somebody says so.

use std::collections::BTreeMap;

use super::command::{self, Command};
use super::network::Network;
use super::place::{Folder, Place};
use super::web::{Address, Web};
use crate::call::ScriptError;
use crate::diagnostic::Code;

/// What a script may reach outside of the switch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// Programs that it may run, with the arguments they may have.
    pub system: Vec<Command>,
    /// Whether it may give any command to a shell.
    pub shell: bool,
    /// What it may fetch.
    pub curl: Vec<Web>,
    /// Addresses within this machine and its network that what it fetches may have, besides those in `curl` itself.
    pub private: Vec<Network>,
    /// Folders whose files it may read, with all below them.
    pub read: Vec<Folder>,
    /// Folders in which it may write files.
    pub write: Vec<Folder>,
    /// Names of what it may see of the environment that the switch runs in.
    pub environment_names: Vec<String>,
    /// The values of those that are set there.
    pub environment: BTreeMap<String, String>,
}

impl Capabilities {
    /// Everything: for tests, in which nothing of it is really done.
    pub fn everything() -> Self {
        Self {
            system: vec![Command::any()],
            shell: true,
            curl: vec![Web::any()],
            read: vec![Folder::new("/")],
            write: vec![Folder::new("/")],
            ..Self::default()
        }
    }

    /// The program and arguments that a command is.
    ///
    /// # Errors
    ///
    /// A fault that names the key of `skyplan.toml`.
    pub fn command(
        &self,
        context: &str,
        line: &str,
        arguments: &[String],
    ) -> Result<Vec<String>, ScriptError> {
        let words = command::words(line).map(|mut words| {
            words.extend_from_slice(arguments);
            words
        });
        match words {
            Ok(words) if self.system.iter().any(|command| command.allows(&words)) => Ok(words),
            _ if self.shell && arguments.is_empty() => {
                Ok(["/bin/sh", "-c", line].map(str::to_owned).to_vec())
            }
            Ok(words) => {
                let message = format!(
                    "the command `{}` is not allowed in context `{context}`",
                    shown(line)
                );
                let program = words.first().map_or("/usr/bin/program", String::as_str);
                Err(denied(
                    message,
                    context,
                    &format!("system = [\"{program} *\"]"),
                ))
            }
            Err(fault) => {
                let message = format!("the command `{}` {fault}", shown(line));
                Err(ScriptError::fault(Code::BadArgument, message))
            }
        }
    }

    /// What a URL leads to, if it may be fetched.
    ///
    /// # Errors
    ///
    /// A fault that names the key of `skyplan.toml`, or says what is wrong with the URL.
    pub fn fetch(&self, context: &str, url: &str) -> Result<Address, ScriptError> {
        let address: Address = url.parse().map_err(|fault| {
            ScriptError::fault(
                Code::BadArgument,
                format!("the URL `{}` {fault}", shown(url)),
            )
        })?;
        if self.curl.iter().any(|web| web.allows(&address)) {
            return Ok(address);
        }
        let message = format!(
            "the URL `{}` is not allowed in context `{context}`",
            shown(url)
        );
        Err(denied(
            message,
            context,
            &format!("curl = [\"{}/\"]", address.origin()),
        ))
    }

    /// Where a file is that may be read.
    ///
    /// # Errors
    ///
    /// A fault that names the key of `skyplan.toml`.
    pub fn readable(&self, context: &str, path: &str) -> Result<Place, ScriptError> {
        file(&self.read, "read", context, path)
    }

    /// Where a file is that may be written.
    ///
    /// # Errors
    ///
    /// A fault that names the key of `skyplan.toml`.
    pub fn writable(&self, context: &str, path: &str) -> Result<Place, ScriptError> {
        file(&self.write, "write", context, path)
    }
}

fn file(folders: &[Folder], key: &str, context: &str, path: &str) -> Result<Place, ScriptError> {
    if let Some(place) = folders.iter().find_map(|folder| folder.place(path)) {
        return Ok(place);
    }
    let verb = if key == "read" { "read" } else { "written" };
    let message = format!(
        "the file `{}` may not be {verb} in context `{context}`",
        shown(path)
    );
    let folder = path.rsplit_once('/').map_or("folder", |(folder, _)| folder);
    Err(denied(message, context, &format!("{key} = [\"{folder}\"]")))
}

/// The fault of a script that does what it may not.
fn denied(message: String, context: &str, line: &str) -> ScriptError {
    let help = format!(
        "nothing outside of the switch is allowed by itself; add `{line}` to `[context.{context}.capability]` of skyplan.toml"
    );
    ScriptError::fault(Code::NotAllowed, message).with_help(help)
}

/// As much of a text as a message can do with.
fn shown(text: &str) -> String {
    match text.char_indices().nth(100) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code<T>(refused: Result<T, ScriptError>) -> Option<&'static str> {
        match refused.err()? {
            ScriptError::Fault { code, .. } => Some(code.id()),
            _ => None,
        }
    }

    #[test]
    fn nothing_is_allowed_by_itself() {
        let none = Capabilities::default();
        assert_eq!(code(none.fetch("desk", "https://a.org/")), Some("E0409"));
        assert_eq!(code(none.readable("desk", "/etc/passwd")), Some("E0409"));
        assert_eq!(code(none.writable("desk", "/tmp/a")), Some("E0409"));
    }
}
