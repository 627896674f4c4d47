//! `dialplan trace WHAT`: follows calls as they go, until the console is interrupted.

use runtime::trace::Wanted;

use crate::{Command, Outcome, Switchboard, escape};

pub(super) static DIALPLAN_TRACE: Command = Command {
    words: "dialplan trace",
    usage: "dialplan trace <channel|extension@context|all>",
    arguments: 1..=1,
    summary: "Follows calls step by step until Ctrl-C; several consoles may.",
    run,
};

fn run(arguments: &[String], _: &dyn Switchboard) -> Outcome {
    let what = &arguments[0];
    let wanted = Wanted::parse(what);
    let whom = match &wanted {
        Wanted::All => "all calls".to_owned(),
        Wanted::Channel(name) => format!("calls of {}", escape::value(name)),
        Wanted::Extension { .. } => format!("calls that come to {}", escape::value(what)),
    };
    Outcome {
        follow: Some(wanted),
        ..Outcome::done(format!("following {whom} until you press Ctrl-C"))
    }
}

#[cfg(test)]
mod tests {
    use runtime::trace::Wanted;

    use crate::execute;
    use crate::sample::{Sample, refuse};

    fn check(what: &str, text: &str, wanted: Wanted) {
        let outcome = execute(&format!("dialplan trace {what}"), &Sample::default());
        let text = format!("following {text} until you press Ctrl-C");
        assert_eq!((outcome.text, outcome.follow), (text, Some(wanted)));
    }

    #[test]
    fn calls_are_named_by_channel_or_by_where_they_are() {
        check("all", "all calls", Wanted::All);
        check(
            "SIP/desk",
            "calls of SIP/desk",
            Wanted::Channel("SIP/desk".into()),
        );
        let place = Wanted::Extension {
            extension: "100".into(),
            context: Some("office".into()),
        };
        check("100@office", "calls that come to 100@office", place);
        refuse(
            "dialplan trace",
            "usage: dialplan trace <channel|extension@context|all>",
        );
    }
}
