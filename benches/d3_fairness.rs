//! D3, D4: how long a step of a call waits while another script of the same worker computes without end.
//!
//! A real executor with its clock, and two calls: one runs away in one of many ways, the other is woken again and again.
//! From waking it to the end of its step is the delay; printed in CPU time of the thread, and by the clock, which others
//! on the machine disturb. Goal: 10 ms.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::fmt::Write;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use runtime::dialplan::{Dialplan, Source};
use runtime::executor::{Executor, Output};
use runtime::globals::Globals;
use runtime::host::{CallId, ChannelId, ChannelInfo, Event, Reply, Start, Technology};
use runtime::sandbox::Budgets;
use stdlib::LIBRARY;

#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

/// Steps of the other call.
const STEPS: usize = 150;
/// The goal [ms].
const GOAL: f64 = 10.0;

/// What a text of 28 KiB and a few others begin with.
const TEXTS: &str = "let t = \"ab,cd \"; while t.len() < 15000 { t += t; } let u = t + \"x\"; ";

/// Ways to run away: a name, and what stands in an extension in Rhai.
const SCRIPTS: &[(&str, &str)] = &[
    ("an empty loop", "loop { }"),
    ("counting", "let i = 0; loop { i += 1; }"),
    (
        "a text that grows",
        "loop { let t = \"\"; while t.len() < 60000 { t += \"abcdefgh\"; } }",
    ),
    ("texts joined", "@loop { let v = t + u; let w = u + t; }"),
    (
        "texts joined in a long body",
        "@loop { ~let v = t + \"y\";~ }",
    ),
    ("texts compared", "@loop { ~if t == u { break; }~ }"),
    (
        "texts searched",
        "@loop { t.contains(\"ab,cd ab,cx\"); t.index_of(\"zz\"); }",
    ),
    (
        "texts changed",
        "@loop { let v = t; v.replace(\"ab\", \"xyz\"); v.to_upper(); v.make_lower(); }",
    ),
    (
        "texts split",
        "@loop { let parts = (t.sub_string(0, 4000)).split(\",\"); parts.len(); }",
    ),
    ("characters", "@loop { for c in t { } }"),
    (
        "texts padded",
        "@loop { let v = \"\"; v.pad(60000, \"xy\"); v.crop(10, 50000); }",
    ),
    (
        "arrays sorted with a callback",
        "let a = []; for i in 0..900 { a += (i * 7919) % 1000; } loop { let b = a; b.sort(|x, y| x - y); }",
    ),
    (
        "arrays sorted",
        "let a = []; for i in 0..900 { a += (i * 7919) % 1000; } loop { let b = a; b.sort(); }",
    ),
    (
        "arrays mapped",
        "let a = []; for i in 0..900 { a += i; } loop { a.map(|x| x + 1).filter(|x| x > 3).reduce(|s, x| s + x, 0); }",
    ),
    (
        "texts sorted",
        "let p = \"\"; p.pad(60, 'x'); let a = []; for i in 0..900 { a += p + (i * 7919) % 1000; } loop { let b = a; b.sort(); }",
    ),
    (
        "texts looked for",
        "let p = \"\"; p.pad(60, 'x'); let a = []; for i in 0..900 { a += p + (i * 7919) % 1000; } loop { a.contains(p); a.index_of(p); }",
    ),
    (
        "texts compared in arrays",
        "let p = \"\"; p.pad(60, 'x'); let a = []; let b = []; for i in 0..900 { a += p + i; b += p + i; } loop { if a != b { break; } }",
    ),
    (
        "equal texts told apart",
        "let p = \"\"; p.pad(60, 'x'); let a = []; for i in 0..900 { a += p + (i % 2); } loop { let b = a; b.dedup(); }",
    ),
    (
        "maps copied and printed",
        "let m = #{}; for i in 0..900 { m[`k${i}`] = i; } loop { let n = m; n.x = 1; n.to_string(); }",
    ),
    (
        "deep expressions",
        "let x = 1; loop { x = (((((x + 1) * 2 + 3) * 4 + 5) * 6 + 7) % 1000); }",
    ),
    (
        "a switch",
        "let i = 0; loop { i = (i + 1) % 9; switch i { 0 => i, 1 => i, 2 => i, 3 => i, _ => i + 1 }; }",
    ),
    (
        "branches",
        "let i = 0; loop { i += 1; if i % 2 == 0 { if i % 3 == 0 { i += 1; } } else if i % 5 == 0 { i += 2; } }",
    ),
    ("throw and catch", "loop { try { throw \"x\"; } catch { } }"),
    (
        "regular expressions",
        "@loop { REGEX(\"(a|b|c|d)*,(ab)+.*z$\", t); }",
    ),
    (
        "JSON",
        "let v = \"1\"; while v.len() < 30000 { v += \",\" + v; } let j = `{\"a\":[${v}]}`; loop { Set(\"j\", j); JSON_DECODE(\"j\", \"a\"); JSON_DECODE(\"j\", \"b\"); }",
    ),
    (
        "deep JSON",
        "let v = \"\"; while v.len() < 30000 { v += \"[[[[[[[[\"; } Set(\"j\", `{\"a\":${v}`); loop { JSON_DECODE(\"j\", \"a\"); }",
    ),
    (
        "base64 and hashes",
        "@loop { MD5(t); SHA1(t); BASE64_ENCODE(t); URIENCODE(t); }",
    ),
    (
        "SORT",
        "@let s = \"\"; for i in 0..6000 { s += `k:${(i * 7919) % 10007},`; } loop { SORT(s); }",
    ),
    (
        "FILTER, CUT, REPLACE",
        "@Set(\"v\", t); loop { FILTER(\"a-z\", t); CUT(\"v\", \",\", \"2-\"); STRREPLACE(\"v\", \"ab\", \"x\"); FIELDQTY(\"v\", \",\"); LISTFILTER(\"v\", \",\", \"cd\"); }",
    ),
    (
        "FIELDNUM and PUSH",
        "@Set(\"v\", t); loop { FIELDNUM(\"v\", \",\", \"zz\"); SHIFT(\"v\"); PUSH[\"v\"] = \"x\"; }",
    ),
    (
        "SPRINTF",
        "@loop { SPRINTF(\"%s %30000s %d\", t, \"x\", 5); SPRINTF(\"%.60000f\", 0.1); }",
    ),
    (
        "substitution",
        "@Set(\"v\", t); loop { EVAL(\"${v}${v:100}${v:-1000:500}\"); }",
    ),
    (
        "many characters replaced",
        "@let w = t; w.replace(\",\", \"z\"); Set(\"v\", w); loop { REPLACE(\"v\", w, \"x\"); STRBETWEEN(\"v\", \"y\"); }",
    ),
    (
        "times",
        "@let f = \"\"; f.pad(60000, \"%c%900d\"); loop { try { STRFTIME(0, \"UTC\", f); } catch { } }",
    ),
    (
        "many variables",
        "for i in 0..9900 { Set(`~HASH~h~k${i}~`, i); } loop { try { HASH(\"h\"); } catch { } try { HASHKEYS(\"h\"); } catch { } }",
    ),
    (
        "many variables set",
        "let names = \"\"; while names.len() < 60000 { names += \"a,b,c,d,\"; } loop { Set(`ARRAY(${names})`, names); }",
    ),
    (
        "numbers of thousands of digits",
        "let n = \"1\"; n.pad(4900, '0'); let e = n; while e.len() < 60000 { e += \"+1\"; } loop { EVAL(`$[${e}]`); }",
    ),
    (
        "ciphers",
        "@let k = \"0123456789abcdef\"; loop { AES_ENCRYPT(k, t); }",
    ),
    (
        "maps printed as JSON",
        "@let m = #{}; for i in 0..900 { m[`k${i}`] = t; } loop { try { m.to_json(); } catch { } }",
    ),
    ("the database", "loop { DB(\"a/b\"); }"),
    ("the console", "@loop { Verbose(1, t); }"),
];

