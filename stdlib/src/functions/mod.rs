//! The nouns of the dialplan.

mod abs;
mod array;
mod ast_config;
mod base64_decode;
mod base64_encode;
mod basename;
mod blacklist;
mod callerid;
mod cdr;
mod channel;
mod channel_exists;
mod channels;
mod ciphers;
mod counters;
mod curl;
mod cut;
pub(crate) mod database;
mod delete;
mod device_state;
mod dialgroup;
mod dialplan_exists;
mod digests;
mod digit_sum;
mod dirname;
mod endpoints;
mod env;
mod eval;
mod evaluations;
mod exception;
mod exists;
mod expr;
mod extremes;
mod fieldnum;
mod fieldqty;
pub(crate) mod file;
mod filter;
mod global;
mod global_delete;
mod global_exists;
mod groups;
mod hangupcause;
mod hangupcause_keys;
mod hashes;
mod headers;
mod hints;
mod holds;
mod iconv;
mod if_then;
mod ifmodule;
mod iftime;
mod isnull;
mod istime;
mod json_decode;
mod keypadhash;
mod len;
mod listfilter;
mod lists;
mod local;
mod local_peek;
mod lock;
mod ltrim;
mod math;
mod others;
mod parties;
mod passthru;
mod presence_state;
mod quotes;
mod rand;
mod regex;
mod replace;
mod rtrim;
mod set;
mod shared;
mod shell;
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
mod sysinfo;
mod testtime;
mod timeout;
mod tolower;
mod toupper;
mod trim;
mod try_lock;
mod unlock;
mod uridecode;
mod uriencode;
mod valid_exten;
mod variable_exists;
mod version;

use runtime::library::Function;

pub(crate) use cdr::{Fork, fork as fork_record, reset as reset_record};
pub(crate) use hashes::prefix as hash_prefix;

/// Sorted by name, so that it can be searched.
pub(crate) static FUNCTIONS: &[&Function] = &[
    &abs::ABS,
    &ciphers::AES_DECRYPT,
    &ciphers::AES_ENCRYPT,
    &array::ARRAY,
    &ast_config::AST_CONFIG,
    &base64_decode::BASE64_DECODE,
    &base64_encode::BASE64_ENCODE,
    &basename::BASENAME,
    &blacklist::BLACKLIST,
    &callerid::CALLERID,
    &cdr::CDR,
    &cdr::CDR_PROP,
    &channel::CHANNEL,
    &channels::CHANNELS,
    &channel_exists::CHANNEL_EXISTS,
    &parties::CONNECTEDLINE,
    &quotes::CSV_QUOTE,
    &curl::CURL,
    &curl::CURLOPT,
    &cut::CUT,
    &database::DB,
    &database::DB_DELETE,
    &database::DB_EXISTS,
    &database::DB_KEYCOUNT,
    &database::DB_KEYS,
    &counters::DEC,
    &delete::DELETE,
    &device_state::DEVICE_STATE,
    &dialgroup::DIALGROUP,
    &dialplan_exists::DIALPLAN_EXISTS,
    &digit_sum::DIGIT_SUM,
    &dirname::DIRNAME,
    &env::ENV,
    &eval::EVAL,
    &evaluations::EVAL_EXTEN,
    &evaluations::EVAL_SUB,
    &exception::EXCEPTION,
    &exists::EXISTS,
    &others::EXPORT,
    &expr::EXPR,
    &hints::EXTENSION_STATE,
    &fieldnum::FIELDNUM,
    &fieldqty::FIELDQTY,
    &file::FILE,
    &file::FILE_COUNT_LINE,
    &file::FILE_FORMAT,
    &filter::FILTER,
    &global::GLOBAL,
    &global_delete::GLOBAL_DELETE,
    &global_exists::GLOBAL_EXISTS,
    &groups::GROUP,
    &groups::GROUP_COUNT,
    &groups::GROUP_LIST,
    &groups::GROUP_MATCH_COUNT,
    &hangupcause::HANGUPCAUSE,
    &hangupcause_keys::HANGUPCAUSE_KEYS,
    &hashes::HASH,
    &hashes::HASHKEYS,
    &hints::HINT,
    &holds::HOLDS,
    &iconv::ICONV,
    &if_then::IF,
    &ifmodule::IFMODULE,
    &iftime::IFTIME,
    &others::IMPORT,
    &counters::INC,
    &isnull::ISNULL,
    &istime::ISTIME,
    &json_decode::JSON_DECODE,
    &keypadhash::KEYPADHASH,
    &len::LEN,
    &listfilter::LISTFILTER,
    &local::LOCAL,
    &local_peek::LOCAL_PEEK,
    &lock::LOCK,
    &ltrim::LTRIM,
    &others::MASTER_CHANNEL,
    &math::MATH,
    &extremes::MAX,
    &digests::MD5,
    &extremes::MIN,
    &passthru::PASSTHRU,
    &endpoints::PJSIP_DIAL_CONTACTS,
    &endpoints::PJSIP_ENDPOINT,
    &headers::PJSIP_HEADER,
    &headers::PJSIP_HEADERS,
    &lists::POP,
    &presence_state::PRESENCE_STATE,
    &lists::PUSH,
    &quotes::QUOTE,
    &rand::RAND,
    &parties::REDIRECTING,
    &regex::REGEX,
    &replace::REPLACE,
    &rtrim::RTRIM,
    &set::SET,
    &digests::SHA1,
    &shared::SHARED,
    &shell::SHELL,
    &lists::SHIFT,
    &endpoints::SIPPEER,
    &headers::SIP_HEADER,
    &headers::SIP_HEADERS,
    &skype_account_property::SKYPE_ACCOUNT_PROPERTY,
    &skype_buddies::SKYPE_BUDDIES,
    &skype_buddy_fetch::SKYPE_BUDDY_FETCH,
    &skype_call_property::SKYPE_CALL_PROPERTY,
    &skype_chat_receive::SKYPE_CHAT_RECEIVE,
    &sort::SORT,
    &sprintf::SPRINTF,
    &stack_peek::STACK_PEEK,
    &file::STAT,
    &strbetween::STRBETWEEN,
    &strftime::STRFTIME,
    &strptime::STRPTIME,
    &strreplace::STRREPLACE,
    &sysinfo::SYSINFO,
    &testtime::TESTTIME,
    &timeout::TIMEOUT,
    &tolower::TOLOWER,
    &toupper::TOUPPER,
    &trim::TRIM,
    &try_lock::TRYLOCK,
    &unlock::UNLOCK,
    &lists::UNSHIFT,
    &uridecode::URIDECODE,
    &uriencode::URIENCODE,
    &valid_exten::VALID_EXTEN,
    &variable_exists::VARIABLE_EXISTS,
    &version::VERSION,
];
