//! `CURL(url[,post])`: what a web server answers.

mod options;

use runtime::call::{Call, ScriptError};
use runtime::errand::{Errand, Fetch, MOST_OUTPUT};
use runtime::library::{Arg, Args, Function, Kind, Value};

use crate::errands::{self, Outcome};
use crate::texts;

pub(crate) use options::CURLOPT;
use options::{Compatible, Options};

pub(crate) static CURL: Function = Function {
    name: "CURL",
    since: "0.2.0",
    synopsis: "Fetches a URL, if scripts may, and gives the body of the answer.",
    description: "`curl` of `[capability]` in `skyplan.toml` says which URLs, by their beginning. Addresses of this \
        machine and its network are refused, whatever name they have, unless they stand there. `CURLOPT` has what else \
        can be set.\n\nThe body has 64 KiB at most. Nothing, when nobody answers; why is on the console. An answer with \
        an HTTP error is an answer, unless `failurecodes` names it. What a caller chose belongs into a URL as \
        `URIENCODE(…)` only.",
    args: &[
        Arg::required("url", "`http://` or `https://`.", Kind::Text),
        Arg::optional(
            "post",
            "What is sent, as a form; it makes the request a POST.",
            Kind::Raw,
        ),
    ],
    values: &[],
    source: "Asterisk function CURL",
    example: include_str!("curl.rhai"),
    read: Some(read),
    write: None,
};

fn read(call: &Call, args: &Args) -> Result<Value, ScriptError> {
    let (url, post) = (args.text(0), args.given(1));
    let options = Options::of(call);
    let errand = fetch(call, &options, &url, post)?;
    let (status, mut body) = match errands::run(call, Errand::Fetch(Box::new(errand)))? {
        Outcome::Done(status, body) => (status, body),
        Outcome::Failed(why) => {
            call.verbose(1, format!("`{url}` could not be fetched: {why}"));
            return Ok("".into());
        }
    };
    if options.is_failure(status) {
        call.verbose(1, format!("`{url}` answered with {status}"));
        return Ok("".into());
    }
    body.truncate(body.floor_char_boundary(MOST_OUTPUT));
    let body = body.trim_end_matches(['\r', '\n']);
    match options.compatible() {
        Compatible::No => Ok(body.to_owned().into()),
        Compatible::Hash { legacy } => {
            let (names, values) = fields(body, legacy);
            call.set_variable("~ODBCFIELDS~", names);
            texts::value(values.into_bytes())
        }
    }
}

fn fetch(
    call: &Call,
    options: &Options,
    url: &str,
    post: Option<String>,
) -> Result<Fetch, ScriptError> {
    let capabilities = call.capabilities();
    let mut headers = options.headers();
    if post.is_some()
        && !headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("content-type"))
    {
        let form = "application/x-www-form-urlencoded";
        headers.push(("content-type".to_owned(), form.to_owned()));
    }
    Ok(Fetch {
        address: capabilities.fetch(&call.standing(), url)?,
        body: post,
        headers,
        timeout: options.timeout(),
        redirects: options.redirects(),
        allowed: capabilities.curl.clone(),
        private: capabilities.private.clone(),
    })
}

/// Names and values of `a=1&b=2`, each separated by commas, as `HASH` takes them.
fn fields(body: &str, legacy: bool) -> (String, String) {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for field in body.split('&') {
        let (name, value) = field.split_once('=').unwrap_or((field, ""));
        let decoded = |text: &str| {
            let text = if legacy {
                text.to_owned()
            } else {
                text.replace('+', " ")
            };
            let octets = percent_encoding::percent_decode_str(&text);
            octets.decode_utf8_lossy().into_owned()
        };
        names.push(decoded(name));
        // A value with a comma in it is one value all the same.
        let value = decoded(value).replace('\\', "\\\\").replace('"', "\\\"");
        values.push(if value.contains([',', '"', '\\']) {
            format!("\"{value}\"")
        } else {
            value
        });
    }
    (names.join(","), values.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_a_form_become_names_and_values() {
        let check = |body: &str, legacy: bool, expected: (&str, &str)| {
            let (names, values) = fields(body, legacy);
            assert_eq!((&*names, &*values), expected, "{body}");
        };
        check("a=1&b=x+y%26", false, ("a,b", "1,x y&"));
        check("a=1&b=x+y%26", true, ("a,b", "1,x+y&"));
        check("a=1,2&b", false, ("a,b", "\"1,2\","));
    }
}