/// The same as lines of extensions.conf: what is done once, and what is done again and again.
const LINES: &[(&str, &str, &str)] = &[
    ("Goto", "NoOp()", "NoOp()"),
    ("sums", "Set(i=0)", "Set(i=$[${i} + 1])"),
    (
        "long numbers",
        "Set(i=1${REPLACE(z,z,z)})",
        "Set(i=$[99999999999999999999999999999999 * 99999999999999999999999999999 / 7])",
    ),
    (
        "long expressions",
        "Set(e=1)",
        "Set(e=$[1 + 2 * (3 + 4 * (5 + 6 * (7 + 8 * (9 + 10)))) | 5 & 6 = 7])",
    ),
    (
        "matches",
        "Set(v=${BASE64_ENCODE(${RAND()}${RAND()}${RAND()}${RAND()})})",
        "Set(e=$[\"${v}${v}${v}${v}${v}${v}\" : \"(a|b|c)*z\"])",
    ),
    (
        "substrings",
        "Set(v=abcdefghijklmnopqrstuvwxyz)",
        "Set(w=${v:1:${LEN(${v:2:${LEN(${v:3})}})}})",
    ),
];

fn script(statements: &str) -> String {
    let statements = match statements.strip_prefix('@') {
        Some(rest) => format!("{TEXTS}{rest}"),
        None => statements.to_owned(),
    };
    // What stands between two tildes, as often as a body that runs as bytecode can have it.
    let parts: Vec<String> = (statements.split('~').enumerate())
        .map(|(at, part)| {
            if at % 2 == 1 {
                part.repeat(80)
            } else {
                part.to_owned()
            }
        })
        .collect();
    format!(
        "context \"away\" {{ extension \"s\" => {{ {} }} }}",
        parts.concat()
    )
}

