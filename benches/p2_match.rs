//! P2: what it costs to find an extension among 100,000 of one context, a tenth of them patterns.
//!
//! Numbers are looked up anywhere in the context, half of them by a pattern. The limit is one look-up of a
//! text in a hash table of as many. Goal: 1 µs.
#![allow(clippy::disallowed_methods, clippy::print_stdout)]

mod meter;

use std::collections::HashMap;
use std::fmt::Write;

use runtime::dialplan::{Dialplan, Source};
use stdlib::LIBRARY;

const EXTENSIONS: u32 = 100_000;
/// One extension in so many is a pattern.
const PATTERNS: u32 = 10;

fn main() {
    let mut text = "[big]\n".to_owned();
    let mut numbers = Vec::new();
    for at in 0..EXTENSIONS {
        // Spread, so that neighbours are not looked up one after the other.
        let number = 1_000_000_000 + u64::from(at.wrapping_mul(2_654_435_761));
        let (name, dialled) = if at % PATTERNS == 0 {
            (format!("_{number}X."), format!("{number}42"))
        } else {
            (number.to_string(), number.to_string())
        };
        writeln!(text, "exten => {name},1,NoOp()").expect("a text takes all");
        if at % PATTERNS < 2 {
            numbers.push(dialled);
        }
    }
    let (plan, findings) = Dialplan::load(vec![Source::new("big.conf", text)], LIBRARY);
    assert!(findings.is_empty(), "{:?}", findings.first());
    let table: HashMap<&str, u32> = numbers.iter().map(String::as_str).zip(0..).collect();
    let next = |at: &mut usize| {
        *at = (*at + 1) % numbers.len();
        numbers[*at].as_str()
    };
    let (mut one, mut other) = (0, 0);
    let samples = meter::against(
        "P2 match",
        |times| meter::repeat(times, || assert!(plan.exists("big", next(&mut one)))),
        |times| meter::repeat(times, || table.get(next(&mut other)).copied()),
    );
    let nanoseconds = meter::median(samples.ours.clone());
    println!(
        "P2 match: {nanoseconds:.0} ns in {EXTENSIONS} extensions (goal 1000), ratio to one hash look-up {}",
        meter::spread(&samples.ratios())
    );
}
