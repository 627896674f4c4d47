//! The verbs of the dialplan.

mod answer;
mod busy;
mod congestion;
mod dial;
mod echo;
mod goto;
mod hangup;
mod no_op;
mod playback;
mod progress;
mod read;
mod ringing;
mod send_dtmf;
mod set;
mod skype_chat_send;
mod skype_transfer;
mod transfer;
mod verbose;
mod wait;

use runtime::library::Application;

/// Sorted by name, so that it can be searched.
pub(crate) static APPLICATIONS: &[&Application] = &[
    &answer::ANSWER,
    &busy::BUSY,
    &congestion::CONGESTION,
    &dial::DIAL,
    &echo::ECHO,
    &goto::GOTO,
    &hangup::HANGUP,
    &no_op::NO_OP,
    &playback::PLAYBACK,
    &progress::PROGRESS,
    &read::READ,
    &ringing::RINGING,
    &send_dtmf::SEND_DTMF,
    &set::SET,
    &skype_chat_send::SKYPE_CHAT_SEND,
    &skype_transfer::SKYPE_TRANSFER,
    &transfer::TRANSFER,
    &verbose::VERBOSE,
    &wait::WAIT,
];
