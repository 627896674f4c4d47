//! The house: which room imports which, and how large a file may be. The table is that of
//! `ARCHITECTURE.md`.

// Tests read files themselves.
#![allow(clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Each room, and the rooms it may import. Tests of a room may import what they like.
const IMPORTS: &[(&str, &[&str])] = &[
    ("sip", &[]),
    ("media", &[]),
    ("community", &[]),
    ("runtime", &["community"]),
    ("stdlib", &["runtime", "community"]),
    ("channels", &["runtime", "sip", "media", "community"]),
    ("control", &["runtime", "community"]),
    (
        "skyplan",
        &[
            "sip",
            "media",
            "community",
            "runtime",
            "stdlib",
            "channels",
            "control",
        ],
    ),
];

/// Longest file of code [lines], tests within it included. Beyond that it is split.
const LONGEST: usize = 700;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn room(package: &str) -> &str {
    package.strip_prefix("skyplan-").unwrap_or(package)
}

#[test]
fn rooms_import_only_what_lies_below_them() {
    let metadata = MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .no_deps()
        .other_options(["--offline".to_owned()])
        .exec()
        .unwrap();
    let table: BTreeMap<&str, &[&str]> = IMPORTS.iter().copied().collect();
    let rooms: BTreeSet<&str> = metadata
        .packages
        .iter()
        .map(|package| room(&package.name))
        .collect();
    assert_eq!(
        rooms,
        table.keys().copied().collect(),
        "rooms of the workspace"
    );
    for package in &metadata.packages {
        let importer = room(&package.name);
        let imports = package.dependencies.iter().filter(|dependency| {
            dependency.kind != DependencyKind::Development && dependency.path.is_some()
        });
        for import in imports.map(|dependency| room(&dependency.name)) {
            assert!(
                table[importer].contains(&import),
                "{importer} must not import {import}"
            );
        }
    }
}

/// All files of Rust code in the repository.
fn sources() -> Vec<PathBuf> {
    let mut folders = vec![root().to_path_buf()];
    let mut sources = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                folders.push(path);
            } else if name.ends_with(".rs") {
                sources.push(path);
            }
        }
    }
    assert!(sources.len() > 100);
    sources.sort();
    sources
}

#[test]
fn no_file_is_too_long_to_read() {
    for path in sources() {
        let lines = std::fs::read_to_string(&path).unwrap().lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines", path.display());
    }
}

#[test]
fn nothing_unwraps_outside_tests() {
    for path in sources() {
        let place = path.strip_prefix(root()).unwrap().to_str().unwrap();
        let is_test = place
            .split('/')
            .any(|part| matches!(part, "tests" | "tests.rs" | "benches" | "fuzz"));
        if is_test {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text
            .lines()
            .take_while(|line| !line.trim_start().starts_with("#[cfg(test)]"));
        for (number, line) in code.enumerate() {
            let comment = line.trim_start().starts_with("//");
            assert!(
                comment || !line.contains(".unwrap()"),
                "{place}:{} unwraps",
                number + 1
            );
        }
    }
}