fn lines(first: &str, again: &str) -> String {
    format!("[away]\nexten => s,1,{first}\n same => n(again),{again}\n same => n,Goto(again)\n")
}

const OTHER: &str =
    "context \"other\" { extension \"s\" => { loop { Wait(1); Set(\"x\", x + 1); } } }";

fn main() {
    let mut worst: f64 = 0.0;
    for (name, statements) in SCRIPTS {
        worst = worst.max(measure(name, "away.rhai", &script(statements)));
    }
    for (name, first, again) in LINES {
        worst = worst.max(measure(name, "away.conf", &lines(first, again)));
    }
    println!(
        "D3 fairness: at most {worst:.1} ms of computing before another call's step (goal {GOAL})"
    );
    expiry();
    entering();
}

/// Runs one way; gives the longest delay in CPU time [ms].
fn measure(name: &str, path: &str, text: &str) -> f64 {
    let sources = vec![Source::new(path, text), Source::new("other.rhai", OTHER)];
    let (plan, findings) = Dialplan::load(sources, LIBRARY);
    let errors: Vec<_> = findings
        .iter()
        .filter(|finding| finding.is_error())
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
    let plan = Arc::new(plan);
    let mut rig = Rig::new(&plan);
    rig.executor.start(Instant::now(), start(2, "other"));
    rig.turn();
    let (mut computed, mut passed) = (Vec::new(), Vec::new());
    let began = Instant::now();
    while computed.len() < STEPS && began.elapsed() < Duration::from_secs(4) {
        if rig.executor.calls() < 2 {
            rig.executor.start(Instant::now(), start(1, "away"));
            rig.faults.clear();
        }
        // Some turns of the other one alone, so that it has come to where it does its worst.
        (0..3).for_each(|_| rig.turn());
        // A wait of a second is over.
        rig.ahead += Duration::from_secs(1);
        let (clock, used) = (Instant::now(), meter::this_thread());
        rig.turn();
        computed.push((meter::this_thread() - used).as_secs_f64() * 1e3);
        passed.push(clock.elapsed().as_secs_f64() * 1e3);
    }
    let [(p99, most), (_, clock)] = [&mut computed, &mut passed].map(|delays| {
        delays.sort_by(f64::total_cmp);
        (delays[delays.len() * 99 / 100], delays[delays.len() - 1])
    });
    let fault = rig.faults.first().map_or("", String::as_str);
    println!(
        "  {name}: p99 {p99:.2} ms, most {most:.2} ms of computing, {clock:.1} ms by the clock {fault}"
    );
    most
}

