//! Variables that every call has, or that the switch sets.

/// Names with what they hold.
pub(super) const CHANNEL_VARIABLES: &[(&str, &str)] = &[
    ("EXTEN", "The extension that was dialled."),
    ("CONTEXT", "The context the call is in."),
    ("PRIORITY", "The priority the call is at."),
    ("CHANNEL", "The name of the channel."),
    ("UNIQUEID", "A text that only this call has."),
    (
        "INVALID_EXTEN",
        "In the extension `i`: what was dialled and is not there.",
    ),
    (
        "HANGUPCAUSE",
        "The Q.850 number of the cause that the other end gave.",
    ),
    (
        "DIALSTATUS",
        "What came of the last `Dial`: `ANSWER`, `BUSY`, `NOANSWER`, …",
    ),
    (
        "DIALEDPEERNAME",
        "The channel that answered the last `Dial`.",
    ),
    ("DIALEDPEERNUMBER", "What the last `Dial` called."),
    (
        "ANSWEREDTIME",
        "Seconds that the last `Dial` was answered for.",
    ),
    ("DIALEDTIME", "Seconds that the last `Dial` took."),
    ("BLINDTRANSFER", "The channel that transferred this call."),
];
