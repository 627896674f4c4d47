//! The verbs of the dialplan.

mod answer;
mod authenticate;
mod background;
mod branches;
mod busy;
mod chan_is_avail;
mod channel_redirect;
mod clear_hash;
mod congestion;
mod db_deltree;
mod dial;
mod dump_chan;
mod echo;
mod exec;
mod exec_if;
mod exec_if_time;
mod fork_cdr;
mod gosub;
mod gosub_if;
mod goto;
mod goto_if;
mod goto_if_time;
mod hangup;
mod hangup_cause_clear;
mod incomplete;
mod log;
mod loops;
mod m_set;
mod macros;
mod no_op;
mod originate;
mod pickups;
mod playback;
mod privacy_manager;
mod proceeding;
mod progress;
mod raise_exception;
mod read;
mod read_exten;
mod read_file;
mod reset_cdr;
mod retry_dial;
mod return_from;
mod ringing;
mod send_dtmf;
mod set;
mod sip_add_header;
mod sip_remove_header;
mod skype_chat_send;
mod skype_transfer;
mod soft_hangup;
mod stack_pop;
mod system;
mod transfer;
mod try_exec;
mod user_event;
mod verbose;
mod wait;
mod wait_digit;
mod wait_exten;
mod wait_for_condition;
mod wait_until;

pub(crate) use hangup::name as cause_name;
use runtime::library::Application;

/// Sorted by name, so that it can be searched.
pub(crate) static APPLICATIONS: &[&Application] = &[
    &answer::ANSWER,
    &authenticate::AUTHENTICATE,
    &background::BACKGROUND,
    &busy::BUSY,
    &chan_is_avail::CHAN_IS_AVAIL,
    &channel_redirect::CHANNEL_REDIRECT,
    &clear_hash::CLEAR_HASH,
    &congestion::CONGESTION,
    &loops::CONTINUE_WHILE,
    &db_deltree::DB_DELTREE,
    &dial::DIAL,
    &dump_chan::DUMP_CHAN,
    &echo::ECHO,
    &branches::ELSE,
    &branches::ELSE_IF,
    &branches::END_IF,
    &loops::END_WHILE,
    &exec::EXEC,
    &exec_if::EXEC_IF,
    &exec_if_time::EXEC_IF_TIME,
    &branches::EXIT_IF,
    &loops::EXIT_WHILE,
    &fork_cdr::FORK_CDR,
    &gosub::GOSUB,
    &gosub_if::GOSUB_IF,
    &goto::GOTO,
    &goto_if::GOTO_IF,
    &goto_if_time::GOTO_IF_TIME,
    &hangup::HANGUP,
    &hangup_cause_clear::HANGUP_CAUSE_CLEAR,
    &branches::IF,
    &incomplete::INCOMPLETE,
    &log::LOG,
    &m_set::M_SET,
    &macros::MACRO,
    &macros::MACRO_EXCLUSIVE,
    &macros::MACRO_EXIT,
    &macros::MACRO_IF,
    &no_op::NO_OP,
    &originate::ORIGINATE,
    &pickups::PICKUP,
    &pickups::PICKUP_CHAN,
    &playback::PLAYBACK,
    &privacy_manager::PRIVACY_MANAGER,
    &proceeding::PROCEEDING,
    &progress::PROGRESS,
    &raise_exception::RAISE_EXCEPTION,
    &read::READ,
    &read_exten::READ_EXTEN,
    &read_file::READ_FILE,
    &reset_cdr::RESET_CDR,
    &retry_dial::RETRY_DIAL,
    &return_from::RETURN,
    &ringing::RINGING,
    &sip_add_header::SIP_ADD_HEADER,
    &sip_remove_header::SIP_REMOVE_HEADER,
    &send_dtmf::SEND_DTMF,
    &set::SET,
    &skype_chat_send::SKYPE_CHAT_SEND,
    &skype_transfer::SKYPE_TRANSFER,
    &soft_hangup::SOFT_HANGUP,
    &stack_pop::STACK_POP,
    &system::SYSTEM,
    &transfer::TRANSFER,
    &try_exec::TRY_EXEC,
    &system::TRY_SYSTEM,
    &user_event::USER_EVENT,
    &verbose::VERBOSE,
    &wait::WAIT,
    &wait_digit::WAIT_DIGIT,
    &wait_exten::WAIT_EXTEN,
    &wait_for_condition::WAIT_FOR_CONDITION,
    &wait_until::WAIT_UNTIL,
    &loops::WHILE,
];
