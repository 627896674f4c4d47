//! `skyplan lsp` as an editor sees it: the real program, driven over standard input and output.

// Tests have files and clocks of their own.
#![allow(clippy::disallowed_methods)]

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// Longest that anything is waited for; a machine that tests may be busy.
const LONG: Duration = Duration::from_secs(60);

/// An editor with a folder of its own.
struct Editor {
    folder: TempDir,
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    last: i64,
    /// What came while something else was waited for.
    kept: Vec<Value>,
}

impl Editor {
    /// Starts the server in a folder with these files.
    fn start(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
        let mut server = Command::new(env!("CARGO_BIN_EXE_skyplan"))
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server");
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().expect("an output"));
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = message(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            folder,
            server,
            input,
            messages,
            last: 0,
            kept: Vec::new(),
        }
    }

    /// The same, with everything said that is said at the beginning.
    fn ready(files: &[(&str, &str)]) -> Self {
        let mut editor = Self::start(files);
        let root = editor.uri("");
        let capabilities = json!({
            "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } },
            "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
        });
        let folders = json!([{ "uri": root.trim_end_matches('/'), "name": "test" }]);
        let answer = editor.ask(
            "initialize",
            json!({ "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders }),
        );
        assert_eq!(answer["capabilities"]["positionEncoding"], "utf-16");
        editor.tell("initialized", json!({}));
        editor
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder
            .path()
            .canonicalize()
            .expect("a folder")
            .join(name)
    }

    fn uri(&self, name: &str) -> String {
        format!("file://{}", self.path(name).display())
    }

    fn send(&mut self, message: &Value) {
        self.send_raw(message.to_string().as_bytes());
    }

    fn send_raw(&mut self, body: &[u8]) {
        let input = self.input.as_mut().expect("an input");
        write!(input, "Content-Length: {}\r\n\r\n", body.len()).expect("a pipe");
        input.write_all(body).expect("a pipe");
        input.flush().expect("a pipe");
    }

    fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request and gives its number.
    fn request(&mut self, method: &str, params: Value) -> i64 {
        self.last += 1;
        self.send(
            &json!({ "jsonrpc": "2.0", "id": self.last, "method": method, "params": params }),
        );
        self.last
    }

    /// The first message that `wanted` makes something of.
    fn wait<T>(&mut self, what: &str, wanted: impl Fn(&Value) -> Option<T>) -> T {
        if let Some(at) = self
            .kept
            .iter()
            .position(|message| wanted(message).is_some())
        {
            return wanted(&self.kept.remove(at)).expect("it was there");
        }
        loop {
            let message = self
                .messages
                .recv_timeout(LONG)
                .unwrap_or_else(|_| panic!("no {what}"));
            match wanted(&message) {
                Some(found) => return found,
                None => self.kept.push(message),
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let answer = self.answer(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    fn answer(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.wait(method, |message| {
            (message["id"] == id && message.get("method").is_none()).then(|| message.clone())
        })
    }

    fn open(&mut self, name: &str, text: &str) {
        let document =
            json!({ "uri": self.uri(name), "languageId": "rhai", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Types `text` in place of what stands from one position to another of a line.
    fn edit(&mut self, name: &str, version: i32, line: u32, (start, end): (u32, u32), text: &str) {
        let range = json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } });
        let document = json!({ "uri": self.uri(name), "version": version });
        let changes = json!([{ "range": range, "text": text }]);
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": changes }),
        );
    }

    fn place(&self, name: &str, line: u32, character: u32) -> Value {
        json!({ "textDocument": { "uri": self.uri(name) }, "position": { "line": line, "character": character } })
    }

    /// Waits until the findings of a file are those of these codes.
    fn findings(&mut self, name: &str, codes: &[&str]) -> Vec<Value> {
        let uri = self.uri(name);
        let what = format!("findings {codes:?} in {name}");
        self.wait(&what, |message| {
            let params = &message["params"];
            let findings = params["diagnostics"]
                .as_array()
                .filter(|_| params["uri"] == uri)?;
            let found: Vec<&str> = findings
                .iter()
                .filter_map(|finding| finding["code"].as_str())
                .collect();
            (found == codes).then(|| findings.clone())
        })
    }

    /// Says goodbye in order.
    fn end(mut self) {
        assert_eq!(self.ask("shutdown", Value::Null), Value::Null);
        self.tell("exit", Value::Null);
        assert_eq!(self.server.wait().expect("an end").code(), Some(0));
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

fn message(stream: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).ok().filter(|read| *read > 0)?;
        match line.trim().split_once(": ") {
            Some((_, value)) => length = value.parse().ok()?,
            None => break,
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn labels(list: &Value) -> Vec<&str> {
    let items = list["items"].as_array().into_iter().flatten();
    items.filter_map(|item| item["label"].as_str()).collect()
}

const OFFICE: &str = "context \"office\" {\n    extension \"100\" => { Hangup(); }\n}\n";
const CONFIG: &str = "[dialplan]\npath = \"plans\"\n\n[skype]\nconfig = \"accounts.conf\"\n\n[[endpoint]]\nname = \"desk\"\npassword = \"x\"\ncontext = \"office\"\n";
const ACCOUNTS: &str = "[general]\n\n[james_bond]\nsecret = x\ncontext = office\nexten = 100\n";

fn files() -> Vec<(&'static str, &'static str)> {
    vec![
        ("skyplan.toml", CONFIG),
        ("accounts.conf", ACCOUNTS),
        ("plans/office.rhai", OFFICE),
        (
            "plans/extensions.conf",
            "[lines]\nexten => 200,1,NoOp()\nsame => n(again),Goto(office,100,1)\n",
        ),
        (
            "plans/door.rhai",
            "context \"door\" { extension \"1\" => { Answer(); } }\n",
        ),
    ]
}

#[test]
fn a_mistake_is_shown_while_it_is_typed_and_gone_when_it_is_mended() {
    let mut editor = Editor::ready(&files());
    editor.open(
        "plans/door.rhai",
        "context \"door\" {\n    extension \"1\" => { /* 😀 */ Awnser(); }\n}\n",
    );
    let findings = editor.findings("plans/door.rhai", &["E0201"]);
    let start = "    extension \"1\" => { /* 😀 */ ".encode_utf16().count();
    assert_eq!(
        findings[0]["range"]["start"],
        json!({ "line": 1, "character": start })
    );
    assert_eq!(
        findings[0]["range"]["end"],
        json!({ "line": 1, "character": start + 6 })
    );
    let href = findings[0]["codeDescription"]["href"].as_str();
    let href = href.unwrap_or_default();
    assert!(href.contains("/docs/diagnostics.md#e0201-"), "{href}");
    assert_eq!(
        (&findings[0]["severity"], &findings[0]["source"]),
        (&json!(1), &json!("skyplan"))
    );
    assert!(
        findings[0]["message"]
            .as_str()
            .is_some_and(|text| text.contains("did you mean `Answer`?"))
    );

    let asked = json!({
        "textDocument": { "uri": editor.uri("plans/door.rhai") },
        "range": findings[0]["range"],
        "context": { "diagnostics": findings },
    });
    let actions = editor.ask("textDocument/codeAction", asked);
    assert_eq!(actions[0]["kind"], "quickfix", "{actions}");
    assert_eq!(actions[0]["isPreferred"], true);
    let edit = &actions[0]["edit"]["changes"][editor.uri("plans/door.rhai")][0];
    assert_eq!(edit["newText"], "Answer");
    let at = |end: &str| edit["range"][end]["character"].as_u64().expect("a number") as u32;
    editor.edit("plans/door.rhai", 2, 1, (at("start"), at("end")), "Answer");
    editor.findings("plans/door.rhai", &[]);
    editor.end();
}

#[test]
fn an_edit_in_one_file_cures_another() {
    let mut editor = Editor::ready(&files());
    let jump = "context \"door\" { extension \"1\" => { Goto(\"office\", \"101\"); } }\n";
    editor.open("plans/door.rhai", jump);
    editor.findings("plans/door.rhai", &["E0321"]);
    editor.open("plans/office.rhai", OFFICE);
    editor.edit("plans/office.rhai", 2, 1, (17, 18), "1");
    editor.findings("plans/door.rhai", &[]);
    editor.end();
}

#[test]
fn completions_explanations_and_definitions_go_across_files_and_languages() {
    let mut editor = Editor::ready(&files());
    editor.open("plans/door.rhai", "context \"door\" {\n    extension \"_1NX\" => { Goto(\"office\", \"100\"); Dial(\"SIP/desk\", ; Wa }\n}\n");
    editor.findings("plans/door.rhai", &["E0001"]);
    let line = "    extension \"_1NX\" => { Goto(\"office\", \"100\"); Dial(\"SIP/desk\", ; Wa }";
    let at = |text: &str| (line.find(text).expect("it is there") + text.len()) as u32;

    let place = editor.place("plans/door.rhai", 1, at("; Wa"));
    let list = editor.ask("textDocument/completion", place);
    let wait = list["items"]
        .as_array()
        .and_then(|items| items.iter().find(|item| item["label"] == "Wait"));
    let wait = wait.expect("Wait").clone();
    assert_eq!(wait["textEdit"]["newText"], "Wait(${1:seconds});$0");
    assert_eq!(wait["documentation"], Value::Null);
    let wait = editor.ask("completionItem/resolve", wait);
    assert!(
        wait["documentation"]["value"]
            .as_str()
            .is_some_and(|text| text.contains("Wait(")),
        "{wait}"
    );

    let place = editor.place("plans/door.rhai", 1, at("Dial(\"SIP/"));
    assert!(labels(&editor.ask("textDocument/completion", place)).contains(&"SIP/desk"));
    let place = editor.place("plans/door.rhai", 1, at("Goto(\""));
    let list = editor.ask("textDocument/completion", place);
    assert!(
        ["office", "lines"]
            .iter()
            .all(|name| labels(&list).contains(name)),
        "{list}"
    );

    let place = editor.place("plans/door.rhai", 1, at("_1N"));
    let hover = editor.ask("textDocument/hover", place);
    assert!(
        hover["contents"]["value"]
            .as_str()
            .is_some_and(|text| text.contains("1, then 2–9, then 0–9")),
        "{hover}"
    );
    let place = editor.place("plans/door.rhai", 1, at("Dial(\"SIP/desk\","));
    let help = editor.ask("textDocument/signatureHelp", place);
    assert_eq!(help["activeParameter"], 1, "{help}");

    let definition = |editor: &mut Editor, name: &str, line, at| {
        let place = editor.place(name, line, at);
        let found = editor.ask("textDocument/definition", place);
        let uri = found[0]["uri"]
            .as_str()
            .unwrap_or("")
            .rsplit('/')
            .next()
            .unwrap_or("")
            .to_owned();
        (uri, found[0]["range"]["start"]["line"].clone())
    };
    assert_eq!(
        definition(&mut editor, "plans/door.rhai", 1, at("\"10")),
        ("office.rhai".to_owned(), json!(1))
    );
    assert_eq!(
        definition(&mut editor, "plans/door.rhai", 1, at("SIP/de")),
        ("skyplan.toml".to_owned(), json!(7))
    );
    let text = "[lines]\nexten => 200,1,NoOp()\nsame => n(again),Goto(office,100,1)\n";
    editor.open("plans/extensions.conf", text);
    assert_eq!(
        definition(&mut editor, "plans/extensions.conf", 2, 31),
        ("office.rhai".to_owned(), json!(1))
    );

    let mut params = editor.place("plans/office.rhai", 1, 16);
    params["context"] = json!({ "includeDeclaration": false });
    let references = editor.ask("textDocument/references", params);
    assert_eq!(references.as_array().map(Vec::len), Some(2), "{references}");
    let document = json!({ "textDocument": { "uri": editor.uri("plans/extensions.conf") } });
    let symbols = editor.ask("textDocument/documentSymbol", document);
    assert_eq!(
        (
            &symbols[0]["name"],
            &symbols[0]["children"][0]["children"][0]["name"]
        ),
        (&json!("lines"), &json!("again"))
    );
    let symbols = editor.ask("workspace/symbol", json!({ "query": "off" }));
    assert_eq!(symbols[0]["name"], "office");
    editor.end();
}

#[test]
fn what_the_editor_must_not_do_is_answered_as_the_protocol_says() {
    let mut editor = Editor::start(&[]);
    assert_eq!(
        editor.answer("textDocument/hover", json!({}))["error"]["code"],
        -32002
    );
    editor.ask(
        "initialize",
        json!({ "capabilities": { "general": { "positionEncodings": ["utf-8", "utf-16"] } } }),
    );
    assert_eq!(
        editor.answer("initialize", json!({ "capabilities": {} }))["error"]["code"],
        -32600
    );
    assert_eq!(
        editor.answer("textDocument/rangeFormatting", json!({}))["error"]["code"],
        -32601
    );
    assert_eq!(
        editor.answer("textDocument/hover", json!({ "position": 1 }))["error"]["code"],
        -32602
    );
    editor.send_raw(b"{ no json");
    let code = editor.wait("an error", |message| {
        message["error"]["code"]
            .as_i64()
            .filter(|_| message["id"].is_null())
    });
    assert_eq!(code, -32700);
    for (name, position) in [("nowhere.rhai", 9), ("a%00b.rhai", 0)] {
        let place = editor.place(name, position, u32::MAX);
        assert_eq!(editor.ask("textDocument/hover", place), Value::Null);
    }
    editor.tell("textDocument/didChange", json!({ "nonsense": true }));
    editor.tell("$/unknown", json!(1));
    editor.end();
}

#[test]
fn a_request_that_was_taken_back_is_answered_so() {
    let mut editor = Editor::ready(&files());
    // The burst arrives while the first of it is answered.
    let text = "context \"x\" { extension \"1\" => { Answer(); } }\n".repeat(2000);
    editor.open("plans/door.rhai", &text);
    let mut last = 0;
    for _ in 0..50 {
        let place = editor.place("plans/door.rhai", 1000, 40);
        last = editor.request("textDocument/completion", place);
    }
    editor.tell("$/cancelRequest", json!({ "id": last }));
    let answer = editor.wait("an answer", |message| {
        (message["id"] == last).then(|| message.clone())
    });
    let code = &answer["error"]["code"];
    assert!(
        *code == -32800 || answer.get("result").is_some(),
        "{answer}"
    );
    editor.end();
}

#[test]
fn the_server_ends_when_the_editor_does() {
    let mut editor = Editor::ready(&files());
    editor.input = None;
    assert_eq!(editor.server.wait().expect("an end").code(), Some(1));
    let mut editor = Editor::ready(&[]);
    editor.tell("exit", Value::Null);
    assert_eq!(editor.server.wait().expect("an end").code(), Some(1));
}

#[test]
fn files_without_a_configuration_are_a_dialplan_too() {
    let mut editor = Editor::ready(&[
        ("a.rhai", "context \"a\" { include \"b\"; }\n"),
        ("extensions.conf", "[x]\nexten => 1,1,Awnser()\n"),
    ]);
    editor.findings("a.rhai", &["E0104"]);
    editor.findings("extensions.conf", &["W0604"]);
    std::fs::write(editor.path("b.rhai"), "context \"b\" { }\n").expect("a file");
    let changes = json!([{ "uri": editor.uri("b.rhai"), "type": 1 }]);
    editor.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changes }),
    );
    editor.findings("a.rhai", &[]);
    editor.end();
}

#[test]
fn a_context_is_renamed_wherever_it_is_named_and_left_where_that_is_not_safe() {
    let lines = "[lines]\ninclude => door\nexten => 1,1,Dial(SIP/desk,20,U(door^x)G(door^1^1))\nexten => 2,1,Dial(Local/1@door)\n";
    let mut editor = Editor::ready(&[
        ("skyplan.toml", CONFIG),
        ("accounts.conf", ACCOUNTS),
        ("plans/office.rhai", OFFICE),
        ("plans/extensions.conf", lines),
    ]);
    // What is typed counts, and columns are those of UTF-16.
    let text = "/* 😀 */ context \"door\" { extension \"s\" => { Answer(); } extension \"1\" => { Goto(\"door\", \"s\"); } }\n";
    editor.open("plans/door.rhai", text);
    editor.findings("plans/door.rhai", &[]);
    let column = |word: &str, text: &str| {
        let at = text.find(word).expect("it is there");
        text[..at].encode_utf16().count() as u32
    };
    let head = column("door", text);
    let place = editor.place("plans/door.rhai", 0, head + 1);
    let asked = editor.ask("textDocument/prepareRename", place.clone());
    assert_eq!(asked["placeholder"], "door");
    assert_eq!(asked["range"]["start"]["character"], head);
    let mut params = place;
    params["newName"] = json!("lobby");
    let edits = editor.ask("textDocument/rename", params.clone());
    let lines_edits = edits["changes"][editor.uri("plans/extensions.conf")].clone();
    let places = lines_edits.as_array().expect("edits").iter().map(|edit| {
        let start = &edit["range"]["start"];
        (start["line"].as_u64(), start["character"].as_u64())
    });
    let wanted = [(1, 11), (2, 32), (2, 41), (3, 26)];
    let wanted: Vec<_> = wanted.iter().map(|at| (Some(at.0), Some(at.1))).collect();
    assert_eq!(places.collect::<Vec<_>>(), wanted);
    let own = edits["changes"][editor.uri("plans/door.rhai")]
        .as_array()
        .map(Vec::len);
    assert_eq!(own, Some(2), "{edits}");

    params["newName"] = json!("office");
    let refused = editor.answer("textDocument/rename", params);
    assert_eq!(refused["error"]["code"], -32803);
    let place = editor.place("plans/office.rhai", 0, 11);
    let refused = editor.answer("textDocument/prepareRename", place);
    let message = refused["error"]["message"].as_str().unwrap_or("");
    assert!(message.contains("configuration"), "{refused}");

    // From the subroutine of an option to where it is.
    let place = editor.place("plans/extensions.conf", 2, 33);
    let found = editor.ask("textDocument/definition", place);
    assert_eq!(found[0]["uri"], json!(editor.uri("plans/door.rhai")));
    editor.end();
}

#[test]
fn items_of_functions_are_offered_and_explained_where_they_are_written_in_texts() {
    let mut editor = Editor::ready(&files());
    let text =
        "context \"door\" {\n    extension \"1\" => { Set(\"CHANNEL(language)\", \"fr\"); }\n}\n";
    editor.open("plans/door.rhai", text);
    let line = "    extension \"1\" => { Set(\"CHANNEL(language)\", \"fr\"); }";
    let at = |word: &str| (line.find(word).expect("it is there") + word.len()) as u32;
    let place = editor.place("plans/door.rhai", 1, at("CHANNEL(lan"));
    let list = editor.ask("textDocument/completion", place.clone());
    assert!(labels(&list).contains(&"language"), "{list}");
    let hover = editor.ask("textDocument/hover", place);
    let said = hover["contents"]["value"].as_str().unwrap_or("");
    assert!(said.contains("CHANNEL(language)"), "{hover}");

    let lines =
        "[lines]\nexten => 200,1,NoOp(${CHANNEL(name)})\nsame => n(again),Goto(office,100,1)\n";
    editor.open("plans/extensions.conf", lines);
    let place = editor.place("plans/extensions.conf", 1, 32);
    let list = editor.ask("textDocument/completion", place.clone());
    assert!(labels(&list).contains(&"name"), "{list}");
    let hover = editor.ask("textDocument/hover", place);
    let said = hover["contents"]["value"].as_str().unwrap_or("");
    assert!(said.contains("CHANNEL(name)"), "{hover}");
    editor.end();
}

#[test]
fn a_file_that_is_renamed_or_gone_is_forgotten() {
    let mut editor = Editor::ready(&[
        ("a.rhai", "context \"a\" { include \"b\"; }\n"),
        (
            "b.rhai",
            "context \"b\" { extension \"1\" => { Answer(); } }\n",
        ),
    ]);
    editor.findings("b.rhai", &[]);
    let (from, to) = (editor.path("b.rhai"), editor.path("c.rhai"));
    std::fs::rename(&from, &to).expect("a file");
    let changes = json!([{ "uri": editor.uri("b.rhai"), "type": 3 }, { "uri": editor.uri("c.rhai"), "type": 1 }]);
    editor.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changes }),
    );
    editor.findings("c.rhai", &[]);
    std::fs::remove_file(&to).expect("a file");
    let changes = json!([{ "uri": editor.uri("c.rhai"), "type": 3 }]);
    editor.tell(
        "workspace/didChangeWatchedFiles",
        json!({ "changes": changes }),
    );
    editor.findings("a.rhai", &["E0104"]);
    editor.end();
}
