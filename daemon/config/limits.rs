//! What scripts may use and do: `[budget]`, `[capability]`, and both for single contexts.
//!
//! In a context's section stands what differs there; what it leaves out is as for all contexts. A list that it
//! names takes the place of the list for all.

use std::path::Path;
use std::time::Duration;

use runtime::diagnostic::did_you_mean;
use runtime::dialplan::Dialplan;
use runtime::sandbox::{self, Budgets, Capabilities, Command, Folder, Network, Rule, Sandbox, Web};
use serde::Deserialize;
use toml::Spanned;

use super::quantity::{self, Fault, Written};
use super::{Config, Finding, below};

/// `[budget]`: how much of the machine one call may use.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BudgetConfig {
    /// Operations of the interpreter in the whole call: 1,000 and more. Defaults to 100,000,000.
    pub operations: Written,
    /// What its variables may hold at a time, `64 KiB` to `1 GiB`. Defaults to `8 MiB`.
    pub memory: Written,
    /// How long it may compute without waiting, `10 ms` to `60 min`. Defaults to `10 s`.
    pub busy: Written,
    /// How deep functions may call each other, 1 to 256. Defaults to 64.
    pub depth: Written,
    /// `Goto`s in a row without waiting, 1 to 1,000,000. Defaults to 1,000.
    pub jumps: Written,
    /// Events kept for a script that does not look at them, 1 to 100,000. Defaults to 256.
    pub events: Written,
    /// Lines for the console at once, 0 to 10,000. Defaults to 100.
    pub lines: Written,
    /// After which time there is one more of them, `1 ms` to `60 min`. Defaults to `100 ms`.
    pub line_gap: Written,
}

/// `[capability]`: what scripts may reach outside of the switch; nothing by default.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CapabilityConfig {
    /// Programs that may be run, with the arguments they may have: `/usr/bin/logger -t skyplan *`.
    pub system: Option<Vec<Spanned<String>>>,
    /// Whether a shell may run any command.
    pub shell: Option<bool>,
    /// Beginnings of URLs that may be fetched, and networks of this side that these may lead into.
    pub curl: Option<Vec<Spanned<String>>>,
    /// Folders whose files may be read.
    pub read: Option<Vec<String>>,
    /// Folders in which files may be written.
    pub write: Option<Vec<String>>,
    /// Variables of the switch's environment that may be read.
    pub environment: Option<Vec<String>>,
}

/// `[context.NAME]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ContextConfig {
    /// `[context.NAME.budget]`.
    pub budget: BudgetConfig,
    /// `[context.NAME.capability]`.
    pub capability: CapabilityConfig,
}

impl BudgetConfig {
    /// Puts what is written into budgets; gives what cannot be.
    fn put(&self, budgets: &mut Budgets) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut count = |written: &Written, most: u64, least: u64, put: &mut dyn FnMut(u64)| {
            let number = written
                .as_ref()
                .map(|written| quantity::count(written, least..=most));
            faults.extend(number.and_then(|number| number.map(put).err()));
        };
        count(&self.operations, u64::MAX >> 12, 1_000, &mut |number| {
            budgets.operations = number
        });
        count(&self.depth, 256, 1, &mut |number| {
            budgets.depth = number as usize
        });
        count(&self.jumps, 1_000_000, 1, &mut |number| {
            budgets.jumps = number as u32
        });
        count(&self.events, 100_000, 1, &mut |number| {
            budgets.events = number as usize
        });
        count(&self.lines, 10_000, 0, &mut |number| {
            budgets.lines = number as u32
        });
        if let Some(memory) = &self.memory {
            match quantity::size(memory, 64 << 10..=1 << 30) {
                Ok(bytes) => budgets.memory = bytes as usize,
                Err(fault) => faults.push(fault),
            }
        }
        let hour = Duration::from_secs(3600);
        let mut time = |written: &Written, least: u64, put: &mut dyn FnMut(Duration)| {
            let range = Duration::from_millis(least)..=hour;
            let time = written
                .as_ref()
                .map(|written| quantity::time(written, range));
            faults.extend(time.and_then(|time| time.map(put).err()));
        };
        time(&self.busy, 10, &mut |time| budgets.busy = time);
        time(&self.line_gap, 1, &mut |time| budgets.line_gap = time);
        faults
    }
}

