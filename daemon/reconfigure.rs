//! The configuration, read again while calls run.

use std::path::Path;

use channels::Input;

use crate::config::Config;
use crate::mail::{Mail, Mailbox};
use crate::settings;
use crate::worker::Publisher;

/// Reads both files again and tells the switch and the scripts; what is wrong, if anything.
pub(crate) fn reconfigure(
    mailbox: &Mailbox,
    workers: &Publisher,
    old: &Config,
    file: Option<&Path>,
) -> Result<(), String> {
    let Some(file) = file else { return Ok(()) };
    let mut config = settings::read_config(file).map_err(|faults| faults.to_string())?;
    let (skype, _) =
        settings::read_skype(&config.skype.config).map_err(|faults| faults.to_string())?;
    // Sockets stay as they are until a restart.
    config.sip.listen.clone_from(&old.sip.listen);
    config.sip.domain.clone_from(&old.sip.domain);
    let told = settings::switch_config(&config, skype, rand::random())?;
    mailbox.put(Mail::Input(Input::Configuration(Box::new(told))));
    workers.govern(&config.sandbox());
    Ok(())
}
