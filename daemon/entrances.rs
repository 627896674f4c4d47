//! Where calls enter the dialplan: the accounts of `chan_skype.conf` and the telephones of `skyplan.toml`.
//!
//! In: both files and the dialplan. Out: a warning for each way in that leads nowhere, since a caller would get
//! 404 and nobody would know why.

use community::config::SkypeConfig;
use runtime::diagnostic::{Code, Diagnostic, did_you_mean};
use runtime::dialplan::Dialplan;

use crate::config::Config;

/// A way into the dialplan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entrance {
    /// Whose calls come in here: "account `james_bond`".
    whose: String,
    context: String,
    /// `None` where the caller dials it.
    extension: Option<String>,
    file: String,
    line: u32,
}

/// Those of `chan_skype.conf`: accounts that take calls.
pub(crate) fn of_skype(file: &str, config: &SkypeConfig) -> Vec<Entrance> {
    let users = config.users.iter();
    let called = users.filter(|user| user.direction.allows_incoming());
    let entrances = called.map(|user| Entrance {
        whose: format!("account `{}`", user.name),
        context: user.context.clone(),
        extension: Some(user.exten.clone()),
        file: file.to_owned(),
        line: user.line,
    });
    entrances.collect()
}

/// Those of `skyplan.toml`: telephones.
pub(crate) fn of_config(file: &str, text: &str, config: &Config) -> Vec<Entrance> {
    let endpoints = config.endpoint.iter();
    let entrances = endpoints.map(|endpoint| {
        let before = text.get(..endpoint.name.span().start).unwrap_or(text);
        Entrance {
            whose: format!("endpoint `{}`", endpoint.name.get_ref()),
            context: endpoint.context.clone(),
            extension: None,
            file: file.to_owned(),
            line: before.matches('\n').count() as u32 + 1,
        }
    });
    entrances.collect()
}

/// A warning for each way in that leads nowhere.
pub(crate) fn closed(entrances: &[Entrance], dialplan: &Dialplan) -> Vec<Diagnostic> {
    let findings = entrances.iter().filter_map(|entrance| {
        let Entrance {
            whose,
            context,
            extension,
            file,
            line,
        } = entrance;
        let (what, help) = if !dialplan.has_context(context) {
            let help = did_you_mean(context, dialplan.contexts());
            (format!("there is no context `{context}`"), help)
        } else {
            let extension = extension.as_deref()?;
            if dialplan.exists(context, extension) {
                return None;
            }
            (
                format!("context `{context}` has no extension `{extension}`"),
                None,
            )
        };
        let message = format!("calls to {whose} lead nowhere: {what}");
        let message = match extension {
            Some(_) => message,
            None => message.replacen("calls to", "calls from", 1),
        };
        let code = Code::ClosedEntrance;
        Some(Diagnostic::plain(
            code,
            file.as_str(),
            *line,
            1,
            2,
            message,
            help,
        ))
    });
    findings.collect()
}

#[cfg(test)]
mod tests {
    use runtime::dialplan::Source;

    use super::*;

    fn check(entrance: (&str, Option<&str>), expected: Option<&str>) {
        let text = "context \"desk\" { extension \"james_bond\" => { Answer(); } }";
        let (dialplan, _) = Dialplan::load(vec![Source::new("a.rhai", text)], stdlib::LIBRARY);
        let entrance = Entrance {
            whose: "account `x`".to_owned(),
            context: entrance.0.to_owned(),
            extension: entrance.1.map(str::to_owned),
            file: "chan_skype.conf".to_owned(),
            line: 3,
        };
        let found = closed(&[entrance], &dialplan);
        let found = found.first().map(|finding| finding.message.as_str());
        assert_eq!(found, expected);
    }

    #[test]
    fn a_way_in_that_leads_nowhere_is_named() {
        check(("desk", Some("james_bond")), None);
        check(("desk", None), None);
        check(
            ("desk", Some("s")),
            Some("calls to account `x` lead nowhere: context `desk` has no extension `s`"),
        );
        check(
            ("dsk", Some("james_bond")),
            Some("calls to account `x` lead nowhere: there is no context `dsk`"),
        );
        check(
            ("dsk", None),
            Some("calls from account `x` lead nowhere: there is no context `dsk`"),
        );
    }
}