/// 50,000 calls that wait, and the time of all of them at once.
fn expiry() {
    const CALLS: u64 = 50_000;
    let text = "context \"away\" { extension \"s\" => { Wait(100); Set(\"x\", 1); Wait(1000); } }";
    let sources = vec![
        Source::new("away.rhai", text),
        Source::new("other.rhai", OTHER),
    ];
    let (plan, _) = Dialplan::load(sources, LIBRARY);
    let mut rig = Rig::new(&Arc::new(plan));
    for call in 0..CALLS {
        rig.executor.start(rig.now(), start(call + 10, "away"));
    }
    while rig.executor.is_ready() {
        rig.turn();
    }
    rig.executor.start(rig.now(), start(2, "other"));
    rig.turn();
    rig.ahead += Duration::from_secs(200);
    let clock = Instant::now();
    let mut longest = 0.0_f64;
    loop {
        let before = meter::this_thread();
        rig.turn();
        longest = longest.max((meter::this_thread() - before).as_secs_f64() * 1e3);
        if !rig.executor.is_ready() && rig.executor.poll_timeout().is_none_or(|at| at > rig.now()) {
            break;
        }
    }
    println!(
        "D3 waiting: {CALLS} calls woken at once in {:.0} ms, at most {longest:.1} ms in a row (goal {GOAL})",
        clock.elapsed().as_secs_f64() * 1e3
    );
    let clock = Instant::now();
    for call in 0..CALLS {
        let ended = Event::Ended(ChannelId(call + 10), runtime::host::Cause::Normal);
        rig.executor.event(rig.now(), CallId(call + 10), ended);
    }
    let mut longest = 0.0_f64;
    while rig.executor.is_ready() {
        let before = meter::this_thread();
        rig.turn();
        longest = longest.max((meter::this_thread() - before).as_secs_f64() * 1e3);
    }
    println!(
        "D3 hangup: {CALLS} calls ended at once in {:.0} ms, at most {longest:.1} ms in a row (goal {GOAL})",
        clock.elapsed().as_secs_f64() * 1e3
    );
}

/// Calls that enter a file of 10,000 extensions and 200 functions, each another extension, while others wait.
fn entering() {
    let mut text = String::new();
    for at in 0..200 {
        let _ = writeln!(
            text,
            "fn add{at}(x) {{ if x > {at} {{ x + {at} }} else {{ 0 }} }}"
        );
    }
    text.push_str("context \"away\" {\n");
    for at in 0..10_000 {
        let function = at % 200;
        let _ = writeln!(
            text,
            "extension \"{at}\" => {{ Set(\"x\", add{function}({at})); if x == 7 {{ Verbose(\"seven\"); }} Wait(1000); }}"
        );
    }
    text.push('}');
    let (plan, _) = Dialplan::load(vec![Source::new("away.rhai", text)], LIBRARY);
    let mut rig = Rig::new(&Arc::new(plan));
    let mut used = Vec::new();
    for call in 0..STEPS as u64 {
        let before = meter::this_thread();
        let entered = start_at(call, "away", &(call * 61).to_string());
        rig.executor.start(rig.now(), entered);
        rig.turn();
        used.push((meter::this_thread() - before).as_secs_f64() * 1e3);
    }
    assert!(rig.faults.is_empty(), "{:?}", rig.faults);
    let first = used.remove(0);
    let longest = used.iter().copied().fold(0.0, f64::max);
    println!(
        "D3 entering: the first call into a file of 10,000 extensions takes {first:.1} ms, others at most {longest:.1} ms (goal {GOAL})"
    );
}

/// An executor with the rest of a worker's loop.
struct Rig {
    executor: Executor,
    /// How far its time is ahead of the clock.
    ahead: Duration,
    faults: Vec<String>,
}

impl Rig {
    fn new(plan: &Arc<Dialplan>) -> Self {
        let budgets = Budgets {
            operations: u64::MAX >> 12,
            busy: Duration::from_secs(1 << 30),
            ..Budgets::default()
        };
        let mut executor = Executor::new(budgets, LIBRARY, Arc::clone(plan), Globals::new());
        executor.measure(Instant::now);
        Self {
            executor,
            ahead: Duration::ZERO,
            faults: Vec::new(),
        }
    }

    fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    /// One turn of the loop of a worker.
    fn turn(&mut self) {
        let now = self.now();
        self.executor.run(now, SystemTime::UNIX_EPOCH);
        while let Some(output) = self.executor.poll_output() {
            match output {
                Output::Request(id, _) => self.executor.reply(now, id, Reply::Text("x".into())),
                Output::Fault(_, fault) => self
                    .faults
                    .push(format!("[{} {}]", fault.code, fault.message)),
                _ => {}
            }
        }
    }
}

fn start(call: u64, context: &str) -> Start {
    start_at(call, context, "s")
}

fn start_at(call: u64, context: &str, extension: &str) -> Start {
    let name = format!("SIP/bench-{call}");
    let channel = ChannelInfo::new(ChannelId(call), name, Technology::Sip, extension);
    Start::new(CallId(call), channel, context)
}
