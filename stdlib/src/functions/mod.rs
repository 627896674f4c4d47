//! The nouns of the dialplan.

mod callerid;
mod channel;
mod device_state;
mod dialplan_exists;
mod exception;
mod filter;
mod global;
mod iftime;
mod len;
mod local;
mod local_peek;
mod skype_account_property;
mod skype_buddies;
mod skype_buddy_fetch;
mod skype_call_property;
mod skype_chat_receive;
mod stack_peek;
mod strftime;
mod testtime;
mod timeout;

use runtime::library::Function;

pub(crate) use channel::channel_type;

/// Sorted by name, so that it can be searched.
pub(crate) static FUNCTIONS: &[&Function] = &[
    &callerid::CALLERID,
    &channel::CHANNEL,
    &device_state::DEVICE_STATE,
    &dialplan_exists::DIALPLAN_EXISTS,
    &exception::EXCEPTION,
    &filter::FILTER,
    &global::GLOBAL,
    &iftime::IFTIME,
    &len::LEN,
    &local::LOCAL,
    &local_peek::LOCAL_PEEK,
    &skype_account_property::SKYPE_ACCOUNT_PROPERTY,
    &skype_buddies::SKYPE_BUDDIES,
    &skype_buddy_fetch::SKYPE_BUDDY_FETCH,
    &skype_call_property::SKYPE_CALL_PROPERTY,
    &skype_chat_receive::SKYPE_CHAT_RECEIVE,
    &stack_peek::STACK_PEEK,
    &strftime::STRFTIME,
    &testtime::TESTTIME,
    &timeout::TIMEOUT,
];