impl CapabilityConfig {
    /// Puts what is written into capabilities; gives what cannot be.
    fn put(&self, capabilities: &mut Capabilities) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some(commands) = &self.system {
            let commands = commands.iter().filter_map(|text| {
                let command = text.get_ref().parse::<Command>().map_err(|fault| {
                    let message = format!("the command `{}` {fault}", text.get_ref());
                    let help = "write the program with its path and what its arguments may be, such as `\"/usr/bin/logger -t skyplan *\"`";
                    faults.push(Fault::of(text, message, help));
                });
                command.ok()
            });
            capabilities.system = commands.collect();
        }
        capabilities.shell = self.shell.unwrap_or(capabilities.shell);
        if let Some(places) = &self.curl {
            (capabilities.curl, capabilities.private) = (Vec::new(), Vec::new());
            for place in places {
                faults.extend(add_web(place, capabilities).err());
            }
        }
        let folders = |paths: &[String]| paths.iter().map(Folder::new).collect();
        if let Some(paths) = &self.read {
            capabilities.read = folders(paths);
        }
        if let Some(paths) = &self.write {
            capabilities.write = folders(paths);
        }
        if let Some(names) = &self.environment {
            let value = |name: &String| Some((name.clone(), std::env::var(name).ok()?));
            capabilities.environment = names.iter().filter_map(value).collect();
            capabilities.environment_names.clone_from(names);
        }
        faults
    }

    /// Makes its folders those of the file's folder.
    fn resolve(&mut self, folder: &Path) {
        for path in [&mut self.read, &mut self.write]
            .into_iter()
            .flatten()
            .flatten()
        {
            let whole = std::path::absolute(below(folder, Path::new(path)));
            if let Ok(whole) = whole {
                *path = whole.display().to_string();
            }
        }
    }
}

/// An entry of `curl`: the beginning of a URL, a name, or a network.
fn add_web(text: &Spanned<String>, capabilities: &mut Capabilities) -> Result<(), Fault> {
    let place = text.get_ref();
    if let Ok(network) = place.parse::<Network>() {
        capabilities.private.push(network);
        return Ok(());
    }
    let web: Web = place.parse().map_err(|fault| {
        let message = format!("`{place}` {fault}");
        let help = "write the beginning of URLs such as `\"https://api.example.com/v1/\"`, the name of a machine, or a network such as `\"10.1.0.0/16\"`";
        Fault::of(text, message, help)
    })?;
    capabilities
        .private
        .extend(web.own_address().map(Network::from));
    capabilities.curl.push(web);
    Ok(())
}

impl Config {
    /// What scripts may use and do; [`read`](Self::read) has seen to it that it can be worked out.
    pub fn sandbox(&self) -> Sandbox {
        self.limits().0
    }

    /// The rules of all contexts, and what is wrong with them.
    fn limits(&self) -> (Sandbox, Vec<Fault>) {
        let mut general = Rule {
            budgets: Budgets {
                operations: self.dialplan.operations,
                memory: self.dialplan.memory.saturating_mul(1024),
                ..Budgets::default()
            },
            ..Rule::default()
        };
        let mut faults = self.budget.put(&mut general.budgets);
        faults.extend(self.capability.put(&mut general.capabilities));
        let mut sandbox = Sandbox::new(general.clone());
        for (name, section) in &self.context {
            let mut rule = general.clone();
            faults.extend(section.budget.put(&mut rule.budgets));
            faults.extend(section.capability.put(&mut rule.capabilities));
            sandbox = sandbox.with(name.get_ref(), rule);
        }
        (sandbox, faults)
    }

    pub(super) fn limit_faults(&self, text: &str, findings: &mut Vec<Finding>) {
        let faults = self.limits().1.into_iter();
        findings.extend(
            faults.map(|fault| Finding::at(text, fault.span, fault.message, Some(fault.help))),
        );
    }

    /// Sections of contexts that are not in the dialplan. `text` is the file.
    pub fn sections_of_nothing(&self, text: &str, dialplan: &Dialplan) -> Vec<Finding> {
        let idle = self.context.keys().filter(|name| {
            let covers = |context: &str| sandbox::covers(name.get_ref(), context);
            !dialplan.contexts().any(covers)
        });
        let findings = idle.map(|name| {
            let section = name.get_ref();
            let message = if section.contains('*') {
                format!("no context has a name like `{section}`")
            } else {
                format!("there is no context `{section}`")
            };
            Finding::at(
                text,
                name.span(),
                message,
                did_you_mean(section, dialplan.contexts()),
            )
        });
        findings.collect()
    }

    /// Makes the folders that scripts may use those of the file's folder.
    pub(super) fn resolve_folders(&mut self, folder: &Path) {
        self.capability.resolve(folder);
        for section in self.context.values_mut() {
            section.capability.resolve(folder);
        }
    }
}
