//! Applications and functions of Asterisk that are not part of this switch, and what to use instead.
//!
//! In: a name that nothing answers to. Out: a word on what does the same, or comes nearest. What has a namesake in the
//! library is never looked up here; what no advice can be given for is left out.

use crate::diagnostic::did_you_mean;

/// What to use instead of an application or function of Asterisk. Upper and lower case are one.
pub(crate) fn instead(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let mut rows = ABSENT.iter();
    let found = rows.find(|(names, _)| {
        names.split(' ').any(|known| match known.strip_suffix('*') {
            Some(prefix) => name
                .get(..prefix.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(prefix)),
            None => known.eq_ignore_ascii_case(name),
        })
    });
    found.map(|(_, help)| *help)
}

/// The help for a name that nothing answers to: what to use instead, or what may have been meant.
pub(crate) fn help<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    match instead(name) {
        Some(help) => Some(help.to_owned()),
        None => did_you_mean(name, names),
    }
}

/// Why an application does without an option that it has in Asterisk, and what to use instead.
pub(crate) fn option(application: &str, letter: &str) -> Option<&'static str> {
    let mut rows = OPTIONS.iter();
    let row = rows.find(|(name, letters, _)| *name == application && letters.contains(letter));
    row.map(|(.., help)| *help)
}

/// Applications, letters of theirs, and the help.
const OPTIONS: &[(&str, &str, &str)] = &[
    (
        "Dial",
        "wWxX",
        "no key records a call here yet, so leave it out: nothing happens without it",
    ),
    (
        "Dial",
        "kK",
        "there is no parking here: `t` and `T` transfer to an extension that waits",
    ),
    (
        "Dial",
        "pPnN",
        "nobody is asked for the caller's name by itself: `PrivacyManager` asks the caller for a number, and `U` runs a \
         subroutine that asks who answers",
    ),
    (
        "Dial",
        "Osuvz",
        "it is for telephone lines, or for what telephones are told of the caller; set `CALLERID` before, or use `f` and `o`",
    ),
    (
        "Dial",
        "E",
        "`g` goes on in the dialplan, and `e` runs `h` for the callee",
    ),
];

