//! The inputs of `fuzz/corpus/`, a folder a property, as ordinary tests; see `fuzz/README.md`.

// Inputs are files, and virtual time begins at some real moment.
#![allow(clippy::disallowed_methods)]

#[path = "../fuzz/properties/mod.rs"]
#[allow(unreachable_pub)] // public for the fuzz targets
mod properties;

use std::collections::BTreeSet;
use std::panic::{catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use properties::PROPERTIES;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// As in the program: without it scripts have no memory budget.
#[global_allocator]
static ALLOCATOR: runtime::memory::CountingAllocator = runtime::memory::CountingAllocator;

/// Far more than any input takes, and far less than one that has no end.
const LONGEST: Duration = Duration::from_secs(60);

/// Small enough to be cloned without a thought [octets].
const LARGEST_CORPUS: u64 = 300_000;

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("the folder is there");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    files
}

#[test]
fn every_input_of_the_corpus_holds() {
    let mut broken = Vec::new();
    for (name, check) in PROPERTIES {
        for file in files(&corpus().join(name)) {
            let input = std::fs::read(&file).expect("it can be read");
            let begin = Instant::now();
            if catch_unwind(|| check(&input)).is_err() {
                broken.push(format!("{}", file.display()));
            }
            assert!(
                begin.elapsed() < LONGEST,
                "{} takes too long",
                file.display()
            );
        }
    }
    assert!(broken.is_empty(), "these do not hold: {broken:#?}");
}

#[test]
fn damaged_inputs_of_the_corpus_hold() {
    let rounds = std::env::var("SKYPLAN_DAMAGE").map_or(4, |rounds| rounds.parse().unwrap());
    let only = std::env::var("SKYPLAN_PROPERTY").ok();
    let chosen = |name: &str| only.as_deref().is_none_or(|only| only == name);
    for (name, check) in PROPERTIES.iter().filter(|(name, _)| chosen(name)) {
        let inputs = files(&corpus().join(name)).into_iter();
        let inputs: Vec<Vec<u8>> = inputs.map(|file| std::fs::read(file).unwrap()).collect();
        for (round, input) in
            (0..rounds).flat_map(|round| inputs.iter().map(move |input| (round, input)))
        {
            let mut chance = SmallRng::seed_from_u64(round);
            let damaged = damage(input, &inputs, &mut chance);
            if let Err(panic) = catch_unwind(|| check(&damaged)) {
                let found = std::env::temp_dir().join(format!("skyplan-{name}-{round}"));
                std::fs::write(&found, &damaged).unwrap();
                eprintln!("`{}` breaks the property `{name}`", found.display());
                resume_unwind(panic);
            }
        }
    }
}

/// An input with a few octets changed, taken out, said twice, or put in from another one.
fn damage(input: &[u8], others: &[Vec<u8>], chance: &mut SmallRng) -> Vec<u8> {
    let mut damaged = input.to_vec();
    for _ in 0..chance.random_range(1..6) {
        let at = chance.random_range(0..=damaged.len());
        let end = damaged.len().min(at + chance.random_range(0..12));
        let other = &others[chance.random_range(0..others.len())];
        let from = chance.random_range(0..=other.len());
        let piece = &other[from..other.len().min(from + chance.random_range(0..40))];
        match chance.random_range(0..6) {
            0 => drop(damaged.splice(at..end, chance.random::<[u8; 2]>())),
            1 => drop(damaged.drain(at..end)),
            2 => drop(damaged.splice(at..end, piece.iter().copied())),
            3 => drop(damaged.splice(at..at, piece.iter().copied())),
            4 => damaged
                .iter_mut()
                .skip(at)
                .take(1)
                .for_each(|octet| *octet ^= 1 << (from % 8)),
            _ => drop(damaged.splice(at..at, SPECIAL[from % SPECIAL.len()].bytes())),
        }
    }
    damaged
}

/// What parsers stumble over.
const SPECIAL: [&str; 14] = [
    "\0",
    "\r\n",
    "\n",
    "\"",
    "\\",
    "%",
    "é",
    "\u{2028}",
    ",",
    ";",
    "=",
    "4294967296",
    "-1",
    "\u{feff}",
];

#[test]
fn the_empty_input_holds() {
    PROPERTIES.iter().for_each(|(_, check)| check(b""));
}

#[test]
fn every_property_has_a_corpus_and_a_target() {
    let names: BTreeSet<String> = PROPERTIES
        .iter()
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let stems = |folder: PathBuf| -> BTreeSet<String> {
        let stem = |file: &PathBuf| {
            file.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        };
        files(&folder).iter().map(stem).collect()
    };
    assert_eq!(stems(corpus()), names, "folders of the corpus");
    assert_eq!(stems(corpus().with_file_name("targets")), names, "targets");
    let all = names.iter().flat_map(|name| files(&corpus().join(name)));
    let size: u64 = all
        .map(|file| file.metadata().expect("it is there").len())
        .sum();
    assert!(size <= LARGEST_CORPUS, "the corpus has {size} octets");
}
