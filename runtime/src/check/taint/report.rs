//! What is said about a place where a stranger's text decides something: which text, the way it took, what somebody could
//! do with it, and what to write.

use std::sync::Arc;

use super::alphabet::{Alphabet, DIGITS, LETTERS};
use super::flow::Term;
use super::follow::Finding;
use super::sink::Sink;
use super::trail::{Site, Source, What};
use super::value::{Reading, Strand};
use crate::diagnostic::{Diagnostic, Fix};

/// Longest text of a stranger that is shown, in characters.
const LONGEST: usize = 120;

pub(super) fn diagnostic(place: &Site, finding: &Finding) -> Diagnostic {
    let message = finding.sink.power(&finding.by);
    let mut diagnostic = Diagnostic::new(
        finding.sink.code(),
        Arc::clone(&place.file),
        place.span,
        message,
    );
    if let Some(strand) = finding.strands.first() {
        diagnostic = diagnostic.with_note(note(finding, strand));
        for (site, what) in strand.trail.steps() {
            if site != place && !site.span.is_none() {
                diagnostic = diagnostic.with_label(Arc::clone(&site.file), site.span, step(what));
            }
        }
        diagnostic = diagnostic.with_help(help(place, finding, strand));
    }
    diagnostic.fixes = fixes(place, finding);
    diagnostic
}

/// The edit that makes it safe, if one in the same file is enough.
fn fixes(place: &Site, finding: &Finding) -> Vec<Fix> {
    let edits = finding.strands.iter().map(|strand| {
        let reading = strand.reading.as_ref()?;
        let replacement = replacement(finding.sink, strand, reading);
        Some((&reading.site, replacement))
    });
    let Some(mut edits) = edits.collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    edits.dedup();
    match edits.pop() {
        Some((site, replacement)) if edits.is_empty() && site.file == place.file => vec![Fix {
            span: site.span,
            title: format!("write `{replacement}`"),
            replacement,
            // Only who wrote it knows whether other characters are needed as well.
            sure: false,
        }],
        _ => Vec::new(),
    }
}

fn note(finding: &Finding, strand: &Strand) -> String {
    let leaf = finding.leaf.as_ref().filter(|leaf| !leaf.text.is_empty());
    let text = leaf.map_or("this".into(), |leaf| format!("`{}`", leaf.text));
    match strand.trail.source() {
        Some(Source::Given { name, by }) if !text.contains(function(name)) => {
            format!(
                "{text} holds `{}`, which is whatever {by} says",
                shown(name)
            )
        }
        Some(Source::Given { by, .. }) => format!("{text} is whatever {by} says"),
        _ => format!("{text} holds what the caller dialled"),
    }
}

fn step(what: &What) -> String {
    match what {
        What::Source(Source::Dialled { pattern, .. }) => match pattern.find(['.', '!']) {
            Some(at) => format!(
                "`EXTEN` is anything that fits `{pattern}`: its `{}` admits any characters",
                &pattern[at..=at]
            ),
            None => format!("`EXTEN` is anything that fits `{pattern}`"),
        },
        What::Source(Source::Given { name, by }) => {
            format!("`{}` is whatever {by} says", shown(name))
        }
        What::Kept(name) if name.is_empty() => "kept here".into(),
        What::Kept(name) => format!("kept in `{name}` here"),
        What::Handed(to) => format!("handed to {to} here"),
    }
}

/// `CALLERID` of `CALLERID(num)`.
fn function(name: &str) -> &str {
    name.split('(').next().unwrap_or(name)
}

/// A name as people write it.
fn shown(name: &str) -> &str {
    name.strip_suffix("()").unwrap_or(name)
}

