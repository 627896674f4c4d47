//! What there is around a dialplan, for the checks: telephones of `skyplan.toml`, accounts of `chan_skype.conf`,
//! prompts.
//!
//! In: the configuration, or the path of a dialplan, beside or above which one may stand. Out: a [`World`].

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use community::config::{SetVar, SkypeConfig};
use runtime::dialplan::World;

use crate::config::Config;
use crate::files::folder_of;
use crate::settings;

/// The name of the configuration of the switch.
pub(crate) const CONFIG: &str = "skyplan.toml";
/// The name of the configuration of accounts.
pub(crate) const ACCOUNTS: &str = "chan_skype.conf";

/// Most prompts that are listed; with more of them none is called missing.
const MAX_PROMPTS: usize = 100_000;

/// Takes what `skyplan.toml` says into a world.
pub(crate) fn add_config(world: &mut World, config: &Config) {
    world.sandbox = Some(config.sandbox());
    let endpoints = world.endpoints.get_or_insert_default();
    let names = config.endpoint.iter();
    endpoints.extend(names.map(|endpoint| endpoint.name.get_ref().clone()));
    let contexts = config.endpoint.iter();
    let entrances = world.entrances.get_or_insert_default();
    entrances.extend(contexts.map(|endpoint| endpoint.context.clone()));
    if let Some(found) = prompts(&config.media.prompts) {
        world.prompts.get_or_insert_default().extend(found);
    }
}

/// Takes what `chan_skype.conf` says into a world.
pub(crate) fn add_skype(world: &mut World, skype: &SkypeConfig) {
    let accounts = world.accounts.get_or_insert_default();
    for user in &skype.users {
        accounts.insert(user.name.to_string());
        let entrances = world.entrances.get_or_insert_default();
        entrances.insert(user.context.clone());
        world
            .variables
            .extend(user.setvar.iter().filter_map(|set| match set {
                SetVar::Variable { name, .. } => Some(name.trim_start_matches('_').to_owned()),
                _ => None,
            }));
    }
}

fn add_accounts(world: &mut World, file: &Path) {
    if file.is_file()
        && let Ok((skype, _)) = settings::read_skype(file)
    {
        add_skype(world, &skype);
    }
}

/// The world of a running switch, as it is now.
pub(crate) fn of_switch(config: &Config) -> World {
    let mut world = World::default();
    add_config(&mut world, config);
    add_accounts(&mut world, &config.skype.config);
    world
}

/// Looks for configuration beside a dialplan or above it, as far as it is of this dialplan.
pub(crate) fn look_around(world: &mut World, dialplan: &Path) {
    let Ok(dialplan) = dialplan.canonicalize() else {
        return;
    };
    let here = if dialplan.is_dir() {
        dialplan.clone()
    } else {
        folder_of(&dialplan)
    };
    for (up, folder) in here.ancestors().take(DEEPEST).enumerate() {
        if let Some((config, _)) = config_in(folder, &dialplan) {
            add_config(world, &config);
            return add_accounts(world, &config.skype.config);
        }
        let accounts = folder.join(ACCOUNTS);
        if up < NEAR && accounts.is_file() {
            return add_accounts(world, &accounts);
        }
    }
}

/// The folder of the dialplan that a file belongs to, as the nearest configuration above it says.
pub(crate) fn dialplan_of(file: &Path) -> Option<PathBuf> {
    let mut folders = file.ancestors().skip(1).take(DEEPEST);
    folders.find_map(|folder| Some(config_in(folder, file)?.1))
}

/// Most folders that are looked at from a dialplan upwards, and those in which accounts without a configuration count.
const DEEPEST: usize = 16;
const NEAR: usize = 3;

/// The configuration in a folder and the dialplan it names, if that holds this file or folder.
fn config_in(folder: &Path, dialplan: &Path) -> Option<(Config, PathBuf)> {
    let file = folder.join(CONFIG);
    let config = file.is_file().then(|| settings::read_config(&file).ok());
    let config = config.flatten()?;
    let path = config.dialplan.path.canonicalize().ok()?;
    dialplan.starts_with(&path).then_some((config, path))
}

/// The names of all prompts below a folder, with and without the folder of their language; nothing if there is no
/// such folder.
fn prompts(folder: &Path) -> Option<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    if !folder.is_dir() {
        return None;
    }
    while let Some((folder, below)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).ok()? {
            let path: PathBuf = entry.ok()?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let name = if below.is_empty() {
                name.to_owned()
            } else {
                format!("{below}/{name}")
            };
            if path.is_dir() {
                if name.matches('/').count() < 8 {
                    folders.push((path, name));
                }
            } else if let Some(name) = name.strip_suffix(".wav") {
                if let Some((_, inner)) = name.split_once('/') {
                    names.insert(inner.to_owned());
                }
                names.insert(name.to_owned());
            }
            if names.len() > MAX_PROMPTS {
                return None;
            }
        }
    }
    Some(names)
}
