//! JSON-RPC 2.0 as LSP uses it: requests, notifications, and what is answered.

use serde_json::{Value, json};

/// Something the client sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Incoming {
    /// To be answered.
    Request {
        id: Value,
        method: String,
        params: Value,
    },
    Notification {
        method: String,
        params: Value,
    },
    /// An answer to a request of ours, which is waited for by nobody.
    Answer,
    /// Neither; to be answered with this error.
    Invalid(Refusal),
}

/// An error that answers a request.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub(super) code: i32,
    pub(super) message: String,
}

/// Codes of JSON-RPC 2.0 and LSP 3.17.
pub(super) const PARSE_ERROR: i32 = -32700;
pub(super) const INVALID_REQUEST: i32 = -32600;
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const NOT_INITIALIZED: i32 = -32002;
pub(super) const CANCELLED: i32 = -32800;
pub(super) const REQUEST_FAILED: i32 = -32803;

impl Refusal {
    pub(super) fn new(code: i32, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

/// Reads one message.
pub(super) fn read(body: &[u8]) -> Incoming {
    let mut value: Value = match serde_json::from_slice(body) {
        Ok(value) => value,
        Err(error) => return Incoming::Invalid(Refusal::new(PARSE_ERROR, error.to_string())),
    };
    let id = value
        .get("id")
        .filter(|id| id.is_string() || id.is_number())
        .cloned();
    let params = value.get_mut("params").map(Value::take).unwrap_or_default();
    let method = value
        .get("method")
        .and_then(Value::as_str)
        .map(str::to_owned);
    match (id, method) {
        (Some(id), Some(method)) => Incoming::Request { id, method, params },
        (None, Some(method)) => Incoming::Notification { method, params },
        (_, None) if value.get("result").is_some() || value.get("error").is_some() => {
            Incoming::Answer
        }
        (_, None) => Incoming::Invalid(Refusal::new(INVALID_REQUEST, "a message without a method")),
    }
}

/// The answer to a request; to what had no id when that is null.
pub(super) fn answer(id: &Value, outcome: Result<Value, Refusal>) -> Value {
    match outcome {
        Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
        Err(Refusal { code, message }) => {
            json!({ "jsonrpc": "2.0", "id": id, "error": { "code": code, "message": message } })
        }
    }
}

pub(super) fn notification(method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "method": method, "params": params })
}

pub(super) fn request(id: &str, method: &str, params: Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart_by_what_they_have() {
        let request = Incoming::Request {
            id: json!(1),
            method: "a".into(),
            params: Value::Null,
        };
        assert_eq!(read(br#"{"id":1,"method":"a"}"#), request);
        let params = json!([1]);
        assert_eq!(
            read(br#"{"method":"a","params":[1]}"#),
            Incoming::Notification {
                method: "a".into(),
                params
            }
        );
        assert_eq!(read(br#"{"id":1,"result":null}"#), Incoming::Answer);
        for (body, code) in [
            ("{", PARSE_ERROR),
            ("[]", INVALID_REQUEST),
            ("{\"id\":1}", INVALID_REQUEST),
            ("\u{0}", PARSE_ERROR),
        ] {
            assert!(
                matches!(read(body.as_bytes()), Incoming::Invalid(refusal) if refusal.code == code),
                "{body}"
            );
        }
    }
}
