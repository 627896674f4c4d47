//! `IFMODULE(name)`: whether a module of Asterisk is there.

use runtime::call::{Call, ScriptError};
use runtime::library::{Arg, Args, Function, Kind, Value};

pub(crate) static IFMODULE: Function = Function {
    name: "IFMODULE",
    since: "0.1.0",
    synopsis: "Says whether what a module of Asterisk brings is part of this switch.",
    description: "There are no modules here; dialplans ask before they use what Asterisk may have been \
        built without. The answer is true for the modules whose functions and applications \
        are all there, and false for all others.",
    args: &[Arg::required(
        "name",
        "The file of the module, `func_strings.so`.",
        Kind::Raw,
    )],
    values: &[],
    source: "Asterisk function IFMODULE",
    example: include_str!("ifmodule.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let library = call.library();
    let is_there =
        |name: &&str| library.application(name).is_some() || library.function(name).is_some();
    let name = args.text(0);
    let module = name
        .strip_suffix(".so")
        .and_then(|name| MODULES.iter().find(|(module, _)| *module == name));
    Ok(module
        .is_some_and(|(_, brings)| brings.iter().all(is_there))
        .into())
}

/// Asterisk's modules, and the applications and functions that dialplans load them for.
const MODULES: &[(&str, &[&str])] = &[
    ("app_authenticate", &["Authenticate"]),
    ("app_cdr", &["ResetCDR"]),
    ("app_chanisavail", &["ChanIsAvail"]),
    ("app_confbridge", &["ConfBridge"]),
    ("app_db", &["DBdeltree"]),
    ("app_dial", &["Dial", "RetryDial"]),
    ("app_dumpchan", &["DumpChan"]),
    ("app_echo", &["Echo"]),
    ("app_exec", &["Exec", "ExecIf", "TryExec"]),
    ("app_forkcdr", &["ForkCDR"]),
    ("app_if", &["If", "ElseIf", "Else", "EndIf", "ExitIf"]),
    ("app_macro", &["Macro"]),
    ("app_mixmonitor", &["MixMonitor"]),
    ("app_originate", &["Originate"]),
    ("app_playback", &["Playback"]),
    ("app_privacy", &["PrivacyManager"]),
    ("app_queue", &["Queue"]),
    ("app_read", &["Read"]),
    ("app_readexten", &["ReadExten"]),
    ("app_record", &["Record"]),
    ("app_senddtmf", &["SendDTMF"]),
    ("app_softhangup", &["SoftHangup"]),
    (
        "app_stack",
        &[
            "Gosub",
            "GosubIf",
            "Return",
            "StackPop",
            "LOCAL",
            "LOCAL_PEEK",
            "STACK_PEEK",
        ],
    ),
    ("app_system", &["System", "TrySystem"]),
    ("app_transfer", &["Transfer"]),
    ("app_userevent", &["UserEvent"]),
    ("app_verbose", &["Verbose", "Log"]),
    ("app_voicemail", &["VoiceMail", "VoiceMailMain"]),
    ("app_waitforcond", &["WaitForCondition"]),
    ("app_waituntil", &["WaitUntil"]),
    (
        "app_while",
        &["While", "EndWhile", "ContinueWhile", "ExitWhile"],
    ),
    ("chan_pjsip", &["PJSIP_DIAL_CONTACTS"]),
    ("chan_sip", &["SIPPEER"]),
    ("func_aes", &["AES_ENCRYPT", "AES_DECRYPT"]),
    ("func_base64", &["BASE64_ENCODE", "BASE64_DECODE"]),
    ("func_blacklist", &["BLACKLIST"]),
    (
        "func_callerid",
        &["CALLERID", "CONNECTEDLINE", "REDIRECTING"],
    ),
    ("func_cdr", &["CDR", "CDR_PROP"]),
    ("func_channel", &["CHANNEL", "CHANNELS", "MASTER_CHANNEL"]),
    ("func_config", &["AST_CONFIG"]),
    ("func_curl", &["CURL"]),
    ("func_cut", &["CUT", "SORT"]),
    (
        "func_db",
        &["DB", "DB_DELETE", "DB_EXISTS", "DB_KEYCOUNT", "DB_KEYS"],
    ),
    ("func_devstate", &["DEVICE_STATE"]),
    ("func_dialgroup", &["DIALGROUP"]),
    ("func_dialplan", &["DIALPLAN_EXISTS", "VALID_EXTEN"]),
    ("func_env", &["ENV", "FILE", "STAT"]),
    ("func_evalexten", &["EVAL_EXTEN", "EVAL_SUB"]),
    ("func_export", &["EXPORT"]),
    ("func_extstate", &["EXTENSION_STATE"]),
    (
        "func_global",
        &["GLOBAL", "GLOBAL_DELETE", "GLOBAL_EXISTS", "SHARED"],
    ),
    (
        "func_groupcount",
        &["GROUP", "GROUP_COUNT", "GROUP_LIST", "GROUP_MATCH_COUNT"],
    ),
    (
        "func_hangupcause",
        &["HANGUPCAUSE", "HANGUPCAUSE_KEYS", "HangupCauseClear"],
    ),
    ("func_iconv", &["ICONV"]),
    ("func_json", &["JSON_DECODE"]),
    ("func_lock", &["LOCK", "TRYLOCK", "UNLOCK"]),
    (
        "func_logic",
        &["EXISTS", "IF", "IFTIME", "IMPORT", "ISNULL", "SET"],
    ),
    ("func_math", &["ABS", "DEC", "INC", "MATH", "MAX", "MIN"]),
    ("func_md5", &["MD5"]),
    ("func_module", &["IFMODULE"]),
    ("func_pjsip_endpoint", &["PJSIP_ENDPOINT"]),
    ("func_presencestate", &["PRESENCE_STATE"]),
    ("func_rand", &["RAND"]),
    ("func_sha1", &["SHA1"]),
    ("func_shell", &["SHELL"]),
    ("func_sprintf", &["SPRINTF"]),
    (
        "func_strings",
        &[
            "ARRAY",
            "CSV_QUOTE",
            "EVAL",
            "FIELDNUM",
            "FIELDQTY",
            "FILTER",
            "HASH",
            "HASHKEYS",
            "KEYPADHASH",
            "LEN",
            "LISTFILTER",
            "LTRIM",
            "PASSTHRU",
            "POP",
            "PUSH",
            "QUOTE",
            "REGEX",
            "REPLACE",
            "RTRIM",
            "SHIFT",
            "STRBETWEEN",
            "STRFTIME",
            "STRPTIME",
            "STRREPLACE",
            "TOLOWER",
            "TOUPPER",
            "TRIM",
            "UNSHIFT",
            "ClearHash",
        ],
    ),
    ("func_sysinfo", &["SYSINFO"]),
    ("func_timeout", &["TIMEOUT"]),
    ("func_uri", &["URIDECODE", "URIENCODE"]),
    ("func_version", &["VERSION"]),
    ("res_pjsip_header_funcs", &["PJSIP_HEADER", "PJSIP_HEADERS"]),
];
