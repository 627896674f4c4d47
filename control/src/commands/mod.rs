//! The commands, one file each, or one for two that differ in a word.

mod core_show_application;
mod core_show_applications;
mod core_show_channel;
mod core_show_channels;
mod core_show_function;
mod core_show_functions;
mod core_show_hints;
mod core_show_uptime;
mod core_show_version;
mod dialplan_export_trace;
mod dialplan_generations;
mod dialplan_reload;
mod dialplan_rollback;
mod dialplan_show;
mod dialplan_show_trace;
mod dialplan_show_traces;
mod dialplan_trace;
mod help;
mod skype_accept;
mod skype_login_user;
mod skype_show_buddies;
mod skype_show_requests;
mod skype_show_user;
mod skype_show_users;
mod skype_show_version;

use crate::Command;

/// All commands, sorted by their words.
pub static COMMANDS: &[&Command] = &[
    &core_show_application::CORE_SHOW_APPLICATION,
    &core_show_applications::CORE_SHOW_APPLICATIONS,
    &core_show_channel::CORE_SHOW_CHANNEL,
    &core_show_channels::CORE_SHOW_CHANNELS,
    &core_show_function::CORE_SHOW_FUNCTION,
    &core_show_functions::CORE_SHOW_FUNCTIONS,
    &core_show_hints::CORE_SHOW_HINTS,
    &core_show_uptime::CORE_SHOW_UPTIME,
    &core_show_version::CORE_SHOW_VERSION,
    &dialplan_export_trace::DIALPLAN_EXPORT_TRACE,
    &dialplan_generations::DIALPLAN_GENERATIONS,
    &dialplan_reload::DIALPLAN_RELOAD,
    &dialplan_rollback::DIALPLAN_ROLLBACK,
    &dialplan_show::DIALPLAN_SHOW,
    &dialplan_show_trace::DIALPLAN_SHOW_TRACE,
    &dialplan_show_traces::DIALPLAN_SHOW_TRACES,
    &dialplan_trace::DIALPLAN_TRACE,
    &help::HELP,
    &skype_accept::SKYPE_ACCEPT,
    &skype_accept::SKYPE_BLOCK,
    &skype_accept::SKYPE_DENY,
    &skype_accept::SKYPE_FORGET,
    &skype_accept::SKYPE_IGNORE,
    &skype_login_user::SKYPE_LOGIN_USER,
    &skype_login_user::SKYPE_LOGOFF_USER,
    &skype_show_buddies::SKYPE_SHOW_BUDDIES,
    &skype_show_requests::SKYPE_SHOW_REQUESTS,
    &skype_show_user::SKYPE_SHOW_USER,
    &skype_show_users::SKYPE_SHOW_USERS,
    &skype_show_version::SKYPE_SHOW_VERSION,
];

#[cfg(test)]
mod tests {
    use super::COMMANDS;

    #[test]
    fn commands_are_sorted_and_none_is_there_twice() {
        assert!(COMMANDS.is_sorted_by(|a, b| a.words < b.words));
    }

    #[test]
    fn a_usage_is_the_words_and_the_arguments() {
        for command in COMMANDS {
            let arguments = command.usage.strip_prefix(command.words);
            let arguments = arguments.expect(command.words);
            let optional = arguments.starts_with(" [");
            assert_eq!(
                *command.arguments.end() > 0,
                !arguments.is_empty(),
                "{}",
                command.words
            );
            assert_eq!(
                *command.arguments.start() > 0,
                !arguments.is_empty() && !optional,
                "{}",
                command.words
            );
        }
    }

    #[test]
    fn a_summary_is_a_sentence_that_fits_a_line() {
        for command in COMMANDS {
            assert!(command.summary.ends_with('.'), "{}", command.words);
            assert!(command.summary.len() <= 80, "{}", command.words);
        }
    }
}
