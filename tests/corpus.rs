//! The inputs of `fuzz/corpus/`, a folder a property, as ordinary tests; see `fuzz/README.md`.

// Inputs are files, and virtual time begins at some real moment.
#![allow(clippy::disallowed_methods)]

#[path = "../fuzz/properties/mod.rs"]
#[allow(unreachable_pub)] // public for the fuzz targets
mod properties;

use std::collections::BTreeSet;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use properties::PROPERTIES;

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