/// What somebody could do, and what to write.
fn help(place: &Site, finding: &Finding, strand: &Strand) -> String {
    if finding.sink == Sink::Place && place.file.ends_with(".rhai") {
        let advice = advice(place, finding);
        return format!(
            "whoever knows the name of an extension gets there, also where callers are not meant to be; {advice}, or \
             ask `DIALPLAN_EXISTS` first"
        );
    }
    let attack = finding.sink.attack();
    let begins = match strand.trail.source() {
        Some(Source::Dialled { begins, .. }) if !begins.is_empty() => begins,
        _ => "5",
    };
    let verb = match strand.trail.source() {
        Some(Source::Dialled { .. }) => "dials",
        _ => "sends",
    };
    let inner = finding
        .inner
        .as_ref()
        .and_then(|strand| strand.shape.as_ref());
    let inner = match (inner.map(|shape| shape.example()), strand.trail.source()) {
        // Of what was dialled a part may begin where anything can stand.
        (Some(text), Some(Source::Dialled { .. })) => text,
        (Some(text), _) if !text.is_empty() => text,
        _ => "5".to_owned(),
    };
    let becomes = becomes(finding, &format!("{inner}{attack}"));
    let result = becomes.map_or("has it in here".into(), |text| format!("makes it `{text}`"));
    format!(
        "who {verb} `{begins}{attack}` {result}; {}",
        advice(place, finding)
    )
}

fn advice(place: &Site, finding: &Finding) -> String {
    let mut texts: Vec<String> = Vec::new();
    for strand in &finding.strands {
        let Some(reading) = &strand.reading else {
            continue;
        };
        let text = format!("`{}`", replacement(finding.sink, strand, reading));
        let text = if reading.site.file != place.file {
            format!(
                "{text} in line {} of `{}`",
                reading.site.span.line, reading.site.file
            )
        } else if reading.site.span.line != place.span.line {
            format!("{text} in line {}", reading.site.span.line)
        } else {
            text
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    if texts.is_empty() {
        return "let only the characters through that are needed, with `FILTER`".into();
    }
    format!("write {}", texts.join(" and "))
}

/// A text with the function around it that makes it safe.
fn replacement(sink: Sink, strand: &Strand, reading: &Reading) -> String {
    let text = &reading.text;
    // In a text that is read as a line, values are written as there.
    let script = reading.site.file.ends_with(".rhai") && !text.starts_with("${");
    if sink == Sink::Address {
        return if script {
            format!("URIENCODE({text})")
        } else {
            format!("${{URIENCODE({text})}}")
        };
    }
    let set = allowed(sink, strand).spelled();
    if script {
        format!("FILTER(\"{}\", {text})", set.replace('\\', "\\\\"))
    } else {
        format!("${{FILTER({set},{text})}}")
    }
}

/// The characters to let through: what the pattern names itself, and what such texts are made of.
fn allowed(sink: Sink, strand: &Strand) -> Alphabet {
    let usual = match strand.trail.source() {
        Some(Source::Dialled { names, .. }) => DIGITS.and(*names),
        Some(Source::Given { name, .. }) if name.contains("num") => DIGITS.with(b'+'),
        _ => DIGITS.and(LETTERS),
    };
    let safe = usual.except(sink.danger());
    safe.common(Alphabet::range(b'!', b'~'))
}

/// The whole text as it would be with that in it.
fn becomes(finding: &Finding, written: &str) -> Option<String> {
    let mut text = String::new();
    put(&finding.value, finding, written, &mut text);
    let text: String = text.chars().take(LONGEST).collect();
    let attack = finding.sink.attack();
    (text != written && text.contains(attack)).then_some(text)
}

fn put(term: &Term, finding: &Finding, written: &str, text: &mut String) {
    match term {
        Term::Text(part) => text.push_str(part),
        Term::Join(parts) => parts
            .iter()
            .for_each(|part| put(part, finding, written, text)),
        Term::Leaf(leaf) if finding.leaf.as_ref() == Some(leaf) => text.push_str(written),
        Term::Part(part, from, None) => {
            let mut whole = String::new();
            put(part, finding, written, &mut whole);
            text.extend(whole.chars().skip(usize::try_from(*from).unwrap_or(0)));
        }
        _ => text.push('…'),
    }
}
