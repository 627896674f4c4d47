//! The demo: what `skyplan serve` runs without a configuration.
//!
//! The first run writes a configuration, accounts with fresh passwords, the dialplan and its prompts
//! into the data folder; later runs find them there, as the person may have changed them.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::config::{Config, Listen};
use crate::console::AccountAsk;
use crate::settings;

/// The data folder of the demo.
const FOLDER: &str = "skyplan-data";

/// What the first run puts beside its configuration.
const FILES: &[(&str, &[u8])] = &[
    (
        "dialplans/demo.rhai",
        include_bytes!("../dialplans/demo.rhai"),
    ),
    (
        "dialplans/demo.test.rhai",
        include_bytes!("../dialplans/demo.test.rhai"),
    ),
    (
        "dialplans/prompts/beep.wav",
        include_bytes!("../dialplans/prompts/beep.wav"),
    ),
    (
        "dialplans/prompts/echo-intro.wav",
        include_bytes!("../dialplans/prompts/echo-intro.wav"),
    ),
    (
        "dialplans/prompts/enter-extension.wav",
        include_bytes!("../dialplans/prompts/enter-extension.wav"),
    ),
    (
        "dialplans/prompts/goodbye.wav",
        include_bytes!("../dialplans/prompts/goodbye.wav"),
    ),
    (
        "dialplans/prompts/hello.wav",
        include_bytes!("../dialplans/prompts/hello.wav"),
    ),
    (
        "dialplans/prompts/nobody.wav",
        include_bytes!("../dialplans/prompts/nobody.wav"),
    ),
];

/// Where the demo's configuration is.
pub fn config_file() -> PathBuf {
    Path::new(FOLDER).join("skyplan.toml")
}

/// Makes what is not there yet.
pub fn prepare() -> Result<(), String> {
    let folder = settings::make_data(Path::new(FOLDER))?;
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        if path.exists() {
            return Ok(());
        }
        let parent = path.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, bytes))
            .map_err(|error| format!("cannot write {}: {error}", path.display()))
    };
    for (name, bytes) in FILES {
        put(name, bytes)?;
    }
    if config_file().exists() {
        return Ok(());
    }
    let (phone, james, austin, echo) = (password(), password(), password(), password());
    put(
        "chan_skype.conf",
        format!(
            "; Accounts the switch is logged in to: their calls enter the dialplan.\n\
             [general]\ndefault_user = james_bond\n\n\
             [james_bond]\nsecret = {james}\ncontext = demo\ndisallow = all\nallow = opus, ulaw, alaw\nbuddy_autoadd = hints\n\n\
             [echo123]\nsecret = {echo}\ncontext = demo\ndisallow = all\nallow = opus, ulaw, alaw\n"
        )
        .as_bytes(),
    )?;
    let accounts = [("shoe-phone", &phone), ("austin_powers", &austin)];
    let known: String = accounts
        .iter()
        .map(|(name, password)| format!("{name} {password}\n"))
        .collect();
    put("passwords.txt", known.as_bytes())?;
    only_for_owner(&folder.join("passwords.txt"))?;
    // Last: a first run that was cut off begins anew.
    put(
        "skyplan.toml",
        format!(
            "# The demo's configuration; the operator guide has every key.\n\
             data = \".\"\n\n[sip]\nlisten = [\"udp:127.0.0.1:5060\", \"tcp:127.0.0.1:5060\"]\n\n\
             [[endpoint]]\nname = \"shoe-phone\"\npassword = \"{phone}\"\ncontext = \"internal\"\n"
        )
        .as_bytes(),
    )?;
    only_for_owner(&config_file())?;
    let config = settings::read_config(&config_file()).map_err(|faults| faults.to_string())?;
    let add = AccountAsk::Add {
        name: "austin_powers".into(),
        password: austin,
    };
    crate::account::account(&config, add).map(drop)
}

/// The first screen: what runs where, with which accounts, and what to dial.
pub fn welcome(config: &Config, listening: &[Listen]) -> String {
    let server = listening
        .first()
        .map_or_else(String::new, |listen| listen.address.to_string());
    let mut text = format!(
        "\nskyplan runs on this machine only, with its data in ./{FOLDER}.\n\n\
         Set up any softphone (no account check, no STUN, no encryption):\n\
         \x20   server  {server} (UDP or TCP)    domain  {}\n",
        config.sip.domain
    );
    let known =
        std::fs::read_to_string(Path::new(FOLDER).join("passwords.txt")).unwrap_or_default();
    for line in known.lines() {
        if let Some((name, password)) = line.split_once(' ') {
            let what = if name == "austin_powers" {
                "a person with a Skype name"
            } else {
                "a phone of this switch"
            };
            // Writing to a String cannot fail.
            let _ = writeln!(
                text,
                "    user    {name:<14} password  {password}    {what}"
            );
        }
    }
    // What the person typed works again: after `make demo` nothing is on the PATH.
    let program = std::env::args().next().unwrap_or_else(|| "skyplan".into());
    text += &format!(
        "\nThen call:\n\
         \x20   echo123      as austin_powers: hear yourself, # ends it  (600 from shoe-phone)\n\
         \x20   james_bond   as austin_powers: rings shoe-phone, else asks by chat\n\
         \x20   100, 200, 601 …  from shoe-phone\n\n\
         The dialplan is ./{FOLDER}/dialplans/demo.rhai: change it while you are on a call.\n\
         From another terminal, here:  {program} console -x \"core show channels\"\n"
    );
    text
}

/// Readable and typed without doubt: no 0, O, 1, l.
fn password() -> String {
    use rand::RngExt;
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    (0..12)
        .map(|_| char::from(LETTERS[rng.random_range(0..LETTERS.len())]))
        .collect()
}

fn only_for_owner(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))
        .map_err(|error| format!("cannot protect {}: {error}", path.display()))
}
