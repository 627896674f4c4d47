//! `BASENAME(path)`: the last part of a path.

use runtime::library::{Arg, Function, Kind};

pub(crate) static BASENAME: Function = Function {
    name: "BASENAME",
    since: "0.1.0",
    synopsis: "Gives the last part of a path.",
    description: "Nothing is looked for on disk. Of an empty path it is `.`.",
    args: &[Arg::required("path", "The path.", Kind::Raw)],
    values: &[],
    source: "Asterisk function BASENAME; POSIX basename",
    example: include_str!("basename.rhai"),
    read: Some(|_, args| Ok(last(&args.text(0)).into())),
    write: None,
};

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
    use super::last;

    fn check(path: &str, expected: &str) {
        assert_eq!(last(path), expected, "{path}");
    }

    #[test]
    fn slashes_at_the_end_are_no_part() {
        check("/a/b/c.wav", "c.wav");
        check("/a/b/", "b");
        check("a//b", "b");
        check("/a", "a");
        check("c", "c");
        check("/", "/");
        check("//", "/");
        check("", ".");
    }
}
