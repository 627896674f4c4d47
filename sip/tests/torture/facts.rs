//! One arm for each fact of the indexes: how the typed accessors find it.

use std::net::IpAddr;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use sip::{AuthHeader, Malformed, Message, NameAddr, Params, Uri, Via};

use super::{Case, message};

/// What our reader finds for the fact `name`; `None` for what is no fact about reading.
pub(crate) fn find(
    case: &Case,
    outcome: &Result<Message, Malformed>,
    name: &str,
    expected: &Value,
) -> Option<Value> {
    let message = message(outcome);
    let find = [
        find_start_line,
        find_core,
        find_addresses,
        find_vias,
        find_lists,
        find_raw,
    ];
    if let Some(found) = find.iter().find_map(|find| find(message, name, expected)) {
        return Some(found);
    }
    find_body(case, outcome, name)
}

/// Equal, or two spellings of one address.
pub(crate) fn same(found: &Value, expected: &Value) -> bool {
    let address = |value: &Value| value.as_str().and_then(|text| text.parse::<IpAddr>().ok());
    match (found, expected) {
        (Value::Object(found), Value::Object(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .all(|(name, value)| expected.get(name).is_some_and(|other| same(value, other)))
        }
        (Value::Array(found), Value::Array(expected)) => {
            found.len() == expected.len()
                && found
                    .iter()
                    .zip(expected)
                    .all(|(found, expected)| same(found, expected))
        }
        _ => found == expected || address(found).is_some() && address(found) == address(expected),
    }
}

fn text(text: impl AsRef<str>) -> Value {
    Value::from(text.as_ref())
}

fn option(value: Option<impl AsRef<str>>) -> Value {
    value.map_or(Value::Null, text)
}

fn find_start_line(message: &Message, name: &str, _: &Value) -> Option<Value> {
    let start_line = message.headers().start_line();
    match (message, name) {
        (Message::Request(_), "kind") => Some(text("request")),
        (Message::Response(_), "kind") => Some(text("response")),
        (_, "version") => Some(text(message.version())),
        (_, "request_line") => Some(text(start_line)),
        (_, "status_raw") => Some(option(start_line.split(' ').nth(1))),
        (Message::Response(response), "status") => {
            Some((response.status > 0).then_some(response.status).into())
        }
        (Message::Response(response), "reason") => Some(text(&response.reason)),
        (Message::Request(request), "method") => Some(text(request.method.as_str())),
        // White space leaves open which part of the line is the URI.
        (Message::Request(request), "ruri") => Some(option(
            Some(&request.uri)
                .filter(|uri| !uri.as_str().contains(' '))
                .map(Uri::as_str),
        )),
        (Message::Request(request), name) => name
            .strip_prefix("ruri_")
            .and_then(|part| uri_part(&request.uri, part)),
        _ => None,
    }
}

fn uri_part(uri: &Uri, part: &str) -> Option<Value> {
    let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    Some(match part {
        "scheme" => option(filled(uri.scheme_text())),
        "user" => option(uri.user()),
        "user_decoded" => option(uri.user_decoded()),
        "user_len" => uri.user().map(str::len).into(),
        "password" => option(uri.password()),
        "host" => option(
            uri.ip()
                .map(|ip| ip.to_string())
                .or_else(|| filled(uri.host())),
        ),
        "host_raw" => text(uri.host()),
        "port" => uri.port().into(),
        "params" | "uri_params" => params(uri.params()),
        "uri_params_decoded" => pairs(uri.params().decoded()),
        "headers" => option(uri.headers_text()),
        "uri_headers" => pairs(
            uri.headers()
                .into_iter()
                .map(|(name, value)| (name, Some(value)))
                .collect(),
        ),
        "opaque" => text(uri.opaque_part()),
        "uri" => text(uri.as_str()),
        _ => return None,
    })
}

fn params(params: &Params) -> Value {
    let value = |name: &str| params.get(name).map(|value| value.into_owned());
    pairs(
        params
            .iter()
            .map(|(name, _)| (name.to_owned(), value(name)))
            .collect(),
    )
}

fn pairs(pairs: Vec<(String, Option<String>)>) -> Value {
    Value::Object(
        pairs
            .into_iter()
            .map(|(name, value)| (name, option(value)))
            .collect(),
    )
}

fn find_core(message: &Message, name: &str, expected: &Value) -> Option<Value> {
    let headers = message.headers();
    Some(match name {
        "cseq" => headers.cseq().map(|cseq| cseq.number).into(),
        "cseq_method" => option(headers.cseq_method().map(|method| method.to_string())),
        "call_id" => option(headers.call_id()),
        "call_id_len" => headers.call_id().map(|call_id| call_id.len()).into(),
        "from_tag" => option(headers.from_tag()),
        "from_tag_len" => headers.from_tag().map(|tag| tag.len()).into(),
        "to_tag" => option(headers.to_tag()),
        "max_forwards" => headers.max_forwards().into(),
        "content_length" => headers.content_length().into(),
        "subject" => option(headers.subject()),
        "header_fields" => headers.len().into(),
        "content_type" => option(
            headers
                .content_type()
                .map(|content_type| content_type.essence),
        ),
        "boundary" => option(headers.content_type()?.params.get("boundary")),
        "auth_scheme" => text(&authorization(message)?.scheme),
        "auth_params" => pairs(
            authorization(message)?
                .params
                .into_iter()
                .map(|(name, value)| (name, Some(value)))
                .collect(),
        ),
        "unknown_headers" => {
            let names = expected.as_object()?.keys();
            Value::Object(
                names
                    .map(|name| (name.clone(), option(headers.header(name))))
                    .collect::<Map<_, _>>(),
            )
        }
        _ => return None,
    })
}

fn authorization(message: &Message) -> Option<AuthHeader> {
    AuthHeader::read_all(&message.headers().header("Authorization")?)
        .into_iter()
        .next()
}

/// `from_…`, `to_…`, `contact0_…`, `route0_…`, with `repaired_` before them where a liberal reader
/// is meant, which the accessors are.
fn find_addresses(message: &Message, name: &str, expected: &Value) -> Option<Value> {
    let headers = message.headers();
    let name = name.strip_prefix("repaired_").unwrap_or(name);
    let (address, part) = if let Some(part) = name.strip_prefix("from_") {
        (headers.from()?, part)
    } else if let Some(part) = name.strip_prefix("to_") {
        (headers.to()?, part)
    } else if let Some(part) = name.strip_prefix("contact0_") {
        (headers.contact()?, part)
    } else {
        (
            headers.routes().into_iter().next()?,
            name.strip_prefix("route0_")?,
        )
    };
    // Of a Route only the URI has parameters that anyone asks for.
    if name == "route0_params" {
        return Some(params(address.uri.params()));
    }
    address_part(&address, part, expected)
}

fn address_part(address: &NameAddr, part: &str, expected: &Value) -> Option<Value> {
    Some(match part {
        "display" => option(address.display.as_ref()),
        "display_len" => address.display.as_ref().map(String::len).into(),
        "params" if expected.is_number() => address.params.len().into(),
        // The tag has a fact of its own.
        "params" => {
            let mut params = address.params.clone();
            params.remove("tag");
            self::params(&params)
        }
        "expires_raw" => option(address.params.get("expires")),
        "uri_params" if expected.is_number() => address.uri.params().len().into(),
        part => return uri_part(&address.uri, part),
    })
}

fn find_vias(message: &Message, name: &str, expected: &Value) -> Option<Value> {
    let headers = message.headers();
    let vias = headers.vias();
    let each = |part: fn(&Via) -> Value| Value::Array(vias.iter().map(part).collect());
    Some(match name {
        "vias" => headers.header_list("Via").len().into(),
        "via0" => via(vias.first()?, expected),
        "via_last" => via(vias.last()?, expected),
        "via0_protocol" => text(&vias.first()?.protocol),
        "via0_received" => option(vias.first()?.received().map(|ip| ip.to_string())),
        "via2_received" => option(vias.get(2)?.received().map(|ip| ip.to_string())),
        "via_transports" => each(|via| text(&via.transport)),
        "via_hosts" => each(|via| text(&via.host)),
        "via_ports" => each(|via| via.port.into()),
        "via_branches" => each(|via| option(via.branch())),
        _ => return None,
    })
}

/// The parts of a Via that `expected` names.
fn via(via: &Via, expected: &Value) -> Value {
    let part = |name: &String| match name.as_str() {
        "transport" => text(&via.transport),
        "host" => text(&via.host),
        "port" => via.port.into(),
        "branch" => option(via.branch()),
        "branch_len" => via.branch().map(|branch| branch.len()).into(),
        "received" => option(via.received().map(|ip| ip.to_string())),
        other => panic!("no check for `{other}` of a Via"),
    };
    Value::Object(
        expected
            .as_object()
            .unwrap()
            .keys()
            .map(|name| (name.clone(), part(name)))
            .collect(),
    )
}

fn find_lists(message: &Message, name: &str, _: &Value) -> Option<Value> {
    let headers = message.headers();
    let contacts =
        |part: fn(&NameAddr) -> Value| Value::Array(headers.contacts().iter().map(part).collect());
    let each = |name: &str, part: fn(NameAddr) -> Value| {
        let values = headers.header_all(name);
        Value::Array(
            values
                .iter()
                .map(|value| part(value.parse().unwrap()))
                .collect(),
        )
    };
    Some(match name {
        "contacts" => headers.contacts().len().into(),
        "contact_users" => contacts(|contact| option(contact.uri.user())),
        "contact_users_decoded" => contacts(|contact| option(contact.uri.user_decoded())),
        "contact_hosts" => contacts(|contact| text(contact.uri.host())),
        "routes" => headers.routes().len().into(),
        "record_routes" => headers.record_routes().len().into(),
        "accept" => headers.header_list("Accept").into(),
        "require" => headers.header_list("Require").into(),
        "proxy_require" => headers.header_list("Proxy-Require").into(),
        "call_ids" => json!(headers.header_all("Call-ID")),
        "cseqs" => headers
            .header_all("CSeq")
            .iter()
            .map(|value| value.split(' ').next()?.parse::<u32>().ok())
            .collect(),
        "from_tags" => each("From", |from| option(from.tag())),
        "to_users" => each("To", |to| option(to.uri.user())),
        "max_forwards_values" => headers
            .header_all("Max-Forwards")
            .iter()
            .map(|value| value.parse::<u32>().ok())
            .collect(),
        "content_lengths_raw" => json!(headers.header_all("Content-Length")),
        _ => return None,
    })
}

/// Values as they came.
fn find_raw(message: &Message, name: &str, _: &Value) -> Option<Value> {
    let headers = message.headers();
    let first_word = |name: &str| {
        headers
            .header(name)
            .map(|value| value.split(' ').next().unwrap_or_default().to_owned())
    };
    Some(match name {
        "to_raw" => option(headers.header("To")),
        "from_raw" => option(headers.header("From")),
        "via_raw" => option(headers.header("Via")),
        "contact_raw" | "contact0_raw" => option(headers.header("Contact")),
        "date_raw" => option(headers.header("Date")),
        "content_length_raw" => option(headers.header("Content-Length")),
        "max_forwards_raw" => option(headers.header("Max-Forwards")),
        "expires_raw" => option(headers.header("Expires")),
        "cseq_raw" => option(first_word("CSeq")),
        "retry_after_raw" => option(first_word("Retry-After")),
        "warning_code_raw" => option(first_word("Warning")),
        _ => return None,
    })
}

/// Facts about the body and the octets round it; here is where unknown facts end up.
fn find_body(case: &Case, outcome: &Result<Message, Malformed>, name: &str) -> Option<Value> {
    let message = message(outcome);
    let body = message.body();
    let head_len = || {
        case.bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .map(|at| at + 4)
    };
    Some(match name {
        "body_len" => (case.text("fault") != "framing")
            .then_some(body.len())
            .into(),
        "datagram_body_len" => body.len().into(),
        "trailing_len" => (case.bytes.len() - head_len()? - body.len()).into(),
        "header_terminated" => head_len().is_some().into(),
        "body_nuls" => body.iter().filter(|&&byte| byte == 0).count().into(),
        "body_sha256" => text(
            Sha256::digest(body)
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>(),
        ),
        "parts" => {
            let parts = message.headers().content_type()?.parts(body);
            parts
                .iter()
                .map(|part| json!({ "type": part.content_type, "len": part.body.len() }))
                .collect()
        }
        "sdp" => sdp(
            &String::from_utf8_lossy(body),
            case.facts["sdp"].as_object()?,
        ),
        // We refuse these lines, so there is no repaired one; and whole outcomes have tests of
        // their own.
        "repaired_ruri" => return None,
        "parse" | "fault" | "bad" | "stream" | "rfc_content_length" | "derived_from" => {
            return None;
        }
        other => panic!("{}: no check for the fact `{other}`", case.file),
    })
}

/// The body arrived as it was: its lines say what the index says. SDP itself is another room's.
fn sdp(body: &str, expected: &Map<String, Value>) -> Value {
    let mut sections = body.split("\r\nm=");
    let session = sections.next().unwrap_or_default();
    let line = |section: &str, kind: &str| {
        section
            .split("\r\n")
            .find_map(|line| line.strip_prefix(kind).map(str::to_owned))
    };
    let address = |text: String| text.split("IN ").last().map(str::to_owned);
    let media: Vec<_> = sections
        .map(|section| option(line(section, "c=").and_then(address)))
        .collect();
    let part = |name: &String| match name.as_str() {
        "origin" => option(line(session, "o=").and_then(address)),
        "session_name" => option(line(session, "s=").map(|name| name.trim().to_owned())),
        "session_c" => option(line(session, "c=").and_then(address)),
        "media" => media.len().into(),
        "media_c" => Value::Array(media.clone()),
        other => panic!("no check for `{other}` of a session description"),
    };
    Value::Object(
        expected
            .keys()
            .map(|name| (name.clone(), part(name)))
            .collect(),
    )
}
