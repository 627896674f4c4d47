//! From files to what the rooms are told: `skyplan.toml` and `chan_skype.conf` together.

use std::path::{Path, PathBuf};
use std::time::Duration;

use channels::SwitchConfig;
use channels::config::Endpoint;
use community::Ha1;
use community::config::{FindingKind, Severity, SkypeConfig};
use runtime::diagnostic::{Code, Diagnostic, Span};
use runtime::dialplan::Dialplan;

use crate::config::{Config, Finding, Transport};
use crate::files;

/// Why a configuration cannot be used: findings, with the texts they are about.
#[derive(Debug)]
pub struct Faults {
    /// Each file that was read, by the path shown.
    pub texts: Vec<(String, String)>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

impl Faults {
    /// The text of a file that was read.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts
            .iter()
            .find(|(known, _)| known == path)
            .map(|(_, text)| text.as_str())
    }

    /// Leaves them in the log, as warnings.
    pub fn log(&self) {
        for finding in &self.findings {
            let shown = finding.render(|path| self.text(path), false);
            tracing::warn!("\n{}", shown.trim_end());
        }
    }

    /// A fault of a file that cannot even be read.
    pub fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let message = format!("cannot read {}: {error}", path.display());
        let finding = Diagnostic::new(
            Code::ConfigSyntax,
            path.display().to_string(),
            Span::NONE,
            message,
        );
        Self {
            texts: Vec::new(),
            findings: vec![finding],
        }
    }
}

impl std::fmt::Display for Faults {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.findings
            .iter()
            .try_for_each(|finding| write!(f, "{}", finding.render(|path| self.text(path), false)))
    }
}

/// Reads a `skyplan.toml`.
pub fn read_config(file: &Path) -> Result<Config, Faults> {
    let text = files::text(file).map_err(|error| Faults::unreadable(file, &error))?;
    Config::read(&text, &files::folder_of(file)).map_err(|findings| {
        let shown = file.display().to_string();
        let findings = findings
            .iter()
            .map(|finding| config_diagnostic(&shown, finding))
            .collect();
        Faults {
            texts: vec![(shown, text)],
            findings,
        }
    })
}

/// Sections of a `skyplan.toml` for contexts that are not in the dialplan.
pub(crate) fn sections_of_nothing(
    file: &str,
    text: &str,
    config: &Config,
    dialplan: &Dialplan,
) -> Vec<Diagnostic> {
    let findings = config.sections_of_nothing(text, dialplan);
    let findings = findings.iter().map(|finding| Diagnostic {
        code: Code::RuleOfNothing,
        ..config_diagnostic(file, finding)
    });
    findings.collect()
}

/// What a `skyplan.toml` says without effect.
pub fn idle(file: &Path, config: &Config) -> Faults {
    let text = files::text(file).unwrap_or_default();
    let shown = file.display().to_string();
    let idle = config.idle(&text);
    let findings = idle.iter().map(|finding| Diagnostic {
        code: Code::IgnoredOption,
        ..config_diagnostic(&shown, finding)
    });
    Faults {
        findings: findings.collect(),
        texts: vec![(shown, text)],
    }
}

/// Reads the `chan_skype.conf` of a configuration; one that is not there is an empty one.
pub fn read_skype(file: &Path) -> Result<(SkypeConfig, Faults), Faults> {
    let text = match files::text(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Faults::unreadable(file, &error)),
    };
    let (config, findings) =
        community::config::read(&text, |codec| media::codec::by_name(codec).is_some());
    let shown = file.display().to_string();
    let bad = findings
        .iter()
        .any(|finding| finding.severity == Severity::Error);
    let findings = findings
        .into_iter()
        .map(|finding| {
            let code = skype_code(finding.kind, finding.severity);
            let (line, column, end) = (finding.line, finding.column, finding.end_column);
            Diagnostic::plain(
                code,
                shown.as_str(),
                line,
                column,
                end,
                finding.message,
                finding.help,
            )
        })
        .collect();
    let faults = Faults {
        texts: vec![(shown, text)],
        findings,
    };
    if bad {
        Err(faults)
    } else {
        Ok((config, faults))
    }
}

/// What the switch is told.
pub fn switch_config(
    config: &Config,
    skype: SkypeConfig,
    seed: [u8; 32],
) -> Result<SwitchConfig, String> {
    let addresses = |transport| {
        let all = config
            .listen()
            .into_iter()
            .filter(move |listen| listen.transport == transport);
        all.map(|listen| listen.address).collect()
    };
    let endpoints = config.endpoint.iter().map(|endpoint| {
        let name = endpoint.name.get_ref();
        let secret = Ha1::new(name, &config.sip.domain, &endpoint.password)
            .map_err(|refusal| format!("endpoint `{name}`: {refusal}"))?;
        let codecs = endpoint
            .codecs
            .iter()
            .filter_map(|codec| crate::config::sdp_codec(codec.get_ref()));
        Ok(Endpoint {
            name: name.clone(),
            secret,
            context: endpoint.context.clone(),
            codecs: codecs.map(str::to_owned).collect(),
            call_groups: endpoint.call_groups.clone(),
            pickup_groups: endpoint.pickup_groups.clone(),
        })
    });
    Ok(SwitchConfig {
        domain: config.sip.domain.clone(),
        udp: addresses(Transport::Udp),
        tcp: addresses(Transport::Tcp),
        endpoints: endpoints.collect::<Result<_, String>>()?,
        skype,
        seed,
        min_expires: Duration::from_secs(config.sip.min_expires),
        max_expires: Duration::from_secs(config.sip.max_expires),
        max_channels: config.sip.max_channels,
    })
}

fn config_diagnostic(file: &str, finding: &Finding) -> Diagnostic {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let code = if finding.message.starts_with("unknown key") {
        Code::UnknownOption
    } else if finding.message.starts_with("missing field") {
        Code::MissingOption
    } else {
        Code::BadOptionValue
    };
    let end = if finding.end_line == finding.line {
        finding.end_column
    } else {
        finding.column + 1
    };
    let (line, column, end) = (small(finding.line), small(finding.column), small(end));
    Diagnostic::plain(
        code,
        file,
        line,
        column,
        end,
        finding.message.as_str(),
        finding.help.clone(),
    )
}

fn skype_code(kind: FindingKind, severity: Severity) -> Code {
    match (severity, kind) {
        (Severity::Warning, _) => Code::IgnoredOption,
        (_, FindingKind::UnknownOption) => Code::UnknownOption,
        (_, FindingKind::MissingSecret) => Code::MissingOption,
        (
            _,
            FindingKind::Syntax
            | FindingKind::UnsupportedDirective
            | FindingKind::OptionOutsideSection,
        ) => Code::ConfigSyntax,
        _ => Code::BadOptionValue,
    }
}

/// Makes the data folder if it is not there, for its owner alone: it holds digest secrets.
pub fn make_data(folder: &Path) -> Result<PathBuf, String> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .map_err(|error| format!("cannot make the data folder {}: {error}", folder.display()))?;
    Ok(folder.into())
}
