//! `DIRNAME(path)` and `BASENAME(path)`: parts of the name of a file.

use runtime::library::{Arg, Function, Kind};

pub(crate) static DIRNAME: Function = Function {
    name: "DIRNAME",
    since: "0.1.0",
    synopsis: "Gives the folder of a path.",
    description: "Nothing is looked for on disk. Without a slash it is `.`.",
    args: &[Arg {
        name: "path",
        doc: "The path.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function DIRNAME; POSIX dirname",
    example: include_str!("path.rhai"),
    read: Some(|_, args| Ok(folder(&args.text(0)).into())),
    write: None,
};

pub(crate) static BASENAME: Function = Function {
    name: "BASENAME",
    since: "0.1.0",
    synopsis: "Gives the last part of a path.",
    description: "Nothing is looked for on disk. Of an empty path it is `.`.",
    args: &[Arg {
        name: "path",
        doc: "The path.",
        kind: Kind::Raw,
        required: true,
    }],
    source: "Asterisk function BASENAME; POSIX basename",
    example: include_str!("path.rhai"),
    read: Some(|_, args| Ok(last(&args.text(0)).into())),
    write: None,
};

fn folder(path: &str) -> &str {
    let bare = path.trim_end_matches('/');
    match bare.rsplit_once('/') {
        _ if bare.is_empty() && !path.is_empty() => "/",
        None => ".",
        Some((folder, _)) => match folder.trim_end_matches('/') {
            "" => "/",
            folder => folder,
        },
    }
}

fn last(path: &str) -> &str {
    let bare = path.trim_end_matches('/');
    match bare.rsplit_once('/') {
        _ if path.is_empty() => ".",
        _ if bare.is_empty() => "/",
        None => bare,
        Some((_, last)) => last,
    }
}

#[cfg(test)]
mod tests {
    use super::{folder, last};

    fn check(path: &str, expected: (&str, &str)) {
        assert_eq!((folder(path), last(path)), expected, "{path}");
    }

    #[test]
    fn a_path_has_a_folder_and_a_last_part() {
        check("/a/b/c.wav", ("/a/b", "c.wav"));
        check("/a/b/", ("/a", "b"));
        check("a//b", ("a", "b"));
        check("/a", ("/", "a"));
        check("c", (".", "c"));
        check("/", ("/", "/"));
        check("//", ("/", "/"));
        check("", (".", "."));
    }
}
