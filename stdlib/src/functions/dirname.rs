//! `DIRNAME(path)`: the folder of a path.

use runtime::library::{Arg, Function, Kind};

pub(crate) static DIRNAME: Function = Function {
    name: "DIRNAME",
    since: "0.1.0",
    synopsis: "Gives the folder of a path.",
    description: "Nothing is looked for on disk. Without a slash it is `.`.",
    args: &[Arg::required("path", "The path.", Kind::Raw)],
    values: &[],
    source: "Asterisk function DIRNAME; POSIX dirname",
    example: include_str!("dirname.rhai"),
    read: Some(|_, args| Ok(folder(&args.text(0)).into())),
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

#[cfg(test)]
mod tests {
    use super::folder;

    fn check(path: &str, expected: &str) {
        assert_eq!(folder(path), expected, "{path}");
    }

    #[test]
    fn a_path_without_a_slash_lies_in_the_folder_one_is_in() {
        check("/a/b/c.wav", "/a/b");
        check("/a/b/", "/a");
        check("a//b", "a");
        check("/a", "/");
        check("c", ".");
        check("/", "/");
        check("//", "/");
        check("", ".");
    }
}