/// Names, separated by spaces (`*` stands for any ending), and the help.
const ABSENT: &[(&str, &str)] = &[
    // Voice mail, queues, conferences, recording, music: the media core's.
    (
        "VoiceMail VoiceMailMain VMAuthenticate VMSayName VoiceMailPlayMsg MiniVM* VMBoard",
        "there is no voice mail here yet: `Playback` an announcement, or write to the callee with `SkypeChatSend`",
    ),
    (
        "VMCOUNT VM_INFO MAILBOX_EXISTS HasVoicemail HasNewVoicemail MailboxExists MailboxCount",
        "there is no voice mail here yet",
    ),
    (
        "Queue AddQueueMember RemoveQueueMember PauseQueueMember UnpauseQueueMember QueueLog QueueUpdate QUEUE_* AgentLogin \
         AgentRequest AGENT",
        "there are no queues here yet: keep who is on duty in `DIALGROUP` and `Dial` or `RetryDial` them",
    ),
    (
        "ConfBridge ConfKick CONFBRIDGE CONFBRIDGE_* MeetMe MeetMeCount MeetMeAdmin MEETME_INFO Conference Page",
        "there are no conferences here yet: `Dial` connects two",
    ),
    (
        "Record MixMonitor StopMixMonitor MIXMONITOR Monitor StopMonitor ChangeMonitor PauseMonitor UnpauseMonitor Dictate",
        "nothing is recorded here yet",
    ),
    (
        "MusicOnHold StartMusicOnHold StopMusicOnHold SetMusicOnHold WaitMusicOnHold MP3Player NBScat StreamEcho",
        "there is no music here yet: `Wait` keeps the caller, `Playback` plays a prompt",
    ),
    (
        "SayDigits SayNumber SayAlpha SayAlphaCase SayPhonetic SayUnixTime SayCountedNoun SayCountedAdj SAYFILES DateTime \
         DateTime* SayMoney Festival Flite Swift",
        "name the prompts: `Playback(\"digits/1&digits/2\")`",
    ),
    (
        "PlayTones StopPlayTones Milliwatt Zapateller Morsecode Playtones*",
        "there are no tones here yet: `Ringing`, `Busy` and `Congestion` let the caller's telephone make them",
    ),
    (
        "ControlPlayback",
        "use `Playback`, or `Background` for one that keys interrupt",
    ),
    (
        "AMD BackgroundDetect WaitForNoise WaitForSilence WaitForTone TALK_DETECT ToneScan NVFaxDetect",
        "what is said is not listened to here yet: `Read` and `WaitDigit` take keys",
    ),
    (
        "VOLUME AGC DENOISE PITCH_SHIFT SCRAMBLE JITTERBUFFER FRAME_TRACE PERIODIC_HOOK AUDIOHOOK_INHERIT HOLD_INTERCEPT \
         MUTEAUDIO",
        "the sound of a call cannot be changed from a dialplan here",
    ),
    (
        "ChanSpy ExtenSpy DAHDIScan ZapScan DAHDIBarge ZapBarge BroadCast",
        "nobody listens in here: `console` follows what a call does with `trace`",
    ),
    // Calls of others.
    (
        "DPickup Pickup2",
        "use `Pickup`, or `PickupChan` for a telephone by its name",
    ),
    (
        "Park ParkedCall ParkAndAnnounce ParkCall PARK_* PARKINGSLOT",
        "there is no parking here: transfer to an extension that waits, and `Dial` from there",
    ),
    (
        "Bridge BridgeAdd BridgeWait",
        "two calls that run are not connected from a third one: `Dial` connects, `ChannelRedirect` sends a call elsewhere, `Pickup` \
         takes one that rings",
    ),
    (
        "BlindTransfer AttendedTransfer",
        "use `Transfer`, or option `t` or `T` of `Dial`",
    ),
    (
        "FollowMe",
        "`Dial` the numbers in turn, or at once with `&`, with option `U` to ask who answers",
    ),
    (
        "DISA",
        "use `Answer`, `Read` or `Authenticate`, and `WaitExten` in the context of the numbers",
    ),
    (
        "Directory",
        "keep names in the database (`DB`) and `Read` the first letters as keys, `KEYPADHASH`",
    ),
    (
        "CallCompletionRequest CallCompletionCancel CALLCOMPLETION",
        "keep who waits in the database (`DB`), and `Originate` when `DEVICE_STATE` says that the telephone is free",
    ),
    // Programs and messages.
    (
        "AGI EAGI DeadAGI FastAGI AsyncAGI ExternalIVR Stasis JACK ICES",
        "no program steers calls here: write it in Rhai; `SHELL`, `System` and `CURL` ask one, if scripts may",
    ),
    (
        "SendText ReceiveText MessageSend JabberSend JabberSendGroup JabberStatus JABBER_* XMPP* MESSAGE MESSAGE_DATA SMS \
         SendURL SendImage",
        "use `SkypeChatSend` and `SKYPE_CHAT_RECEIVE`",
    ),
    (
        "SendFAX ReceiveFAX TxFAX RxFAX FAXOPT StoreDTMF SendMF ReceiveMF SendSF ReceiveSF AlarmReceiver ADSIProg GetCPEID Flash \
         DAHDISendKeypadFacility DAHDIRAS PRIVACY_*",
        "there are no telephone lines and no fax here",
    ),
    (
        "Speech* SPEECH*",
        "speech is not recognized here: `Read` takes keys",
    ),
    (
        "ODBC ODBC_* SQL_ESC SQL_ESC_BACKSLASHES REALTIME REALTIME_* REALTIMEHASH RealTimeUpdate MYSQL PGSQL AST_SORCERY LDAPget",
        "use `DB`, which keeps values over restarts, or `CURL` to ask a service",
    ),
    (
        "ENUMLOOKUP ENUMQUERY ENUMRESULT TXTCIDNAME SRVQUERY SRVRESULT DUNDILOOKUP DUNDIQUERY DUNDIRESULT EnumLookup DUNDiLookup",
        "names of the net are not looked up from a dialplan: ask a service with `CURL`",
    ),
    (
        "CALENDAR_*",
        "use `IFTIME`, `include` with times, or keep dates in the database (`DB`)",
    ),
    (
        "IAXPEER IAXVAR OSP* ISDN* SS7* DAHDI*",
        "only SIP and Skype carry calls here",
    ),
    // SIP.
    (
        "SIPDtmfMode PJSIP_DTMF_MODE",
        "keys are taken in any way a telephone sends them",
    ),
    (
        "SIPCHANINFO CHECKSIPDOMAIN PJSIP_PARSE_URI PJSIP_PARSE_URI_FROM",
        "use `SIP_HEADER` and `CUT`",
    ),
    (
        "PJSIP_AOR PJSIP_CONTACT",
        "use `PJSIP_ENDPOINT(name,contacts)`, or `SIPPEER`",
    ),
    (
        "PJSIP_MEDIA_OFFER PJSIP_SEND_SESSION_REFRESH PJSIP_MOH_PASSTHROUGH PJSIP_TRANSFER_HANDLING SIPSendCustomINFO \
         SIPNotify PJSIPNotify",
        "`codecs` of `[[endpoint]]` in `skyplan.toml` says what a telephone may use",
    ),
    (
        "FEATURE FEATUREMAP",
        "keys in a call are fixed: `#` transfers and `*` hangs up, if `Dial` says so (`t T h H`)",
    ),
    (
        "Signal WaitForSignal",
        "wait for a global variable with `WaitForCondition`",
    ),
    ("CELGenUserEvent", "use `UserEvent`"),
    (
        "Reload",
        "`dialplan reload` on the console, or SIGHUP; a save is noticed by itself",
    ),
    // What Asterisk itself has dropped.
    ("SetVar Setvar", "use `Set(name=value)`"),
    ("ImportVar", "use `Set(name=${IMPORT(channel,variable)})`"),
    ("SetGlobalVar", "use `Set(GLOBAL(name)=value)`"),
    ("SetAMAFlags", "use `Set(CHANNEL(amaflags)=…)`"),
    ("NoCDR", "use `Set(CDR_PROP(disable)=1)`"),
    ("SetAccount", "use `Set(CHANNEL(accountcode)=…)`"),
    (
        "AppendCDRUserField SetCDRUserField",
        "use `Set(CDR(userfield)=…)`",
    ),
    ("DBput", "use `Set(DB(family/key)=value)`"),
    ("DBget", "use `Set(name=${DB(family/key)})`"),
    ("DBdel", "use `Set(name=${DB_DELETE(family/key)})`"),
    (
        "SetCallerID SetCIDNum SetCIDName",
        "use `Set(CALLERID(all)=…)`, `CALLERID(num)` or `CALLERID(name)`",
    ),
    ("SetCallerPres CALLERPRES", "use `CALLERID(pres)`"),
    ("SetRDNIS", "use `Set(CALLERID(rdnis)=…)`"),
    ("SetLanguage LANGUAGE", "use `CHANNEL(language)`"),
    ("MUSICCLASS", "use `CHANNEL(musicclass)`"),
    ("LookupBlacklist", "use `GotoIf($[${BLACKLIST()}]?…)`"),
    (
        "LookupCIDName",
        "use `Set(CALLERID(name)=${DB(cidname/${CALLERID(num)})})`",
    ),
    (
        "DigitTimeout ResponseTimeout AbsoluteTimeout",
        "use `Set(TIMEOUT(digit)=…)`, `TIMEOUT(response)` or `TIMEOUT(absolute)`",
    ),
    (
        "SetGroup CheckGroup GetGroupCount GetGroupMatchCount",
        "use `GROUP`, `GROUP_COUNT` and `GROUP_MATCH_COUNT`",
    ),
    ("Random RANDOM", "use `RAND(1,100)`"),
    (
        "StripMSD StripLSD Prefix Suffix SubString",
        "use `${EXTEN:1}`, `${EXTEN:0:-1}` or a text around `${EXTEN}`",
    ),
    ("TXTCIDName EnumLookup", "ask a service with `CURL`"),
    ("URI_ENCODE URI_DECODE", "use `URIENCODE` and `URIDECODE`"),
    ("HangupCause", "read `HANGUPCAUSE`"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let help = instead(name).unwrap_or("nothing");
        assert!(help.contains(expected), "{name}: {help}");
    }

    #[test]
    fn what_asterisk_has_more_comes_with_advice() {
        check("Queue", "DIALGROUP");
        check("queue", "DIALGROUP");
        check("ODBC_PRESENCE", "`DB`");
        check("SetCIDNum", "CALLERID(num)");
        check(" NoCDR", "CDR_PROP");
        check("QUEUE_MEMBER", "queues");
    }

    #[test]
    fn options_that_are_missing_come_with_their_reason() {
        assert!(option("Dial", "w").is_some_and(|help| help.contains("records")));
        assert!(option("Dial", "p").is_some_and(|help| help.contains("`U`")));
        assert_eq!(option("Dial", "y"), None);
        assert_eq!(option("Read", "w"), None);
    }

    #[test]
    fn other_names_come_without() {
        check("Daial", "nothing");
        check("", "nothing");
        check("Queueing", "nothing");
    }

    #[test]
    fn a_misspelt_name_still_has_its_neighbour() {
        assert_eq!(
            help("Dail", ["Dial", "Echo"]).as_deref(),
            Some("did you mean `Dial`?")
        );
    }
}
