//! What every declaration owes its readers.

use runtime::library::{Arg, Kind};
use stdlib::LIBRARY;

/// Name, texts that must be there, arguments.
type Row = (&'static str, [&'static str; 4], &'static [Arg]);

fn rows() -> Vec<Row> {
    let applications = LIBRARY.applications.iter().map(|row| {
        let texts = [row.since, row.synopsis, row.source, row.example];
        (row.name, texts, row.args)
    });
    let functions = LIBRARY.functions.iter().map(|row| {
        let texts = [row.since, row.synopsis, row.source, row.example];
        (row.name, texts, row.args)
    });
    applications.chain(functions).collect()
}

#[test]
fn both_slices_are_sorted_without_duplicates() {
    assert!(LIBRARY.applications.is_sorted_by(|a, b| a.name < b.name));
    assert!(LIBRARY.functions.is_sorted_by(|a, b| a.name < b.name));
}

#[test]
fn everything_has_version_synopsis_source_and_example() {
    for (name, texts, _) in rows() {
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{name}");
    }
}

#[test]
fn every_example_uses_what_it_is_the_example_of() {
    for (name, [.., example], _) in rows() {
        assert!(example.contains(name), "{name}");
    }
}

#[test]
fn every_argument_and_every_row_of_its_table_is_explained() {
    for (name, _, args) in rows() {
        for arg in args {
            assert!(!arg.doc.is_empty(), "{name}: {}", arg.name);
            match arg.kind {
                Kind::Property(rows) => {
                    assert!(rows.iter().all(|row| !row.doc.is_empty()), "{name}");
                }
                Kind::Options(letters) => {
                    assert!(letters.iter().all(|(_, doc)| !doc.is_empty()), "{name}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn optional_arguments_stand_last() {
    for (name, _, args) in rows() {
        assert!(args.is_sorted_by_key(|arg| !arg.required), "{name}");
    }
}

#[test]
fn every_function_can_be_read_or_written() {
    for function in LIBRARY.functions {
        let usable = function.read.is_some() || function.write.is_some();
        assert!(usable, "{}", function.name);
    }
}

fn check_table(function: &str, expected: &str) {
    let function = LIBRARY.function(function).expect("the function is there");
    let rows = function.args.iter().find_map(|arg| match arg.kind {
        Kind::Property(rows) => Some(rows),
        _ => None,
    });
    let listed: Vec<_> = rows
        .expect("it has a table")
        .iter()
        .filter(|row| !row.name.is_empty())
        .map(|row| format!("{}{}", row.name, if row.writable { "=" } else { "" }))
        .collect();
    for name in expected.split_whitespace() {
        assert!(
            listed.iter().any(|row| row == name),
            "no {name} in {listed:?}"
        );
    }
}

#[test]
fn the_tables_are_those_of_the_manual() {
    // A name with `=` can be written.
    check_table(
        "CHANNEL",
        "language= skype_language skype_topic skype_token skype_about skype_birthday skype_gender \
         skype_homepage skype_homephone skype_officephone skype_mobilephone skype_city skype_province \
         skype_country",
    );
    check_table("CALLERID", "name= num=");
    check_table(
        "SKYPE_CALL_PROPERTY",
        "topic= token= forwarded_by target_identity skypename fullname country province city phone_home \
         phone_office phone_mobile email homepage about birthday gender",
    );
    check_table(
        "SKYPE_ACCOUNT_PROPERTY",
        "skypeout_currency skypeout_balance fullname= country= province= city= phone_home= phone_office= \
         phone_mobile= email= homepage= about= birthday= gender= status= mood_text= availability=",
    );
}
