//! The nouns of the dialplan.

mod abs;
mod array;
mod base64;
mod blacklist;
mod callerid;
mod case;
mod cdr;
mod channel;
mod connectedline;
mod cut;
mod db;
mod delete;
mod device_state;
mod dialplan_exists;
mod digest;
mod digit_sum;
mod env;
mod eval;
mod exception;
mod expr;
mod extension_state;
mod extremes;
mod fieldnum;
mod fieldqty;
mod filter;
mod global;
mod global_delete;
mod global_exists;
mod group;
mod hangupcause;
mod hangupcause_keys;
mod hash;
mod ifmodule;
mod iftime;
mod inc;
mod istime;
mod json_decode;
mod keypadhash;
mod len;
mod listfilter;
mod local;
mod local_peek;
mod lock;
mod logic;
mod math;
mod passthru;
mod path;
mod push;
mod quote;
mod rand;
mod redirecting;
mod regex;
mod replace;
mod set;
mod shared;
mod shift;
mod skype_account_property;
mod skype_buddies;
mod skype_buddy_fetch;
mod skype_call_property;
mod skype_chat_receive;
mod sort;
mod sprintf;
mod stack_peek;
mod strbetween;
mod strftime;
mod strptime;
mod strreplace;
mod testtime;
mod timeout;
mod trim;
mod try_lock;
mod unlock;
mod uri;
mod variable_exists;
mod version;

use runtime::library::Function;

pub(crate) use cdr::reset as reset_record;
pub(crate) use hash::prefix as hash_prefix;

/// Sorted by name, so that it can be searched.
pub(crate) static FUNCTIONS: &[&Function] = &[
    &abs::ABS,
    &array::ARRAY,
    &base64::BASE64_DECODE,
    &base64::BASE64_ENCODE,
    &path::BASENAME,
    &blacklist::BLACKLIST,
    &callerid::CALLERID,
    &cdr::CDR,
    &channel::CHANNEL,
    &connectedline::CONNECTEDLINE,
    &quote::CSV_QUOTE,
    &cut::CUT,
    &db::DB,
    &db::DB_DELETE,
    &db::DB_EXISTS,
    &db::DB_KEYCOUNT,
    &db::DB_KEYS,
    &inc::DEC,
    &delete::DELETE,
    &device_state::DEVICE_STATE,
    &dialplan_exists::DIALPLAN_EXISTS,
    &digit_sum::DIGIT_SUM,
    &path::DIRNAME,
    &env::ENV,
    &eval::EVAL,
    &exception::EXCEPTION,
    &logic::EXISTS,
    &expr::EXPR,
    &extension_state::EXTENSION_STATE,
    &fieldnum::FIELDNUM,
    &fieldqty::FIELDQTY,
    &filter::FILTER,
    &global::GLOBAL,
    &global_delete::GLOBAL_DELETE,
    &global_exists::GLOBAL_EXISTS,
    &group::GROUP,
    &group::GROUP_COUNT,
    &group::GROUP_LIST,
    &group::GROUP_MATCH_COUNT,
    &hangupcause::HANGUPCAUSE,
    &hangupcause_keys::HANGUPCAUSE_KEYS,
    &hash::HASH,
    &hash::HASHKEYS,
    &extension_state::HINT,
    &expr::HOLDS,
    &logic::IF,
    &ifmodule::IFMODULE,
    &iftime::IFTIME,
    &inc::INC,
    &logic::ISNULL,
    &istime::ISTIME,
    &json_decode::JSON_DECODE,
    &keypadhash::KEYPADHASH,
    &len::LEN,
    &listfilter::LISTFILTER,
    &local::LOCAL,
    &local_peek::LOCAL_PEEK,
    &lock::LOCK,
    &trim::LTRIM,
    &math::MATH,
    &extremes::MAX,
    &digest::MD5,
    &extremes::MIN,
    &passthru::PASSTHRU,
    &shift::POP,
    &push::PUSH,
    &quote::QUOTE,
    &rand::RAND,
    &redirecting::REDIRECTING,
    &regex::REGEX,
    &replace::REPLACE,
    &trim::RTRIM,
    &set::SET,
    &digest::SHA1,
    &shared::SHARED,
    &shift::SHIFT,
    &skype_account_property::SKYPE_ACCOUNT_PROPERTY,
    &skype_buddies::SKYPE_BUDDIES,
    &skype_buddy_fetch::SKYPE_BUDDY_FETCH,
    &skype_call_property::SKYPE_CALL_PROPERTY,
    &skype_chat_receive::SKYPE_CHAT_RECEIVE,
    &sort::SORT,
    &sprintf::SPRINTF,
    &stack_peek::STACK_PEEK,
    &strbetween::STRBETWEEN,
    &strftime::STRFTIME,
    &strptime::STRPTIME,
    &strreplace::STRREPLACE,
    &testtime::TESTTIME,
    &timeout::TIMEOUT,
    &case::TOLOWER,
    &case::TOUPPER,
    &trim::TRIM,
    &try_lock::TRYLOCK,
    &unlock::UNLOCK,
    &push::UNSHIFT,
    &uri::URIDECODE,
    &uri::URIENCODE,
    &dialplan_exists::VALID_EXTEN,
    &variable_exists::VARIABLE_EXISTS,
    &version::VERSION,
];
