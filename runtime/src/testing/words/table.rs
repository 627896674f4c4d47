//! Every word of a test: what it takes, what it means, and an example.

/// A word of a test.
#[derive(Debug)]
pub struct Word {
    /// The word.
    pub name: &'static str,
    /// How it is written, optional parts in brackets.
    pub forms: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// The body of a test of the dialplan `words.rhai`, which lies beside this file.
    pub example: &'static str,
    /// How many values it takes, the one before the point included.
    counts: &'static [usize],
}

impl Word {
    /// Whether it can be called with so many values, the one before the point included.
    pub(crate) fn takes(&self, count: usize) -> bool {
        self.counts.contains(&count)
    }
}

/// All words: those for parties, calls, expectations, and the rest.
pub const WORDS: &[Word] = &[
    Word {
        name: "phone",
        forms: "phone(name[, details])",
        doc: "A telephone: whoever `SIP/name` is. Who is not mentioned is there as well, and rings \
              without being answered. The details say how it calls: `num`, `name`.",
        example: r##"let desk = phone("desk", #{ num: "101", name: "Front Desk" });
let caller = desk.dial("office", "100");
caller.expect_dialled("SIP/boss", #{ num: "101", name: "Front Desk" });"##,
        counts: &[1, 2],
    },
    Word {
        name: "skype",
        forms: "skype(name[, details])",
        doc: "A Skype name. The details are its profile and what its calls know: `fullname`, `city`, \
              `languages`, `topic`, …",
        example: r##"let austin = skype("austin_powers", #{ fullname: "Austin Powers", topic: "Secret Plans" });
let caller = austin.dial("office", "james_bond");
caller.expect_said("Secret Plans");"##,
        counts: &[1, 2],
    },
    Word {
        name: "answers",
        forms: "party.answers([seconds])",
        doc: "Answers whenever it is called, at once or after so long.",
        example: r##"phone("boss").answers(3);
let caller = phone("desk").dial("office", "100");
caller.expect_connected("SIP/boss");
expect(now(), 3);"##,
        counts: &[1, 2],
    },
    Word {
        name: "rings",
        forms: "party.rings()",
        doc: "Rings whenever it is called, and nobody answers. That is so unless something else is \
              said.",
        example: r##"phone("boss").rings();
let caller = phone("desk").dial("office", "100");
caller.expect_chat("desk", "Nobody is there.");
expect(now(), 20);"##,
        counts: &[1],
    },
    Word {
        name: "busy",
        forms: "party.busy([seconds])",
        doc: "Is busy whenever it is called.",
        example: r##"phone("boss").busy();
let caller = phone("desk").dial("office", "100");
caller.expect_end("busy");
expect(caller.variable("DIALSTATUS"), "BUSY");"##,
        counts: &[1, 2],
    },
    Word {
        name: "offline",
        forms: "party.offline([seconds])",
        doc: "Is known, but cannot be reached.",
        example: r##"phone("boss").offline();
phone("desk").dial("office", "100").expect_said("CHANUNAVAIL");"##,
        counts: &[1, 2],
    },
    Word {
        name: "declines",
        forms: "party.declines([seconds])",
        doc: "Refuses the call.",
        example: r##"phone("boss").declines();
phone("desk").dial("office", "100").expect_said("BUSY");"##,
        counts: &[1, 2],
    },
    Word {
        name: "unknown",
        forms: "party.unknown([seconds])",
        doc: "Nobody has that name or number.",
        example: r##"phone("boss").unknown();
phone("desk").dial("office", "100").expect_said("CHANUNAVAIL");"##,
        counts: &[1, 2],
    },
    Word {
        name: "unanswered",
        forms: "party.unanswered([seconds])",
        doc: "Nobody takes the call, and it is given up there: at once, or after it has rung for so long. The \
              other words for what becomes of a call take a number of seconds as well.",
        example: r##"phone("boss").unanswered(4);
let caller = phone("desk").dial("office", "100");
caller.expect_said("NOANSWER");
expect(now(), 4);"##,
        counts: &[1, 2],
    },
    Word {
        name: "congested",
        forms: "party.congested([seconds])",
        doc: "The way there is full, or the far end fails.",
        example: r##"phone("boss").congested();
phone("desk").dial("office", "100").expect_said("CONGESTION");"##,
        counts: &[1, 2],
    },
    Word {
        name: "dial",
        forms: "party.dial([context, ]extension[, details])",
        doc: "Places a call, which enters the context with the extension. Without a context it enters \
              where the configuration that was given says that calls of this telephone, or to this \
              Skype account, enter; otherwise the only context that has an extension of this very \
              name. The details are those of `phone` and `skype`, for this call.",
        example: r##"let caller = skype("austin_powers").dial("office", "james_bond", #{ topic: "Dinner" });
caller.expect_said("Dinner");
phone("desk").dial("echo").expect_answered();"##,
        counts: &[2, 3, 4],
    },
    Word {
        name: "answer",
        forms: "party.answer()",
        doc: "Answers the call that rings here now, or waits until one does.",
        example: r##"let caller = phone("desk").dial("office", "100");
wait(5);
phone("boss").answer();
caller.expect_connected("SIP/boss");"##,
        counts: &[1],
    },
    Word {
        name: "hang_up",
        forms: "caller.hang_up()",
        doc: "The caller hangs up. `party.hang_up()` ends the call that a party has, whoever placed \
              it.",
        example: r##"phone("boss").answers();
let caller = phone("desk").dial("office", "100");
phone("boss").hang_up();
caller.expect_end("normal");
let other = phone("desk").dial("echo");
other.hang_up();
other.expect_end();"##,
        counts: &[1],
    },
    Word {
        name: "press",
        forms: "caller.press(keys)",
        doc: "The caller presses keys, a fifth of a second apart. `party.press(keys)` is for any \
              party.",
        example: r##"let caller = phone("desk").dial("office", "pin");
caller.press("1234#");
caller.expect_said("1234");"##,
        counts: &[2],
    },
    Word {
        name: "talk",
        forms: "caller.talk(text)",
        doc: "The caller says something, which whoever is connected hears. `party.talk(text)` is for \
              any party.",
        example: r##"phone("boss").answers();
let caller = phone("desk").dial("office", "100");
wait(1);
caller.talk("good morning");
phone("boss").expect_heard("good morning");"##,
        counts: &[2],
    },
    Word {
        name: "transfer",
        forms: "caller.transfer(extension)",
        doc: "The caller sends the other side to an extension. `party.transfer(extension)` is for \
              any party.",
        example: r##"phone("boss").answers();
let caller = phone("desk").dial("office", "100");
phone("boss").transfer("echo");
wait(4);
expect(caller.hears(), "echo");"##,
        counts: &[2],
    },
    Word {
        name: "topic",
        forms: "caller.topic(text)",
        doc: "The caller gives the Skype call another topic.",
        example: r##"let caller = skype("austin_powers").dial("office", "james_bond", #{ topic: "Dinner" });
caller.expect_said("Dinner");
caller.topic("Breakfast");"##,
        counts: &[2],
    },
    Word {
        name: "chat",
        forms: "party.chat(to, text)",
        doc: "A Skype name writes to another one.",
        example: r##"let caller = skype("austin_powers").dial("office", "james_bond");
caller.expect_chat("austin_powers", "Shall I call back?");
skype("austin_powers").chat("james_bond", "yes");
caller.expect_chat("austin_powers", "I will.");"##,
        counts: &[3],
    },
    Word {
        name: "presence",
        forms: "party.presence(availability)",
        doc: "A Skype name is `Online`, `Away`, `Do Not Disturb`, `Offline` … from now on. Until \
              something is said, everybody is online.",
        example: r##"skype("austin_powers").presence("Do Not Disturb");
expect(hint("office", "200"), "BUSY");"##,
        counts: &[2],
    },
    Word {
        name: "buddy",
        forms: "party.buddy(name)",
        doc: "A Skype name has this buddy.",
        example: r##"skype("james_bond").buddy("austin_powers");
skype("austin_powers").presence("Away");
phone("desk").dial("office", "buddies").expect_said("austin_powers,Away");"##,
        counts: &[2],
    },
    Word {
        name: "expect",
        forms: "expect(value[, expected])",
        doc: "The value is what is expected, or `true`; `caller.expect(text)` is for whatever else the outside notices, in the words of the examples. Values are compared as the texts that \
              variables hold: `\"3\"` is 3.",
        example: r##"phone("boss").busy();
let caller = phone("desk").dial("office", "100");
caller.expect_end();
expect(caller.variable("DIALSTATUS"), "BUSY");
expect(caller.dialled().len() == 1);"##,
        counts: &[1, 2],
    },
    Word {
        name: "expect_answered",
        forms: "caller.expect_answered()",
        doc: "The call is answered.",
        example: r##"phone("desk").dial("office", "echo").expect_answered();"##,
        counts: &[1],
    },
    Word {
        name: "expect_dialled",
        forms: "caller.expect_dialled(target[, details])",
        doc: "This dial string is called, with these details: `num` and `name` of the caller, \
              `topic`, `token`.",
        example: r##"let caller = skype("austin_powers").dial("office", "james_bond");
caller.expect_dialled("SIP/boss", #{ num: "austin_powers" });"##,
        counts: &[2, 3],
    },
    Word {
        name: "expect_connected",
        forms: "caller.expect_connected(target)",
        doc: "The caller and whoever has this dial string hear each other.",
        example: r##"phone("boss").answers();
phone("desk").dial("office", "100").expect_connected("SIP/boss");"##,
        counts: &[2],
    },
    Word {
        name: "expect_played",
        forms: "caller.expect_played(prompts)",
        doc: "A prompt is played, or several joined with `&` one after the other. Each takes two \
              seconds.",
        example: r##"phone("desk").dial("office", "echo").expect_played("hello&beep");"##,
        counts: &[2],
    },
    Word {
        name: "expect_heard",
        forms: "caller.expect_heard(text)",
        doc: "The caller hears somebody say this, or their own echo. `party.expect_heard(text)` is for \
              any party.",
        example: r##"let caller = phone("desk").dial("office", "echo");
wait(4);
caller.talk("is anybody there?");
caller.expect_heard("is anybody there?");"##,
        counts: &[2],
    },
    Word {
        name: "expect_chat",
        forms: "caller.expect_chat(to, text)",
        doc: "The dialplan writes this to somebody.",
        example: r##"phone("desk").dial("office", "100").expect_chat("desk", "Nobody is there.");"##,
        counts: &[3],
    },
    Word {
        name: "expect_said",
        forms: "caller.expect_said(text)",
        doc: "The console shows this text (`Verbose`, `NoOp`).",
        example: r##"phone("boss").busy();
phone("desk").dial("office", "100").expect_said("BUSY");"##,
        counts: &[2],
    },
    Word {
        name: "expect_end",
        forms: "caller.expect_end([cause])",
        doc: "The call ends, with this cause: `normal`, `busy`, `unanswered`, `offline`, `unknown`, \
              `rejected`, `congestion`, `incompatible`.",
        example: r##"phone("desk").dial("office", "99").expect_end("unknown");"##,
        counts: &[1, 2],
    },
    Word {
        name: "expect_fault",
        forms: "caller.expect_fault(code)",
        doc: "The dialplan fails with this code, which would fail the test if nobody expected it.",
        example: r##"no_prompt("hello");
phone("desk").dial("office", "broken").expect_fault("E0406");"##,
        counts: &[2],
    },
    Word {
        name: "variable",
        forms: "caller.variable(name)",
        doc: "A variable of the call, while it lasts or afterwards; empty when it is not set.",
        example: r##"let caller = phone("desk").dial("office", "pin");
caller.press("42#");
expect(caller.variable("pin"), 42);"##,
        counts: &[2],
    },
    Word {
        name: "hears",
        forms: "caller.hears()",
        doc: "What the caller hears now: `silence`, `echo`, prompts, or the dial string of whoever \
              is connected. `party.hears()` is for any party.",
        example: r##"let caller = phone("desk").dial("office", "echo");
expect(caller.hears(), "hello&beep");
wait(4);
expect(caller.hears(), "echo");"##,
        counts: &[1],
    },
    Word {
        name: "dialled",
        forms: "caller.dialled()",
        doc: "All dial strings that were called so far, in order.",
        example: r##"let caller = phone("desk").dial("office", "100");
expect(caller.dialled(), ["SIP/boss"]);"##,
        counts: &[1],
    },
    Word {
        name: "wait",
        forms: "wait(seconds)",
        doc: "Lets time pass. Nobody has to wait for an expectation: it lets time pass until it is \
              met, an hour at most.",
        example: r##"let caller = phone("desk").dial("office", "100");
wait(20);
caller.expect_end();"##,
        counts: &[1],
    },
    Word {
        name: "now",
        forms: "now()",
        doc: "Seconds since the test began.",
        example: r##"wait(2.5);
expect(now(), 2.5);"##,
        counts: &[0],
    },
    Word {
        name: "clock",
        forms: "clock(date_and_time)",
        doc: "The date and time of day (UTC) from here on. A test begins at 2023-11-14 22:13:20.",
        example: r##"clock("2026-12-24 18:00");
phone("desk").dial("office", "date").expect_said("24.12.");"##,
        counts: &[1],
    },
    Word {
        name: "hint",
        forms: "hint(context, extension)",
        doc: "What the lamp of an extension shows: `NOT_INUSE`, `INUSE`, `RINGING`, …",
        example: r##"expect(hint("office", "100"), "NOT_INUSE");
phone("desk").dial("office", "100");
expect(hint("office", "100"), "RINGING");"##,
        counts: &[2],
    },
    Word {
        name: "device",
        forms: "device(name[, state])",
        doc: "The state of a device, or sets it. A telephone's follows from its calls unless it is \
              set.",
        example: r##"device("Custom:night", "INUSE");
expect(device("Custom:night"), "INUSE");
expect(device("SIP/boss"), "NOT_INUSE");"##,
        counts: &[1, 2],
    },
    Word {
        name: "global",
        forms: "global(name[, value])",
        doc: "A global variable, or sets it.",
        example: r##"global("TRUNK", "SIP/provider");
expect(global("TRUNK"), "SIP/provider");"##,
        counts: &[1, 2],
    },
    Word {
        name: "database",
        forms: "database(path[, value])",
        doc: "An entry of the database of scripts, `family/key`, or sets it; empty when there is none.",
        example: r##"database("pins/desk", "1234");
expect(database("pins/desk"), 1234);
expect(database("pins/boss"), "");"##,
        counts: &[1, 2],
    },
    Word {
        name: "random",
        forms: "random(numbers)",
        doc: "The next random numbers that scripts draw. `RAND(1, 6)` is 1 and the rest of such a number when it is \
              divided by 6.",
        example: r##"random([4, 6]);
phone("desk").dial("dice").expect_said("5 1");"##,
        counts: &[1],
    },
    Word {
        name: "command",
        forms: "command(line, output[, number])",
        doc: "What a command prints that the dialplan runs (`System`, `SHELL`), and the number it ends with, 0 unless \
              something else is said. Nothing is run; a command of which nothing is said fails the test.",
        example: r##"command("/usr/bin/uptime -p", "up 3 days");
phone("desk").dial("office", "uptime").expect_said("up 3 days");"##,
        counts: &[2, 3],
    },
    Word {
        name: "url",
        forms: "url(address, body[, status])",
        doc: "What a URL gives that the dialplan fetches (`CURL`), and the HTTP status, 200 unless something else is \
              said. Nothing is fetched; a URL of which nothing is said fails the test.",
        example: r##"url("https://example.org/name?number=desk", "Front Desk");
phone("desk").dial("office", "name").expect_said("Front Desk");"##,
        counts: &[2, 3],
    },
    Word {
        name: "file",
        forms: "file(path[, text])",
        doc: "The text of a file that the dialplan has written, or sets it. A test has files of its own, at first none.",
        example: r##"file("/srv/calls/log", "first\n");
phone("desk").dial("office", "note");
expect(file("/srv/calls/log"), "first\ndesk\n");"##,
        counts: &[1, 2],
    },
    Word {
        name: "no_prompt",
        forms: "no_prompt(name)",
        doc: "There is no sound file of that name.",
        example: r##"no_prompt("beep");
let caller = phone("desk").dial("office", "echo");
caller.expect_played("hello");"##,
        counts: &[1],
    },
    Word {
        name: "no_transfer",
        forms: "no_transfer()",
        doc: "Whoever is asked to go elsewhere refuses.",
        example: r##"no_transfer();
skype("dr_evil").dial("office", "away").expect_said("FAILURE");"##,
        counts: &[0],
    },
];
